package command

import (
	"errors"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// tries bound how often a command whose compare-and-swap was lost begins anew. Each
// loss means that somebody else's went through, so that the next try finds it.
const tries = 4

// anew begins a command again, over what the winner left, when it lost a compare-and-swap.
// One that always loses is contention: its caller named no version, or would have been told
// that it is gone, and so has nothing to read again.
func anew[R any](attempt func() (R, error)) (R, error) {
	for try := 1; ; try++ {
		done, err := attempt()
		if try < tries && lost(err) {
			continue
		}
		return done, contention(err)
	}
}

// lost tells a swap that was lost from a version that the caller wants and that is there
// no more, which no other try can bring back.
func lost(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Kind == fault.Stale && f.Code != fault.VersionMismatch
}

// contention answers a fault that may be tried again for a race lost too often.
func contention(err error) error {
	if !lost(err) {
		return err
	}
	return fault.Wrap(fault.Unavailable, "CONTENTION",
		"too many requests about one thing at the same moment; repeat the request", err)
}
