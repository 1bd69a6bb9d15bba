package credential_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/credential"
)

// forms are texts of every known format, put together here so that none of them
// stands in the repository. None was ever a credential.
func forms() map[string]string {
	word := func(n int) string { return strings.Repeat("a1B2", n/4+1)[:n] }
	return map[string]string{
		"private key":           "-----BEGIN " + "PRIVATE KEY-----",
		"rsa private key":       "-----BEGIN RSA " + "PRIVATE KEY-----",
		"openssh private key":   "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
		"aws key":               "AK" + "IA" + strings.Repeat("A1B2", 4),
		"aws temporary key":     "AS" + "IA" + strings.Repeat("A1B2", 4),
		"github personal":       "gh" + "p_" + word(36),
		"github oauth":          "gh" + "o_" + word(36),
		"github user":           "gh" + "u_" + word(36),
		"github server":         "gh" + "s_" + word(36),
		"github refresh":        "gh" + "r_" + word(76),
		"github fine grained":   "github_" + "pat_" + word(22) + "_" + word(59),
		"gitlab":                "gl" + "pat-" + word(20),
		"slack bot":             "xo" + "xb-" + "123456789012-" + word(24),
		"slack user":            "xo" + "xp-" + word(24),
		"stripe secret":         "sk_" + "live_" + word(24),
		"stripe restricted":     "rk_" + "live_" + word(24),
		"model key":             "sk" + "-" + word(48),
		"model project key":     "sk" + "-proj-" + word(48),
		"google":                "AI" + "za" + word(35),
		"npm":                   "np" + "m_" + word(36),
		"pypi":                  "py" + "pi-" + word(60),
		"vault":                 "hv" + "s." + word(24),
		"json web token":        "ey" + "J" + word(20) + ".ey" + "J" + word(30) + "." + word(43),
		"address with password": "postgres://" + "ada:" + "hunter2@" + "db.example.org/shop",
		"shouted address":       "HTTPS://" + "ada:" + "hunter2@" + "example.org",
	}
}

func TestEveryKnownFormatIsRecognised(t *testing.T) {
	t.Parallel()
	for name, text := range forms() {
		require.True(t, credential.In(text), name)
	}
}

func TestFormatIsRecognisedWithinText(t *testing.T) {
	t.Parallel()
	around := rapid.StringMatching(`[a-z .,:\n"]{0,30}`)
	rapid.Check(t, func(rt *rapid.T) {
		before, after := around.Draw(rt, "before"), around.Draw(rt, "after")
		for name, text := range forms() {
			require.True(rt, credential.In(before+" "+text+" "+after), name)
		}
	})
}

func TestOrdinaryTextIsNotACredential(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "main", "release/1.2", "acme/shop", "src/auth/token_test.go", "The build failed on main.",
		"018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"https://github.com/acme/shop/actions/runs/30433642", "https://example.org:8080/a@b", "ada@example.org",
		"postgres://db.example.org/shop", "git@github.com:acme/shop.git", "https://example.org/?q=a:b@c",
		"-----BEGIN CERTIFICATE-----", "AKIA is how they begin", "ghp_short", "github_pat_", "glpat-", "sk-learn",
		"risk-assessment-of-the-whole-shopping-cart", "task-runner", "npm_config_cache", "pypi-publish", "eyJustAWord.eyJ",
		"xoxo-", "sk_live_", "hvs.x", strings.Repeat("x", 5000),
	} {
		require.False(t, credential.In(text), text)
	}
}

func TestRefusalTellsWhatToDoAndNoValue(t *testing.T) {
	t.Parallel()
	require.Contains(t, credential.Refusal, "metadata only")
	for _, text := range forms() {
		require.NotContains(t, credential.Refusal, text)
	}
}

func BenchmarkOrdinaryText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		credential.In("https://github.com/acme/shop/actions/runs/30433642")
	}
}
