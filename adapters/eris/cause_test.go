package eris_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// raw takes the connection, says the text, and stays until the client leaves.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer connection.Close()
		_, _ = connection.Write([]byte(text))
		_, _ = buffered.ReadByte()
	}
}

func TestAnAnswerThatIsNoHTTPIsUnavailableAndUnrepeated(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{
		"garbage": "hunter2 says hello\r\n\r\n", "a status that is none": "HTTP/1.1 hunter2 OK\r\n\r\n",
		"a header that is none":  "HTTP/1.1 200 OK\r\nhunter2\r\n\r\n",
		"a length that is none":  "HTTP/1.1 200 OK\r\nContent-Length: hunter2\r\n\r\n",
		"an encoding unknown":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: hunter2\r\n\r\n",
		"a trailer that is none": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nhunter2\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdicts, err := submit(t, newService(t, answers{single: raw(said)}), sealed(1))
			requireUnavailable(t, verdicts, err)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestOperatorsSeeThatNobodyListens(t *testing.T) {
	t.Parallel()
	s := newService(t, answers{})
	s.Close()
	_, err := submit(t, s, sealed(1))
	require.ErrorContains(t, err, "connection refused")
}
