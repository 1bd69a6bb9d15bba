package telemetry_test

import (
	"context"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	otlp "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
)

// receiver is a collector that notes the names of the spans that reach it.
type receiver struct {
	otlp.UnimplementedTraceServiceServer

	mu    sync.Mutex
	names []string
}

// receive listens until the test ends.
func receive(tb testing.TB, listener net.Listener, options ...grpc.ServerOption) *receiver {
	tb.Helper()
	r := &receiver{}
	server := grpc.NewServer(options...)
	otlp.RegisterTraceServiceServer(server, r)
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	tb.Cleanup(func() {
		server.Stop()
		serving.Wait()
	})
	return r
}

func (r *receiver) Export(_ context.Context, sent *otlp.ExportTraceServiceRequest) (*otlp.ExportTraceServiceResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, process := range sent.GetResourceSpans() {
		for _, scope := range process.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				r.names = append(r.names, span.GetName())
			}
		}
	}
	return &otlp.ExportTraceServiceResponse{}, nil
}

func (r *receiver) received() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.names...)
}

func listen(tb testing.TB, address string) net.Listener {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", address)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = listener.Close() })
	return listener
}
