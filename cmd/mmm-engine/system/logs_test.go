package system_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	logMoment = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`)
	logTrace  = regexp.MustCompile(`^([0-9a-f]{32})?$`)
)

// always are the fields of every line (observability.md, section 5).
func always() []string {
	return []string{"timestamp", "level", "service", "tenant_id", "actor_id", "trace_id", "message"}
}

// sometimes are the contract's fields that not every line has, and ours.
func sometimes() []string {
	return []string{
		"decision_id", "error",
		"address", "version", "notice", "use_case", "outcome", "duration_ms", "warnings", "failures", "part",
		"circuit", "from", "to", "task", "receipts", "delivery_id", "surface", "receipt_id", "reason", "digest_id", "erasure_id", "actions", "dropped", "until",
		"rows", "partitions", "done", "playbooks", "fired", "signal",
	}
}

// libraries are the fields that the job library says about itself. Those that could
// hold a payload, such as opts and panic_val, are left out on purpose.
func libraries() []string {
	return []string{
		"client_id", "attempt", "sleep_duration", "duration", "timeout", "queue", "queues", "action", "is_leader", "job_id",
		"job_kind", "kind", "max_attempts", "job_state", "next_retry_scheduled_at", "error_count", "num_completed_jobs", "num_jobs_running",
		"num_jobs_scheduled", "num_jobs_stuck", "num_jobs_deleted", "num_jobs_retry_scheduled", "num_jobs_discarded",
	}
}

// requireContractLines holds every line of an engine to the contract. It runs at
// the end of each engine, so that whatever a test did is in there.
func requireContractLines(tb testing.TB, out *output) {
	tb.Helper()
	for _, line := range out.lines() {
		if line != "" {
			requireContractLine(tb, line)
		}
	}
}

func requireContractLine(tb testing.TB, text string) {
	tb.Helper()
	var line map[string]any
	if !assert.NoError(tb, json.Unmarshal([]byte(text), &line), text) { //nolint:testifylint // every bad line is worth showing
		return
	}
	for _, name := range always() {
		assert.IsType(tb, "", line[name], "%s in %s", name, text)
	}
	for _, name := range slices.Sorted(maps.Keys(line)) {
		assert.Contains(tb, slices.Concat(always(), sometimes(), libraries()), name, "%s is no field of a line: %s", name, text)
	}
	assert.Equal(tb, "mmm-engine", line["service"], text)
	assert.Contains(tb, []any{"ERROR", "WARNING", "INFO", "DEBUG"}, line["level"], text)
	assert.Regexp(tb, logMoment, line["timestamp"], text)
	assert.Regexp(tb, logTrace, line["trace_id"], text)
	assert.NotEmpty(tb, line["message"], text)
	for what, secret := range map[string]string{
		"a value of a request": planted, "a token": "eyJhbGciOi", "GitHub's payload": "Hello-World", "a credential": "AKIA" + "ABCDEFGH",
		"a generated text": "Written from", "a secret of deliveries": "whsec_",
	} {
		assert.NotContains(tb, text, secret, what)
	}
}

// eventuallyLogged waits for a line of the level and message that has these parts.
func (s *stack) eventuallyLogged(tb testing.TB, level, message string, parts ...string) {
	tb.Helper()
	parts = append(parts, `"level":"`+level+`"`, `"message":"`+message+`"`)
	eventually(tb, "this is logged: "+strings.Join(parts, " "), func() bool {
		return slices.ContainsFunc(s.engine.stdout.lines(), func(line string) bool {
			return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
		})
	})
}

// logged answers the levels of the lines with the message and these parts.
func (s *stack) logged(message string, parts ...string) (levels []string) {
	for _, line := range s.engine.stdout.lines() {
		var read struct {
			Level   string `json:"level"`
			Message string `json:"message"`
		}
		if json.Unmarshal([]byte(line), &read) == nil && read.Message == message &&
			!slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) }) {
			levels = append(levels, read.Level)
		}
	}
	return levels
}
