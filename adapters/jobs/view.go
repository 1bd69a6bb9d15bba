package jobs

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"riverqueue.com/riverui"
)

// ViewOptions are what the web view needs.
type ViewOptions struct {
	// Pool is of the role mmm_worker.
	Pool   *pgxpool.Pool
	Schema string
	// Prefix is the path that the view is served below; its page names it.
	Prefix string
	// Logger gets what the library warns of, and nothing that a request or a job holds.
	Logger *slog.Logger
}

// NewView makes the library's web view of the job tables: a page and the JSON interface
// that it uses. It shows the jobs of every tenant and changes them, so whoever serves it
// says who may.
//
// What the library offers to run beside it, counting large tables again and again, is
// not started: without it the counts of a request are bounded, and nothing costs while
// nobody looks.
func NewView(o ViewOptions) (http.Handler, error) {
	logger := slog.New(newWarnings(o.Logger.Handler()))
	client, err := river.NewClient(riverpgxv5.New(o.Pool), &river.Config{Schema: o.Schema, Logger: logger})
	if err != nil {
		return nil, fmt.Errorf("make the client of the job view: %w", err)
	}
	view, err := riverui.NewHandler(&riverui.HandlerOpts{
		Endpoints: riverui.NewEndpoints(client, nil), Prefix: o.Prefix, Logger: logger,
		// Arguments are ids; they are shown one job at a time.
		JobListHideArgsByDefault: true,
	})
	if err != nil {
		return nil, fmt.Errorf("make the job view: %w", err)
	}
	return view, nil
}
