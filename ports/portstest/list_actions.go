package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func listActionRules() map[string]func(*testing.T, ActionsSubject) {
	return map[string]func(*testing.T, ActionsSubject){
		"an actor without actions has an empty page":          actionsNone,
		"an action is listed with what its surface is told":   actionsTold,
		"actions are listed in the order of their commits":    actionsOrder,
		"pages of actions leave nothing out":                  actionsPages,
		"actions of others and of other surfaces stay apart":  actionsApart,
		"actions can be had from a time on":                   actionsSince,
		"what is no longer worth saying can be left out":      actionsLive,
		"what was answered can be left out":                   actionsUnanswered,
		"what is left out is passed by":                       actionsPassedBy,
		"an action whose decision is gone is left out":        actionsWithoutDecision,
		"a list passes no transaction that still runs":        actionsLate,
		"a position ahead of the horizon is told by the page": actionsAhead,
		"an action that went out in a digest names it":        actionsDigested,
	}
}

// inIDE chooses what ada's IDE is told.
func inIDE() ports.ActionFilter {
	return ports.ActionFilter{ActorID: "ada", Surface: action.IDE, Limit: 10}
}

// list polls until the page has so many actions: others on the same server hold its
// horizon back too.
func (s ActionsSubject) list(t *testing.T, filter ports.ActionFilter, want int) ports.ActionPage {
	t.Helper()
	var page ports.ActionPage
	require.Eventually(t, func() bool {
		var err error
		page, err = s.Views.ListActions(t.Context(), acme, filter)
		require.NoError(t, err)
		return len(page.Items) >= want
	}, patience, time.Millisecond)
	require.Len(t, page.Items, want)
	return page
}

// idsOf answers the actions' ids in order.
func idsOf(items []ports.PushedAction) []id.UUID {
	ids := make([]id.UUID, len(items))
	for i := range items {
		ids[i] = items[i].Message.Action.ID
	}
	return ids
}

func idsIn(sets ...ports.WriteSet) []id.UUID {
	ids := make([]id.UUID, len(sets))
	for i := range sets {
		ids[i] = sets[i].Decision.Decision.Actions[0].ID
	}
	return ids
}

func actionsNone(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, pushed(1)...)
	horizon := s.list(t, inIDE(), 1).To
	nobody := inIDE()
	nobody.ActorID = "bob"
	page := s.list(t, nobody, 0)
	require.False(t, page.To.Before(horizon))
}

func actionsTold(t *testing.T, s ActionsSubject) {
	t.Helper()
	set := PushedSet(acme, "ada", 1, Noon())
	set.Decision.Decision.Change = signal.Change{Commit: "abc", PullRequest: 7, Line: 3}
	s.push(t, set)
	got := s.list(t, inIDE(), 1).Items[0]
	want, found := delivery.MessageOf(set.Decision.Decision, set.Deliveries[0].ID, Noon())
	require.True(t, found)
	require.Equal(t, want, got.Message)
	require.Equal(t, action.IDE, got.Message.Surface)
	require.NotNil(t, got.Message.Presentation.IDE)
}

func actionsOrder(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(3, 1, 2)
	two := sets[0].Decision.Decision
	two.Actions = append(two.Actions, two.Actions[0])
	two.Actions[1].ID = two.ID.Branch(2)
	sets[0].Deliveries = delivery.Route(two, nil)
	s.push(t, sets...)
	items := s.list(t, inIDE(), 4).Items
	want := idsIn(sets...)
	require.Equal(t, []id.UUID{want[0], two.Actions[1].ID, want[1], want[2]}, idsOf(items))
	for i := range items[1:] {
		require.True(t, items[i].Position.Before(items[i+1].Position))
	}
}

func actionsPages(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(1, 2, 3, 4, 5)
	s.push(t, sets...)
	s.list(t, inIDE(), 5)
	filter := inIDE()
	filter.Limit = 2
	var all []ports.PushedAction
	for _, want := range []int{2, 2, 1, 0} {
		page := s.list(t, filter, want)
		if want == filter.Limit {
			require.Equal(t, page.Items[1].Position, page.To)
		}
		require.False(t, page.To.Before(filter.After))
		all, filter.After = append(all, page.Items...), page.To
	}
	require.Equal(t, idsIn(sets...), idsOf(all))
}

