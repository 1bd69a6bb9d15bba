package system_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

const runbookPage = "docs/runbook.md"

// alerts are those that have a section.
func alerts() []string {
	return []string{
		"MMMEngineHighLatencyIDE", "MMMEngineHighLatencyCI", "MMMEngineCircuitBreakerOpen", "MMMEngineERISReceiptFailures",
		"MMMEngineDegradedMode", "MMMEngineLowThroughput", "MMMEngineAbsent", "MMMEngineReceiptsUnsealed", "MMMEngineReceiptsFailed",
		"MMMEngineOutboxOld", "MMMEngineProjectionLag", "MMMEngineReplicaLag", "MMMEngineRetentionStalled", "MMMEngineDeliveryFailing",
		"MMMEngineErasurePending", "MMMEngineLatencyBudgetIDE", "MMMEngineLatencyBudgetCI",
	}
}

var (
	section    = regexp.MustCompile(`(?m)^## (.+)$`)
	ownAnchor  = regexp.MustCompile(`\]\(#([^)]+)\)`)
	ruled      = regexp.MustCompile(`- alert: (\w+)`)
	runbookURL = regexp.MustCompile(`runbook_url:\s*\S*docs/runbook\.md#([a-z]+)`)
)

func TestTheRunbookHasASectionForEachAlert(t *testing.T) {
	t.Parallel()
	var sections, anchors []string
	for _, found := range section.FindAllStringSubmatch(page(t, runbookPage), -1) {
		sections, anchors = append(sections, found[1]), append(anchors, strings.ToLower(found[1]))
	}
	require.Equal(t, alerts(), sections)
	for _, found := range ownAnchor.FindAllStringSubmatch(page(t, runbookPage), -1) {
		require.Contains(t, anchors, found[1], "a link within the page")
	}
	rules, err := filepath.Glob(filepath.Join(root, "deploy/prometheus/rules/*.yml"))
	require.NoError(t, err)
	for _, file := range rules {
		text, err := os.ReadFile(filepath.Clean(file))
		require.NoError(t, err)
		for _, found := range ruled.FindAllSubmatch(text, -1) {
			require.Contains(t, sections, string(found[1]), file)
		}
		for _, found := range runbookURL.FindAllSubmatch(text, -1) {
			require.Contains(t, anchors, string(found[1]), file)
		}
	}
}

// steps are the runbook's blocks of a language, those within lists too.
func steps(tb testing.TB, language string) []string {
	tb.Helper()
	var found []string
	for _, block := range blocks(strings.ReplaceAll(page(tb, runbookPage), "\n   ", "\n")) {
		if block.language == language {
			found = append(found, block.code)
		}
	}
	require.NotEmpty(tb, found, language)
	return found
}

const logFile = "mmm-engine.log"

// shell runs a step as it stands, but for where the engine is.
func (s *stack) shell(tb testing.TB, folder, code string, variables map[string]string) string {
	tb.Helper()
	code = strings.NewReplacer(
		"http://127.0.0.1:8005/v1/mmm", s.base, "http://127.0.0.1:8090", s.simulator, "bin/mmm-engine", program("mmm-engine"),
	).Replace(code)
	command := exec.CommandContext(tb.Context(), "sh", "-euc", code)
	command.Dir, command.Env = folder, []string{"PATH=" + os.Getenv("PATH")}
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value)
	}
	var said, failed bytes.Buffer
	command.Stdout, command.Stderr = &said, &failed
	require.NoError(tb, command.Run(), "%s\n%s%s", code, said.String(), failed.String())
	require.Empty(tb, failed.String(), code)
	return said.String()
}

// requireRunbookFinds runs the filters over the log of an engine around which everything
// went wrong.
func requireRunbookFinds(t *testing.T, log *output) {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, logFile), []byte(log.text()), 0o600))
	for _, code := range steps(t, "sh") {
		if strings.Contains(code, logFile) {
			require.NotEmpty(t, shared.shell(t, folder, code, nil), "nothing is found by: %s", code)
		}
	}
}

// newWatched is an engine that has been asked, with every service and a server in the
// place of a replica.
func newWatched(t *testing.T) *whole {
	t.Helper()
	w := newWholeBy(t, map[string]string{"LLM_GATEWAY_SERVICE_URL": "{simulator}/llm"}, func(s *stack) {
		s.environ["DATABASE_REPLICA_URL"] = s.database.API
	})
	w.told(t, w.next())
	w.requireWholeChain(t)
	return w
}

func TestEveryStepOfTheRunbookWorks(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	t.Run("commands", func(t *testing.T) { t.Parallel(); w.requireCommandsAnswer(t) })
	t.Run("queries", func(t *testing.T) { t.Parallel(); w.requireQueriesAreOfWhatIsExposed(t) })
	t.Run("statements", func(t *testing.T) { t.Parallel(); w.requireStatementsRun(t) })
}

func (w *whole) requireCommandsAnswer(t *testing.T) {
	t.Helper()
	variables, folder := map[string]string{"IAM_DEV_KEY_FILE": w.environ["IAM_DEV_KEY_FILE"]}, t.TempDir()
	for _, code := range steps(t, "sh") {
		if strings.Contains(code, logFile) {
			continue // requireRunbookFinds
		}
		if setToken.MatchString(code) {
			code = strings.ReplaceAll(code, "--tenant demo", "--tenant "+w.id)
			variables["TOKEN"] = strings.TrimSpace(w.shell(t, folder, code+"echo $TOKEN", variables))
			continue
		}
		said := w.shell(t, folder, code, variables)
		require.NotContains(t, said, `"trace_id"`, "a problem: %s", code)
	}
	require.NotEmpty(t, variables["TOKEN"])
}

func (w *whole) requireStatementsRun(t *testing.T) {
	t.Helper()
	roles := map[string]string{"mmm_worker": w.database.Worker, "superuser": w.superuser(t)}
	for _, statement := range steps(t, "sql") {
		first, sql, _ := strings.Cut(statement, "\n")
		as, found := roles[strings.TrimPrefix(first, "-- as ")]
		require.True(t, found, "its first line names the role: %s", statement)
		connection, err := pgx.Connect(t.Context(), as)
		require.NoError(t, err)
		_, err = connection.Exec(t.Context(), sql)
		require.NoError(t, connection.Close(t.Context()))
		require.NoError(t, err, statement)
	}
}

// What the runbook calls a decision's route is the label that is exposed.
func TestTheRunbookNamesTheRouteOfDecisions(t *testing.T) {
	t.Parallel()
	require.Contains(t, page(t, runbookPage), `route="/v1/mmm/decide"`)
	r := shared.renter(t)
	require.Equal(t, http.StatusOK, r.do(t, r.post("/decide", document{"tenant_id": r.id}, nil)).status)
	require.Contains(t, shared.metrics(t).values("mmm_http_request_duration_seconds_count", "route"), "/v1/mmm/decide")
}
