package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// JobsPath is where the view of the jobs is served.
const JobsPath = BasePath + "/ops/jobs"

// jobsPolicy is the Content-Security-Policy that the view's page needs and no more: it
// loads its own assets, asks its own interface, and writes styles into itself.
const jobsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// registerJobsView adds the view's routes, where there is one. They are the library's
// and no part of the document: the view is a page for people, not an interface of ours.
func (s *server) registerJobsView(e *echo.Echo) {
	if s.JobsView == nil || s.OperatorsTenant == "" {
		return
	}
	methods := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch}
	for _, path := range []string{JobsPath, JobsPath + "/*"} {
		e.Match(methods, path, s.showJobs, s.refuseForgery, s.authenticateBrowser, s.requireOperators)
	}
}

func (s *server) showJobs(c echo.Context) error {
	header, r := c.Response().Header(), c.Request()
	header.Set("Content-Security-Policy", jobsPolicy)
	header.Set("Referrer-Policy", "same-origin")
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
	s.JobsView.ServeHTTP(c.Response(), r)
	return nil
}

// refuseForgery refuses what another site makes a browser send: it sends the password
// along by itself.
func (s *server) refuseForgery(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.forgery.Check(c.Request()); err != nil {
			return fault.Wrap(fault.Forbidden, "CROSS_ORIGIN", "another site may change nothing here", err)
		}
		return next(c)
	}
}

// authenticateBrowser takes the token as the password of HTTP Basic too, whatever the
// user's name: a browser that is led to a page can send no other.
func (s *server) authenticateBrowser(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if _, token, basic := r.BasicAuth(); basic && len(r.Header.Values("Authorization")) == 1 {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		err := s.authenticate(next)(c)
		if fault.Is(err, fault.Unauthenticated) {
			c.Response().Header()["Www-Authenticate"] = []string{
				`Basic realm="mmm-engine jobs", charset="UTF-8"`, `Bearer realm="mmm-engine"`,
			}
		}
		return err
	}
}

// requireOperators lets only operators of the operators' tenant pass: the view shows
// every tenant's jobs. To other tenants it is not there.
func (s *server) requireOperators(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		caller := callerOf(c)
		if err := caller.RequireOwnTenant(s.OperatorsTenant); err != nil {
			return echo.ErrNotFound
		}
		if err := caller.RequireOperator(); err != nil {
			return err
		}
		return next(c)
	}
}
