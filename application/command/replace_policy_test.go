package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// onlyCI lets nothing through but to CI, and names an approver.
func onlyCI() command.ReplacePolicy {
	terms := tenant.DefaultTerms()
	terms.EnabledSurfaces, terms.DesignatedApprovers = []action.Surface{action.CI}, []string{"lee-the-approver"}
	return command.ReplacePolicy{Caller: admin(), TenantID: "acme", Terms: terms}
}

func (e *engine) policy(t *testing.T) tenant.Policy {
	t.Helper()
	kept, err := e.store.ReadPolicy(t.Context(), "acme")
	require.NoError(t, err)
	return kept
}

func TestOnlyAdminsOfTheTenantReplaceItsPolicy(t *testing.T) {
	t.Parallel()
	require.NoError(t, onlyCI().Authorise())
	requireCode(t, command.ReplacePolicy{Caller: kim(), TenantID: "acme"}.Authorise(), "ROLE_REQUIRED")
	for _, caller := range []actor.Caller{admin(), kim()} {
		requireCode(t, command.ReplacePolicy{Caller: caller, TenantID: "other"}.Authorise(), "NOT_FOUND")
	}
}

func TestAReplacedPolicyIsInForceAtTheNextRevision(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for revision := range int64(3) {
		replaced, err := e.policies.Replace(t.Context(), onlyCI())
		require.NoError(t, err)
		require.NotEmpty(t, replaced.Token)
		require.Equal(t, revision+1, replaced.Policy.Revision)
		require.Equal(t, replaced.Policy, e.policy(t))
	}
	require.Equal(t, onlyCI().Terms, e.policy(t).Terms())
}

func TestEveryProblemOfAPolicyIsSaidAtOnceAndNothingStored(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	bad := onlyCI()
	bad.Unfit = []fault.Problem{{Path: "colour", Message: "is not a known field"}}
	bad.Terms.QuietHours.Start, bad.Terms.QuietHours.TimeZone = 24, "Local"
	_, err := e.policies.Replace(t.Context(), bad)
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok)
	require.Equal(t, fault.Invalid, f.Kind)
	require.Equal(t, append(bad.Unfit, policy.Problems(bad.Terms, time.LoadLocation)...), f.Problems)
	require.Len(t, f.Problems, 3)
	require.Equal(t, tenant.DefaultPolicy(), e.policy(t))
	require.Empty(t, e.store.Audit("acme"))
}

func TestAPolicyIsReplacedOnlyAtTheRevisionThatIfMatchNames(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	at := func(revision int64) error {
		ask := onlyCI()
		ask.IfMatch = &revision
		_, err := e.policies.Replace(t.Context(), ask)
		return err
	}
	requireCode(t, at(1), "VERSION_MISMATCH")
	require.NoError(t, at(0), "the defaults have a revision to name, too")
	requireCode(t, at(0), "VERSION_MISMATCH")
	require.NoError(t, at(1))
	require.Equal(t, int64(2), e.policy(t).Revision)
	require.Len(t, e.store.Audit("acme"), 2)
}

// Each rival is overtaken once between its read and its commit.
func TestOfRacingPoliciesTheLastOneWinsUnlessItsIfMatchLost(t *testing.T) {
	t.Parallel()
	for name, ifMatch := range map[string]*int64{"any": nil, "a revision": new(int64)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEngine(t)
			e.faulty.before = sync.OnceValue(func() error {
				own := tenant.DefaultPolicy()
				own.Revision = 1
				_, err := e.store.Commit(t.Context(), ports.WriteSet{TenantID: "acme", At: noon, Policy: &own})
				return err
			})
			ask := onlyCI()
			ask.IfMatch = ifMatch
			replaced, err := e.policies.Replace(t.Context(), ask)
			if ifMatch != nil {
				requireCode(t, err, "VERSION_MISMATCH")
				require.Equal(t, int64(1), e.policy(t).Revision)
				return
			}
			require.NoError(t, err)
			require.Equal(t, int64(2), replaced.Policy.Revision)
			require.Equal(t, replaced.Policy, e.policy(t))
			require.Contains(t, canonical.Marshal(e.store.Audit("acme")[0].Before), `"revision":1`, "it says what it replaced")
		})
	}
}

func TestOfConcurrentPoliciesWithOneIfMatchOneWins(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	var won atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			ask := onlyCI()
			ask.IfMatch = new(int64)
			_, err := e.policies.Replace(context.WithoutCancel(t.Context()), ask)
			if err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	require.Equal(t, int32(1), won.Load())
	require.Equal(t, int64(1), e.policy(t).Revision)
}

func TestAChangeOfPolicyLeavesItsEvidenceWhichNamesNobody(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	_, err := e.policies.Replace(t.Context(), onlyCI())
	require.NoError(t, err)
	another := onlyCI()
	another.Terms.DesignatedApprovers = []string{"kim-the-approver"}
	_, err = e.policies.Replace(t.Context(), another)
	require.NoError(t, err)
	events, entries := e.store.Events("acme"), e.store.Audit("acme")
	require.Len(t, events, 2)
	require.Len(t, entries, 2)
	hashes := map[string]bool{}
	for i, entry := range entries {
		require.Equal(t, "policy.replaced.v1", string(events[i].Name))
		require.Equal(t, "policy.update", entry.Action)
		require.Equal(t, "policy/acme", entry.Resource)
		require.Equal(t, "ada", entry.AdminID)
		body, kept := e.store.ReceiptBody("acme", events[i].ReceiptID)
		require.True(t, kept)
		require.NotContains(t, body, "approver\"")
		require.Contains(t, body, canonical.Marshal(entry.Before))
		require.Contains(t, body, canonical.Marshal(entry.After))
		var after struct {
			Revision  int64    `json:"revision"`
			Surfaces  []string `json:"enabled_surfaces"`
			Approvers int      `json:"designated_approver_count"`
			Hash      string   `json:"snapshot_hash"`
		}
		require.NoError(t, json.Unmarshal([]byte(canonical.Marshal(entry.After)), &after))
		require.Equal(t, int64(i+1), after.Revision)
		require.Equal(t, []string{"ci"}, after.Surfaces)
		require.Equal(t, 1, after.Approvers)
		hashes[after.Hash] = true
	}
	require.Len(t, hashes, 2, "that others were designated shows")
	require.True(t, hashes[policy.Own("acme", e.policy(t)).Hash], "it is that of the decisions' receipts")
	require.Contains(t, canonical.Marshal(entries[0].Before), `"revision":0`, "the defaults were in force before")
}

func TestADecisionObeysThePolicyThatStandsWhenItIsMade(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	ask := command.Decide{Caller: agent(), Signal: failed("s1")}
	before, err := e.decide.Handle(t.Context(), ask)
	require.NoError(t, err)
	require.Len(t, before.Decision.Actions, 1)
	_, err = e.policies.Replace(t.Context(), onlyCI())
	require.NoError(t, err)
	ask.Signal = failed("s2")
	after, err := e.decide.Handle(t.Context(), ask)
	require.NoError(t, err)
	for _, offered := range after.Decision.Actions {
		require.Equal(t, []action.Surface{action.CI}, offered.Surfaces)
	}
	require.Equal(t, "tenant-policy:acme:1", after.Decision.Snapshot.ID)
}
