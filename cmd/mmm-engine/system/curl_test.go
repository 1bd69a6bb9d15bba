package system_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// words splits a command as a shell does: quotes, escapes, continued lines, and
// variables where no single quotes stand.
func words(tb testing.TB, text string, variables map[string]string) []string {
	tb.Helper()
	for name, value := range variables {
		require.NotContains(tb, text, "'$"+name, "a shell replaces nothing between single quotes")
		text = strings.ReplaceAll(text, "$"+name, value)
	}
	var all []string
	var word strings.Builder
	inside, quote := false, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			inside, quote = true, c
		case c == '\\' && quote != '\'' && i+1 < len(text):
			i++
			if text[i] != '\n' {
				_ = word.WriteByte(text[i])
				inside = true
			}
		case quote == 0 && (c == ' ' || c == '\n'):
			if inside {
				all = append(all, word.String())
				word.Reset()
				inside = false
			}
		default:
			_ = word.WriteByte(c)
			inside = true
		}
	}
	require.Zero(tb, quote, "a quote is open in: "+text)
	if inside {
		all = append(all, word.String())
	}
	return all
}

// curl reads what a curl command would send.
func curl(tb testing.TB, command []string) request {
	tb.Helper()
	require.NotEmpty(tb, command)
	require.Equal(tb, "curl", command[0])
	r := request{header: map[string]string{}}
	for i := 1; i < len(command); i++ {
		option := command[i]
		switch option {
		case "-X", "-H", "-d":
			i++
			require.Less(tb, i, len(command), option+" wants a value")
		}
		switch {
		case option == "-X":
			r.method = command[i]
		case option == "-d":
			r.body = command[i]
		case option == "-H":
			name, value, found := strings.Cut(command[i], ": ")
			require.True(tb, found, command[i])
			r.header[name] = value
		case strings.HasPrefix(option, "http"):
			r.path = option
		default:
			require.Equal(tb, "-s", option, "this option is not known here")
		}
	}
	require.NotEmpty(tb, r.path, "no URL in %v", command)
	if r.method == "" {
		r.method = http.MethodGet
		if r.body != nil {
			r.method = http.MethodPost
		}
	}
	return r
}
