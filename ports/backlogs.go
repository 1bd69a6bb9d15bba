package ports

import (
	"context"
	"time"
)

// Backlog is how much waits in one state of a queue: receipts, jobs, requests.
type Backlog struct {
	// Queue and State name it. Both are of closed sets, and labels of metrics.
	Queue, State string
	// Depth is how many wait, counted up to MostCounted.
	Depth int64
	// Age is for how long the oldest of them has waited; 0 when there is none.
	Age time.Duration
}

// MostCounted bounds what a look at a backlog costs, however much waits.
const MostCounted = 100_000

// Backlogs says what waits.
type Backlogs interface {
	// ReadBacklogs answers every state of every queue that it knows, also where nothing waits.
	ReadBacklogs(ctx context.Context) ([]Backlog, error)
}
