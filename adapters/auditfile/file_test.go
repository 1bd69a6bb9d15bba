package auditfile_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/auditfile"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func entry(id int64) ports.FedAudit {
	at := time.Date(2026, time.May, 6, 9, 8, 9, 120_000_000, time.FixedZone("", 7200))
	return ports.FedAudit{TenantID: tenant.ID("acme"), AuditRecord: ports.AuditRecord{
		AuditPlace: ports.AuditPlace{At: at, EntryID: id}, AdminID: "kim", Action: "policy.update", Resource: "policy/acme",
		Before: `{"a":"<b>&"}`, TraceID: "4bf92f3577b34da6a3ce929d0e0e4736",
	}}
}

func newFile(t *testing.T, path string, limits auditfile.Limits) *auditfile.File {
	t.Helper()
	file, err := auditfile.New(path, limits)
	require.NoError(t, err)
	return file
}

func newPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "audit.log")
}

func appendAll(t *testing.T, file *auditfile.File, ids ...int64) {
	t.Helper()
	for _, id := range ids {
		require.NoError(t, file.Append(t.Context(), []ports.FedAudit{entry(id)}))
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// ids wants a file of whole lines, each a JSON object, and answers whose they are.
func ids(t *testing.T, path string) []int64 {
	t.Helper()
	var all []int64
	for text := range strings.Lines(content(t, path)) {
		require.True(t, strings.HasSuffix(text, "\n"), text)
		var line struct {
			EntryID int64 `json:"entry_id"`
		}
		require.NoError(t, json.Unmarshal([]byte(text), &line), text)
		all = append(all, line.EntryID)
	}
	return all
}

func TestALineHasEveryFieldUnderTheNameOfTheAPI(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	bare := entry(8)
	bare.AdminID, bare.Before, bare.After, bare.TraceID = "", "", `{"n":12345678901234567890}`, ""
	require.NoError(t, newFile(t, path, auditfile.Limits{}).Append(t.Context(), []ports.FedAudit{entry(7), bare}))
	//nolint:testifylint // it is lines that are compared, to the byte
	require.Equal(t, `{"entry_id":7,"timestamp":"2026-05-06T07:08:09.12Z","admin_user_id":"kim","tenant_id":"acme",`+
		`"action":"policy.update","resource":"policy/acme","before":{"a":"<b>&"},"after":null,`+
		`"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}`+"\n"+
		`{"entry_id":8,"timestamp":"2026-05-06T07:08:09.12Z","admin_user_id":"","tenant_id":"acme",`+
		`"action":"policy.update","resource":"policy/acme","before":null,"after":{"n":12345678901234567890},"trace_id":""}`+"\n",
		content(t, path))
}

func TestATornLastLineIsCutOff(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200<<10)
	for name, c := range map[string]struct{ before, kept string }{
		"nothing":             {"", ""},
		"whole":               {"{}\n{}\n", "{}\n{}\n"},
		"torn":                {"{}\n{\"entry_id\":", "{}\n"},
		"torn before its end": {"{}\n{}", "{}\n"},
		"only torn":           {"{\"entry_id\":", ""},
		"long":                {"{}\n{\"after\":\"" + long, "{}\n"},
		"only long":           {long, ""},
		"zeros":               {"{}\n" + strings.Repeat("\x00", 9000), "{}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			require.NoError(t, os.WriteFile(path, []byte(c.before), 0o600))
			file := newFile(t, path, auditfile.Limits{})
			require.Equal(t, c.before, content(t, path), "a start changes nothing")
			appendAll(t, file, 7)
			text := content(t, path)
			require.True(t, strings.HasPrefix(text, c.kept+`{"entry_id":7,`), text[:min(100, len(text))])
			require.Len(t, ids(t, path), strings.Count(c.kept, "\n")+1)
		})
	}
}

func TestNobodyElseMayReadANewFileAndTheModeOfAnOldOneStays(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	appendAll(t, newFile(t, path, auditfile.Limits{}), 1)
	about, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), about.Mode())
	require.NoError(t, os.Chmod(path, 0o640))
	appendAll(t, newFile(t, path, auditfile.Limits{}), 2)
	about, err = os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), about.Mode())
}

func TestAFileThatIsMovedAwayIsReplaced(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{})
	appendAll(t, file, 1)
	require.NoError(t, os.Rename(path, path+"-2026"))
	appendAll(t, file, 2)
	require.Equal(t, []int64{1}, ids(t, path+"-2026"))
	require.Equal(t, []int64{2}, ids(t, path))
}

func TestNothingIsWrittenOnceTheContextEnded(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	file := newFile(t, path, auditfile.Limits{})
	ctx, end := context.WithCancel(t.Context())
	end()
	require.ErrorIs(t, file.Append(ctx, []ports.FedAudit{entry(1)}), context.Canceled)
	require.Empty(t, content(t, path))
}
