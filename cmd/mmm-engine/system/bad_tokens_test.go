package system_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
)

// yesterday is a clock that stands far enough back for its tokens to have ended.
type yesterday struct{}

func (yesterday) Now() time.Time           { return time.Now().Add(-2 * iam.DefaultLife) }
func (yesterday) Monotonic() time.Duration { return 0 }

func TestATokenThatIsNotGoodOpensNothing(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	past, err := iam.NewMinter(shared.key, yesterday{})
	require.NoError(t, err)
	expired, err := past.Mint(almighty(r.id))
	require.NoError(t, err)
	for name, token := range map[string]string{
		"none at all": "", "no token": "x.y.z", "expired": expired,
		"altered":           rewritten(t, r.token, 1, r.id, "t-another"),
		"without algorithm": unsigned(t, r.token),
		"of another key":    rewritten(t, r.token, 2, "", "A"),
		"of an odd header":  rewritten(t, r.token, 0, "EdDSA", "HS256"),
		"cut short":         r.token[:len(r.token)-4],
	} {
		for _, path := range []string{"/decide", "/signals"} {
			bad := r
			bad.token = token
			got := bad.do(t, bad.post(path, document{"tenant_id": r.id}, nil))
			refused(t, got, http.StatusUnauthorized)
			require.Contains(t, got.header.Get("WWW-Authenticate"), "Bearer", name)
		}
	}
	require.Zero(t, r.count(t, "decisions"))
}

// rewritten replaces text within one part of a token; "" puts the text in front.
func rewritten(tb testing.TB, token string, part int, from, to string) string {
	tb.Helper()
	parts := strings.Split(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(parts[part])
	require.NoError(tb, err)
	changed := strings.Replace(string(text), from, to, 1)
	require.NotEqual(tb, string(text), changed)
	parts[part] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	return strings.Join(parts, ".")
}

func unsigned(tb testing.TB, token string) string {
	tb.Helper()
	parts := strings.Split(rewritten(tb, token, 0, "EdDSA", "none"), ".")
	return parts[0] + "." + parts[1] + "."
}

func TestTheTokenCommandPrintsATokenThatWorksAndNothingElse(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	command := start(t, t.TempDir(), map[string]string{"IAM_DEV_KEY_FILE": shared.environ["IAM_DEV_KEY_FILE"]},
		"mmm-engine", "token", "--tenant", r.id, "--actor", "lee")
	require.Zero(t, command.exit(t), command.stderr.text())
	require.Len(t, command.stdout.lines(), 1)
	r.token = command.stdout.lines()[0]
	require.Equal(t, "lee", r.decide(t, document{"tenant_id": r.id}).ActorID)
	refused(t, r.do(t, request{method: http.MethodGet, path: "/playbooks", token: r.token}), http.StatusForbidden)
}
