package observed_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
)

// leadership leads or fails as it is told.
type leadership struct{ fails error }

func (l leadership) Lead(ctx context.Context, _ string, work func(context.Context) error) error {
	if l.fails != nil {
		return l.fails
	}
	return work(ctx)
}

// firsts tells only the first failure of each name.
type firsts map[string]int

func (f firsts) Failed(name string) bool {
	f[name]++
	return f[name] == 1
}

func (f firsts) Succeeded(name string) (int, bool) {
	failures := f[name]
	delete(f, name)
	return failures, failures > 0
}

func TestATaskThatCannotBeLedIsToldOnceAndAgainWhenItIs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger, outages, worked := slog.New(slog.NewJSONHandler(&out, nil)), firsts{}, 0
	work := func(context.Context) error {
		worked++
		return nil
	}
	broken := observed.NewLeadership(leadership{errors.New("no rights")}, logger, outages)
	for range 3 {
		require.Error(t, broken.Lead(t.Context(), "sealing", work))
	}
	require.NoError(t, observed.NewLeadership(leadership{}, logger, outages).Lead(t.Context(), "sealing", work))
	require.Equal(t, 1, worked)
	require.Equal(t, 2, bytes.Count(out.Bytes(), []byte("\n")), out.String())
}
