package application_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
)

func TestAUseCaseThatWaitsLongerThanItsLimitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	stuck := func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}
	err := application.Within(time.Millisecond)(t.Context(), application.Call{}, stuck)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, application.Within(time.Hour)(t.Context(), application.Call{}, func(context.Context) error { return nil }))
}
