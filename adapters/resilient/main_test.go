package resilient_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pass lets time go by. Inside synctest no one waits for it.
func pass(duration time.Duration) { <-time.After(duration) }

// ringOut stays until the timer of a breaker that was left open has rung.
func ringOut() { pass(2 * time.Minute) }
