package sim

import (
	"log/slog"
	"net/http"
	"time"
)

// logged writes a line a request, without body, query or header values but the tenant's: refusals and faults at INFO, the
// rest at DEBUG, so that a load of receipts does not fill the log.
func logged(logger *slog.Logger, now func() time.Time, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := now()
		watched := &statusWriter{ResponseWriter: w}
		// Deferred, since a hang or a reset may leave by a panic.
		defer func() {
			logger.LogAttrs(r.Context(), levelOf(watched.status), "request",
				slog.String("method", r.Method),
				slog.String("path", r.URL.Path),
				slog.Int("status", watched.status),
				slog.String("tenant_id", r.Header.Get("X-Tenant-ID")),
				slog.Int64("duration_ms", now().Sub(started).Milliseconds()),
			)
		}()
		next.ServeHTTP(watched, r)
	})
}

func levelOf(status int) slog.Level {
	if status >= http.StatusOK && status < http.StatusMultipleChoices {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// statusWriter remembers the status; 0 means that nothing was answered.
type statusWriter struct {
	http.ResponseWriter

	status int
}

// WriteHeader notes the status that is sent.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Write notes the status that a first write implies.
func (w *statusWriter) Write(body []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(body) //nolint:wrapcheck // Handlers expect the errors of the connection as they are.
}

// Unwrap lets a response controller reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
