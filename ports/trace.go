package ports

import "context"

// Traces name the trace that a context belongs to.
type Traces interface {
	// TraceID answers 32 hexadecimal digits, empty outside a trace.
	TraceID(ctx context.Context) string
}
