package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/policy"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func ruling() policy.Ruling {
	return policy.Ruling{
		SnapshotID: "snap-1", VersionIDs: []string{"p@1"}, Allowed: true,
		Restrictions: []action.Type{action.Mentor, action.Multiplier}, Surfaces: []action.Surface{action.CI},
		Windows:    []policy.Window{{From: noon, To: noon.Add(time.Hour), Lifts: []action.Type{action.Multiplier}}},
		FailClosed: true, EvaluationID: "e-1",
	}.Hashed()
}

func TestAWindowLiftsTheRestrictionsItNamesWhileItIsOpen(t *testing.T) {
	t.Parallel()
	for at, open := range map[time.Duration]bool{
		-1: false, 0: true, time.Hour - 1: true, time.Hour: false,
	} {
		snapshot := ruling().Snapshot(noon.Add(at), false)
		require.Equal(t, open, snapshot.AllowsType(action.Multiplier), at)
		require.False(t, snapshot.AllowsType(action.Mentor), at)
		require.True(t, snapshot.AllowsType(action.Mirror), at)
	}
}

func TestNoWindowLiftsWhatIsNotAllowedAtAll(t *testing.T) {
	t.Parallel()
	forbidding := ruling()
	forbidding.Allowed = false
	require.False(t, forbidding.Snapshot(noon, false).AllowsType(action.Multiplier))
}

func TestASnapshotSaysWhatTheRulingDoes(t *testing.T) {
	t.Parallel()
	kept := ruling()
	require.Equal(t, policy.Snapshot{
		ID: "snap-1", VersionIDs: []string{"p@1"}, Hash: kept.Hash, Allowed: true, Restrictions: []action.Type{action.Mentor},
		Surfaces: []action.Surface{action.CI}, FailClosed: true, EvaluationID: "e-1",
	}, kept.Snapshot(noon, false))
	require.True(t, kept.Snapshot(noon, true).Stale)
	require.Equal(t, ruling(), kept, "what is kept for others stays as it is")
}

func TestTheHashIsOfAllThatWasRuled(t *testing.T) {
	t.Parallel()
	require.Regexp(t, `^sha256:[0-9a-f]{64}$`, ruling().Hash)
	same := ruling()
	same.EvaluationID = "e-2"
	require.Equal(t, ruling().Hash, same.Hashed().Hash, "how it was asked for is no part of it")
	for name, change := range map[string]func(*policy.Ruling){
		"id":           func(r *policy.Ruling) { r.SnapshotID = "snap-2" },
		"versions":     func(r *policy.Ruling) { r.VersionIDs = append(r.VersionIDs, "q@1") },
		"allowed":      func(r *policy.Ruling) { r.Allowed = false },
		"restrictions": func(r *policy.Ruling) { r.Restrictions = nil },
		"all surfaces": func(r *policy.Ruling) { r.Surfaces = nil },
		"no surfaces":  func(r *policy.Ruling) { r.Surfaces = []action.Surface{} },
		"window":       func(r *policy.Ruling) { r.Windows[0].To = noon },
		"fail closed":  func(r *policy.Ruling) { r.FailClosed = false },
	} {
		changed := ruling()
		changed.Windows = slices.Clone(changed.Windows)
		change(&changed)
		require.NotEqual(t, ruling().Hash, changed.Hashed().Hash, name)
	}
}

// Only what a policy service may be told is told: nothing of the actor or the file.
func TestASituationSaysWhereAndForWhatKindOfActor(t *testing.T) {
	t.Parallel()
	require.JSONEq(t, `{"actor_type":"human","branch":"main","environment":"prod","repository":"acme/shop","roles":["dev"],"surface":"ci"}`,
		canonical.Marshal(policy.Situation{
			Surface: action.CI, Environment: "prod", RepoID: "acme/shop", Branch: "main", ActorType: "human", Roles: []string{"dev"},
		}.Canonical()))
	require.JSONEq(t, `{"actor_type":"service","branch":"","environment":"","repository":"","roles":[],"surface":"background"}`,
		canonical.Marshal(policy.Situation{Surface: action.Background, ActorType: "service"}.Canonical()))
}

func TestDifferentSituationsAreToldDifferently(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[a-c"\\]{0,2}`)
	rapid.Check(t, func(rt *rapid.T) {
		draw := func() policy.Situation {
			return policy.Situation{
				Surface: action.CI, Environment: text.Draw(rt, "environment"), RepoID: text.Draw(rt, "repository"),
				Branch: text.Draw(rt, "branch"), ActorType: "human", Roles: rapid.SliceOfN(text, 0, 2).Draw(rt, "roles"),
			}
		}
		a, b := draw(), draw()
		equal := a.Environment == b.Environment && a.RepoID == b.RepoID && a.Branch == b.Branch && slices.Equal(a.Roles, b.Roles)
		require.Equal(rt, equal, canonical.Marshal(a.Canonical()) == canonical.Marshal(b.Canonical()))
	})
}
