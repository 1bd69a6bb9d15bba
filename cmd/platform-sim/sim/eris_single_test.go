package sim_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const singlePath = "/eris/v1/evidence/receipts"

func (m *mounted) post(r any) answer {
	m.t.Helper()
	return m.do("POST", singlePath, r, "X-Tenant-ID", tenantA)
}

func mountEris(t *testing.T) (*mounted, *sealer) {
	t.Helper()
	s := newSealer(t)
	return mount(t, sim.Options{Keys: s.keys}), s
}

func TestASealedReceiptIsAcceptedAndVerified(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()

	got := m.post(r)

	require.Equal(t, 201, got.status, "body: %s", got.body)
	var body map[string]string
	got.into(&body)
	require.Equal(t, r.id(), body["receipt_id"])
	require.Equal(t, "accepted", body["status"])
	require.Equal(t, "verified", body["signature_verification_status"])
	require.NotEmpty(t, body["timestamp"])
}

func TestARepeatAnswersTheSameWith200AndIsCounted(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()
	first := m.post(r)

	again := m.post(r)

	require.Equal(t, 200, again.status)
	require.JSONEq(t, string(first.body), string(again.body))
	chain := m.chain(tenantA)
	require.EqualValues(t, 1, chain.Duplicates)
	require.EqualValues(t, 1, chain.Count)
	require.True(t, chain.Verified)
}

func TestTheSameIDWithOtherBytesIsAConflict(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	first := s.next()
	m.post(first)

	m.post(s.next(with("receipt_id", first.id()))).refused(409, "receipt_id")
}

func TestUnknownFieldsAreTolerated(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next(with("novelty", map[string]any{"signature": "inner"}), with("inputs.extra", 1e21), with("a", "b"), with("zz", []any{nil}))

	require.Equal(t, 201, m.post(r).status)
}

func TestEveryRuleOfTheReceiptTableIsHeld(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	for path, values := range map[string][]any{
		"receipt_id": {"7", 7, nil}, "gate_id": {"other", nil}, "schema_version": {"1.0.1", 1, nil},
		"policy_version_ids": {"p", []any{1}, nil}, "snapshot_hash": {"sha256:ab", strings.Repeat("a", 71), "sha256:" + strings.Repeat("A", 64), nil},
		"timestamp_utc": {"yesterday", "2026-03-01 10:00:00Z", nil}, "timestamp_monotonic_ms": {1.5, "1", -1, nil},
		"evaluation_point": {"later", nil}, "inputs": {"x", nil}, "inputs.tenant_id": {"", nil},
		"inputs.actor_ref": {"jane@acme"}, "inputs.actor_type": {"robot"}, "inputs.actor_id": {"jane"},
		"inputs.chain": {nil, 1}, "inputs.chain.sequence": {0, "1", 1.5, nil}, "inputs.chain.prev_hash": {strings.Repeat("0", 64), nil},
		"decision": {nil}, "decision.status": {"fail", nil}, "decision.rationale": {1, nil},
		"decision.badges": {[]any{}, []any{"other"}, []any{"mmm_engine", "more"}, "mmm_engine", nil},
		"result":          {nil, []any{}}, "result.risk_score": {1.5, -1, "0"}, "result.risk_flags": {"x"}, "result.safety_checks_passed": {"yes"},
		"actor": {nil}, "actor.repo_id": {1, nil}, "actor.type": {"agent", nil}, "actor.machine_fingerprint": {1},
		"evidence_handles": {nil, "x", []any{"x"}, []any{map[string]any{"url": "u", "type": "t"}},
			[]any{map[string]any{"url": "u", "type": "t", "description": "d", "expires_at": "soon"}}},
		"degraded": {"false", nil}, "tenant_id": {nil, 1}, "plane": {nil, ""}, "environment": {nil}, "module_id": {nil},
		"emitter_service": {nil}, "severity": {nil, 2}, "parent_receipt_id": {"p"}, "kid": {"a b", nil, ""}, "signature_algo": {nil},
	} {
		for _, value := range values {
			r := s.draft(1, firstPrevHash)
			with(path, value)(r)
			s.sign(r)
			m.post(r).refused(422, path)
		}
	}
	require.Empty(t, m.chains("").Tenants)
}

