package system_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/require"
)

type receiptAnswer struct {
	ID       string `json:"receipt_id"`
	Status   string
	Document json.RawMessage `json:"receipt"`
}

func (r renter) receipt(tb testing.TB, decisionID string) receiptAnswer {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: "/decisions/" + decisionID + "/receipt", token: r.token})
	return decoded[receiptAnswer](tb, got, http.StatusOK)
}

func TestEveryReceiptReachesTheEvidenceServiceInOneChain(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	for range 20 {
		r.decide(t, r.ask("security.code_scanning", alert()))
	}
	require.Equal(t, 20, r.count(t, "decisions"))
	r.requireWholeChain(t)
}

// The engine first has no worker, so that nobody seals; then the evidence service
// refuses, so that nobody can send.
func TestAReceiptIsPendingThenSealedThenEmitted(t *testing.T) {
	t.Parallel()
	s := prepare(t, map[string]string{"MMM_ROLES": "api"})
	s.startEngine(t)
	r := s.renter(t).withExamples(t)
	first := r.decide(t, r.ask("security.code_scanning", alert()))
	pending := r.receipt(t, first.ID)
	require.Equal(t, "pending", pending.Status)
	require.Equal(t, first.Receipt.ID, pending.ID)
	require.NotContains(t, string(pending.Document), "signature\":")

	require.Zero(t, s.engine.stop(t))
	s.fault(t, "error")
	s.environ["MMM_ROLES"] = "api,worker"
	s.startEngine(t)
	eventually(t, "it is sealed", func() bool { return r.receipt(t, first.ID).Status == "sealed" })
	sealed := r.receipt(t, first.ID)
	r.requireVerifies(t, sealed.Document)
	eventually(t, "an attempt fails", func() bool {
		return s.metrics(t).value("mmm_eris_receipt_emission_total", labels{"tenant_id": r.id, "result": "failure"}) > 0
	})
	for range 20 {
		r.decide(t, r.ask("security.code_scanning", alert()))
	}
	require.Zero(t, r.chain(t).Count)

	s.fault(t, "none")
	eventually(t, "it is emitted", func() bool { return r.receipt(t, first.ID).Status == "emitted" })
	require.JSONEq(t, string(sealed.Document), string(r.receipt(t, first.ID).Document))
	r.requireWholeChain(t)
}

// requireVerifies checks the signature as anybody can: the published key over the
// canonical document without its signature.
func (r renter) requireVerifies(tb testing.TB, raw json.RawMessage) {
	tb.Helper()
	var receipt document
	require.NoError(tb, json.Unmarshal(raw, &receipt))
	parts := strings.Split(receipt["signature"].(string), ":")
	require.Len(tb, parts, 3)
	require.Equal(tb, []string{"sig-ed25519", receipt["kid"].(string)}, parts[:2])
	signature, err := base64.StdEncoding.DecodeString(parts[2])
	require.NoError(tb, err)
	delete(receipt, "signature")
	unsigned, err := json.Marshal(receipt)
	require.NoError(tb, err)
	canonical, err := jcs.Transform(unsigned)
	require.NoError(tb, err)
	key := r.publicKey(tb, parts[1])
	require.True(tb, ed25519.Verify(key, canonical, signature), "the signature holds")
	canonical[len(canonical)/2] ^= 1
	require.False(tb, ed25519.Verify(key, canonical, signature), "and for nothing else")
}

func (r renter) publicKey(tb testing.TB, kid string) ed25519.PublicKey {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: "/keys"})
	set := decoded[struct {
		Keys []struct{ Kid, Kty, Crv, X string }
	}](tb, got, http.StatusOK)
	for _, key := range set.Keys {
		if key.Kid == kid {
			require.Equal(tb, "OKP Ed25519", key.Kty+" "+key.Crv)
			x, err := base64.RawURLEncoding.DecodeString(key.X)
			require.NoError(tb, err)
			return x
		}
	}
	require.FailNow(tb, "no such key is published", kid)
	return nil
}