func actionsApart(t *testing.T, s ActionsSubject) {
	t.Helper()
	mine, others := PushedSet(acme, "ada", 1, Noon()), PushedSet(acme, "bob", 2, Noon())
	nobodys := PushedSet(acme, "", 3, Noon())
	s.push(t, PushedSet(beta, "ada", 1, Noon()), others, nobodys, mine)
	for _, surface := range action.Surfaces() {
		filter := inIDE()
		filter.Surface = surface
		page := s.list(t, filter, 1)
		require.Equal(t, idsIn(mine), idsOf(page.Items))
		require.Equal(t, surface, page.Items[0].Message.Surface)
		require.Equal(t, acme, page.Items[0].Message.TenantID)
	}
}

func actionsSince(t *testing.T, s ActionsSubject) {
	t.Helper()
	early, late := PushedSet(acme, "ada", 1, Noon()), PushedSet(acme, "ada", 2, Noon().Add(time.Millisecond))
	s.push(t, late, early)
	s.list(t, inIDE(), 2)
	for since, want := range map[time.Duration][]id.UUID{
		-time.Hour: idsIn(late, early), 0: idsIn(late, early), 500 * time.Microsecond: idsIn(late, early),
		time.Millisecond: idsIn(late), time.Second: {},
	} {
		filter := inIDE()
		filter.Since = Noon().Add(since)
		require.Equal(t, want, idsOf(s.list(t, filter, len(want)).Items), since)
	}
}

func actionsLive(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := []ports.WriteSet{PushedSet(acme, "ada", 1, Noon()), PushedSet(acme, "ada", 2, Noon().Add(time.Minute))}
	s.push(t, sets...)
	s.list(t, inIDE(), 2)
	for at, want := range map[time.Duration][]id.UUID{
		59 * time.Minute: idsIn(sets...), 60 * time.Minute: idsIn(sets[1]), 61 * time.Minute: {},
	} {
		filter := inIDE()
		filter.LiveAt = Noon().Add(at)
		require.Equal(t, want, idsOf(s.list(t, filter, len(want)).Items), at)
	}
}

func actionsUnanswered(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(1, 2, 3)
	s.push(t, sets...)
	shown, answered := sets[1].Decision.Decision, sets[2].Decision.Decision
	s.push(t, SampleOutcome(shown, outcome.Shown, 100), SampleOutcome(answered, outcome.Shown, 110),
		SampleOutcome(answered, outcome.Ignored, 120))
	foreign := *sets[0].Decision.Decision
	foreign.TenantID = beta
	s.push(t, SampleOutcome(&foreign, outcome.Accepted, 130))
	s.list(t, inIDE(), 3)
	filter := inIDE()
	filter.Unanswered = true
	require.Equal(t, idsIn(sets[:2]...), idsOf(s.list(t, filter, 2).Items))
}

func actionsPassedBy(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, pushed(1, 2)...)
	last := s.list(t, inIDE(), 2).Items[1].Position
	filter := inIDE()
	filter.LiveAt = Noon().Add(24 * time.Hour)
	require.True(t, last.Before(s.list(t, filter, 0).To))
}

func actionsWithoutDecision(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(1, 2)
	sets[0].Decision, sets[0].Receipts, sets[0].Events = nil, nil, nil
	s.push(t, sets...)
	require.Equal(t, idsIn(sets[1]), idsOf(s.list(t, inIDE(), 1).Items))
}

func actionsLate(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(1, 2, 3)
	s.push(t, sets[0])
	filter := inIDE()
	filter.After = s.list(t, filter, 1).Items[0].Position
	commit := s.Hold(t, sets[1])
	s.push(t, sets[2])
	for range 3 {
		filter.After = s.list(t, filter, 0).To
	}
	commit()
	require.Equal(t, idsIn(sets[1:]...), idsOf(s.list(t, filter, 2).Items))
}

func actionsAhead(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, pushed(1)...)
	page := s.list(t, inIDE(), 1)
	for _, after := range []event.Position{page.Items[0].Position, page.To} {
		filter := inIDE()
		filter.After = after
		require.False(t, s.list(t, filter, 0).To.Before(after))
	}
	filter := inIDE()
	filter.After = event.Position{Transaction: 1 << 62}
	require.True(t, s.list(t, filter, 0).To.Before(filter.After))
}

func actionsDigested(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(1, 2)
	digestID := delivery.DigestIDOf(SampleID(9), action.IDE)
	for i := range sets[1].Deliveries {
		sets[1].Deliveries[i].DigestID = digestID
	}
	s.push(t, sets...)
	items := s.list(t, inIDE(), len(sets)).Items
	require.Zero(t, items[0].DigestID)
	require.Equal(t, digestID, items[1].DigestID)
}
