package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestKindIsFoundThroughWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("decide: %w", fmt.Errorf("store: %w", fault.New(fault.Stale, "VERSION_MISMATCH", "read again")))
	require.Equal(t, fault.Stale, fault.Of(err))
	require.True(t, fault.Is(err, fault.Stale))
	require.False(t, fault.Is(err, fault.Conflict))
}

func TestAnErrorThatIsNoFaultIsInternal(t *testing.T) {
	t.Parallel()
	require.Equal(t, fault.Internal, fault.Of(errors.New("boom")))
	require.Equal(t, fault.Internal, fault.Of(nil))
}

func TestIsTellsAFaultFromAnyOtherError(t *testing.T) {
	t.Parallel()
	require.False(t, fault.Is(nil, fault.Internal))
	require.False(t, fault.Is(errors.New("boom"), fault.Internal))
	require.True(t, fault.Is(fault.New(fault.Internal, "BUG", "ours"), fault.Internal))
}

func TestTheOutermostFaultDecides(t *testing.T) {
	t.Parallel()
	inner := fault.New(fault.NotFound, "NOT_FOUND", "gone")
	require.Equal(t, fault.Unavailable, fault.Of(fault.Wrap(fault.Unavailable, "DOWN", "come back later", inner)))
}

func TestCauseIsKeptAndShownToLogs(t *testing.T) {
	t.Parallel()
	cause := errors.New("connection refused")
	err := fault.Wrap(fault.Unavailable, "DATABASE_DOWN", "the database is away", cause)
	require.ErrorIs(t, err, cause)
	require.EqualError(t, err, "the database is away: connection refused")
	require.Equal(t, "the database is away", err.Message)
	require.NoError(t, errors.Unwrap(fault.New(fault.Invalid, "X", "y")))
	require.EqualError(t, fault.New(fault.Invalid, "X", "y"), "y")
}

func TestInvalidInputNamesEveryProblem(t *testing.T) {
	t.Parallel()
	problems := []fault.Problem{{Path: "name", Message: "is required"}, {Path: "version", Message: "is required"}}
	err := fault.InvalidInput(problems)
	require.Equal(t, fault.Invalid, fault.Of(err))
	require.Equal(t, "VALIDATION_FAILED", err.Code)
	require.Equal(t, problems, err.Problems)
}

func TestMissingIsNotFound(t *testing.T) {
	t.Parallel()
	err := fault.Missing("the decision")
	require.Equal(t, fault.NotFound, fault.Of(err))
	require.EqualError(t, err, "the decision was not found")
}

func TestKindsAreNamedForMetrics(t *testing.T) {
	t.Parallel()
	for kind, name := range map[fault.Kind]string{
		fault.Internal: "internal", fault.Invalid: "invalid", fault.Unauthenticated: "unauthenticated",
		fault.Forbidden: "forbidden", fault.NotFound: "not_found", fault.Conflict: "conflict", fault.Stale: "stale",
		fault.Exhausted: "exhausted", fault.Unavailable: "unavailable", fault.Kind(200): "internal",
	} {
		require.Equal(t, name, kind.String())
	}
}
