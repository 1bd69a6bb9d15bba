package system_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// `make run` builds and runs `mmm-engine dev`: this is what a newcomer does first.
func TestMakeRunPrintsATokenAndARequestThatWorks(t *testing.T) {
	t.Parallel()
	address, simulator, folder := freeAddress(t), freeAddress(t), t.TempDir()
	running := start(t, folder, map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": os.Getenv("HOME"), "HTTP_ADDR": address, "PLATFORM_SIM_ADDR": simulator,
	}, "mmm-engine", "dev")
	eventually(t, "it greets", func() bool {
		require.False(t, running.over(), running.stderr.text())
		return strings.Contains(running.stdout.text(), "/v1/mmm/decide\n")
	})
	token, command := greeted(t, running.stdout.text())
	s := &stack{base: "http://" + address + "/v1/mmm", simulator: "http://" + simulator}
	got := decoded[decided](t, s.do(t, curl(t, words(t, command, nil))), http.StatusOK).Decision
	require.Equal(t, "demo", got.TenantID)
	require.Len(t, got.Actions, 1, "the examples are loaded, once")
	require.Equal(t, "mentor", got.Actions[0].Type)

	demo := renter{stack: s, id: "demo", token: token}
	eventually(t, "its receipt is emitted", func() bool { return demo.receipt(t, got.ID).Status == "emitted" })
	require.True(t, demo.chain(t).Verified)
	eventually(t, "the examples are in the audit log", func() bool {
		return len(auditLog(t, filepath.Join(folder, ".data", "audit.log"))) == 6
	})
	require.Zero(t, running.stop(t), running.stderr.text())
	require.Zero(t, s.ready(), "nothing answers any more")
	_, err := s.try(t.Context(), request{method: http.MethodGet, path: s.simulator + "/_sim/eris/chain"})
	require.Error(t, err, "what it started has ended too")
}

// greeted finds the token, which stands alone on its line, and the request.
func greeted(tb testing.TB, text string) (token, command string) {
	tb.Helper()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "eyJ") {
			token = strings.TrimSpace(line)
		}
	}
	require.NotEmpty(tb, token)
	at := strings.Index(text, "\ncurl ")
	require.Positive(tb, at)
	command, _, _ = strings.Cut(text[at+1:], "\n\n")
	return token, command
}
