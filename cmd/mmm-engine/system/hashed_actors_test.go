package system_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHashedActorIDsAreInEveryLineAndNoOtherAre(t *testing.T) {
	t.Parallel()
	s := newStack(t, map[string]string{"LOG_ACTOR_IDS": "hashed"})
	r := s.renter(t).withExamples(t)
	const whom = "somebody-to-be-hidden"
	for range 2 {
		ask := r.ask("security.code_scanning", alert())
		ask["actor_id"] = whom
		r.decide(t, ask)
	}
	other := r.ask("security.code_scanning", alert())
	other["actor_id"] = whom + "-else"
	r.decide(t, other)
	erasure := r.erase(t, whom)
	eventually(t, "it is gone", func() bool { return r.erased(t, erasure).State == "completed" })
	s.eventuallyLogged(t, "INFO", "action delivered", `"actor_id":"hashed:`)
	require.NotContains(t, s.engine.stdout.text(), whom)
	require.NotContains(t, s.engine.stdout.text(), `"actor_id":"kim"`, "the caller's, too")
	for _, name := range []string{"IAM_DEV_KEY_FILE", "SECRETS_KEY_FILE"} {
		if key, err := os.ReadFile(s.environ[name]); err == nil {
			require.NotContains(t, s.engine.stdout.text(), strings.TrimSpace(string(key)))
		}
	}
}
