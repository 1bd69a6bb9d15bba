package receipt

import "time"

// Refusal is the evidence service's word that it will never take a receipt as it is,
// and what became of the receipt since.
type Refusal struct {
	// Reason is short and holds nothing of the receipt.
	Reason string
	// At is when it was refused last.
	At time.Time
	// RequeuedAt is when an operator had it sent again; zero when nobody did since.
	RequeuedAt time.Time
	// SettledAt is when the service took it after all; zero until then.
	SettledAt time.Time
}

// state answers that of a receipt which the service has not taken since.
func (r *Refusal) state() State {
	if r.RequeuedAt.IsZero() {
		return Failed
	}
	return SealedState
}
