package portstest

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func administrationViewRules() map[string]func(*testing.T, ViewsSubject) {
	return map[string]func(*testing.T, ViewsSubject){
		"a policy is viewed as it was stored":              viewPolicy,
		"a tenant without a policy views the default":      viewPolicyDefault,
		"an audit entry is listed as it was committed":     listAuditEntry,
		"audit entries are listed newest first, in pages":  listAuditPages,
		"audit entries are listed by what they are of":     listAuditFiltered,
		"audit entries of another tenant are never listed": listAuditApart,
	}
}

func viewPolicy(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.commit(t, policySet(acme, 1))
	s.commit(t, policySet(acme, 2))
	view, err := s.Policies.ViewPolicy(t.Context(), acme)
	require.NoError(t, err)
	require.Equal(t, *SamplePolicy(2), view)
}

func viewPolicyDefault(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.commit(t, policySet(acme, 1))
	view, err := s.Policies.ViewPolicy(t.Context(), beta)
	require.NoError(t, err)
	require.Equal(t, tenant.DefaultPolicy(), view)
}

// audited commits an entry, so many minutes after noon.
func (s ViewsSubject) audited(t *testing.T, owner tenant.ID, minutes int, admin, resource string) {
	t.Helper()
	s.commit(t, ports.WriteSet{
		TenantID: owner, At: Noon().Add(time.Duration(minutes) * time.Minute),
		Audit: []ports.AuditEntry{{AdminID: admin, Action: "at." + strconv.Itoa(minutes), Resource: resource}},
	})
}

func (s ViewsSubject) listAudit(t *testing.T, filter ports.AuditFilter) []ports.AuditRecord {
	t.Helper()
	page, err := s.Audit.ListAudit(t.Context(), acme, filter)
	require.NoError(t, err)
	return page
}

func actions(page []ports.AuditRecord) []string {
	var all []string
	for _, record := range page {
		all = append(all, record.Action)
	}
	return all
}

func listAuditEntry(t *testing.T, s ViewsSubject) {
	t.Helper()
	require.Empty(t, s.listAudit(t, ports.AuditFilter{Limit: 10}))
	s.commit(t, ports.WriteSet{TenantID: acme, At: Noon(), Audit: []ports.AuditEntry{
		{AdminID: "root", Action: "a.create", Resource: "a/1", After: canonical.Object{{Name: "n", Value: 1}}, TraceID: "t1"},
		{AdminID: "ada", Action: "a.update", Resource: "a/1", Before: canonical.Object{{Name: "n", Value: 1}}, After: canonical.Object{}},
	}})
	page := s.listAudit(t, ports.AuditFilter{Limit: 10})
	require.Len(t, page, 2)
	require.Greater(t, page[0].EntryID, page[1].EntryID, "of one moment the later entry is the newer one")
	require.Positive(t, page[1].EntryID)
	for i := range page {
		require.Equal(t, Noon(), page[i].At)
		page[i].AuditPlace = ports.AuditPlace{}
	}
	require.Equal(t, []ports.AuditRecord{
		{AdminID: "ada", Action: "a.update", Resource: "a/1", Before: `{"n":1}`, After: "{}"},
		{AdminID: "root", Action: "a.create", Resource: "a/1", After: `{"n":1}`, TraceID: "t1"},
	}, page)
}

// Entries may be committed in another order than their times have.
func listAuditPages(t *testing.T, s ViewsSubject) {
	t.Helper()
	for _, minutes := range []int{1, 3, 2, 3, 0} {
		s.audited(t, acme, minutes, "root", "a")
	}
	var all []string
	var filter ports.AuditFilter
	for filter.Limit = 2; ; {
		page := s.listAudit(t, filter)
		all = append(all, actions(page)...)
		if len(page) < filter.Limit {
			break
		}
		filter.Before = page[len(page)-1].AuditPlace
	}
	require.Equal(t, []string{"at.3", "at.3", "at.2", "at.1", "at.0"}, all)
}

func listAuditFiltered(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.audited(t, acme, 0, "root", "a/1")
	s.audited(t, acme, 1, "ada", "a/1")
	s.audited(t, acme, 2, "root", "a/2")
	s.audited(t, acme, 3, "ada", "a")
	at := func(minutes int) time.Time { return Noon().Add(time.Duration(minutes) * time.Minute) }
	for name, c := range map[string]struct {
		filter ports.AuditFilter
		want   []string
	}{
		"resource":           {ports.AuditFilter{Resource: "a/1"}, []string{"at.1", "at.0"}},
		"a resource's kind":  {ports.AuditFilter{Resource: "a"}, []string{"at.3"}},
		"admin":              {ports.AuditFilter{AdminID: "root"}, []string{"at.2", "at.0"}},
		"both":               {ports.AuditFilter{Resource: "a/1", AdminID: "root"}, []string{"at.0"}},
		"from belongs to it": {ports.AuditFilter{Span: ports.Span{From: at(2)}}, []string{"at.3", "at.2"}},
		"to does not":        {ports.AuditFilter{Span: ports.Span{To: at(2)}}, []string{"at.1", "at.0"}},
		"nobody":             {ports.AuditFilter{AdminID: "nobody"}, nil},
		"all of them": {
			ports.AuditFilter{AdminID: "ada", Resource: "a/1", Span: ports.Span{From: at(1), To: at(3)}}, []string{"at.1"},
		},
		"an empty span": {ports.AuditFilter{Span: ports.Span{From: at(1), To: at(1)}}, nil},
	} {
		c.filter.Limit = 10
		require.Equal(t, c.want, actions(s.listAudit(t, c.filter)), name)
	}
	second := s.listAudit(t, ports.AuditFilter{AdminID: "root", Limit: 1, Span: ports.Span{To: at(3)}})[0]
	rest := ports.AuditFilter{AdminID: "root", Limit: 1, Span: ports.Span{To: at(3)}, Before: second.AuditPlace}
	require.Equal(t, []string{"at.0"}, actions(s.listAudit(t, rest)), "a page goes on within the filters")
}

func listAuditApart(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.audited(t, beta, 0, "root", "a")
	for _, filter := range []ports.AuditFilter{{}, {Resource: "a"}, {AdminID: "root"}} {
		filter.Limit = 10
		require.Empty(t, s.listAudit(t, filter))
	}
}
