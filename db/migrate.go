package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// RiverSchema is where the job library's tables live.
const RiverSchema = "river"

// lockKey keeps two migrations of one database apart; any constant does.
const lockKey = 7_262_005

// Migrate brings the database to the schema of this build, as the role mmm_owner.
// Concurrent calls wait for each other; a current database is left as it is.
func Migrate(ctx context.Context, ownerURL string) error {
	return locked(ctx, ownerURL, func(pool *pgxpool.Pool, provider *goose.Provider) error {
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate the schema: %w", err)
		}
		migrator, err := riverMigrator(pool)
		if err != nil {
			return err
		}
		if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrate the job tables: %w", err)
		}
		if _, err := pool.Exec(ctx, requestGrants); err != nil {
			return fmt.Errorf("grant the requests' role its part of the job tables: %w", err)
		}
		return nil
	})
}

// requestGrants let the role of requests enqueue and no more: jobs name signals of
// every tenant, and no row-level security stands before them.
const requestGrants = `GRANT INSERT ON river.river_job, river.river_notification TO mmm_api;
GRANT SELECT ON river.river_migration TO mmm_api`

// Revert takes everything back out. It is for tests of the migrations.
func Revert(ctx context.Context, ownerURL string) error {
	return locked(ctx, ownerURL, func(_ *pgxpool.Pool, provider *goose.Provider) error {
		if _, err := provider.DownTo(ctx, 0); err != nil {
			return fmt.Errorf("revert the schema: %w", err)
		}
		return nil
	})
}

// Check reports whether the database has exactly the schema of this build.
func Check(ctx context.Context, conn interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
},
) error {
	var schema, jobs int64
	const query = `SELECT (SELECT max(version_id) FROM goose_db_version WHERE is_applied),
		(SELECT max(version) FROM river.river_migration)`
	if err := conn.QueryRow(ctx, query).Scan(&schema, &jobs); err != nil {
		return fmt.Errorf("read the schema's version (run `mmm-engine migrate` first): %w", err)
	}
	if want := version(); schema != want {
		return fmt.Errorf("the database has schema version %d, this build needs %d: run its `mmm-engine migrate`", schema, want)
	}
	if want := int64(riverVersion()); jobs != want {
		return fmt.Errorf("the job tables have version %d, this build needs %d: run its `mmm-engine migrate`", jobs, want)
	}
	return nil
}

func locked(ctx context.Context, ownerURL string, work func(*pgxpool.Pool, *goose.Provider) error) error {
	pool, err := pgxpool.New(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("open the database as its owner: %w", err)
	}
	defer pool.Close()
	lock, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect to the database as its owner: %w", err)
	}
	defer lock.Release()
	if _, err := lock.Exec(ctx, "SELECT pg_advisory_lock($1)", lockKey); err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	// The connection may be broken by then; the lock ends with it all the same.
	defer func() { _, _ = lock.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", lockKey) }()
	handle := stdlib.OpenDBFromPool(pool)
	defer func() { _ = handle.Close() }()
	provider, err := newProvider(handle)
	if err != nil {
		return err
	}
	return work(pool, provider)
}

func newProvider(handle *sql.DB) (*goose.Provider, error) {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return nil, fmt.Errorf("open the embedded migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, handle, migrations)
	if err != nil {
		return nil, fmt.Errorf("read the embedded migrations: %w", err)
	}
	return provider, nil
}

func riverMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: RiverSchema})
	if err != nil {
		return nil, fmt.Errorf("prepare the job tables' migrations: %w", err)
	}
	return migrator, nil
}

// version answers the newest migration's number.
func version() int64 {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	newest, err := goose.NumericComponent(slices.Max(names))
	if err != nil {
		panic(err) // a misnamed migration cannot pass a single test
	}
	return newest
}

func riverVersion() int {
	migrator, err := riverMigrator(nil)
	if err != nil {
		panic(err) // only a driver without migrations fails here
	}
	all := migrator.AllVersions()
	return all[len(all)-1].Version
}
