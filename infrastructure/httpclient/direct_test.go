package httpclient_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// ask asks a service that answers with the text, as it stands, and reads the answer.
func ask(t *testing.T, text string) (status int, err error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = connection.Write([]byte(text))
		_ = connection.Close()
	}))
	t.Cleanup(server.Close)
	return get(t.Context(), t, strings.Replace(server.URL, "http://", "http://user:hunter3@", 1))
}

func get(ctx context.Context, t *testing.T, address string) (status int, err error) {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	response, err := httpclient.NewDirect(&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.ReadAll(response.Body)
	return response.StatusCode, err
}

func TestNothingOfTheAnswerOrTheAddressIsRepeated(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"garbage":                "hunter2 says hello\r\n\r\n",
		"a status that is none":  "HTTP/1.1 hunter2 OK\r\n\r\n",
		"a header that is none":  "HTTP/1.1 200 OK\r\nhunter2\r\n\r\n",
		"a length that is none":  "HTTP/1.1 200 OK\r\nContent-Length: hunter2\r\n\r\n",
		"an encoding unknown":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: hunter2\r\n\r\n",
		"a trailer that is none": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nhunter2\r\n\r\n",
		"a chunk that is none":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhunter2\r\n",
		"a body that breaks off": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhunter2",
		"nothing":                "",
	} {
		_, err := ask(t, text)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "hunter", name)
	}
}

func TestARedirectIsAnAnswerWhereverItPoints(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"http://127.0.0.1:1/", "http://hunter2:%zz", "/again"} {
		status, err := ask(t, "HTTP/1.1 307 See\r\nLocation: "+location+"\r\nContent-Length: 0\r\n\r\n")
		require.NoError(t, err, location)
		require.Equal(t, http.StatusTemporaryRedirect, status, location)
	}
}

func TestTheCauseCanBeToldApart(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := get(ctx, t, "http://127.0.0.1:1/")
	require.ErrorIs(t, err, context.Canceled)
	_, err = get(t.Context(), t, "http://127.0.0.1:1/")
	require.ErrorContains(t, err, "connection refused")
	_, err = ask(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestTheGivenClientIsNotChanged(t *testing.T) {
	t.Parallel()
	client := &http.Client{}
	httpclient.NewDirect(client)
	require.Equal(t, &http.Client{}, client)
}
