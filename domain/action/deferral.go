package action

import (
	"slices"
	"time"
)

// Deferral says which of an action's surfaces wait for quiet hours to end (product.md,
// Quiet hours, choice). The zero value says that none does.
type Deferral struct {
	Surfaces []Surface
	// Until is when the quiet hours end; the action is worth saying for longer.
	Until time.Time
	// Digest is set for what goes out with all else of its kind, in one message.
	Digest bool
}

// Waits reports whether the surface has to wait.
func (d Deferral) Waits(surface Surface) bool { return slices.Contains(d.Surfaces, surface) }

// Without leaves a surface out. What nothing is left of is no deferral.
func (d Deferral) Without(surface Surface) Deferral {
	if !d.Waits(surface) {
		return d
	}
	d.Surfaces = slices.DeleteFunc(slices.Clone(d.Surfaces), func(s Surface) bool { return s == surface })
	if len(d.Surfaces) == 0 {
		return Deferral{}
	}
	return d
}
