package delivery_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestAMessageSaysWhomAndWhatItConcernsAndNothingElse(t *testing.T) {
	t.Parallel()
	d := decided(action.IDE)
	deliveryID := delivery.IDOf(root.Branch(1), action.CI)

	message, found := delivery.MessageOf(d, deliveryID, noon.Add(time.Minute))

	require.True(t, found)
	require.Equal(t, delivery.Message{
		ID: deliveryID, DecisionID: root, TenantID: "acme", ActorID: "ada", ActorType: actor.Human,
		Action: d.Actions[0], Surface: action.CI,
		Presentation: action.Presentation{CI: &action.CIView{
			Summary: "### 3 runs failed\n\nThe last was build.\n",
			Annotations: []action.Annotation{
				{Path: "cart.go", Line: 12, Level: "notice", Message: "3 runs failed"},
			},
		}},
		RepoID: "acme/shop", Branch: "main", FilePath: "cart.go", Environment: "test",
		Change: signal.Change{Commit: "abc", PullRequest: 7, Line: 12}, Severity: signal.High,
		DecidedAt: noon, At: noon.Add(time.Minute),
	}, message)
}

func TestAMessageHasThePresentationOfItsOwnSurfaceOnly(t *testing.T) {
	t.Parallel()
	for _, surface := range action.Surfaces() {
		message, found := delivery.MessageOf(decided(action.Background), delivery.IDOf(root.Branch(1), surface), noon)
		require.True(t, found)
		require.Equal(t, surface, message.Surface)
		shown := message.Presentation
		require.Equal(t, surface == action.IDE, shown.IDE != nil)
		require.Equal(t, surface == action.CI, shown.CI != nil)
		require.Equal(t, surface == action.Alert, shown.Alert != nil)
	}
}

func TestARepositorysMessageIsForAService(t *testing.T) {
	t.Parallel()
	d := decided(action.Background)
	d.Actor = actor.Actor{}
	message, found := delivery.MessageOf(d, delivery.IDOf(root.Branch(1), action.CI), noon)
	require.True(t, found)
	require.Empty(t, message.ActorID)
	require.Equal(t, actor.Service, message.ActorType)
}

func TestEveryRouteHasItsMessage(t *testing.T) {
	t.Parallel()
	d := decided(action.Background)
	for _, routed := range delivery.Route(d, nil) {
		message, found := delivery.MessageOf(d, routed.ID, noon)
		require.True(t, found)
		require.Equal(t, routed.Surface, message.Surface)
		require.Equal(t, delivery.ActionOf(routed.ID), message.Action.ID)
	}
}

func TestWhatIsNoDeliveryOfTheDecisionHasNoMessage(t *testing.T) {
	t.Parallel()
	for name, deliveryID := range map[string]id.UUID{
		"the decision":                         root,
		"an action":                            root.Branch(1),
		"no surface's number":                  root.Branch(1).Leaf(4),
		"no action's number":                   delivery.IDOf(root.Branch(9), action.CI),
		"an action shown to nobody":            delivery.IDOf(root.Branch(3), action.CI),
		"a surface that the action is not for": delivery.IDOf(root.Branch(2), action.Alert),
		"another decision":                     delivery.IDOf(id.At(noon, id.Entropy{2}).Root().Branch(1), action.CI),
		"none":                                 {},
	} {
		message, found := delivery.MessageOf(decided(action.Background), deliveryID, noon)
		require.False(t, found, name)
		require.Equal(t, delivery.Message{}, message, name)
	}
}
