package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
)

// gate holds up what goes to the database until the test lets it pass, a batch at a
// time, so that what comes meanwhile waits together.
type gate struct {
	pgpool.Primary

	arrived, pass chan struct{}
}

func newGate(t *testing.T, api string) *gate {
	t.Helper()
	return &gate{Primary: primaryAt(t, api, 8), arrived: make(chan struct{}, 100), pass: make(chan struct{}, 100)}
}

func (g *gate) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	g.arrived <- struct{}{}
	<-g.pass
	return g.Primary.SendBatch(ctx, batch)
}

// await returns when a batch has come to the gate.
func (g *gate) await(t *testing.T) {
	t.Helper()
	select {
	case <-g.arrived:
	case <-time.After(patience):
		require.FailNow(t, "nothing comes to the gate")
	}
}

func (g *gate) let(batches int) {
	for range batches {
		g.pass <- struct{}{}
	}
}

// asking is what a caller gets in the end.
type asking[A any] struct {
	answer A
	err    error
}

// async asks without waiting for the answer.
func async[A any](ask func() (A, error)) <-chan asking[A] {
	done := make(chan asking[A], 1)
	go func() {
		answer, err := ask()
		done <- asking[A]{answer, err}
	}()
	return done
}

func got[A any](t *testing.T, done <-chan asking[A]) (A, error) {
	t.Helper()
	select {
	case asked := <-done:
		return asked.answer, asked.err
	case <-time.After(patience):
		require.FailNow(t, "there is no answer")
		panic("unreachable")
	}
}

func waits(t *testing.T, at interface{ Waiting() int }, count int) {
	t.Helper()
	require.Eventually(t, func() bool { return at.Waiting() == count }, patience, time.Millisecond)
}
