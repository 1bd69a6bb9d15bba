package stage

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Received is one request as it arrived at a service's contract.
type Received struct {
	// At is when it arrived.
	At time.Time `json:"at"`
	// Method and Path are the contract's: the path is without the service's prefix.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Query is the raw query, empty when there was none.
	Query string `json:"query,omitempty"`
	// TenantID is the X-Tenant-ID header, empty when there was none.
	TenantID string `json:"tenant_id"`
	// Headers holds those that matter to a contract, by canonical name. Of Authorization only the scheme is kept.
	Headers map[string]string `json:"headers"`
	// Body is the body as JSON, or as a JSON string when it was not JSON; null when it was empty, secret or too large.
	Body json.RawMessage `json:"body"`
	// Fault is the mode of the fault that was applied to the request, empty for none.
	Fault string `json:"fault,omitempty"`
}

// Listing is what GET /_sim/{service}/received answers.
type Listing struct {
	// Items is oldest first and never null.
	Items []Received `json:"items"`
	// Dropped counts the requests that made room for newer ones since the last DELETE.
	Dropped uint64 `json:"dropped"`
}

func receive(r *http.Request, body []byte, at time.Time, fault string) Received {
	return Received{
		At:       at.UTC(),
		Method:   r.Method,
		Path:     r.URL.Path,
		Query:    r.URL.RawQuery,
		TenantID: r.Header.Get("X-Tenant-ID"),
		Headers:  keptHeaders(r.Header),
		Body:     body,
		Fault:    fault,
	}
}

func keptHeaders(from http.Header) map[string]string {
	kept := make(map[string]string, len(from))
	for name := range from {
		if keepsHeader(name) {
			kept[name] = from.Get(name)
		}
	}
	if authorization := from.Get("Authorization"); authorization != "" {
		kept["Authorization"] = withoutToken(authorization)
	}
	return kept
}

func keepsHeader(name string) bool {
	switch name {
	case "Content-Type", "User-Agent", "Accept", "Idempotency-Key", "X-Tenant-Id", "X-Request-Id", "Traceparent", "Tracestate":
		return true
	default:
		return strings.HasPrefix(name, "Webhook-")
	}
}

func withoutToken(authorization string) string {
	scheme, _, found := strings.Cut(authorization, " ")
	if !found {
		return "[redacted]"
	}
	return scheme + " [redacted]"
}

// readable turns a body that is not JSON into a JSON string, so that the record can always be rendered.
func readable(body []byte) json.RawMessage {
	if len(body) == 0 {
		return nil
	}
	if json.Valid(body) {
		return body
	}
	quoted, err := json.Marshal(string(body))
	if err != nil {
		return nil
	}
	return quoted
}
