package portstest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func preferencesRules() map[string]storeRule {
	return map[string]storeRule{
		"preferences are read as they were stored":              preferencesKept,
		"preferences are one actor's of one tenant":             preferencesApart,
		"preferences at another revision are stale":             preferencesStale,
		"a decision reads its actor's preferences":              preferencesDecide,
		"a signal without an actor has the default preferences": preferencesOfNobody,
	}
}

// names are ids that actors really have.
func names() []string {
	return []string{"ada", "idp:acme:ada", "team/ada", "ada@example.org", "👩\u200d💻", "Ada", "a'b\"c\\d"}
}

func (s StoreSubject) preferences(t *testing.T, owner tenant.ID, actorID string) preference.Preferences {
	t.Helper()
	kept, err := s.Preferences.ReadPreferences(t.Context(), owner, actorID)
	require.NoError(t, err)
	return kept
}

func preferencesKept(t *testing.T, s StoreSubject) {
	t.Helper()
	wanted := SamplePreferences(1)
	for _, next := range []preference.Preferences{wanted, wanted.Replace(preference.Preferences{}), SamplePreferences(3)} {
		require.NoError(t, s.commit(t, PreferencesSet(acme, "ada", next)))
		require.Equal(t, next, s.preferences(t, acme, "ada"))
	}
}

func preferencesApart(t *testing.T, s StoreSubject) {
	t.Helper()
	for i, name := range names() {
		require.Equal(t, preference.Preferences{}, s.preferences(t, acme, name))
		wanted := SamplePreferences(1).Snooze(Noon().AddDate(0, 0, i))
		wanted.Revision = 1
		require.NoError(t, s.commit(t, PreferencesSet(acme, name, wanted)))
		require.Equal(t, wanted, s.preferences(t, acme, name))
		require.Equal(t, preference.Preferences{}, s.preferences(t, beta, name))
	}
	require.NoError(t, s.commit(t, PreferencesSet(beta, "ada", SamplePreferences(1))))
}

func preferencesStale(t *testing.T, s StoreSubject) {
	t.Helper()
	requireStale(t, s.commit(t, PreferencesSet(acme, "ada", SamplePreferences(2))))
	first := SamplePreferences(1)
	require.NoError(t, s.commit(t, PreferencesSet(acme, "ada", first)))
	for _, revision := range []int64{0, 1, 3} {
		moved := preference.Preferences{Revision: revision}
		requireStale(t, s.commit(t, PreferencesSet(acme, "ada", moved)))
	}
	requireStale(t, s.commit(t, PreferencesSet(beta, "ada", SamplePreferences(2))))
	require.Equal(t, first, s.preferences(t, acme, "ada"))
}

func preferencesDecide(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, PreferencesSet(acme, "ada", SamplePreferences(1))))
	require.Equal(t, SamplePreferences(1), s.keyed(t, acme, nil, Noon()).Preferences)
	require.Equal(t, preference.Preferences{}, s.keyed(t, beta, nil, Noon()).Preferences)
	another := keyedQuery(acme, nil, Noon())
	another.ActorID = "grace"
	require.Equal(t, preference.Preferences{}, s.inputs(t, another).Preferences)
}

func preferencesOfNobody(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, PreferencesSet(acme, "ada", SamplePreferences(1))))
	nobody := keyedQuery(acme, nil, Noon())
	nobody.ActorID, nobody.Subject = "", "repo:acme/shop"
	require.Equal(t, preference.Preferences{}, s.inputs(t, nobody).Preferences)
}

func viewPreferences(t *testing.T, s ViewsSubject) {
	t.Helper()
	for _, name := range names() {
		wanted := SamplePreferences(1)
		s.commit(t, PreferencesSet(acme, name, wanted))
		for owner, expected := range map[tenant.ID]preference.Preferences{acme: wanted, beta: {}} {
			viewed, err := s.Preferences.ViewPreferences(t.Context(), owner, name)
			require.NoError(t, err)
			require.Equal(t, expected, viewed, name)
		}
	}
}
