package pgreplica

import (
	"slices"
	"time"
)

// history is what the primary had written when. By it a replica is judged whether it
// replays slowly, not at all, or is cut off, and also while nobody writes: what its own
// clock and its last transaction say of that cannot be told apart.
type history struct {
	// keep is how long samples are of use.
	keep    time.Duration
	cluster string
	samples []sample
}

type sample struct {
	at      time.Duration
	written int64
}

func (h *history) add(at time.Duration, now wal) {
	if h.cluster != now.cluster {
		h.cluster, h.samples = now.cluster, nil
	}
	if last := len(h.samples) - 1; last > 0 && h.samples[last].written == now.at && h.samples[last-1].written == now.at {
		h.samples[last].at = at // nothing was written: one sample stands for the time between
		return
	}
	h.samples = append(h.samples, sample{at, now.at})
	for len(h.samples) > 2 && at-h.samples[1].at > h.keep {
		h.samples = h.samples[1:]
	}
}

// lag answers how long ago, at the time of the newest sample, the primary had written
// what the replica has not replayed. Of what was written before the first sample only the
// replica can tell: when its last transaction was, which says too much after a pause.
func (h *history) lag(replayed replay) time.Duration {
	if len(h.samples) == 0 {
		return 0
	}
	newest := h.samples[len(h.samples)-1].at
	for _, s := range slices.Backward(h.samples) {
		if s.written <= replayed.at {
			return newest - s.at
		}
	}
	return max(newest-h.samples[0].at, replayed.quiet)
}
