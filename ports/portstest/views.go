package portstest

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewsSubject is what queries see of a store, and the store. It starts empty, and
// nobody else writes to it.
type ViewsSubject struct {
	Store     ports.Store
	Feed      ports.ReceiptFeed
	Chain     ports.ReceiptChain
	Log       ports.EmissionLog
	Decisions ports.DecisionViews
	Playbooks ports.PlaybookViews
	Policies  ports.PolicyViews
	Audit     ports.AuditViews
	// Receipts are those of which Follower seals.
	Receipts    ports.ReceiptViews
	Preferences ports.PreferencesViews
	Approvals   ports.ApprovalViews
	Experiments ports.ExperimentViews
	// Project brings what is kept of events up to what is committed.
	Project func(t *testing.T)
}

// Views holds an implementation to the contracts of ports.DecisionViews,
// ports.PlaybookViews, ports.PolicyViews, ports.AuditViews, ports.PreferencesViews,
// ports.ApprovalViews, ports.ExperimentViews and ports.ReceiptViews. newSubject may be called concurrently.
func Views(t *testing.T, newSubject func(t *testing.T) ViewsSubject) {
	t.Helper()
	rules := viewRules()
	maps.Copy(rules, receiptViewRules())
	maps.Copy(rules, administrationViewRules())
	maps.Copy(rules, experimentViewRules())
	maps.Copy(rules, decisionListRules())
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, newSubject(t))
		})
	}
}

func viewRules() map[string]func(*testing.T, ViewsSubject) {
	return map[string]func(*testing.T, ViewsSubject){
		"a decision is viewed as it was committed":           viewDecision,
		"a decision of another tenant is not found":          viewDecisionNotFound,
		"a receipt goes from pending over sealed to emitted": viewReceiptStates,
		"a refused receipt has failed until it is redriven":  viewReceiptFailed,
		"a sealed receipt's document is the signed text":     viewReceiptSealed,
		"a playbook is viewed at its latest revision":        viewPlaybook,
		"a playbook of another tenant cannot be viewed":      viewPlaybookNotFound,
		"playbooks are listed oldest first, page by page":    listPlaybooks,
		"deprecated playbooks are listed when asked for":     listByStatus,
		"revisions are listed newest first, page by page":    listRevisions,
		"revisions of another tenant's playbook are none":    listRevisionsNotFound,
		"preferences are viewed as they were stored":         viewPreferences,
		"an approval is viewed with its decision":            viewApproval,
		"an approval of another tenant is not found":         viewApprovalNotFound,
	}
}

func (s ViewsSubject) commit(t *testing.T, set ports.WriteSet) {
	t.Helper()
	_, err := s.Store.Commit(t.Context(), set)
	require.NoError(t, err)
}

func (s ViewsSubject) decided(t *testing.T, n byte) *decision.Decision {
	t.Helper()
	decided := SampleDecision(acme, n, Noon())
	s.commit(t, DecisionSet(decided, nil))
	return decided
}

// seal gives the decisions' receipts the first places of the tenant's chain.
func (s ViewsSubject) seal(t *testing.T, decisions ...*decision.Decision) ports.TenantSegment {
	t.Helper()
	rows := make([]ports.Receipt, len(decisions))
	for i, decided := range decisions {
		rows[i] = ports.ReceiptOf(decided.Receipt(0))
	}
	part := segment(t, decisions[0].TenantID, receipt.Head{}, rows...)
	require.NoError(t, s.Chain.Append(t.Context(), ports.ChainSegment{
		Follower: Follower, To: place(1), At: sealedAt(), Tenants: []ports.TenantSegment{part},
	}))
	return part
}

func (s ViewsSubject) requireState(t *testing.T, decided *decision.Decision, want receipt.State) {
	t.Helper()
	view, err := s.Decisions.ViewDecision(t.Context(), decided.TenantID, decided.ID)
	require.NoError(t, err)
	require.Equal(t, want, view.Receipt)
	document, err := s.Decisions.ViewDecisionReceipt(t.Context(), decided.TenantID, decided.ID)
	require.NoError(t, err)
	require.Equal(t, want, document.State)
	require.Equal(t, decided.ReceiptID, document.ID)
	same, err := s.Receipts.ViewReceipt(t.Context(), decided.TenantID, decided.ReceiptID)
	require.NoError(t, err)
	require.Equal(t, document, same)
}

