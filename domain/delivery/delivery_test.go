package delivery_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var (
	noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	root = id.At(noon, id.Entropy{1}).Root()
)

// everywhere has a channel for each surface.
func everywhere() delivery.Channels { return action.Surfaces() }

// decided has an action on all surfaces, one on the IDE and CI, and a shadow one.
func decided(asked action.Surface) *decision.Decision {
	return &decision.Decision{
		ID: root, TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{"developer"}},
		Context: playbook.Context{
			Surface: asked,
			Place:   signal.Place{RepoID: "acme/shop", Branch: "main", FilePath: "cart.go", Environment: "test"},
		},
		SignalID: "run-7", Severity: signal.High, Change: signal.Change{Commit: "abc", PullRequest: 7, Line: 12},
		CreatedAt: noon,
		Actions: []action.Action{
			{
				ID: root.Branch(1), Type: action.Mirror, Surfaces: action.Surfaces(), ExpiresAt: noon.Add(time.Hour),
				Payload: action.Payload{Title: "3 runs failed", Body: "The last was build."},
			},
			{
				ID: root.Branch(2), Type: action.Mentor, Surfaces: []action.Surface{action.CI, action.IDE},
				ExpiresAt: noon.Add(2 * time.Hour), Payload: action.Payload{Title: "Pin the image"},
			},
		},
		Shadow: []action.Action{{ID: root.Branch(3), Surfaces: action.Surfaces()}},
	}
}

// leg is where one action goes.
type leg struct {
	action  id.UUID
	surface action.Surface
}

func legs(routed []delivery.Delivery) []leg {
	var found []leg
	for _, d := range routed {
		found = append(found, leg{delivery.ActionOf(d.ID), d.Surface})
	}
	return found
}

func TestAnActionGoesToEverySurfaceButTheAskers(t *testing.T) {
	t.Parallel()
	first, second := root.Branch(1), root.Branch(2)
	for asked, want := range map[action.Surface][]leg{
		action.IDE:        {{first, action.CI}, {first, action.Alert}, {second, action.CI}},
		action.CI:         {{first, action.IDE}, {first, action.Alert}, {second, action.IDE}},
		action.Alert:      {{first, action.IDE}, {first, action.CI}, {second, action.CI}, {second, action.IDE}},
		action.Background: {{first, action.IDE}, {first, action.CI}, {first, action.Alert}, {second, action.CI}, {second, action.IDE}},
	} {
		require.Equal(t, want, legs(delivery.Route(decided(asked), everywhere())), "asked from %s", asked)
	}
}

func TestADeliveryKnowsItsReceiverAndHowLongItIsWorthSending(t *testing.T) {
	t.Parallel()
	d := decided(action.IDE)
	require.Equal(t, delivery.Delivery{
		ID: delivery.IDOf(root.Branch(1), action.CI), Surface: action.CI, ActorID: "ada", ExpiresAt: noon.Add(time.Hour),
	}, delivery.Route(d, everywhere())[0])

	d.Actor = actor.Actor{}
	require.Empty(t, delivery.Route(d, everywhere())[0].ActorID, "the action is for a repository")
}

func TestASurfaceWithoutAChannelIsRoutedAsDisabled(t *testing.T) {
	t.Parallel()
	for _, channels := range []delivery.Channels{nil, {action.CI}, everywhere()} {
		for _, routed := range delivery.Route(decided(action.Background), channels) {
			require.NotEqual(t, routed.Disabled, slices.Contains(channels, routed.Surface), "%s of %v", routed.Surface, channels)
		}
	}
}

func TestADecisionThatSaysNothingMoreIsRoutedNowhere(t *testing.T) {
	t.Parallel()
	silent, answered := decided(action.Background), decided(action.IDE)
	silent.Actions = nil
	answered.Actions = answered.Actions[:1]
	answered.Actions[0].Surfaces = []action.Surface{action.IDE}
	require.Empty(t, delivery.Route(silent, everywhere()), "a shadow action is shown to nobody")
	require.Empty(t, delivery.Route(answered, everywhere()), "the answer had it")
}

// actionIDs draws ids of actions, which are branches.
func actionIDs() *rapid.Generator[id.UUID] {
	return rapid.Custom(func(t *rapid.T) id.UUID {
		var entropy id.Entropy
		copy(entropy[:], rapid.SliceOfN(rapid.Byte(), len(entropy), len(entropy)).Draw(t, "entropy"))
		return id.At(noon, entropy).Branch(rapid.Uint8Range(1, 200).Draw(t, "branch"))
	})
}

func TestAnIDNamesItsDecisionItsActionAndItsSurface(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		actionID := actionIDs().Draw(t, "action")
		surface := rapid.SampledFrom(action.Surfaces()).Draw(t, "surface")
		deliveryID := delivery.IDOf(actionID, surface)

		require.Equal(t, actionID, delivery.ActionOf(deliveryID))
		require.Equal(t, surface, delivery.SurfaceOf(deliveryID))
		require.Equal(t, actionID.Root(), deliveryID.Root())
		require.Equal(t, deliveryID, delivery.IDOf(actionID, surface), "it is the same at every try")
	})
}

func TestNoTwoDeliveriesShareAnID(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seen := map[id.UUID]leg{}
		for _, actionID := range rapid.SliceOfDistinct(actionIDs(), rapid.ID[id.UUID]).Draw(t, "actions") {
			for _, surface := range action.Surfaces() {
				deliveryID := delivery.IDOf(actionID, surface)
				require.NotContains(t, seen, deliveryID)
				seen[deliveryID] = leg{actionID, surface}
			}
		}
	})
}

func TestAnIDThatIsNoDeliverysHasNoSurface(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Uint8().Filter(func(n uint8) bool { return n == 0 || n > 3 }).Draw(t, "leaf")
		require.Empty(t, delivery.SurfaceOf(actionIDs().Draw(t, "action").Leaf(number)))
	})
}

func TestTheNumbersThatIDsKeepAreNeverGivenAnew(t *testing.T) {
	t.Parallel()
	for number, surface := range map[uint8]action.Surface{1: action.IDE, 2: action.CI, 3: action.Alert} {
		require.Equal(t, root.Branch(1).Leaf(number), delivery.IDOf(root.Branch(1), surface))
	}
}

func TestTheResultsAreAClosedSet(t *testing.T) {
	t.Parallel()
	require.Equal(t, []delivery.Result{"delivered", "refused", "expired", "disabled", "stopped", "withdrawn", "withheld"}, delivery.Results())
	delivery.Results()[0] = "changed"
	require.Equal(t, delivery.Delivered, delivery.Results()[0])
}
