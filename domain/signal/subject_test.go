package signal_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestSubjectIsTheActorElseTheRepository(t *testing.T) {
	t.Parallel()
	require.Equal(t, signal.Subject("actor:ada"), signal.SubjectOf("ada", "acme/shop"))
	require.Equal(t, signal.Subject("repo:acme/shop"), signal.SubjectOf("", "acme/shop"))
	require.Empty(t, signal.SubjectOf("", ""))
}

func TestActorNamedLikeARepositoryIsAnotherSubject(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.StringN(1, 20, -1).Draw(rt, "name")
		require.NotEqual(rt, signal.SubjectOf(name, ""), signal.SubjectOf("", name))
	})
}

func TestOpenSetsOfLabelsAreClosed(t *testing.T) {
	t.Parallel()
	require.Equal(t, "github", signal.KnownSource("github"))
	require.Equal(t, "ci.failed", signal.KnownEventType("ci.failed"))
	require.Equal(t, signal.Other, signal.KnownSource("ci.failed"))
	require.Equal(t, signal.Other, signal.KnownEventType("anything"))
	require.Equal(t, signal.Other, signal.KnownEventType(""))
}
