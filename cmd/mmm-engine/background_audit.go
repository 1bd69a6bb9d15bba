package main

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/auditfile"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/infrastructure/lifecycle"
)

// auditServices copy audit entries to a file and measure how far that is behind, where a
// file is set. One that cannot be written stops the start (observability.md, section 6).
func (b background) auditServices(followed func(task string, step follow.Step) lifecycle.Service) ([]lifecycle.Service, error) {
	settings := b.Settings
	if settings.AuditLogPath == "" {
		return nil, nil
	}
	file, err := auditfile.New(settings.AuditLogPath, auditfile.Limits{
		Size: int64(settings.AuditLogMaxSize) << 20, Files: int(settings.AuditLogMaxFiles),
	})
	if err != nil {
		return nil, fmt.Errorf("AUDIT_LOG_PATH: %w; set the path of a file that can be written, or set it to nothing for no file", err)
	}
	feed := postgres.NewAudit(b.Pool, b.Clock)
	return []lifecycle.Service{
		followed(follow.AuditTask, follow.NewAuditCopier(feed, file).Step),
		b.measured(follow.AuditLagTask, follow.MeasureLag(feed, follow.AuditTask, observed.NewAuditLag(b.Registry))),
	}, nil
}
