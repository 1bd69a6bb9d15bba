package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func fatigueRules() map[string]storeRule {
	return map[string]storeRule{
		"a window is read as it was written":                         windowKept,
		"a window that is known is not read":                         windowKnown,
		"a window is one subject's, playbook's and tenant's":         windowsApart,
		"subjects with strange names do not meet":                    strangeSubjects,
		"a window is replaced only by its next version":              windowSwap,
		"a window that is gone is not replaced":                      windowGone,
		"a lost window takes the decision with it":                   windowLost,
		"of concurrent decisions for one window one wins":            windowRace,
		"of concurrent decisions for one playbook's window one wins": repositoryWindowRace,
	}
}

// SampleWindow has every kind of entry.
func SampleWindow(version int64, at time.Time) fatigue.Window {
	return fatigue.Window{Version: version, Entries: []fatigue.Entry{
		{At: at.Add(-time.Hour + time.Microsecond), Type: action.Mirror, PlaybookID: SampleID(100), Surfaces: []action.Surface{action.IDE}},
		{
			At: at, Type: action.Mentor, PlaybookID: SampleID(101),
			WorkItem: fatigue.WorkItem{RepoID: "acme/shop", Branch: "naïve\u0000/\"b\""},
			Surfaces: []action.Surface{action.CI, action.Alert}, Bypass: true, Shadow: true,
		},
	}}
}

func windowRows(subject signal.Subject, playbookID id.UUID, window fatigue.Window) []ports.FatigueRow {
	return []ports.FatigueRow{{Subject: subject, Change: fatigue.Change{PlaybookID: playbookID, Window: window}}}
}

// windowSet is a decision's, beside which others have a subject of their own.
func windowSet(owner tenant.ID, n byte, rows []ports.FatigueRow) ports.WriteSet {
	decided := SampleDecision(owner, 10*n, Noon())
	decided.Actor.ID = string(rune('a' + n))
	set := DecisionSet(decided, nil)
	set.Fatigue = rows
	return set
}

func (s StoreSubject) memory(t *testing.T, owner tenant.ID, subject signal.Subject, repoID string) fatigue.Memory {
	t.Helper()
	return s.inputs(t, ports.DecisionQuery{TenantID: owner, Subject: subject, RepoID: repoID, Now: Noon()}).Memory
}

func windowKept(t *testing.T, s StoreSubject) {
	t.Helper()
	own, there := SampleWindow(1, Noon()), SampleWindow(1, Noon().Add(time.Second))
	rows := append(windowRows("actor:ada", id.UUID{}, own), windowRows("repo:acme/shop", SampleID(100), there)...)
	require.NoError(t, s.commit(t, windowSet(acme, 1, rows)))
	want := fatigue.Memory{Subject: own, Repository: map[id.UUID]fatigue.Window{SampleID(100): there}}
	require.Equal(t, want, s.memory(t, acme, "actor:ada", "acme/shop"))
	require.Equal(t, fatigue.Memory{}, s.memory(t, beta, "actor:ada", "acme/shop"))
}

func windowKnown(t *testing.T, s StoreSubject) {
	t.Helper()
	own, there := SampleWindow(1, Noon()), SampleWindow(1, Noon().Add(time.Second))
	rows := append(windowRows("actor:ada", id.UUID{}, own), windowRows("repo:acme/shop", SampleID(100), there)...)
	require.NoError(t, s.commit(t, windowSet(acme, 1, rows)))
	query := ports.DecisionQuery{TenantID: acme, Subject: "actor:ada", RepoID: "acme/shop", Now: Noon(), NoWindow: true}
	want := fatigue.Memory{Repository: map[id.UUID]fatigue.Window{SampleID(100): there}}
	require.Equal(t, want, s.inputs(t, query).Memory)
	query.RepoID = ""
	require.Equal(t, fatigue.Memory{}, s.inputs(t, query).Memory)
}

