package sim_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

const (
	tenantA = "acme"
	keyID   = "mmm-2026.1"
)

var firstPrevHash = "sha256:" + strings.Repeat("0", 64)

// sealer makes receipts as the engine does: chained and signed.
type sealer struct {
	t        testing.TB
	private  ed25519.PrivateKey
	sequence int
	prevHash string
}

func newSealer(t *testing.T) *sealer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	return &sealer{t: t, private: private, prevHash: firstPrevHash}
}

// keys is a KeyFunc that knows the sealer's key and no other.
func (s *sealer) keys(_ context.Context, kid string) (ed25519.PublicKey, error) {
	if kid != keyID {
		return nil, sim.ErrUnknownKey
	}
	return s.private.Public().(ed25519.PublicKey), nil
}

// next seals the next receipt of the chain after changing it; the change comes before the signature.
func (s *sealer) next(changes ...func(document)) document {
	s.t.Helper()
	s.sequence++
	r := s.draft(s.sequence, s.prevHash)
	for _, change := range changes {
		change(r)
	}
	s.sign(r)
	s.prevHash = hashOf(s.t, r)
	return r
}

func (s *sealer) draft(sequence int, prevHash string) document {
	return document{
		"receipt_id": uuid.NewString(), "gate_id": "mmm", "schema_version": "1.0.0",
		"policy_version_ids": []any{"p-1"}, "snapshot_hash": "sha256:" + strings.Repeat("ab", 32),
		"timestamp_utc": "2026-03-01T10:00:00.123Z", "timestamp_monotonic_ms": 12345, "evaluation_point": "pre-merge",
		"inputs": map[string]any{
			"tenant_id": tenantA, "actor_ref": uuid.NewString(), "actor_type": "human", "surface": "ci",
			"playbooks": []any{map[string]any{"playbook_id": "pb", "revision": 3}},
			"chain":     map[string]any{"sequence": sequence, "prev_hash": prevHash},
		},
		"decision": map[string]any{"status": "pass", "rationale": "naïve € \u2028 <ok>", "badges": []any{"mmm_engine"}},
		"result":   map[string]any{"actions": []any{}, "risk_score": 0.25, "risk_flags": []any{}, "safety_checks_passed": true},
		"actor":    map[string]any{"repo_id": "acme/shop", "type": "human"},
		"evidence_handles": []any{
			map[string]any{"url": "https://ci.example/1", "type": "ci_run", "description": "the run", "expires_at": nil},
		},
		"degraded": false, "tenant_id": tenantA, "plane": "tenant", "environment": "dev", "module_id": "mmm",
		"emitter_service": "mmm-engine", "severity": "info", "parent_receipt_id": nil, "kid": keyID, "signature_algo": "ed25519",
	}
}

func (s *sealer) sign(r document) {
	s.t.Helper()
	delete(r, "signature")
	raw := ed25519.Sign(s.private, canonicalOf(s.t, r))
	r["signature"] = "sig-ed25519:" + keyID + ":" + base64.StdEncoding.EncodeToString(raw)
}

func hashOf(tb testing.TB, r document) string {
	tb.Helper()
	sum := sha256.Sum256(canonicalOf(tb, r))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func canonicalOf(tb testing.TB, r document) []byte {
	tb.Helper()
	encoded, err := json.Marshal(r)
	require.NoError(tb, err)
	canonical, err := jcs.Transform(encoded)
	require.NoError(tb, err)
	return canonical
}

// id is a receipt's.
func (d document) id() string { return d["receipt_id"].(string) }
