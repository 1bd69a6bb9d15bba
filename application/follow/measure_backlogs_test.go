package follow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/ports"
)

type backlogs func() ([]ports.Backlog, error)

func (b backlogs) ReadBacklogs(context.Context) ([]ports.Backlog, error) { return b() }

func TestABacklogThatCannotBeReadLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	failing := backlogs(func() ([]ports.Backlog, error) { return nil, broken })
	working := backlogs(func() ([]ports.Backlog, error) {
		return []ports.Backlog{{Queue: "signals", State: "available", Depth: 3}}, nil
	})
	var told []ports.Backlog
	progress, err := follow.MeasureBacklogs(func(found []ports.Backlog) { told = append(told, found...) }, failing, working)(t.Context())
	require.ErrorIs(t, err, broken)
	require.False(t, progress.Further, "measuring is no work to go on with at once")
	require.Equal(t, []ports.Backlog{{Queue: "signals", State: "available", Depth: 3}}, told)
}
