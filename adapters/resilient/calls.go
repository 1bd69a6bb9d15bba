package resilient

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/eapache/go-resiliency/retrier"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Retries say how often a call is tried, and how far apart.
type Retries struct {
	// Tries counts the first one too.
	Tries int
	// First is the wait before the second try; each further wait is twice as long.
	First time.Duration
	// Jitter is the share by which each wait is made longer or shorter at random, 0 to 1.
	Jitter float64
}

// BackgroundRetries are for calls that no request waits for: 3 tries, from 0.5 s
// (product.md, "Calls out").
func BackgroundRetries() Retries {
	const jitter = 0.5
	return Retries{Tries: 3, First: 500 * time.Millisecond, Jitter: jitter}
}

// retry answers the last try's error. Only an Unavailable fault is worth another, and
// not where the service says itself when it may be asked again.
func retry(ctx context.Context, retries Retries, try func(context.Context) error) error {
	waits := retrier.ExponentialBackoff(max(retries.Tries-1, 0), retries.First)
	run := retrier.New(waits, whenUnavailable{}).WithSurfaceWorkErrors()
	run.SetJitter(retries.Jitter)
	//nolint:wrapcheck // It is the error of the try, as it is.
	return run.RunCtx(ctx, try)
}

// whenUnavailable implements retrier.Classifier.
type whenUnavailable struct{}

func (whenUnavailable) Classify(err error) retrier.Action {
	refused, _ := errors.AsType[*fault.Error](err)
	switch {
	case err == nil:
		return retrier.Succeed
	case refused != nil && refused.Kind == fault.Unavailable && refused.RetryAfter == 0:
		return retrier.Retry
	}
	return retrier.Fail
}

// within bounds one try. A try that ran out of its time is an Unavailable fault, unless
// the client had an answer: what it says of that stays, however long it took.
func within(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := safely(bounded, call)
	if err != nil && bounded.Err() != nil && ctx.Err() == nil && fault.Of(err) == fault.Internal {
		return fault.Wrap(fault.Unavailable, "TIMEOUT", "the service did not answer in time", err)
	}
	return err
}

// safely makes a panic the call's error: calls run in goroutines of nobody's, where it
// would end the process, and must be seen by those who watch them. The value could be a
// payload; its type is told.
func safely(ctx context.Context, call func(context.Context) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("a call panicked with a %T: %s", cause, debug.Stack())
		}
	}()
	return call(ctx)
}
