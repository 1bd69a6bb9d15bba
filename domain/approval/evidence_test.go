package approval_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
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

// decided is a decision for kim with an action that demands two people, and one that
// does not.
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
			RequiresDualChannel: true, Payload: action.Payload{Title: "Rotate the key?"},
		}, {ID: root.Branch(2), Type: action.Mirror}},
		Shadow: []action.Action{{ID: root.Branch(3), Type: action.Multiplier, RequiresDualChannel: true}},
	}
}

// approved is the action's whole approval, in the words of kim and lee.
func approved(d *decision.Decision) approval.Approval {
	return approval.Of(d, d.Actions[0].ID, approval.Steps{
		{ReceiptID: id.UUID{5}, By: "kim", Verdict: approval.Approve, Reason: "kim's own words", At: noon.Add(time.Minute)},
		{ReceiptID: id.UUID{6}, By: "lee", Verdict: approval.Approve, Reason: "lee's own words", At: noon.Add(time.Hour)},
	})
}

func lee() approval.Signatory {
	return approval.Signatory{Ref: id.UUID{8}, Type: actor.Human, Snapshot: policy.Own("acme", tenant.DefaultPolicy())}
}

func TestTheReceiptOfAStepKeepsItsShape(t *testing.T) {
	t.Parallel()
	d := decided()
	of := approved(d)
	golden(t, "receipt.v1.json", of.Receipt(d, &d.Actions[0], lee(), 1500*time.Millisecond).Canonical())
}

func TestTheEventOfAStepKeepsItsShape(t *testing.T) {
	t.Parallel()
	d := decided()
	of := approved(d)
	got := of.Event(id.UUID{7}, &d.Actions[0])
	golden(t, "event.v1.json", canonical.Marshal(got.Body))
	require.Equal(t, event.Event{
		ID: id.UUID{7}, TenantID: "acme", Name: event.ApprovalDecided, At: noon.Add(time.Hour), ReceiptID: id.UUID{6}, Body: got.Body,
	}, got)
}

func TestAStepIsEvidencedBelowItsDecisionUnderThePolicyOfItsTime(t *testing.T) {
	t.Parallel()
	d := decided()
	of, by := approved(d), lee()
	by.Snapshot = policy.Snapshot{VersionIDs: []string{"later"}, Hash: "sha256:later"}
	body := of.Receipt(d, &d.Actions[0], by, 0)
	require.Equal(t, d.ReceiptID, body.Parent)
	require.Equal(t, []string{"later"}, body.PolicyVersionIDs)
	require.Equal(t, "sha256:later", body.SnapshotHash)
}

func TestEvidenceAndAuditHoldNobodysIDAndNobodysWords(t *testing.T) {
	t.Parallel()
	d := decided()
	of := approved(d)
	for _, text := range []string{
		of.Receipt(d, &d.Actions[0], lee(), 0).Canonical(),
		canonical.Marshal(of.Event(id.UUID{7}, &d.Actions[0]).Body),
		canonical.Marshal(of.Redacted()),
	} {
		for _, secret := range []string{"kim", "lee", "own words", "Rotate"} {
			require.NotContains(t, text, secret)
		}
	}
}

func TestOnlyAShownActionThatDemandsTwoPeopleHasAnApproval(t *testing.T) {
	t.Parallel()
	d := decided()
	found, err := approval.Find(d, d.Actions[0].ID, nil)
	require.NoError(t, err)
	require.Equal(t, approval.Approval{
		TenantID: "acme", DecisionID: d.ID, ActionID: d.Actions[0].ID, ActorID: "kim", DecidedAt: noon,
	}, found)
	for _, other := range []id.UUID{d.Actions[1].ID, d.Shadow[0].ID, {}, d.ID} {
		_, err := approval.Find(d, other, nil)
		require.Equal(t, fault.NotFound, fault.Of(err))
	}
}

func TestAnApprovalIsForItsActorApproversAndAdmins(t *testing.T) {
	t.Parallel()
	of := approved(decided())
	for who, roles := range map[string][]string{
		"kim": nil, "lee": {actor.RoleApprover}, "ann": {actor.RoleTenantAdmin}, "max": {actor.RoleMMMAdmin},
	} {
		require.NoError(t, of.RequireVisible(actor.Caller{Actor: actor.Actor{ID: who, Roles: roles}}), who)
	}
	for who, roles := range map[string][]string{
		"dev": {"developer"}, "olga": {actor.RoleOperator, actor.RolePrivacyAdmin}, "": nil,
	} {
		err := of.RequireVisible(actor.Caller{Actor: actor.Actor{ID: who, Roles: roles}})
		require.Equal(t, fault.Forbidden, fault.Of(err), who)
	}
	of.ActorID = ""
	require.Equal(t, fault.Forbidden, fault.Of(of.RequireVisible(actor.Caller{})), "nobody's is not a nameless caller's")
}
