package outcome_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds a shape that rows of earlier releases have to what it was.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got+"\n"), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got+"\n")
}

// decided is a decision for kim with one action.
func decided() *decision.Decision {
	root := id.At(noon, id.Entropy{7: 1}).Root()
	return &decision.Decision{
		ID: root, ReceiptID: id.UUID{2}, TenantID: "acme", CreatedAt: noon,
		Actor: actor.Actor{ID: "kim", Type: actor.Human}, ActorRef: id.UUID{9}, Severity: signal.High,
		Context: playbook.Context{
			Surface: action.IDE, EvaluationPoint: "pre-commit", Place: signal.Place{RepoID: "acme/shop", Environment: "staging"},
		},
		Snapshot: policy.Own("acme", tenant.DefaultPolicy()),
		Actions: []action.Action{{
			ID: root.Branch(1), Type: action.Multiplier, PlaybookID: id.UUID{4}, Revision: 3, RequiresConsent: true,
			Payload: action.Payload{Title: "Open a change?"},
		}},
	}
}

// failed is the end of the action's life, in kim's words.
func failed(d *decision.Decision) outcome.Outcome {
	return outcome.Outcome{
		ID: id.UUID{5}, ReceiptID: id.UUID{6}, TenantID: "acme", DecisionID: d.ID, ActionID: d.Actions[0].ID,
		ActorID: "kim", Result: outcome.Failed, Reason: "kim's branch was gone",
		OccurredAt: noon.Add(1500 * time.Millisecond), RecordedAt: noon.Add(time.Minute),
	}
}

func kim() outcome.Actor { return outcome.Actor{Ref: id.UUID{9}, Type: actor.Human} }

func TestTheReceiptOfAnOutcomeKeepsItsShape(t *testing.T) {
	t.Parallel()
	d := decided()
	reported := failed(d)
	golden(t, "receipt.v1.json", reported.Receipt(d, &d.Actions[0], kim(), 1500*time.Millisecond).Canonical())
}

func TestTheEventOfAnOutcomeKeepsItsShape(t *testing.T) {
	t.Parallel()
	d := decided()
	reported := failed(d)
	got := reported.Event(id.UUID{7}, d, &d.Actions[0])
	golden(t, "event.v1.json", canonical.Marshal(got.Body))
	require.Equal(t, event.Event{
		ID: id.UUID{7}, TenantID: "acme", Name: event.OutcomeRecorded, At: reported.RecordedAt, ReceiptID: id.UUID{6}, Body: got.Body,
	}, got)
}

func TestAnOutcomesParentIsItsDecisionsReceipt(t *testing.T) {
	t.Parallel()
	d := decided()
	reported := failed(d)
	require.Equal(t, d.ReceiptID, reported.Receipt(d, &d.Actions[0], kim(), 0).Parent)
}

func TestReceiptsAndEventsHoldNeitherTheActorsIDNorTheirWords(t *testing.T) {
	t.Parallel()
	d := decided()
	reported := failed(d)
	for _, text := range []string{
		reported.Receipt(d, &d.Actions[0], kim(), 0).Canonical(),
		canonical.Marshal(reported.Event(id.UUID{7}, d, &d.Actions[0]).Body),
	} {
		require.NotContains(t, text, "kim")
		require.NotContains(t, text, "branch was gone")
		require.NotContains(t, text, "Open a change")
	}
}

func TestAnOutcomeIsEvidencedAsWhatItsActorIs(t *testing.T) {
	t.Parallel()
	d := decided()
	d.Actor = actor.Actor{} // decided for a repository, and answered by an agent
	reported := failed(d)
	body := reported.Receipt(d, &d.Actions[0], outcome.Actor{Ref: id.UUID{8}, Type: actor.AIAgent}, 0)
	require.Equal(t, "ai_agent", body.ActorType)
	require.Contains(t, body.Canonical(), `"actor_type":"ai_agent"`)
	require.Contains(t, body.Canonical(), id.UUID{8}.String())
}

func TestNothingIsSignedOfAnActorOfWhomNothingIsKnown(t *testing.T) {
	t.Parallel()
	d := decided()
	reported := failed(d)
	body := reported.Receipt(d, &d.Actions[0], outcome.Actor{Ref: id.UUID{8}}, 0)
	require.Equal(t, "service", body.ActorType, "the evidence service takes no receipt without one")
	require.NotContains(t, body.Canonical(), "actor_type")
	require.NotContains(t, body.Canonical(), "human")
	require.Contains(t, body.Canonical(), id.UUID{8}.String())
}

func TestAnOutcomeWithoutAnEnvironmentIsEvidencedAllTheSame(t *testing.T) {
	t.Parallel()
	d := decided()
	d.Context.Place = signal.Place{}
	reported := failed(d)
	require.Equal(t, "unspecified", reported.Receipt(d, &d.Actions[0], kim(), 0).Environment, "the evidence service takes no empty name")
}