func TestARequiredFieldMayNotBeLeftOut(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	optional := map[string]bool{"parent_receipt_id": true, "signature": true}
	for name := range maps.Keys(s.draft(1, firstPrevHash)) {
		if optional[name] {
			continue
		}
		r := s.draft(1, firstPrevHash)
		without(name)(r)
		s.sign(r)
		m.post(r).refused(422, name)
	}
}

func TestEveryWrongFieldIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)

	got := m.post(s.next(with("degraded", 1), with("plane", nil), with("inputs.deep", []any{map[string]any{"actor_id": "jane"}})))

	got.refused(422, "degraded")
	got.refused(422, "plane")
	got.refused(422, "inputs.deep[0].actor_id")
	require.NotContains(t, string(got.body), "jane")
}

func TestTheTenantHeaderMustBeTheReceipts(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()

	m.do("POST", singlePath, r, "X-Tenant-ID", "other").refused(403, "X-Tenant-ID")
	m.do("POST", singlePath, r).refused(403, "X-Tenant-ID")
	m.post(s.next(with("inputs.tenant_id", "other"))).refused(422, "inputs.tenant_id")
}

func TestATamperedReceiptIsRefused(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	for _, tamper := range []func(document){
		with("degraded", true), with("inputs.chain.sequence", 2), with("decision.rationale", "other"), with("added", 1),
		without("result.risk_score"), with("timestamp_monotonic_ms", 12346),
	} {
		s.sequence = 0
		r := s.next()
		tamper(r)
		m.post(r).refused(422, "signature")
	}
}

func TestASignatureOfAnotherShapeOrKeyIsRefused(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	good := s.next()["signature"].(string)
	encoded := good[strings.LastIndex(good, ":")+1:]
	for _, signature := range []string{
		"", encoded, "sig-ed25519:" + encoded, "sig-mock:" + keyID + ":" + encoded, good + "\n", good[:len(good)-2],
		"sig-ed25519:" + keyID + ":" + strings.TrimRight(encoded, "="), "sig-ed25519:a b:" + encoded,
	} {
		r := s.draft(1, firstPrevHash)
		r["signature"] = signature
		m.post(r).refused(422, "signature")
	}
	m.post(newSealer(t).next()).refused(422, "signature")
	m.post(s.next(with("kid", "another"))).refused(422, "kid")
}

func TestAnUnknownKeyIsRefusedAndMissingKeysAreAnOutage(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	answering := func(err error) *mounted {
		return mount(t, sim.Options{Keys: func(context.Context, string) (ed25519.PublicKey, error) { return nil, err }})
	}

	answering(sim.ErrUnknownKey).post(s.next()).refused(422, "kid")
	require.Equal(t, "KEYS_UNAVAILABLE", answering(errors.New("down")).post(s.next()).refused(503, "").Code)
}

func TestABodyThatIsNoReceiptIsRefused(t *testing.T) {
	t.Parallel()
	m, _ := mountEris(t)

	m.post("{").refused(400, "")
	m.post("").refused(400, "")
	m.post("{} {}").refused(400, "")
	m.post("[]").refused(422, "body")
	m.post("null").refused(422, "body")
	m.post(strings.Repeat(" ", 16<<20)+"{}").refused(413, "")
}

func TestAReceiptWithADoubledMemberIsRefused(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	canonical := string(canonicalOf(t, s.next()))

	m.post(`{"degraded":false,`+canonical[1:]).refused(422, "signature")
}

func TestAnySpellingOfTheSameReceiptVerifiesAndRepeats(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	r := s.next()
	spaced := strings.ReplaceAll(string(canonicalOf(t, r)), `"degraded":false`, "\n \"degr\\u0061ded\" : false ")

	require.Equal(t, 201, m.post(spaced).status)
	require.Equal(t, 200, m.post(r).status)
}
