package readmodel_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// A page costs what it holds, however much was ever audited: its entries come by an
// index that begins with what they are filtered by and goes on in the list's order.
func TestAuditEntriesAreListedByTheIndexOfTheirFilter(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	reader := newReader(t, database.API)
	for _, full := range []bool{false, true} {
		if full {
			as(t, database.API, "SELECT set_config('mmm.tenant_ids', '{acme,beta}', true)",
				`INSERT INTO audit_entries (tenant_id, at, admin_id, action, resource, trace_id)
				SELECT owner, '2026-03-04T12:00:00Z'::timestamptz - n * interval '1 minute', 'a' || n % 30, '', 'r/' || n % 300, ''
				FROM generate_series(1, 3000) AS n, unnest(ARRAY['acme', 'beta']) AS owner`)
			as(t, database.Owner, "ANALYZE audit_entries")
		}
		for columns, filter := range map[string]ports.AuditFilter{
			"at, entry_id": {}, "admin_id, at, entry_id": {AdminID: "a3"}, "resource, at, entry_id": {Resource: "r/3", AdminID: "a3"},
		} {
			filter.Limit, filter.Span.To = 5, portstest.Noon()
			var sent []asked
			page, err := readmodel.NewViews(recordingPool{reader, &sent}, followers()).ListAudit(t.Context(), "acme", filter)
			require.NoError(t, err)
			require.Equal(t, full, len(page) == filter.Limit)
			require.Len(t, sent, 1)
			plan := explained(t, reader, sent[0])
			index := "audit_entries_tenant_id_" + strings.ReplaceAll(columns, ", ", "_") + "_idx"
			require.Contains(t, plan, "Index Scan Backward using "+index)
			require.Regexp(t, `Index Cond: .*ROW\(`+columns+`\) < `, plan)
			require.NotContains(t, plan, "Sort  (")
			require.NotContains(t, plan, "Seq Scan")
		}
	}
}
