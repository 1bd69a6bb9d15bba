// Package httpapi serves the API of openapi.yaml: it reads requests, calls one use
// case each, and renders the answers. It decides nothing.
package httpapi

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/page"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// BasePath stands before every path of the document.
const BasePath = "/v1/mmm"

//go:embed openapi.yaml
var document []byte

// Options are what the server needs. All are required unless they say otherwise.
type Options struct {
	Application *application.Application
	Tokens      ports.Tokens
	KeySet      ports.KeySet
	Clock       ports.Clock
	// IDs name the requests that came without an acceptable X-Request-Id.
	IDs ports.IDs
	// Healthy reports whether the process works. It must not touch a dependency.
	Healthy func() bool
	// Ready answers what the latest background checks found. It must not run them.
	Ready func() Readiness
	// Metrics renders the metrics.
	Metrics http.Handler
	// Tracer starts a span for each request.
	Tracer trace.Tracer
	// Propagator reads the trace that a caller is in.
	Propagator propagation.TextMapPropagator
	// ObserveRequest is told of every answer (observability.md,
	// mmm_http_request_duration_seconds). The route is a template of the document or
	// "unmatched", the method a standard one or "other".
	ObserveRequest func(route, method string, code int, took time.Duration)
	// Streams are the terms of event streams; what is zero has its default.
	Streams StreamTerms
	// JobsView shows and changes the jobs of every tenant, below JobsPath. Nil where the
	// process has none.
	JobsView http.Handler
	// OperatorsTenant is the tenant whose operators may use JobsView. Empty for nobody:
	// the view is not there.
	OperatorsTenant tenant.ID
	// Panicked is told where a handler panicked, so that it can be logged; the caller
	// gets a plain internal error. Nil for nobody.
	Panicked func(ctx context.Context, stack []byte)
}

// server implements the document's operations, a file a resource.
type server struct {
	Options

	contract *schema.Contract
	page     []byte
	// deliveries holds a place for each that is being received.
	deliveries chan struct{}
	forgery    http.CrossOriginProtection
}

var _ openapi.ServerInterface = (*server)(nil)

var errIncomplete = errors.New(
	"httpapi: every option but Streams, JobsView, OperatorsTenant and Panicked is required")

// New makes the server's handler. It fails only for options that are incomplete or
// a document that is wrong.
func New(options Options) (*echo.Echo, error) {
	if !options.complete() {
		return nil, errIncomplete
	}
	options.Streams = options.Streams.orDefault()
	contract, err := schema.Load(document)
	if err != nil {
		return nil, err
	}
	rendered, err := page.Render(contract)
	if err != nil {
		return nil, err
	}
	s := &server{
		Options: options, contract: contract, page: rendered, deliveries: make(chan struct{}, maxDeliveries),
	}
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.HTTPErrorHandler = s.fail
	// Each wraps what follows: nothing leaves without its headers, its span and its measurement.
	e.Use(s.stamp, s.trace, s.measure, s.settle, s.recover)
	s.register(e)
	s.registerJobsView(e)
	return e, nil
}

func (o *Options) complete() bool {
	return o.Application != nil && o.Tokens != nil && o.KeySet != nil && o.Clock != nil && o.IDs != nil &&
		o.Healthy != nil && o.Ready != nil && o.Metrics != nil &&
		o.Tracer != nil && o.Propagator != nil && o.ObserveRequest != nil
}

// register adds the document's routes, each with what the document says of it.
func (s *server) register(e *echo.Echo) {
	middlewares := map[string][]echo.MiddlewareFunc{}
	for _, o := range s.contract.Operations() {
		if !o.Public {
			middlewares[o.ID] = append(middlewares[o.ID], s.authenticate)
		}
		if reads(o.Method, o.Public) {
			middlewares[o.ID] = append(middlewares[o.ID], s.consistent)
		}
		if takesKey(o) {
			middlewares[o.ID] = append(middlewares[o.ID], keyed(o))
		}
		if o.Spec.RequestBody != nil {
			middlewares[o.ID] = append(middlewares[o.ID], boundBody(o))
		}
	}
	openapi.RegisterHandlersWithOptions(e, s, openapi.RegisterHandlersOptions{
		BaseURL: BasePath, OperationMiddlewares: middlewares,
	})
}
