package portstest

import (
	"maps"
	"testing"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// StoreSubject is one store and what reads from it. It starts empty, and nobody
// else writes to it.
type StoreSubject struct {
	Store        ports.Store
	Decisions    ports.DecisionReader
	Playbooks    ports.PlaybookReader
	Signals      ports.SignalReader
	ActorRefs    ports.ActorRefReader
	Integrations ports.IntegrationReader
	Actions      ports.ActionReader
	Policies     ports.PolicyReader
	Preferences  ports.PreferencesReader
	Replays      ports.ReplayReader
	Deferrals    ports.DeferralReader
	Experiments  ports.ExperimentReader
	Erasures     ports.ErasureReader
	// Jobs answers the jobs that committed sets started, in any order.
	Jobs func(t *testing.T) []ports.Job
	// Feedback answers the rating of an action and when it was given; empty for none.
	Feedback func(t *testing.T, owner tenant.ID, actionID id.UUID) (feedback.Rating, time.Time)
}

// Store holds an implementation to the contracts of ports.Store and of the ports
// that read for commands. newSubject may be called concurrently.
func Store(t *testing.T, newSubject func(t *testing.T) StoreSubject) {
	t.Helper()
	rules := commitRules()
	maps.Copy(rules, decisionRules())
	maps.Copy(rules, fatigueRules())
	maps.Copy(rules, playbookRules())
	maps.Copy(rules, signalRules())
	maps.Copy(rules, identityRules())
	maps.Copy(rules, actionRules())
	maps.Copy(rules, policyRules())
	maps.Copy(rules, preferencesRules())
	maps.Copy(rules, replayRules())
	maps.Copy(rules, approvalRules())
	maps.Copy(rules, deferralRules())
	maps.Copy(rules, experimentRules())
	maps.Copy(rules, erasureRules())
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, newSubject(t))
		})
	}
}

// storeRule is one clause of a contract.
type storeRule func(*testing.T, StoreSubject)

func (s StoreSubject) commit(t *testing.T, set ports.WriteSet) error {
	t.Helper()
	_, err := s.Store.Commit(t.Context(), set)
	return err
}
