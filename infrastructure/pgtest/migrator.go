package pgtest

import (
	"context"
	"database/sql"

	"github.com/peterldowns/pgtestdb"

	"github.com/mmm-engine/mmm-engine/db"
)

var _ pgtestdb.Migrator = migrator{}

// migrator fills the template with our migrations.
type migrator struct{}

// Hash names the template: databases with equal migrations share one.
func (migrator) Hash() (string, error) { return db.Hash(), nil }

// Migrate migrates the template as its owner does in production.
func (migrator) Migrate(ctx context.Context, _ *sql.DB, config pgtestdb.Config) error {
	return db.Migrate(ctx, config.URL())
}