func windowsApart(t *testing.T, s StoreSubject) {
	t.Helper()
	rows := append(windowRows("repo:acme/shop", id.UUID{}, SampleWindow(1, Noon())),
		windowRows("repo:acme/shop", SampleID(100), SampleWindow(1, Noon().Add(time.Second)))...)
	require.NoError(t, s.commit(t, windowSet(acme, 1, rows)))
	require.NoError(t, s.commit(t, windowSet(beta, 2, windowRows("repo:acme/shop", id.UUID{}, SampleWindow(1, Noon())))))
	repository := s.memory(t, acme, "repo:acme/shop", "acme/shop")
	require.Equal(t, SampleWindow(1, Noon()), repository.Subject, "a signal without an actor has its repository's window")
	require.Len(t, repository.Repository, 1)
	require.Zero(t, s.memory(t, acme, "actor:ada", "acme/shop").Subject)
	require.Empty(t, s.memory(t, acme, "repo:acme/shop", "acme/other").Repository)
	require.Zero(t, s.memory(t, acme, "", ""), "who has neither actor nor repository remembers nothing")
}

func strangeSubjects(t *testing.T, s StoreSubject) {
	t.Helper()
	names := []string{"a", "a:b", "a/b", "a:b/c", "a%3Ab", "repo:x", "actor:a", "🦦", "🦦:", " "}
	for i, name := range names {
		subject := signal.SubjectOf(name, "")
		rows := windowRows(subject, id.UUID{}, SampleWindow(1, Noon().Add(time.Duration(i)*time.Second)))
		require.NoError(t, s.commit(t, windowSet(acme, byte(i), rows)))
	}
	for i, name := range names {
		at := Noon().Add(time.Duration(i) * time.Second)
		require.Equal(t, SampleWindow(1, at), s.memory(t, acme, signal.SubjectOf(name, ""), "").Subject, name)
	}
}

func windowSwap(t *testing.T, s StoreSubject) {
	t.Helper()
	swap := func(n byte, version int64) error {
		return s.commit(t, windowSet(acme, n, windowRows("actor:ada", id.UUID{}, SampleWindow(version, Noon()))))
	}
	require.NoError(t, swap(1, 1))
	requireStale(t, swap(2, 1))
	requireStale(t, swap(3, 3))
	require.NoError(t, swap(4, 2))
	requireStale(t, swap(5, 2))
	require.Equal(t, int64(2), s.memory(t, acme, "actor:ada", "").Subject.Version)
}

func windowGone(t *testing.T, s StoreSubject) {
	t.Helper()
	requireStale(t, s.commit(t, windowSet(acme, 1, windowRows("actor:ada", id.UUID{}, SampleWindow(5, Noon())))))
	require.Zero(t, s.memory(t, acme, "actor:ada", ""))
}

func windowLost(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, windowSet(acme, 1, windowRows("actor:ada", id.UUID{}, SampleWindow(1, Noon())))))
	key := SampleKey("k1")
	loser := windowSet(acme, 2, windowRows("actor:ada", id.UUID{}, SampleWindow(1, Noon())))
	loser.Decision.Idempotency = key
	requireStale(t, s.commit(t, loser))
	require.Nil(t, s.keyed(t, acme, key, Noon()).Keyed)
}

func windowRace(t *testing.T, s StoreSubject) {
	t.Helper()
	s.raceForWindow(t, "actor:ada", id.UUID{})
}

func repositoryWindowRace(t *testing.T, s StoreSubject) {
	t.Helper()
	s.raceForWindow(t, "repo:acme/shop", SampleID(100))
}

func (s StoreSubject) raceForWindow(t *testing.T, subject signal.Subject, playbookID id.UUID) {
	t.Helper()
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = windowSet(acme, byte(i), windowRows(subject, playbookID, SampleWindow(1, Noon())))
	}
	require.Equal(t, 1, s.race(t, sets))
}
