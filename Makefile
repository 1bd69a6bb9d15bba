# make alone prints this help. CI calls nothing but these targets.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

TOOL := go tool -modfile=$(CURDIR)/tools/go.mod

# What the build is called: git's name for it, where there is a repository.
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  := $(shell git rev-parse --verify HEAD 2>/dev/null || echo unknown)
STAMP   := github.com/mmm-engine/mmm-engine/infrastructure/version
LDFLAGS := -X $(STAMP).Version=$(VERSION) -X $(STAMP).Commit=$(COMMIT)

# Runs a command with a private PostgreSQL, named by TEST_DATABASE_URL.
WITH_POSTGRES := bin/mmm-engine dev postgres --

# The checksums of everything that is generated, committed or not. JSON cannot say that it is.
GENERATED := { grep -rlE --include='*.go' --exclude-dir=.data '^// Code generated .* DO NOT EDIT\.$$' .; \
	ls deploy/grafana/dashboards/*.json; } | LC_ALL=C sort | xargs cksum

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build every program into bin/
	@mkdir -p bin
	@go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ ./cmd/...

.PHONY: generate
generate: ## write what is generated anew: queries, server types, wiring, dashboards
	@$(TOOL) sqlc generate
	@$(TOOL) oapi-codegen -config adapters/httpapi/oapi-codegen.yaml adapters/httpapi/openapi.yaml
	@cd cmd/mmm-engine && $(TOOL) wire
	@cd deploy/grafana/generate && go run .

.PHONY: verify
verify: ## fail when generated code, go.mod or formatting is stale
	@before="$$($(GENERATED))"; $(MAKE) generate || exit 1; after="$$($(GENERATED))"; \
	if [ "$$before" != "$$after" ]; then \
		echo "what is generated was stale; it is fresh now, commit it:"; \
		printf '%s\n' "$$before" "$$after" | sort | uniq -u | awk '{print "  " $$3}' | sort -u; exit 1; \
	fi
	@go mod tidy -diff
	@stale="$$(gofmt -l $$(find . -path ./.data -prune -o -name '*.go' -print))"; \
	if [ -n "$$stale" ]; then echo "not formatted, run gofmt -w on:"; echo "$$stale"; exit 1; fi

.PHONY: lint
lint: ## run every linter that is not switched off in .golangci.yml
	@$(TOOL) golangci-lint run ./...

.PHONY: test
test: build ## run the tests, on a private PostgreSQL
	@$(WITH_POSTGRES) go test -timeout 5m -shuffle=on ./...

.PHONY: test-race
test-race: build ## run the tests under the race detector (needs a C compiler)
	@$(WITH_POSTGRES) go test -race -timeout 10m -shuffle=on ./...

# A module of its own, so that the engine does not depend on what it only speaks to.
.PHONY: test-opa
test-opa: ## ask Open Policy Agent itself, run as a server
	@cd adapters/policy/internal/opa && go test -timeout 5m ./...

# A module of its own too: what writes the dashboards, and a parser of their queries.
.PHONY: test-dashboards
test-dashboards: build ## ask every query of the dashboards of a Prometheus that scrapes an engine at work
	@cd deploy/grafana/generate && go test -count=1 -timeout 5m ./...

# The names in rules and dashboards are looked up in a running engine, by a module of its own.
.PHONY: test-alerts
test-alerts: build ## try the alert rules with promtool, and look their names up in a running engine
	@promtool check config deploy/prometheus/prometheus.yml
	@promtool check rules --lint-fatal deploy/prometheus/rules/*.yml
	@promtool test rules deploy/prometheus/tests/*.yml
	@cd deploy/internal/exposed && go test -count=1 -timeout 5m ./...

.PHONY: run
run: build ## run the engine and all it needs on this machine, until Ctrl-C (REPLICA=1: with a PostgreSQL replica)
	@REPLICA=$(REPLICA) bin/mmm-engine dev

.PHONY: bench
bench: build ## measure open-loop load on a stack of its own (ARGS='--rate 1000 --duration 30s')
	@bin/mmm-bench load $(ARGS)

.PHONY: bench-limit
bench-limit: build ## measure saturation against what PostgreSQL alone commits
	@bin/mmm-bench limit $(ARGS)

.PHONY: load-history
load-history: build ## make up 10 million decisions, then measure queries over them and decisions beside them (ARGS='--decisions 100000')
	@bin/mmm-bench history $(ARGS)

.PHONY: soak
soak: build ## take the evidence service away for 30 minutes under load, and give it back (ARGS='--outage 1m')
	@bin/mmm-bench soak $(ARGS)

# A module of its own: verify, lint and test leave what only a comparison needs alone.
.PHONY: bench-rules
bench-rules: ## measure the evaluation of rules beside Open Policy Agent's (ARGS='-rounds 5')
	@cd cmd/mmm-bench/internal/rules/opa && go build -mod=mod -ldflags '$(LDFLAGS)' -o $(CURDIR)/bin/mmm-bench-rules .
	@bin/mmm-bench-rules $(ARGS)

.PHONY: clean
clean: ## remove what was built and the private databases
	@rm -rf bin .data coverage*
