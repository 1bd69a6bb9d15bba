package delivery

// Result says what became of a delivery for good. It is a metric label: the set is
// closed (observability.md, mmm_actions_delivered_total).
type Result string

// The results. All but Delivered and Refused are skips, which are no failures.
const (
	// Delivered: the receiver has it.
	Delivered Result = "delivered"
	// Refused: the receiver will never take it as it is.
	Refused Result = "refused"
	// Expired: it was no longer worth saying before anybody took it.
	Expired Result = "expired"
	// Disabled: no channel is configured for the surface.
	Disabled Result = "disabled"
	// Stopped: the receiver said that it is gone, and is left alone.
	Stopped Result = "stopped"
	// Withdrawn: the decision is not kept any more.
	Withdrawn Result = "withdrawn"
	// Withheld: when quiet hours were over, the policy or the actor did not want it any
	// more.
	Withheld Result = "withheld"
)

// Results answers the closed set.
func Results() []Result {
	return []Result{Delivered, Refused, Expired, Disabled, Stopped, Withdrawn, Withheld}
}
