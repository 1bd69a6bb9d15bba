package preference_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
)

// noon is now.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestDefaultsAllowAll(t *testing.T) {
	t.Parallel()
	var defaults preference.Preferences
	require.Empty(t, defaults.Problems(noon))
	require.False(t, defaults.Snoozed(noon))
	for _, kind := range action.Types() {
		require.False(t, defaults.OptedOut(kind))
	}
	for _, surface := range action.Surfaces() {
		require.True(t, defaults.Prefers(surface))
	}
}

//nolint:paralleltest // allocations are counted for the whole process
func TestAskingDefaultsAllocatesNothing(t *testing.T) {
	var defaults preference.Preferences
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_ = defaults.Snoozed(noon) || defaults.OptedOut(action.Mirror) || !defaults.Prefers(action.CI)
	}))
}

func TestASnoozeEndsAtItsTime(t *testing.T) {
	t.Parallel()
	p := preference.Preferences{SnoozeUntil: noon.Add(time.Hour)}
	require.True(t, p.Snoozed(noon))
	require.True(t, p.Snoozed(noon.Add(time.Hour-1)))
	require.False(t, p.Snoozed(noon.Add(time.Hour)))
	require.Equal(t, p, p.At(noon))
	require.Equal(t, preference.Preferences{}, p.At(noon.Add(time.Hour)), "what is over is not told")
}

func TestEveryProblemIsSaidAtOnceWithItsPath(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wanted preference.Preferences
		paths  []string
	}{
		"all there is": {preference.Preferences{
			OptOutCategories: action.Types(), PreferredSurfaces: action.Surfaces(), SnoozeUntil: noon.Add(preference.MaxSnooze),
		}, nil},
		"the next moment":     {preference.Preferences{SnoozeUntil: noon.Add(1)}, nil},
		"an unknown category": {preference.Preferences{OptOutCategories: []action.Type{"mirror", "security"}}, []string{"opt_out_categories[1]"}},
		"a category twice": {
			preference.Preferences{OptOutCategories: []action.Type{"mirror", "mentor", "mirror"}}, []string{"opt_out_categories[2]"},
		},
		"a surface that shows nothing": {
			preference.Preferences{PreferredSurfaces: []action.Surface{action.Background}}, []string{"preferred_surfaces[0]"},
		},
		"a surface twice":    {preference.Preferences{PreferredSurfaces: []action.Surface{"ci", "ci"}}, []string{"preferred_surfaces[1]"}},
		"a snooze until now": {preference.Preferences{SnoozeUntil: noon}, []string{"snooze_until"}},
		"a snooze too long":  {preference.Preferences{SnoozeUntil: noon.Add(preference.MaxSnooze + 1)}, []string{"snooze_until"}},
		"everything": {preference.Preferences{
			OptOutCategories: []action.Type{""}, PreferredSurfaces: []action.Surface{"tv"}, SnoozeUntil: noon.Add(-1),
		}, []string{"opt_out_categories[0]", "preferred_surfaces[0]", "snooze_until"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var paths []string
			for _, problem := range c.wanted.Problems(noon) {
				paths = append(paths, problem.Path)
			}
			require.Equal(t, c.paths, paths)
		})
	}
}

func TestEveryChangeIsTheNextRevision(t *testing.T) {
	t.Parallel()
	first := preference.Preferences{}.Replace(preference.Preferences{Revision: 7, OptOutCategories: []action.Type{action.Mirror}})
	require.Equal(t, preference.Preferences{Revision: 1, OptOutCategories: []action.Type{action.Mirror}}, first)
	second := first.Snooze(noon)
	require.Equal(t, preference.Preferences{Revision: 2, OptOutCategories: []action.Type{action.Mirror}, SnoozeUntil: noon}, second)
	require.Equal(t, int64(1), first.Revision, "the state before stays as it was")
}

func TestOnlyThePresentVersionIsExpected(t *testing.T) {
	t.Parallel()
	var p preference.Preferences
	require.Equal(t, `"0"`, p.ETag(), "defaults can be expected too")
	require.NoError(t, p.Expect(new(int64(0))))
	p = p.Snooze(noon)
	require.Equal(t, `"1"`, p.ETag())
	require.NoError(t, p.Expect(nil))
	require.NoError(t, p.Expect(new(int64(1))))
	for _, other := range []int64{0, 2} {
		require.True(t, fault.Is(p.Expect(&other), fault.Stale))
	}
}

// some draws preferences that are good at noon.
func some(t *rapid.T) preference.Preferences {
	p := preference.Preferences{
		Revision:          rapid.Int64Range(0, 1<<53-1).Draw(t, "revision"),
		OptOutCategories:  subset(t, "categories", action.Types()),
		PreferredSurfaces: subset(t, "surfaces", action.Surfaces()),
	}
	if rapid.Bool().Draw(t, "snoozed") {
		p.SnoozeUntil = noon.Add(time.Duration(rapid.Int64Range(1, int64(preference.MaxSnooze)).Draw(t, "until")))
	}
	return p
}

func subset[T any](t *rapid.T, label string, all []T) []T {
	drawn := rapid.Permutation(all).Draw(t, label)[:rapid.IntRange(0, len(all)).Draw(t, label+" kept")]
	if len(drawn) == 0 {
		return nil
	}
	return drawn
}

func TestWhatIsKeptIsReadAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kept := some(t)
		require.Empty(t, kept.Problems(noon))
		read, err := preference.FromDocument(canonical.Marshal(kept.Canonical()))
		require.NoError(t, err)
		require.Equal(t, kept, read)
	})
}

func TestOnlyWhatIsNamedIsOptedOutOrPreferred(t *testing.T) {
	t.Parallel()
	p := preference.Preferences{
		OptOutCategories: []action.Type{action.Mirror, action.Mentor}, PreferredSurfaces: []action.Surface{action.CI},
	}
	for kind, out := range map[action.Type]bool{action.Mirror: true, action.Mentor: true, action.Multiplier: false} {
		require.Equal(t, out, p.OptedOut(kind), kind)
	}
	for surface, wanted := range map[action.Surface]bool{action.IDE: false, action.CI: true, action.Alert: false} {
		require.Equal(t, wanted, p.Prefers(surface), surface)
	}
}

func TestTheKeptDocumentIsGolden(t *testing.T) {
	t.Parallel()
	const golden = `{"opt_out_categories":["mentor"],"preferred_surfaces":["ide","ci"],"revision":3,"snooze_until":"2026-03-02T12:00:00.000000001Z"}`
	text := canonical.Marshal(preference.Preferences{
		Revision: 3, OptOutCategories: []action.Type{action.Mentor}, PreferredSurfaces: []action.Surface{action.IDE, action.CI},
		SnoozeUntil: noon.Add(1).In(time.FixedZone("", 3600)),
	}.Canonical())
	require.Equal(t, golden, text)                                                     //nolint:testifylint // To the byte, not by meaning: receipts have it.
	require.Equal(t, `{"opt_out_categories":[],"preferred_surfaces":[],"revision":0}`, //nolint:testifylint // likewise
		canonical.Marshal(preference.Preferences{}.Canonical()))
}

func TestTheEmptyDocumentIsTheDefaultAndWhatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	read, err := preference.FromDocument("")
	require.NoError(t, err)
	require.Equal(t, preference.Preferences{}, read)
	for _, text := range []string{"x", "[]", `{"snooze_until":"soon"}`} {
		_, err = preference.FromDocument(text)
		require.Error(t, err, text)
	}
}
