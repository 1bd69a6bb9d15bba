package sim_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

type bulkAnswer struct {
	Results []struct {
		ReceiptID string `json:"receipt_id"`
		Status    string `json:"status"`
		Error     string `json:"error"`
	} `json:"results"`
}

func (m *mounted) postBulk(items any) answer {
	m.t.Helper()
	return m.do("POST", singlePath+"/bulk", items, "X-Tenant-ID", tenantA)
}

func (m *mounted) bulkResults(items any) bulkAnswer {
	m.t.Helper()
	got := m.postBulk(items)
	require.Equal(m.t, 201, got.status, "body: %s", got.body)
	var body bulkAnswer
	got.into(&body)
	return body
}

func TestABulkAnswersEachItemInOrder(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	good, other, tampered := s.next(), s.next(with("tenant_id", "other"), with("inputs.tenant_id", "other")), s.next()
	tampered["degraded"] = true
	invalid := s.next(with("plane", 1))

	got := m.bulkResults([]any{good, other, tampered, invalid, good}).Results

	require.Len(t, got, 5)
	var statuses []string
	for i, item := range []document{good, other, tampered, invalid, good} {
		require.Equal(t, item.id(), got[i].ReceiptID)
		statuses = append(statuses, got[i].Status)
	}
	require.Equal(t, []string{"success", "error", "error", "error", "success"}, statuses)
	require.Contains(t, got[1].Error, "X-Tenant-ID")
	require.Contains(t, got[2].Error, "signature")
	require.Contains(t, got[3].Error, "plane")
	require.Empty(t, got[4].Error)
	require.EqualValues(t, 1, m.chain(tenantA).Count)
	require.EqualValues(t, 1, m.chain(tenantA).Duplicates)
}

func TestAMalformedItemRefusesTheWholeBulkAndTheRestCanGoSingly(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	first, second := s.next(), s.next()
	for _, malformed := range []any{"text", 1, nil, []any{}, map[string]any{"gate_id": "mmm"}, map[string]any{"receipt_id": 7}} {
		m.postBulk([]any{first, malformed, second}).refused(422, "[1]")
	}
	require.Empty(t, m.chains("").Tenants)

	require.Equal(t, 201, m.post(first).status)
	require.Equal(t, 201, m.post(second).status)
	require.True(t, m.chain(tenantA).Verified)
}

func TestABulkIsABareArray(t *testing.T) {
	t.Parallel()
	m, _ := mountEris(t)

	m.postBulk(map[string]any{"receipts": []any{}}).refused(422, "body")
	m.postBulk("null").refused(422, "body")
	m.postBulk("[{").refused(400, "")
	require.JSONEq(t, `{"results":[]}`, string(m.postBulk("[]").body))
}

func TestAConflictInABulkIsThatItemsError(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	first := s.next()
	second := s.next(with("receipt_id", first.id()))

	got := m.bulkResults([]any{first, second}).Results

	require.Equal(t, "success", got[0].Status)
	require.Equal(t, "error", got[1].Status)
	require.Contains(t, got[1].Error, "receipt_id")
}

func TestABulkStoresNothingWhenTheKeysCannotBeHad(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	var down atomic.Bool
	m := mount(t, sim.Options{Keys: func(ctx context.Context, kid string) (ed25519.PublicKey, error) {
		if down.Load() {
			return nil, errors.New("down")
		}
		return s.keys(ctx, kid)
	}})
	items := []any{s.next(), s.next()}

	down.Store(true)
	m.postBulk(items).refused(503, "")
	require.Empty(t, m.chains("").Tenants)
	down.Store(false)
	require.Equal(t, 201, m.postBulk(items).status)
	require.EqualValues(t, 2, m.chain(tenantA).Count)
}

func TestABulkAsksForAnUnknownKeyOnce(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	var asked atomic.Int32
	m := mount(t, sim.Options{Keys: func(context.Context, string) (ed25519.PublicKey, error) {
		asked.Add(1)
		return nil, sim.ErrUnknownKey
	}})

	m.bulkResults([]any{s.next(), s.next(), s.next()})

	require.EqualValues(t, 1, asked.Load())
}
