package application_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
)

// greet is a use that some may not do.
type greet struct {
	name    string
	refused error
}

func (g greet) Authorise() error { return g.refused }

// diary notes what happened, in order.
type diary struct{ entries []string }

func (d *diary) note(entry string) { d.entries = append(d.entries, entry) }

func (d *diary) handle(_ context.Context, use greet) (string, error) {
	d.note("handler")
	return "hello " + use.name, nil
}

// around notes when it is entered and how it is left.
func (d *diary) around(name string) application.Decorator {
	return func(ctx context.Context, _ application.Call, next func(context.Context) error) error {
		d.note(name + " in")
		err := next(ctx)
		if err != nil {
			d.note(name + " sees " + err.Error())
			return err
		}
		d.note(name + " out")
		return nil
	}
}

func TestTheFirstDecoratorIsOutermost(t *testing.T) {
	t.Parallel()
	var d diary
	use := application.Chain("greet", d.handle, d.around("first"), d.around("second"))

	answer, err := use.Do(t.Context(), greet{name: "kim"})

	require.NoError(t, err)
	require.Equal(t, "hello kim", answer)
	require.Equal(t, []string{"first in", "second in", "handler", "second out", "first out"}, d.entries)
}

func TestARefusedCallIsSeenByEveryDecoratorAndByNoHandler(t *testing.T) {
	t.Parallel()
	var d diary
	refusal := errors.New("a refusal")
	use := application.Chain("greet", d.handle, d.around("first"), d.around("second"))

	answer, err := use.Do(t.Context(), greet{name: "kim", refused: refusal})

	require.ErrorIs(t, err, refusal)
	require.Empty(t, answer)
	require.Equal(t, []string{"first in", "second in", "second sees a refusal", "first sees a refusal"}, d.entries)
}

func TestAUseWithoutDecoratorsIsAuthorisedToo(t *testing.T) {
	t.Parallel()
	var d diary
	refusal := errors.New("a refusal")

	_, err := application.Chain("greet", d.handle).Do(t.Context(), greet{refused: refusal})

	require.ErrorIs(t, err, refusal)
	require.Empty(t, d.entries)
}

func TestADecoratorsErrorReplacesTheHandlers(t *testing.T) {
	t.Parallel()
	var d diary
	replacement := errors.New("a replacement")
	replacing := func(ctx context.Context, _ application.Call, next func(context.Context) error) error {
		require.Error(t, next(ctx))
		return replacement
	}
	failing := func(context.Context, greet) (string, error) { return "", errors.New("the handler's") }
	use := application.Chain("greet", failing, d.around("outer"), replacing)

	_, err := use.Do(t.Context(), greet{})

	require.Equal(t, replacement, err)
	require.Equal(t, []string{"outer in", "outer sees a replacement"}, d.entries)
}

func TestADecoratorMayRefuseWithoutGoingOn(t *testing.T) {
	t.Parallel()
	var d diary
	refusal := errors.New("a refusal")
	refusing := func(context.Context, application.Call, func(context.Context) error) error { return refusal }
	use := application.Chain("greet", d.handle, refusing, d.around("inner"))

	answer, err := use.Do(t.Context(), greet{})

	require.ErrorIs(t, err, refusal)
	require.Empty(t, answer)
	require.Empty(t, d.entries)
}

type contextKey struct{}

func TestDecoratorsKnowTheUseAndPassTheirContextOn(t *testing.T) {
	t.Parallel()
	var seen application.Call
	marking := func(ctx context.Context, call application.Call, next func(context.Context) error) error {
		seen = call
		return next(context.WithValue(ctx, contextKey{}, "marked"))
	}
	handle := func(ctx context.Context, _ greet) (any, error) { return ctx.Value(contextKey{}), nil }
	use := application.Chain("greet", handle, marking)

	answer, err := use.Do(t.Context(), greet{name: "kim"})

	require.NoError(t, err)
	require.Equal(t, "marked", answer)
	require.Equal(t, application.Call{Name: "greet", Use: greet{name: "kim"}}, seen)
	require.Equal(t, "greet", use.Name())
}
