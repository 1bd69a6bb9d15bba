package iam_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestATokenOfANewKeyIsAcceptedAtOnce(t *testing.T) {
	t.Parallel()
	first, second, service := edPair(t, "first"), edPair(t, "second"), newIssuer(t)
	service.publish(first.jwk(t, nil))
	tokens := service.tokens(t)
	_, err := tokens.Verify(t.Context(), first.sign(t, first.header(), service.claims()))
	require.NoError(t, err)

	service.publish(first.jwk(t, nil), second.jwk(t, nil))
	service.clock.turn(time.Minute)
	_, err = tokens.Verify(t.Context(), second.sign(t, second.header(), service.claims()))
	require.NoError(t, err)
	require.EqualValues(t, 2, service.fetches.Load())
}

func TestAVerifiedTokenIsDroppedWithItsKey(t *testing.T) {
	t.Parallel()
	first, second, service := edPair(t, "first"), edPair(t, "second"), newIssuer(t)
	service.publish(first.jwk(t, nil))
	tokens, old := service.tokens(t), first.sign(t, first.header(), service.claims())
	_, err := tokens.Verify(t.Context(), old)
	require.NoError(t, err)

	service.publish(second.jwk(t, nil))
	service.clock.turn(time.Minute)
	_, err = tokens.Verify(t.Context(), second.sign(t, second.header(), service.claims()))
	require.NoError(t, err)
	_, err = tokens.Verify(t.Context(), old)
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
}

func TestAnotherKeyUnderTheSameIDDropsTheOld(t *testing.T) {
	t.Parallel()
	first, again, other, service := edPair(t, "same"), edPair(t, "same"), edPair(t, "other"), newIssuer(t)
	service.publish(first.jwk(t, nil))
	tokens, old := service.tokens(t), first.sign(t, first.header(), service.claims())
	_, err := tokens.Verify(t.Context(), old)
	require.NoError(t, err)

	service.publish(again.jwk(t, nil), other.jwk(t, nil))
	service.clock.turn(time.Minute)
	_, err = tokens.Verify(t.Context(), other.sign(t, other.header(), service.claims()))
	require.NoError(t, err)
	_, err = tokens.Verify(t.Context(), old)
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
}

func TestUnknownKeyIDsFetchAtMostOnceInAFewSeconds(t *testing.T) {
	t.Parallel()
	known, service := edPair(t, "known"), newIssuer(t)
	service.publish(known.jwk(t, nil))
	tokens := service.tokens(t)
	for _, id := range []string{"a", "b", "c", "d"} {
		stranger := edPair(t, id)
		_, err := tokens.Verify(t.Context(), stranger.sign(t, stranger.header(), service.claims()))
		require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
	}
	require.EqualValues(t, 1, service.fetches.Load())
	service.clock.turn(5 * time.Second)
	stranger := edPair(t, "e")
	_, err := tokens.Verify(t.Context(), stranger.sign(t, stranger.header(), service.claims()))
	require.Error(t, err)
	require.EqualValues(t, 2, service.fetches.Load())
}

func TestKeysThatCannotBeHadAreUnavailableUntilTheyCan(t *testing.T) {
	t.Parallel()
	pair, service := edPair(t, "ed"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	service.breakDown(true)
	tokens, token := service.tokens(t), pair.sign(t, pair.header(), service.claims())
	_, err := tokens.Verify(t.Context(), token)
	require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
	require.True(t, fault.Is(tokens.Check(t.Context()), fault.Unavailable))

	service.breakDown(false)
	service.clock.turn(5 * time.Second)
	_, err = tokens.Verify(t.Context(), token)
	require.NoError(t, err)
	require.NoError(t, tokens.Check(t.Context()))
}

func TestKnownKeysOutliveAnOutage(t *testing.T) {
	t.Parallel()
	pair, stranger, service := edPair(t, "ed"), edPair(t, "new"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	tokens := service.tokens(t)
	require.NoError(t, tokens.Check(t.Context()))

	service.breakDown(true)
	service.clock.turn(time.Minute)
	_, err := tokens.Verify(t.Context(), stranger.sign(t, stranger.header(), service.claims()))
	require.True(t, fault.Is(err, fault.Unavailable), "the kid may be new: %v", err)
	_, err = tokens.Verify(t.Context(), pair.sign(t, pair.header(), service.claims()))
	require.NoError(t, err)
}

func TestRunFetchesTheKeysBeforeAnybodyAsks(t *testing.T) {
	t.Parallel()
	service := newIssuer(t)
	service.publish(edPair(t, "ed").jwk(t, nil))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	tokens := service.tokens(t)
	go func() { ended <- tokens.Run(ctx) }()
	require.Eventually(t, func() bool { return service.fetches.Load() == 1 }, 5*time.Second, time.Millisecond)
	stop()
	require.NoError(t, <-ended)
}
