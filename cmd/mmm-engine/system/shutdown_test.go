package system_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARequestUnderWayIsFinishedBeforeTheEngineStops(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t)
	address := s.environ["HTTP_ADDR"]
	connection, err := net.Dial("tcp", address) //nolint:noctx // it is on this machine
	require.NoError(t, err)
	defer func() { _ = connection.Close() }()
	body := `{"tenant_id":"` + r.id + `"}`
	_, err = fmt.Fprintf(connection, "POST /v1/mmm/decide HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", address, r.token, len(body))
	require.NoError(t, err)
	reader := bufio.NewReader(connection)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "100 Continue", "the handler is reading the body")
	_, err = reader.ReadString('\n')
	require.NoError(t, err)

	s.engine.signal(t, syscall.SIGTERM)
	eventually(t, "it takes no new requests", func() bool { return s.ready() != http.StatusOK })
	_, err = connection.Write([]byte(body))
	require.NoError(t, err)
	response, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Zero(t, s.engine.exit(t), s.engine.stderr.text())
	require.Equal(t, 1, r.count(t, "decisions"))
}
