package event

import "math"

// Position is a place in the feed of committed events. Positions are ordered by
// Transaction, then Number; the zero value lies before every event.
type Position struct {
	// Transaction is the 64 bit id of the writing transaction.
	Transaction uint64
	// Number orders the events of one transaction.
	Number int64
}

// Last lies behind every event: the database keeps both numbers in 63 bits.
func Last() Position { return Position{Transaction: math.MaxInt64, Number: math.MaxInt64} }

// Before reports whether p comes earlier in the feed than other.
func (p Position) Before(other Position) bool {
	if p.Transaction != other.Transaction {
		return p.Transaction < other.Transaction
	}
	return p.Number < other.Number
}

// Later answers the one of the two that comes later in the feed.
func (p Position) Later(other Position) Position {
	if p.Before(other) {
		return other
	}
	return p
}
