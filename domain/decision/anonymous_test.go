package decision_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/decision"
)

// everywhere puts a mention of the actor into every text of the decision.
func everywhere(d *decision.Decision) {
	mention := "ci/" + d.Actor.ID + "-7"
	d.Actor.Roles, d.SignalID, d.Change.Commit = []string{mention}, mention, mention
	place := &d.Context.Place
	place.RepoID, place.Branch, place.FilePath, place.Environment = mention, mention, mention, mention
	d.Shadow = append(d.Shadow, d.Actions[0])
	for _, a := range []*[]string{&d.Actions[0].Payload.EvidenceLinks, &d.Shadow[0].Payload.EvidenceLinks} {
		*a = []string{"https://ci.example/" + mention}
	}
	said := &d.Actions[0].Payload
	said.Title, said.Body, said.Rationale = mention, mention, mention
	d.Shadow[0].Payload.Title = mention
	d.Suppressed = []decision.Suppression{{Detail: mention}}
	d.Explanation = []decision.Considered{{Steps: []decision.Step{{Name: "trigger", Detail: mention}}}}
}

// product.md, Erasure.
func TestAnAnonymousDecisionNamesItsActorNowhereAndIsOtherwiseTheSame(t *testing.T) {
	t.Parallel()
	decided := shown()
	everywhere(&decided)
	named, err := decided.Document()
	require.NoError(t, err)
	anonymous := decided.Anonymous("deleted-1")
	document, err := anonymous.Document()
	require.NoError(t, err)
	require.NotContains(t, document, decided.Actor.ID)
	require.Equal(t, strings.ReplaceAll(named, decided.Actor.ID, "deleted-1"), document)
	again, err := decided.Document()
	require.NoError(t, err)
	require.Equal(t, named, again, "the original is left alone")
	require.True(t, json.Valid([]byte(document)))
}

// A receipt cannot be rewritten when its actor is erased.
func TestNoReceiptOfADecisionHasANameMadeOfItsActors(t *testing.T) {
	t.Parallel()
	decided := shown()
	everywhere(&decided)
	require.NotContains(t, decided.Receipt(time.Second).Canonical(), decided.Actor.ID)
	other := shown()
	other.SignalID, other.Context.Place.RepoID = "signal-7", "acme/shop"
	require.Contains(t, other.Receipt(time.Second).Canonical(), "signal-7")
	require.Contains(t, other.Receipt(time.Second).Canonical(), "acme/shop")
}
