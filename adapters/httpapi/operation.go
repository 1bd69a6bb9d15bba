package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/page"
)

// Readiness is what the background checks found (observability.md, Health).
type Readiness struct {
	// Ready is false while starting, while a required check fails, while shutting down.
	Ready  bool
	Checks []Check
}

// Check is one dependency.
type Check struct {
	Name string
	// Status is ok, failing or disabled.
	Status  string
	Latency time.Duration
	// Since is when the status last changed; zero when that is not known.
	Since time.Time
	// LastError is the class of the last failure, such as "timeout"; never its text.
	LastError string
}

// GetHealth implements openapi.ServerInterface.
func (s *server) GetHealth(c echo.Context) error {
	if !s.Healthy() {
		return respond(c, http.StatusServiceUnavailable, jsonType, openapi.Health{Status: "unhealthy"})
	}
	return ok(c, openapi.Health{Status: "healthy"})
}

// GetReadiness implements openapi.ServerInterface.
func (s *server) GetReadiness(c echo.Context) error {
	found := s.Ready()
	answer := openapi.Readiness{Status: "ready", Checks: each(found.Checks, checkAnswer)}
	if !found.Ready {
		answer.Status = "not_ready"
		return respond(c, http.StatusServiceUnavailable, jsonType, answer)
	}
	return ok(c, answer)
}

func checkAnswer(check Check) openapi.Check {
	return openapi.Check{
		Name: check.Name, Status: check.Status, LastError: check.LastError,
		LatencyMs: float64(check.Latency) / float64(time.Millisecond), Since: check.Since,
	}
}

// GetMetrics implements openapi.ServerInterface.
func (s *server) GetMetrics(c echo.Context) error {
	s.Metrics.ServeHTTP(c.Response(), c.Request())
	return nil
}

// GetKeys implements openapi.ServerInterface.
func (s *server) GetKeys(c echo.Context) error {
	return blob(c, http.StatusOK, "application/jwk-set+json", s.KeySet.PublicKeys())
}

// GetDocument implements openapi.ServerInterface.
func (*server) GetDocument(c echo.Context) error {
	return blob(c, http.StatusOK, "application/yaml", document)
}

// GetDocumentation implements openapi.ServerInterface.
func (s *server) GetDocumentation(c echo.Context) error {
	c.Response().Header().Set("Content-Security-Policy", page.ContentPolicy)
	return blob(c, http.StatusOK, "text/html; charset=utf-8", s.page)
}
