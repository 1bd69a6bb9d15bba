package postgres

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Leadership implements ports.Leadership with session-level advisory locks, which
// end with the connection that holds them.
type Leadership struct {
	pool Acquirer
	// interval is how often a follower asks for the lock, and a leader proves that
	// its connection is alive.
	interval time.Duration
}

// Acquirer hands out connections of its own.
type Acquirer interface {
	Acquire(ctx context.Context) (*pgxpool.Conn, error)
}

var _ ports.Leadership = (*Leadership)(nil)

// NewLeadership makes leadership over a pool that reaches PostgreSQL directly:
// advisory locks do not survive a transaction-mode proxy.
func NewLeadership(pool Acquirer, interval time.Duration) *Leadership {
	return &Leadership{pool: pool, interval: interval}
}

var errLost = errors.New("leadership was lost with its connection")

// Lead implements ports.Leadership.
func (l *Leadership) Lead(ctx context.Context, task string, work func(context.Context) error) error {
	conn, err := l.campaign(ctx, task)
	if err != nil {
		return err
	}
	defer release(context.WithoutCancel(ctx), conn, task)
	leading, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		l.watch(leading, conn, cancel)
	}()
	err = work(leading)
	cancel(nil)
	<-watched
	return err
}

// campaign waits until the lock is ours, or the database cannot be asked.
func (l *Leadership) campaign(ctx context.Context, task string) (*pgxpool.Conn, error) {
	for {
		if conn, err := l.try(ctx, task); conn != nil || err != nil {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait to lead %s: %w", task, ctx.Err())
		case <-time.After(l.interval):
		}
	}
}

// try answers a connection that holds the lock, nil when another one does.
func (l *Leadership) try(ctx context.Context, task string) (*pgxpool.Conn, error) {
	conn, err := l.pool.Acquire(ctx)
	if err != nil {
		return nil, translate(err, "connect to lead "+task)
	}
	leads, err := writedb.New(conn).TryLead(ctx, lockOf(task))
	if err != nil || !leads {
		conn.Release()
		return nil, translate(err, "ask to lead "+task)
	}
	return conn, nil
}

// watch ends the work when the connection, and with it the lock, is gone.
func (l *Leadership) watch(ctx context.Context, conn *pgxpool.Conn, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(l.interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := prove(ctx, conn); err != nil && ctx.Err() == nil {
				cancel(fmt.Errorf("%w: %w", errLost, err))
				return
			}
		}
	}
}

// proofTime is how long a leader's connection may take to answer.
const proofTime = 5 * time.Second

// prove answers an error when the connection does not answer in time.
func prove(ctx context.Context, conn *pgxpool.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, proofTime)
	defer cancel()
	return conn.Ping(ctx) //nolint:wrapcheck // watch says what it means
}

// release gives the lock back; a connection that cannot be asked any more is
// closed, which gives it back too.
func release(ctx context.Context, conn *pgxpool.Conn, task string) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := writedb.New(conn).StopLeading(ctx, lockOf(task)); err != nil {
		_ = conn.Conn().Close(ctx) // the lock ends with the connection; there is nothing else to do
	}
	conn.Release()
}

func lockOf(task string) int64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte("mmm-engine:" + task)) // a hash never fails
	return int64(sum.Sum64())
}
