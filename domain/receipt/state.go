package receipt

// State is how far a receipt has come on its way to the evidence service.
type State string

const (
	// Pending receipts are committed and have no place in the chain yet.
	Pending State = "pending"
	// SealedState receipts are chained and signed, and wait to be sent.
	SealedState State = "sealed"
	// Emitted receipts are held by the evidence service.
	Emitted State = "emitted"
	// Failed receipts were refused for good; an operator can redrive them.
	Failed State = "failed"
)
