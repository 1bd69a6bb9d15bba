package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func decisionListRules() map[string]func(*testing.T, ViewsSubject) {
	return map[string]func(*testing.T, ViewsSubject){
		"decisions are listed newest first, page by page": listDecisionPages,
		"decisions of others and elsewhere are left out":  listDecisionsBy,
		"decisions are listed by the playbook that fired": listDecisionsOfPlaybook,
		"decisions of a span have both ends as they say":  listDecisionsOfSpan,
		"a list of decisions has another tenant's never":  listDecisionsOfTenant,
		"new decisions do not move the pages behind them": listDecisionsStable,
		"a chain is viewed at its head":                   viewChain,
	}
}

// decide commits the n-th decision, changed.
func (s ViewsSubject) decide(t *testing.T, owner tenant.ID, n byte, change func(*decision.Decision)) id.UUID {
	t.Helper()
	decided := SampleDecision(owner, n, Noon())
	if change != nil {
		change(decided)
	}
	s.commit(t, DecisionSet(decided, nil))
	return decided.ID
}

// listed goes through all pages of the list.
func (s ViewsSubject) listed(t *testing.T, owner tenant.ID, filter ports.DecisionFilter) []id.UUID {
	t.Helper()
	s.Project(t)
	var ids []id.UUID
	for range 20 {
		page, err := s.Decisions.ListDecisions(t.Context(), owner, filter)
		require.NoError(t, err)
		for _, view := range page.Items {
			ids = append(ids, view.Decision.ID)
		}
		if filter.Before = page.Next; page.Next.IsZero() {
			return ids
		}
	}
	t.Fatal("the list has no end")
	return nil
}

func listDecisionPages(t *testing.T, s ViewsSubject) {
	t.Helper()
	first, second, third := s.decided(t, 1), s.decided(t, 11), s.decided(t, 21)
	s.seal(t, first)
	page, err := s.Decisions.ListDecisions(t.Context(), acme, ports.DecisionFilter{Limit: 2})
	require.NoError(t, err)
	require.Equal(t, []ports.DecisionView{
		{Decision: *third, Receipt: receipt.Pending}, {Decision: *second, Receipt: receipt.Pending},
	}, page.Items)
	require.Equal(t, second.ID, page.Next)
	page, err = s.Decisions.ListDecisions(t.Context(), acme, ports.DecisionFilter{Limit: 2, Before: page.Next})
	require.NoError(t, err)
	require.Equal(t, ports.DecisionPage{Items: []ports.DecisionView{{Decision: *first, Receipt: receipt.SealedState}}}, page)
}

func listDecisionsBy(t *testing.T, s ViewsSubject) {
	t.Helper()
	plain := s.decide(t, acme, 1, nil)
	bobs := s.decide(t, acme, 11, func(d *decision.Decision) { d.Actor.ID = "bob" })
	degraded := s.decide(t, acme, 21, func(d *decision.Decision) { d.Degraded = []string{"ubi"} })
	inCI := s.decide(t, acme, 31, func(d *decision.Decision) { d.Context.Surface, d.Degraded = action.CI, []string{"ubi"} })
	nobodys := s.decide(t, acme, 41, func(d *decision.Decision) { d.Actor.ID, d.Context.Surface = "", action.Background })
	yes, no := true, false
	for name, c := range map[string]struct {
		filter ports.DecisionFilter
		want   []id.UUID
	}{
		"any":                   {ports.DecisionFilter{}, []id.UUID{nobodys, inCI, degraded, bobs, plain}},
		"an actor":              {ports.DecisionFilter{ActorID: "bob"}, []id.UUID{bobs}},
		"nobody of that name":   {ports.DecisionFilter{ActorID: "bo"}, nil},
		"a surface":             {ports.DecisionFilter{Surface: action.CI}, []id.UUID{inCI}},
		"the background":        {ports.DecisionFilter{Surface: action.Background}, []id.UUID{nobodys}},
		"degraded":              {ports.DecisionFilter{Degraded: &yes}, []id.UUID{inCI, degraded}},
		"not degraded":          {ports.DecisionFilter{Degraded: &no}, []id.UUID{nobodys, bobs, plain}},
		"degraded on a surface": {ports.DecisionFilter{Degraded: &yes, Surface: action.IDE}, []id.UUID{degraded}},
		"an actor's degraded":   {ports.DecisionFilter{ActorID: "ada", Degraded: &yes}, []id.UUID{inCI, degraded}},
		"an actor's others":     {ports.DecisionFilter{ActorID: "ada", Degraded: &no}, []id.UUID{plain}},
		"all of it":             {ports.DecisionFilter{ActorID: "ada", Degraded: &yes, Surface: action.CI}, []id.UUID{inCI}},
	} {
		c.filter.Limit = 2
		require.Equal(t, c.want, s.listed(t, acme, c.filter), name)
	}
}

