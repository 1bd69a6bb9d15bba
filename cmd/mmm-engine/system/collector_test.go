package system_test

import (
	"context"
	"encoding/hex"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	otlp "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	wire "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
)

// collector receives traces as their operators' one does: OTLP over gRPC.
type collector struct {
	otlp.UnimplementedTraceServiceServer

	url string

	mu       sync.Mutex
	received []span
}

// span is one that arrived. Its ids are in hex; the parent's is empty for a root.
type span struct {
	name, trace, id, parent string
	begin, end              time.Time
	status                  wire.Status_StatusCode
	attributes, resource    document
}

// newCollector listens until the test ends.
func newCollector(tb testing.TB) *collector {
	tb.Helper()
	address := freeAddress(tb)
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", address)
	require.NoError(tb, err)
	c := &collector{url: "http://" + address}
	server := grpc.NewServer()
	otlp.RegisterTraceServiceServer(server, c)
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	tb.Cleanup(func() {
		server.Stop()
		serving.Wait()
	})
	return c
}

// traced are the settings of an engine that sends its spans here, soon.
func (c *collector) traced() map[string]string {
	return map[string]string{"OTLP_EXPORTER_ENDPOINT": c.url, "OTEL_BSP_SCHEDULE_DELAY": "20"}
}

// Export implements the collector's service.
func (c *collector) Export(_ context.Context, sent *otlp.ExportTraceServiceRequest) (*otlp.ExportTraceServiceResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, process := range sent.GetResourceSpans() {
		resource := plain(process.GetResource().GetAttributes())
		for _, scope := range process.GetScopeSpans() {
			for _, one := range scope.GetSpans() {
				c.received = append(c.received, spanOf(one, resource))
			}
		}
	}
	return &otlp.ExportTraceServiceResponse{}, nil
}

// trace waits until the trace has a span of each name, and answers them by name.
func (c *collector) trace(tb testing.TB, id string, names ...string) map[string]span {
	tb.Helper()
	found := map[string]span{}
	eventually(tb, "the spans of the trace have arrived", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, one := range c.received {
			if one.trace == id {
				found[one.name] = one
			}
		}
		return !slices.ContainsFunc(names, func(name string) bool { return found[name].id == "" })
	})
	return found
}

// knows reports whether any span of the trace has arrived.
func (c *collector) knows(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.received, func(one span) bool { return one.trace == id })
}

func spanOf(sent *wire.Span, resource document) span {
	return span{
		name: sent.GetName(), trace: hex.EncodeToString(sent.GetTraceId()), id: hex.EncodeToString(sent.GetSpanId()),
		parent: hex.EncodeToString(sent.GetParentSpanId()),
		begin:  time.Unix(0, int64(sent.GetStartTimeUnixNano())), end: time.Unix(0, int64(sent.GetEndTimeUnixNano())),
		status: sent.GetStatus().GetCode(), attributes: plain(sent.GetAttributes()), resource: resource,
	}
}

// plain answers attributes as Go has them: text, bool, int64, float64, lists of text.
func plain(attributes []*common.KeyValue) document {
	values := document{}
	for _, one := range attributes {
		switch value := one.GetValue().GetValue().(type) {
		case *common.AnyValue_StringValue:
			values[one.GetKey()] = value.StringValue
		case *common.AnyValue_BoolValue:
			values[one.GetKey()] = value.BoolValue
		case *common.AnyValue_IntValue:
			values[one.GetKey()] = value.IntValue
		case *common.AnyValue_DoubleValue:
			values[one.GetKey()] = value.DoubleValue
		case *common.AnyValue_ArrayValue:
			texts := []string{}
			for _, item := range value.ArrayValue.GetValues() {
				texts = append(texts, item.GetStringValue())
			}
			values[one.GetKey()] = texts
		}
	}
	return values
}
