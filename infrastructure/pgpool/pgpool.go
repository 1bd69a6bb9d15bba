// Package pgpool opens the connection pools, one named type for each use, so that
// none can stand in for another.
package pgpool

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Primary serves commands, as the role mmm_api.
type Primary struct{ *pgxpool.Pool }

// Reader serves queries, as the role mmm_api, in transactions that cannot write.
// It is a pool of its own, so that analytics cannot starve decisions.
type Reader struct{ *pgxpool.Pool }

// Replica serves queries on a server that follows the primary, as the role mmm_api. No
// transaction can write there, whoever begins it.
type Replica struct{ *pgxpool.Pool }

// Worker serves followers and jobs, as the role mmm_worker.
type Worker struct{ *pgxpool.Pool }

// Size bounds a pool.
type Size struct {
	// Min connections are kept open, Max are opened when needed.
	Min, Max int32
}

// OpenPrimary opens the pool of commands. It connects lazily: whether the database
// is there, and fit to serve, is asked by who starts.
func OpenPrimary(ctx context.Context, url string, size Size) (Primary, error) {
	pool, err := open(ctx, url, "mmm-engine", size, false)
	return Primary{pool}, err
}

// OpenReader opens the pool of queries.
func OpenReader(ctx context.Context, url string, size Size) (Reader, error) {
	pool, err := open(ctx, url, "mmm-engine-reader", size, true)
	return Reader{pool}, err
}

// OpenReplica opens the pool of queries on a replica.
func OpenReplica(ctx context.Context, url string, size Size) (Replica, error) {
	pool, err := open(ctx, url, "mmm-engine-replica", size, true)
	return Replica{pool}, err
}

// OpenWorker opens the pool of followers and jobs.
func OpenWorker(ctx context.Context, url string, size Size) (Worker, error) {
	pool, err := open(ctx, url, "mmm-engine-worker", size, false)
	return Worker{pool}, err
}

func open(ctx context.Context, url, name string, size Size, readOnly bool) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The library's message may repeat the URL, and with it the password.
		return nil, fmt.Errorf("the database URL of %s cannot be parsed", name)
	}
	config.MinConns, config.MaxConns = size.Min, size.Max
	config.MaxConnIdleTime = 5 * time.Minute
	config.MaxConnLifetime = time.Hour
	config.MaxConnLifetimeJitter = 5 * time.Minute
	config.ConnConfig.ConnectTimeout = 2 * time.Second
	config.ConnConfig.RuntimeParams["application_name"] = name
	if readOnly {
		config.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the pool %s: %w", name, err)
	}
	return pool, nil
}

// RequireDurability refuses a server that would lose what it said is committed.
func (p Primary) RequireDurability(ctx context.Context) error {
	var setting string
	if err := p.QueryRow(ctx, "SHOW synchronous_commit").Scan(&setting); err != nil {
		return fmt.Errorf("ask the database for synchronous_commit: %w", err)
	}
	if setting == "off" {
		return errors.New("the database has synchronous_commit = off and would lose answered decisions: set it to on")
	}
	return nil
}
