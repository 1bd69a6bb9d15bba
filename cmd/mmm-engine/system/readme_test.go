package system_test

import (
	"encoding/json"
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
		token, sent, compared := "", 0, 0
		all := blocks(page(t, name))
		for i, block := range all {
			if block.language != "sh" {
				continue
			}
			if found := setToken.FindStringSubmatch(block.code); found != nil {
				token = demo.tokenOf(t, found[1])
			}
			at := strings.Index(block.code, "curl ")
			if at < 0 {
				continue
			}
			got := demo.do(t, demo.hosted(curl(t, words(t, block.code[at:], map[string]string{"TOKEN": token}))))
			require.Less(t, got.status, 300, string(got.body))
			sent++
			if i+1 < len(all) && all[i+1].language == "json" {
				requireAlike(t, "", value(t, []byte(all[i+1].code)), value(t, got.body))
				compared++
			}
		}
		require.Positive(t, sent, "%s shows a request", name)
		require.Positive(t, compared, "and its answer")
	}
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
