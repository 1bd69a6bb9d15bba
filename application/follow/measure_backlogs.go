package follow

import (
	"context"
	"errors"

	"github.com/mmm-engine/mmm-engine/ports"
)

// BacklogTask names the measuring of what waits. Every worker does it by itself, at the
// pace of LagPace and for the same reason.
const BacklogTask = "backlogs"

// MeasureBacklogs answers a step that tells what waits. A source that fails leaves the
// others alone.
func MeasureBacklogs(tell func([]ports.Backlog), sources ...ports.Backlogs) Step {
	return func(ctx context.Context) (Progress, error) {
		var troubles []error
		for _, source := range sources {
			found, err := source.ReadBacklogs(ctx)
			tell(found)
			troubles = append(troubles, err)
		}
		return Progress{}, errors.Join(troubles...)
	}
}
