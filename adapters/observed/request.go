package observed

import (
	"strconv"
	"time"
)

// Request measures an HTTP request. The route is a template, never a raw path; the
// method comes from a closed set.
func (m *Metrics) Request(route, method string, code int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(code)).Observe(took.Seconds())
}

const playbookCache = "playbook"

// PlaybookCache counts a look-up among the compiled playbooks: hit, miss or stale.
func (m *Metrics) PlaybookCache(result string) { m.caches.WithLabelValues(playbookCache, result).Inc() }
