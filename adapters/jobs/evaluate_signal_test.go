package jobs_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestWhatCanNeverSucceedIsCancelled(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{fault.Invalid, fault.Forbidden} {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			q := newQueue(t)
			q.start(evaluateWith(func(context.Context, string) error {
				return fault.New(kind, "NEVER", "this can never succeed")
			}), patience)

			q.enqueue(nil, signals("hopeless")...)

			require.Equal(t, 1, q.settled("cancelled").Attempt)
		})
	}
}

func TestEveryOtherFailureIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{
		"an outage":     fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "the database is away"),
		"a lost race":   fault.New(fault.Stale, "STALE", "it moved meanwhile"),
		"a missing row": fault.Missing("the playbook"),
		"a defect":      errors.New("a defect"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue(t)
			tries, failures := make(chan struct{}, 10), make(chan error, 1)
			failures <- failure
			q.start(evaluateWith(func(context.Context, string) error {
				tries <- struct{}{}
				select {
				case err := <-failures:
					return err
				default:
					return nil
				}
			}), patience)

			q.enqueue(nil, signals("unlucky")...)
			received(t, tries)
			received(t, tries)

			require.Equal(t, 2, q.settled("completed").Attempt)
		})
	}
}
