package main

import (
	"log/slog"
	"net/http"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
)

// jobsView is nil within where this process shows none.
type jobsView struct{ http.Handler }

// newJobsView makes the view only for a worker, whose pool it uses, and only where
// somebody may see it.
func newJobsView(settings config.Config, worker pgpool.Worker, logger *slog.Logger) (jobsView, error) {
	if settings.OperatorsTenant == "" || !settings.Roles.Has(config.Worker) {
		return jobsView{}, nil
	}
	view, err := jobs.NewView(jobs.ViewOptions{
		Pool: worker.Pool, Schema: db.RiverSchema, Prefix: httpapi.JobsPath, Logger: logger,
	})
	return jobsView{view}, err
}
