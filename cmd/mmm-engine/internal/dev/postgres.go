// Package dev starts what the engine needs on a developer's machine: a private
// PostgreSQL, keys, the stand-in services, and something to decide with.
package dev

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

const database = "mmm"

// StartPostgres starts the private cluster that lives in dir, installing the
// server first where there is none, and tells out what takes long.
func StartPostgres(
	ctx context.Context, dir string, settings map[string]string, out io.Writer,
) (*pgcluster.Cluster, error) {
	options := pgcluster.Options{Dir: dir, Settings: settings}
	cluster, err := pgcluster.Start(ctx, options)
	if errors.Is(err, pgcluster.ErrNotInstalled) {
		_, _ = fmt.Fprintln(out, "PostgreSQL is not installed; installing its server package ...")
		if err := pgcluster.Install(ctx, out); err != nil {
			return nil, fmt.Errorf("install PostgreSQL: %w", err)
		}
		cluster, err = pgcluster.Start(ctx, options)
	}
	if err != nil {
		return nil, fmt.Errorf("start the private PostgreSQL: %w", err)
	}
	return cluster, nil
}

// DatabaseURLs makes the roles and the database where they are missing, and
// answers the settings that name them.
func DatabaseURLs(ctx context.Context, cluster *pgcluster.Cluster) (map[string]string, error) {
	if err := cluster.Exec(ctx, db.Roles); err != nil {
		return nil, fmt.Errorf("make the database roles: %w", err)
	}
	if err := cluster.Login(ctx, "mmm_owner", "mmm_api", "mmm_worker"); err != nil {
		return nil, fmt.Errorf("let the database roles log in: %w", err)
	}
	if err := cluster.CreateDatabase(ctx, database, "mmm_owner"); err != nil {
		return nil, fmt.Errorf("make the database: %w", err)
	}
	return map[string]string{
		"DATABASE_OWNER_URL":  cluster.URL("mmm_owner", database),
		"DATABASE_URL":        cluster.URL("mmm_api", database),
		"DATABASE_WORKER_URL": cluster.URL("mmm_worker", database),
	}, nil
}

// ReplicaURL names the database on a standby, for queries.
func ReplicaURL(standby *pgcluster.Cluster) string { return standby.URL("mmm_api", database) }
