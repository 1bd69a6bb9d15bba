package system_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../../.."

// fenced is a block of code in a text, with the language it names.
type fenced struct{ language, code string }

var (
	fence    = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")
	setToken = regexp.MustCompile(`(?m)^TOKEN=\$\((.*)\)$`)
)

func blocks(text string) []fenced {
	var all []fenced
	for _, found := range fence.FindAllStringSubmatch(text, -1) {
		all = append(all, fenced{language: found[1], code: found[2]})
	}
	return all
}

func page(tb testing.TB, name string) string {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(tb, err)
	return string(text)
}

// Each block of sh with a curl command is sent, in order; the block of JSON behind
// it is its answer.
func TestTheRequestsOnThePagesAnswerWhatThePagesSay(t *testing.T) {
	t.Parallel()
	demo := renter{stack: shared, id: "demo", token: shared.mint(t, almighty("demo"))}.awake(t)
	demo.loadExamples(t)
	for _, name := range []string{"README.md", "docs/operations.md"} {
		sent, compared := demo.sendAll(t, page(t, name), nil)
		require.Positive(t, sent, "%s shows a request", name)
		require.Positive(t, compared, "and its answer")
	}
}

func TestTheRequestsOfTheAdministrationPageAreTaken(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	r.publish(t, rotation())
	made := r.accepted(t)
	rows[string](t, r.stack, "DELETE FROM tenant_policies WHERE tenant_id = $1 RETURNING tenant_id", r.id) // as one who begins
	text := strings.NewReplacer("--tenant demo", "--tenant "+r.id, "/demo", "/"+r.id).Replace(page(t, "docs/administration.md"))
	sent, _ := r.sendAll(t, text, map[string]string{"ACTION": made.Actions[0].ID})
	require.Equal(t, 10, sent)
	require.Equal(t, "fully_approved", r.approval(t, made).State)
}

// sendAll sends what a page shows, and answers how many requests those were, and how
// many answers it shows.
func (r renter) sendAll(tb testing.TB, text string, variables map[string]string) (sent, compared int) {
	tb.Helper()
	known := maps.Clone(variables)
	if known == nil {
		known = map[string]string{}
	}
	all := blocks(text)
	for i, block := range all {
		if found := setToken.FindStringSubmatch(block.code); found != nil {
			known["TOKEN"] = r.tokenOf(tb, found[1])
		}
		at := strings.Index(block.code, "curl ")
		if block.language != "sh" || at < 0 {
			continue
		}
		got := r.do(tb, r.hosted(curl(tb, words(tb, block.code[at:], known))))
		require.Less(tb, got.status, 300, string(got.body))
		sent++
		if i+1 < len(all) && all[i+1].language == "json" {
			requireAlike(tb, "", value(tb, []byte(all[i+1].code)), value(tb, got.body))
			compared++
		}
	}
	return sent, compared
}

// tokenOf runs a page's token command.
func (r renter) tokenOf(tb testing.TB, command string) string {
	tb.Helper()
	all := words(tb, command, nil)
	require.Equal(tb, "bin/mmm-engine", all[0])
	ended := start(tb, tb.TempDir(), map[string]string{"IAM_DEV_KEY_FILE": r.environ["IAM_DEV_KEY_FILE"]}, "mmm-engine", all[1:]...)
	require.Zero(tb, ended.exit(tb), ended.stderr.text())
	return strings.TrimSpace(ended.stdout.text())
}

// hosted sends what is meant for the addresses of `make run` to this stack.
func (r renter) hosted(asked request) request {
	asked.path = strings.NewReplacer(
		"http://127.0.0.1:8005/v1/mmm", r.base, "http://127.0.0.1:8090", r.simulator,
	).Replace(asked.path)
	return asked
}

func value(tb testing.TB, text []byte) any {
	tb.Helper()
	var parsed any
	require.NoError(tb, json.Unmarshal(text, &parsed), string(text))
	return parsed
}
