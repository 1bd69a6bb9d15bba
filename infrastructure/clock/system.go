// Package clock reads the machine's clocks. Everything else is handed them.
package clock

import "time"

// System is the machine's clock. It is safe for concurrent use.
type System struct{ started time.Time }

// New starts counting the monotonic time from now.
func New() System { return System{started: time.Now()} }

// Now answers the wall clock in UTC, without a monotonic part and to the millisecond:
// times are data here, as fine as ids and receipts say it.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// Monotonic answers how long the process has run. Stepping the wall clock does not
// move it.
func (s System) Monotonic() time.Duration { return time.Since(s.started) }
