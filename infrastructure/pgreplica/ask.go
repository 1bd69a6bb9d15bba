package pgreplica

import (
	"context"
	"fmt"
	"time"
)

// wal is a place in what a cluster writes.
type wal struct {
	// cluster names it and the database.
	cluster string
	at      int64
}

// replay is how far a server has replayed.
type replay struct {
	wal

	standby bool
	// quiet is how long ago the last replayed transaction was committed.
	quiet time.Duration
}

func askPrimary(ctx context.Context, server Server) (wal, error) {
	var found wal
	err := server.QueryRow(ctx, `SELECT system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()),
			(pg_current_wal_flush_lsn() - '0/0')::bigint
		FROM pg_control_system()`).Scan(&found.cluster, &found.at)
	if err != nil {
		return found, fmt.Errorf("ask the primary how far it has written: %w", err)
	}
	return found, nil
}

func askReplica(ctx context.Context, server Server) (replay, error) {
	var found replay
	var seconds float64
	err := server.QueryRow(ctx, `SELECT system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()),
			pg_is_in_recovery(), coalesce((pg_last_wal_replay_lsn() - '0/0')::bigint, 0),
			coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0)::float8
		FROM pg_control_system()`).Scan(&found.cluster, &found.standby, &found.at, &seconds)
	found.quiet = time.Duration(seconds * float64(time.Second))
	if err != nil {
		return found, fmt.Errorf("ask the replica how far it has replayed: %w", err)
	}
	return found, nil
}
