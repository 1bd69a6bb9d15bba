package delivery_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// morning is when the quiet hours of the samples end.
var morning = time.Date(2026, time.March, 3, 6, 0, 0, 0, time.UTC)

// overnight is decided late, with an action that waits for a digest on CI and alert.
func overnight(number byte) *decision.Decision {
	d := decided(action.IDE)
	d.CreatedAt = morning.Add(-7 * time.Hour)
	d.ID = id.At(d.CreatedAt, id.Entropy{7: number}).Root()
	d.Actions = d.Actions[:1]
	d.Actions[0].ID, d.Actions[0].ExpiresAt = d.ID.Branch(1), morning.Add(time.Hour)
	d.Actions[0].Deferral = action.Deferral{
		Surfaces: []action.Surface{action.CI, action.Alert}, Until: morning, Digest: true,
	}
	return d
}

func TestWhatWaitsIsRoutedNowhereYet(t *testing.T) {
	t.Parallel()
	d := overnight(1)
	require.Empty(t, delivery.Route(d, everywhere()))
	require.Equal(t, []delivery.Deferred{
		{
			ID: delivery.IDOf(d.ID.Branch(1), action.CI), Surface: action.CI, ActorID: "ada", Subject: "actor:ada",
			Until: morning, ExpiresAt: morning.Add(time.Hour), Digest: true,
		},
		{
			ID: delivery.IDOf(d.ID.Branch(1), action.Alert), Surface: action.Alert, ActorID: "ada", Subject: "actor:ada",
			Until: morning, ExpiresAt: morning.Add(time.Hour), Digest: true,
		},
	}, delivery.Wait(d))
	require.Empty(t, delivery.Wait(decided(action.IDE)))
}

func TestWhatIsForNobodyWaitsForItsRepository(t *testing.T) {
	t.Parallel()
	d := overnight(1)
	d.Actor = actor.Actor{}
	waiting := delivery.Wait(d)
	require.Empty(t, waiting[0].ActorID)
	require.EqualValues(t, "repo:acme/shop", waiting[0].Subject)
}

func TestADigestsIDNamesItsSurface(t *testing.T) {
	t.Parallel()
	for _, surface := range action.Surfaces() {
		digestID := delivery.DigestIDOf(id.At(noon, id.Entropy{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), surface)
		require.Equal(t, surface, delivery.SurfaceOf(digestID))
		require.Equal(t, noon, digestID.Time())
	}
}

func TestADigestTellsWhatIsStillWorthSaying(t *testing.T) {
	t.Parallel()
	first, second, late := overnight(1), overnight(2), overnight(3)
	second.Context.Place.RepoID, second.CreatedAt = "acme/pay", first.CreatedAt.Add(-time.Minute)
	late.Actions[0].ExpiresAt = morning.Add(time.Minute)
	digest := &delivery.Digest{ID: delivery.DigestIDOf(root, action.CI), Subject: "actor:ada", ActorID: "ada", Surface: action.CI, Window: morning}
	kept := map[id.UUID]*decision.Decision{}
	for _, d := range []*decision.Decision{first, second, late, overnight(4)} {
		kept[d.ID] = d
		digest.Deliveries = append(digest.Deliveries, delivery.IDOf(d.ID.Branch(1), action.CI))
	}
	delete(kept, overnight(4).ID)

	message, left := delivery.DigestMessageOf("acme", digest, kept, morning.Add(time.Minute))

	require.Equal(t, []delivery.Result{delivery.Expired, delivery.Withdrawn}, left)
	require.Equal(t, digest.ID, message.ID)
	require.Equal(t, 4, message.Held)
	require.Equal(t, "ada", message.ActorID)
	require.Equal(t, actor.Human, message.ActorType)
	require.Equal(t, action.CI, message.Surface)
	require.Empty(t, message.RepoID, "they have none in common")
	require.Equal(t, "test", message.Environment)
	require.Equal(t, second.CreatedAt, message.DecidedAt, "that of the first")
	require.Len(t, message.Digest, 2)
	for i, d := range []*decision.Decision{first, second} {
		alone, found := delivery.MessageOf(d, digest.Deliveries[i], message.At)
		require.True(t, found)
		require.Equal(t, alone, message.Digest[i], "each as it would be told alone")
		require.Zero(t, alone.Action.Deferral, "it waits no longer")
	}

	nothing, left := delivery.DigestMessageOf("acme", digest, kept, morning.Add(time.Hour))
	require.Empty(t, nothing.Digest)
	require.Len(t, left, 4)
}
