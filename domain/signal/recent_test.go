package signal_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func recently(id string, ago time.Duration) signal.Signal {
	return signal.Signal{
		ID: id, Source: "ci", EventType: "ci.failed", Severity: signal.High, OccurredAt: noon.Add(-ago),
		Place: signal.Place{RepoID: "acme/shop", Branch: "main"}, Attributes: map[string]any{"secret": "not kept"},
	}
}

// rows makes n signals a minute apart, newest first, as they are read.
func rows(n int) []signal.Recent {
	list := make([]signal.Recent, n)
	for i := range list {
		list[i] = recently(fmt.Sprintf("s%02d", i), time.Duration(i)*time.Minute).Metadata()
	}
	return list
}

func TestMetadataHasEverythingButAttributesAndActor(t *testing.T) {
	t.Parallel()
	s := recently("s1", 0)
	require.Equal(t, signal.Recent{
		ID: "s1", Source: "ci", EventType: "ci.failed", Severity: signal.High, OccurredAt: noon, Place: s.Place,
	}, s.Metadata())
}

func TestWithoutACurrentSignalRecentStayAsTheyAre(t *testing.T) {
	t.Parallel()
	require.Equal(t, rows(3), signal.WithCurrent(rows(3), nil))
	require.Empty(t, signal.WithCurrent(nil, nil))
}

func TestCurrentSignalStandsInItsPlaceByTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ago time.Duration
		at  int
	}{
		"newest":              {-time.Second, 0},
		"late by a half":      {90 * time.Second, 2},
		"oldest":              {time.Hour, 3},
		"same time, later id": {time.Minute, 2},
	} {
		current := recently("t", c.ago)
		merged := signal.WithCurrent(rows(3), &current)
		require.Len(t, merged, 4, name)
		require.Equal(t, "t", merged[c.at].ID, name)
	}
}

func TestFullRecentMakeRoomForTheCurrentSignal(t *testing.T) {
	t.Parallel()
	for _, ago := range []time.Duration{-time.Second, 30 * time.Minute, 20 * time.Hour} {
		current := recently("t", ago)
		merged := signal.WithCurrent(rows(signal.RecentLimit), &current)
		require.Len(t, merged, signal.RecentLimit)
		require.Contains(t, merged, current.Metadata())
	}
}

// A signal that waited in a queue is among the rows already; one that came with
// its request is not. The result is the same, and what was read stays untouched.
func TestConditionsCannotSeeWhetherTheSignalWasStored(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		stored := rows(rapid.IntRange(1, signal.RecentLimit).Draw(rt, "rows"))
		at := rapid.IntRange(0, len(stored)-1).Draw(rt, "current")
		current := recently(stored[at].ID, noon.Sub(stored[at].OccurredAt))
		without := slices.Delete(slices.Clone(stored), at, at+1)
		before := slices.Clone(without)

		require.Equal(rt, stored, signal.WithCurrent(stored, &current))
		require.Equal(rt, stored, signal.WithCurrent(without, &current))
		require.Equal(rt, before, without)
	})
}
