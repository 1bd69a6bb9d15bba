package receipt

// State is how far a receipt has come on its way to the evidence service.
type State string

const (
	// Pending receipts are committed and have no place in the chain yet.
	Pending State = "pending"
	// SealedState receipts are chained and signed, and wait to be sent: for the first
	// time, or again since an operator redrove them.
	SealedState State = "sealed"
	// Emitted receipts are held by the evidence service.
	Emitted State = "emitted"
	// Failed receipts were refused for good; an operator can redrive them.
	Failed State = "failed"
)

// Valid reports whether it is one of the states.
func (s State) Valid() bool {
	return s == Pending || s == SealedState || s == Emitted || s == Failed
}

// Standing is what a receipt's state follows from.
type Standing struct {
	// Sequence is the receipt's place in its tenant's chain; 0 before it has one.
	Sequence int64
	// Emitted is the tenant's watermark: the evidence service was sent everything up to
	// there.
	Emitted int64
	// Refusal is nil for a receipt that was never refused.
	Refusal *Refusal
}

// State answers how far the receipt is.
func (s Standing) State() State {
	switch {
	case s.Sequence == 0:
		return Pending
	case s.Refusal != nil && s.Refusal.SettledAt.IsZero():
		return s.Refusal.state()
	case s.Sequence <= s.Emitted:
		return Emitted
	}
	return SealedState
}
