package progress

// NewAt begins a bar of a clock.
var NewAt = newBar