func listDecisionsOfPlaybook(t *testing.T, s ViewsSubject) {
	t.Helper()
	first := s.decide(t, acme, 1, nil)
	both := s.decide(t, acme, 11, func(d *decision.Decision) {
		d.Fired = append(d.Fired, decision.Fired{PlaybookID: SampleID(101), Revision: 2, Version: "1"})
		d.Actor.ID = "bob"
	})
	s.decide(t, acme, 21, func(d *decision.Decision) { d.Fired = nil })
	require.Equal(t, []id.UUID{both, first}, s.listed(t, acme, ports.DecisionFilter{Playbook: SampleID(100), Limit: 1}))
	require.Equal(t, []id.UUID{both}, s.listed(t, acme, ports.DecisionFilter{Playbook: SampleID(101), Limit: 1}))
	require.Equal(t, []id.UUID{first}, s.listed(t, acme, ports.DecisionFilter{Playbook: SampleID(100), ActorID: "ada", Limit: 1}))
	require.Empty(t, s.listed(t, acme, ports.DecisionFilter{Playbook: SampleID(102), Limit: 1}))
	require.Empty(t, s.listed(t, beta, ports.DecisionFilter{Playbook: SampleID(100), Limit: 1}))
}

func listDecisionsOfSpan(t *testing.T, s ViewsSubject) {
	t.Helper()
	made := s.decide(t, acme, 1, nil)
	for name, c := range map[string]struct {
		span ports.Span
		want []id.UUID
	}{
		"from that moment": {ports.Span{From: Noon()}, []id.UUID{made}},
		"from the next":    {ports.Span{From: Noon().Add(time.Millisecond)}, nil},
		"to that moment":   {ports.Span{To: Noon()}, nil},
		"to the next":      {ports.Span{To: Noon().Add(time.Millisecond)}, []id.UUID{made}},
		"around it":        {ports.Span{From: Noon().Add(-time.Hour), To: Noon().Add(time.Hour)}, []id.UUID{made}},
	} {
		require.Equal(t, c.want, s.listed(t, acme, ports.DecisionFilter{Span: c.span, Limit: 2}), name)
		require.Equal(t, c.want, s.listed(t, acme, ports.DecisionFilter{Span: c.span, ActorID: "ada", Limit: 2}), name)
		require.Equal(t, c.want, s.listed(t, acme, ports.DecisionFilter{Span: c.span, Playbook: SampleID(100), Limit: 2}), name)
	}
}

func listDecisionsOfTenant(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.decide(t, acme, 1, nil)
	other := s.decide(t, beta, 11, nil)
	require.Equal(t, []id.UUID{other}, s.listed(t, beta, ports.DecisionFilter{Limit: 2}))
	require.Equal(t, []id.UUID{other}, s.listed(t, beta, ports.DecisionFilter{ActorID: "ada", Limit: 2}))
}

func listDecisionsStable(t *testing.T, s ViewsSubject) {
	t.Helper()
	first, second := s.decide(t, acme, 1, nil), s.decide(t, acme, 11, nil)
	page, err := s.Decisions.ListDecisions(t.Context(), acme, ports.DecisionFilter{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, second, page.Items[0].Decision.ID)
	s.decide(t, acme, 21, nil)
	page, err = s.Decisions.ListDecisions(t.Context(), acme, ports.DecisionFilter{Limit: 1, Before: page.Next})
	require.NoError(t, err)
	require.Equal(t, first, page.Items[0].Decision.ID, "neither again nor left out")
}

func viewChain(t *testing.T, s ViewsSubject) {
	t.Helper()
	none, err := s.Receipts.ViewChain(t.Context(), acme)
	require.NoError(t, err)
	require.Zero(t, none)
	first, second := s.decided(t, 1), s.decided(t, 11)
	part := s.seal(t, first, second)
	require.NoError(t, s.Log.MarkEmitted(t.Context(), ports.EmissionProgress{TenantID: acme, To: 1, At: Noon()}))
	chain, err := s.Receipts.ViewChain(t.Context(), acme)
	require.NoError(t, err)
	require.Equal(t, ports.ChainView{
		Head: part.Links[1].Next(), Emitted: 1, KID: part.Links[1].KID, SealedAt: sealedAt(),
	}, chain)
	other, err := s.Receipts.ViewChain(t.Context(), beta)
	require.NoError(t, err)
	require.Zero(t, other)
}
