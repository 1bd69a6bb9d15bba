package system_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const auditLag = "mmm_audit_copy_lag_seconds"

// auditLog answers the whole lines of an audit log, each of which must be an entry with
// every field (observability.md, section 6). One that is being written does not count yet.
func auditLog(tb testing.TB, path string) []audited {
	tb.Helper()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	require.NoError(tb, err)
	var all []audited
	for line := range strings.Lines(string(text[:bytes.LastIndexByte(text, '\n')+1])) {
		var fields document
		require.NoError(tb, json.Unmarshal([]byte(line), &fields), line)
		require.ElementsMatch(tb, []string{
			"entry_id", "timestamp", "admin_user_id", "tenant_id", "action", "resource", "before", "after", "trace_id",
		}, slices.Collect(maps.Keys(fields)))
		require.Regexp(tb, logMoment, fields["timestamp"])
		var entry audited
		require.NoError(tb, json.Unmarshal([]byte(line), &entry))
		all = append(all, entry)
	}
	return all
}

func (s *stack) auditPath() string { return s.environ["AUDIT_LOG_PATH"] }

// mutate changes the policy so many times.
func (r renter) mutate(tb testing.TB, times int) {
	tb.Helper()
	for range times {
		require.Equal(tb, http.StatusOK, r.do(tb, r.setPolicy(document{}, "")).status)
	}
}

// eventuallyCopied wants the logs to have every entry of the database.
func (s *stack) eventuallyCopied(tb testing.TB, paths ...string) {
	tb.Helper()
	kept := rows[int](tb, s, "SELECT entry_id::int FROM audit_entries ORDER BY 1")
	require.NotEmpty(tb, kept)
	eventually(tb, "every entry is copied", func() bool {
		var copied []int
		for _, path := range paths {
			copied = append(copied, entryIDs(auditLog(tb, path))...)
		}
		slices.Sort(copied)
		return slices.Equal(kept, slices.Compact(copied))
	})
}

func entryIDs(entries []audited) []int {
	var ids []int
	for i := range entries {
		ids = append(ids, entries[i].EntryID)
	}
	return ids
}

// firsts leaves out what is repeated.
func firsts(ids []int) []int {
	var once []int
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}

func TestAdminMutationsAppearInTheAuditLogInOrder(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	one, other := s.renter(t).withExamples(t), s.renter(t)
	other.mutate(t, 2)
	one.experiment(t, newExperiment())
	one.mutate(t, 1)
	s.eventuallyCopied(t, s.auditPath())
	all := auditLog(t, s.auditPath())
	require.IsIncreasing(t, entryIDs(all))
	for _, r := range []renter{one, other} {
		listed := r.audit(t, url.Values{})
		slices.Reverse(listed)
		own := slices.DeleteFunc(slices.Clone(all), func(entry audited) bool { return entry.TenantID != r.id })
		require.Equal(t, listed, own)
		for i := range own {
			require.Equal(t, "kim", own[i].AdminUserID)
			require.Regexp(t, `^[0-9a-f]{32}$`, own[i].TraceID)
			require.NotEmpty(t, own[i].After)
		}
	}
	about, err := os.Stat(s.auditPath())
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), about.Mode())
	require.NotContains(t, s.engine.stdout.text(), "a task fails")
}

func TestAKilledEngineLosesNoLineOfTheAuditLog(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t)
	for range 3 {
		r.mutate(t, 10)
		s.engine.kill()
		tear(t, s.auditPath())
		s.startEngine(t)
	}
	s.eventuallyCopied(t, s.auditPath())
	require.IsIncreasing(t, firsts(entryIDs(auditLog(t, s.auditPath()))))
}

// tear leaves what a crash in the middle of a line does.
func tear(tb testing.TB, path string) {
	tb.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(tb, err)
	_, err = file.WriteString(`{"entry_id":1,"timest`)
	require.NoError(tb, errors.Join(err, file.Close()))
}

func TestAnotherWorkerTakesTheAuditLogOver(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	other := *s
	address := freeAddress(t)
	other.base, other.environ = "http://"+address+"/v1/mmm", maps.Clone(s.environ)
	other.environ["HTTP_ADDR"], other.environ["AUDIT_LOG_PATH"] = address, filepath.Join(t.TempDir(), "audit.log")
	other.startEngine(t)
	r := s.renter(t)
	r.mutate(t, 3)
	s.eventuallyCopied(t, s.auditPath())
	require.Empty(t, auditLog(t, other.auditPath()), "one copies at a time")
	s.engine.kill()
	r.at(&other).mutate(t, 3)
	s.eventuallyCopied(t, s.auditPath(), other.auditPath())
	require.GreaterOrEqual(t, len(auditLog(t, other.auditPath())), 3)
}

func TestAnAuditLogThatCannotBeWrittenStopsTheStart(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"no folder": "missing/audit.log", "a folder": "."} {
		s := prepare(t, nil)
		s.environ["AUDIT_LOG_PATH"] = filepath.Join(t.TempDir(), path)
		exit, said := serveFails(t, s.environ)
		require.Equal(t, 2, exit, name)
		require.Contains(t, said, "AUDIT_LOG_PATH: ", name)
		require.Contains(t, said, s.auditPath(), name)
		s.environ["MMM_ROLES"] = "api"
		s.startEngine(t) // only workers copy
	}
}

func TestAnAuditLogThatFailsForAWhileStopsNobodyAndLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t)
	r.mutate(t, 1)
	s.eventuallyCopied(t, s.auditPath())
	require.NoError(t, os.Rename(s.auditPath(), s.auditPath()+".1"))
	require.NoError(t, os.Mkdir(s.auditPath(), 0o700))
	r.mutate(t, 5)
	eventually(t, "the lag is seen", func() bool { return s.metrics(t).value(auditLag, nil) > 1 })
	r.mutate(t, 1)
	require.Equal(t, 1, strings.Count(s.engine.stdout.text(), `"task":"audit_copy"`), "it is told once")
	require.NoError(t, os.Remove(s.auditPath()))
	s.eventuallyCopied(t, s.auditPath()+".1", s.auditPath())
	require.Len(t, auditLog(t, s.auditPath()), 6)
	eventually(t, "the lag is over", func() bool { return s.metrics(t).value(auditLag, nil) == 0 })
}

func TestWithoutAPathThereIsNoAuditLog(t *testing.T) {
	t.Parallel()
	s := newStack(t, map[string]string{"AUDIT_LOG_PATH": ""})
	s.renter(t).mutate(t, 1)
	for _, one := range s.metrics(t) {
		require.NotEqual(t, auditLag, one.name)
	}
	require.Empty(t, rows[string](t, s, "SELECT follower FROM checkpoints WHERE follower = 'audit_copy'"))
}
