package jobs

import (
	"context"
	"encoding/json"
	"fmt"
)

// Resume answers a context in the trace of a W3C traceparent, which may be empty.
type Resume func(ctx context.Context, traceParent string) context.Context

func noTrace(ctx context.Context, _ string) context.Context { return ctx }

// metadata is what a job carries beside its arguments.
type metadata struct {
	// TraceParent is the W3C traceparent of the use case that asked for the job.
	TraceParent string `json:"traceparent,omitempty"`
}

// metadataOf answers nil for no trace, which costs the row nothing.
func metadataOf(trace string) ([]byte, error) {
	if trace == "" {
		return nil, nil
	}
	carried, err := json.Marshal(metadata{TraceParent: trace})
	if err != nil {
		return nil, fmt.Errorf("write a job's trace: %w", err)
	}
	return carried, nil
}

// traceOf answers the trace that a job carries, empty for none. What cannot be read is
// none: a trace is never worth a job.
func traceOf(carried []byte) string {
	var read metadata
	if json.Unmarshal(carried, &read) != nil {
		return ""
	}
	return read.TraceParent
}