func viewDecision(t *testing.T, s ViewsSubject) {
	t.Helper()
	decided := s.decided(t, 1)
	view, err := s.Decisions.ViewDecision(t.Context(), acme, decided.ID)
	require.NoError(t, err)
	require.Equal(t, ports.DecisionView{Decision: *decided, Receipt: receipt.Pending}, view)
	document, err := s.Decisions.ViewDecisionReceipt(t.Context(), acme, decided.ID)
	require.NoError(t, err)
	require.Equal(t, ports.ReceiptView{
		ID: decided.ReceiptID, State: receipt.Pending, Document: decided.Receipt(0).Canonical(),
	}, document)
}

func viewDecisionNotFound(t *testing.T, s ViewsSubject) {
	t.Helper()
	decided := s.decided(t, 1)
	_, err := s.Decisions.ViewDecision(t.Context(), beta, decided.ID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Decisions.ViewDecision(t.Context(), acme, SampleID(99))
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Decisions.ViewDecisionReceipt(t.Context(), beta, decided.ID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Decisions.ViewDecisionReceipt(t.Context(), acme, SampleID(99))
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func viewReceiptStates(t *testing.T, s ViewsSubject) {
	t.Helper()
	first, second := s.decided(t, 1), s.decided(t, 11)
	s.requireState(t, first, receipt.Pending)
	s.seal(t, first, second)
	s.requireState(t, first, receipt.SealedState)
	require.NoError(t, s.Log.MarkEmitted(t.Context(), ports.EmissionProgress{TenantID: acme, To: 1, At: Noon()}))
	s.requireState(t, first, receipt.Emitted)
	s.requireState(t, second, receipt.SealedState)
}

func viewReceiptFailed(t *testing.T, s ViewsSubject) {
	t.Helper()
	first, second := s.decided(t, 1), s.decided(t, 11)
	s.seal(t, first, second)
	require.NoError(t, s.Log.MarkEmitted(t.Context(), ports.EmissionProgress{
		TenantID: acme, To: 2, At: Noon(),
		Refused: []ports.RefusedReceipt{{Sequence: 1, ReceiptID: first.ReceiptID, Reason: "status 422"}},
	}))
	s.requireState(t, first, receipt.Failed)
	s.requireState(t, second, receipt.Emitted)
	s.commit(t, ports.WriteSet{TenantID: acme, At: redrivenAt(), Redrive: []int64{1}})
	s.requireState(t, first, receipt.SealedState)
	require.NoError(t, s.Log.MarkRedriven(t.Context(), ports.RedriveProgress{
		TenantID: acme, At: redrivenAt(), Verdicts: []ports.RedriveVerdict{taken(1)},
	}))
	s.requireState(t, first, receipt.Emitted)
}

func viewReceiptSealed(t *testing.T, s ViewsSubject) {
	t.Helper()
	first, second := s.decided(t, 1), s.decided(t, 11)
	part := s.seal(t, first, second)
	for i, decided := range []*decision.Decision{first, second} {
		view, err := s.Decisions.ViewDecisionReceipt(t.Context(), acme, decided.ID)
		require.NoError(t, err)
		require.Equal(t, part.Links[i].Hash, receipt.Hash(view.Document))
	}
}

func (s ViewsSubject) playbook(t *testing.T, p playbook.Playbook, err error) playbook.Playbook {
	t.Helper()
	require.NoError(t, err)
	s.commit(t, PlaybookSet(p, false))
	return p
}

func viewPlaybook(t *testing.T, s ViewsSubject) {
	t.Helper()
	draft := s.playbook(t, SamplePlaybook(acme, 100), nil)
	view, err := s.Playbooks.ViewPlaybook(t.Context(), acme, draft.ID)
	require.NoError(t, err)
	require.Equal(t, draft, view)
	published, _, err := draft.Publish(draft.Latest, Noon().Add(time.Second))
	published = s.playbook(t, published, err)
	next, err := published.Replace(playbook.Definition{Name: "next", Version: "2.0.0", Actions: []playbook.Action{}}, Noon())
	next = s.playbook(t, next, err)
	view, err = s.Playbooks.ViewPlaybook(t.Context(), acme, draft.ID)
	require.NoError(t, err)
	require.Equal(t, next, view)
}

func viewPlaybookNotFound(t *testing.T, s ViewsSubject) {
	t.Helper()
	draft := s.playbook(t, SamplePlaybook(acme, 100), nil)
	_, err := s.Playbooks.ViewPlaybook(t.Context(), beta, draft.ID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Playbooks.ViewPlaybook(t.Context(), acme, SampleID(101))
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func (s ViewsSubject) list(t *testing.T, filter ports.PlaybookFilter) []playbook.Playbook {
	t.Helper()
	page, err := s.Playbooks.ListPlaybooks(t.Context(), acme, filter)
	require.NoError(t, err)
	return page
}

func listPlaybooks(t *testing.T, s ViewsSubject) {
	t.Helper()
	require.Empty(t, s.list(t, ports.PlaybookFilter{Limit: 10}))
	third := s.playbook(t, SamplePlaybook(acme, 103), nil)
	first := s.playbook(t, SamplePlaybook(acme, 101), nil)
	second := s.playbook(t, SamplePlaybook(acme, 102), nil)
	s.playbook(t, SamplePlaybook(beta, 104), nil)
	require.Equal(t, []playbook.Playbook{first, second}, s.list(t, ports.PlaybookFilter{Limit: 2}))
	require.Equal(t, []playbook.Playbook{third}, s.list(t, ports.PlaybookFilter{Limit: 2, After: second.ID}))
	require.Empty(t, s.list(t, ports.PlaybookFilter{Limit: 2, After: third.ID}))
}

func listByStatus(t *testing.T, s ViewsSubject) {
	t.Helper()
	draft := s.playbook(t, SamplePlaybook(acme, 101), nil)
	gone, err := s.playbook(t, SamplePlaybook(acme, 102), nil).Deprecate(Noon())
	gone = s.playbook(t, gone, err)
	require.Equal(t, []playbook.Playbook{draft}, s.list(t, ports.PlaybookFilter{Limit: 10}))
	require.Equal(t, []playbook.Playbook{gone}, s.list(t, ports.PlaybookFilter{Limit: 10, Status: playbook.StatusDeprecated}))
	require.Equal(t, []playbook.Playbook{draft}, s.list(t, ports.PlaybookFilter{Limit: 10, Status: playbook.StatusDraft}))
	require.Empty(t, s.list(t, ports.PlaybookFilter{Limit: 10, Status: playbook.StatusPaused}))
}

func listRevisions(t *testing.T, s ViewsSubject) {
	t.Helper()
	p := s.playbook(t, SamplePlaybook(acme, 100), nil)
	for range 2 {
		published, _, err := p.Publish(p.Latest, Noon().Add(time.Second))
		published = s.playbook(t, published, err)
		next, err := published.Replace(p.Latest.Definition, Noon())
		p = s.playbook(t, next, err)
	}
	numbers := func(filter ports.RevisionFilter) []int {
		page, err := s.Playbooks.ListRevisions(t.Context(), acme, p.ID, filter)
		require.NoError(t, err)
		var numbers []int
		for _, revision := range page {
			numbers = append(numbers, revision.Number)
			require.Equal(t, revision.Number < 3, revision.Frozen())
		}
		return numbers
	}
	require.Equal(t, []int{3, 2}, numbers(ports.RevisionFilter{Limit: 2}))
	require.Equal(t, []int{1}, numbers(ports.RevisionFilter{Limit: 2, Before: 2}))
	require.Empty(t, numbers(ports.RevisionFilter{Limit: 2, Before: 1}))
}

func listRevisionsNotFound(t *testing.T, s ViewsSubject) {
	t.Helper()
	p := s.playbook(t, SamplePlaybook(acme, 100), nil)
	_, err := s.Playbooks.ListRevisions(t.Context(), beta, p.ID, ports.RevisionFilter{Limit: 2})
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Playbooks.ListRevisions(t.Context(), acme, SampleID(101), ports.RevisionFilter{Limit: 2})
	require.Equal(t, fault.NotFound, fault.Of(err))
}
