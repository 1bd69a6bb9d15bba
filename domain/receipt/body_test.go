package receipt_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

func at() time.Time {
	return time.Date(2026, time.May, 6, 9, 8, 9, 123456789, time.FixedZone("", 2*60*60))
}

func body() receipt.Body {
	return receipt.Body{
		ID: id.At(at(), id.Entropy{9: 1}), TenantID: "acme", At: at(), Monotonic: 1500 * time.Millisecond,
		EvaluationPoint: "pre-merge", PolicyVersionIDs: []string{"p1", "p2"},
		SnapshotHash: receipt.Hash("policy"),
		Inputs:       canonical.Object{{Name: "tenant_id", Value: "acme"}, {Name: "surface", Value: "ci"}},
		Result:       canonical.Object{{Name: "action_ids", Value: []string{}}},
		Status:       receipt.SoftBlock, Rationale: "quiet hours", RepoID: "acme/site", ActorType: "human",
		Evidence: []string{"https://ci.example/1"}, Environment: "production", Severity: "high",
	}
}

// golden is the body above, written by hand from the table of downstream.md, ERIS.
const golden = `{"actor":{"repo_id":"acme/site","type":"human"},` +
	`"decision":{"badges":["mmm_engine"],"rationale":"quiet hours","status":"soft_block"},` +
	`"degraded":false,"emitter_service":"mmm-engine","environment":"production","evaluation_point":"pre-merge",` +
	`"evidence_handles":[{"description":"evidence linked from an action","type":"link","url":"https://ci.example/1"}],` +
	`"gate_id":"mmm","inputs":{"surface":"ci","tenant_id":"acme"},"module_id":"mmm","plane":"tenant",` +
	`"policy_version_ids":["p1","p2"],"receipt_id":"019dfc1d-9023-7000-8000-000000000001",` +
	`"result":{"action_ids":[]},"schema_version":"1.0.0","severity":"high","signature_algo":"Ed25519",` +
	`"snapshot_hash":"sha256:823412d1eacb67956220e532959f0104603057c88704863ca38e7cd188fda812",` +
	`"tenant_id":"acme","timestamp_monotonic_ms":1500,"timestamp_utc":"2026-05-06T07:08:09.123Z"}`

func TestABodyIsWrittenAsTheContractSays(t *testing.T) {
	t.Parallel()
	require.Equal(t, golden, body().Canonical()) //nolint:testifylint // The bytes are the contract.
}

func TestAParentIsNamedOnlyWhereThereIsOne(t *testing.T) {
	t.Parallel()
	require.NotContains(t, body().Canonical(), "parent_receipt_id")
	child := body()
	child.Parent = id.At(at(), id.Entropy{9: 7})
	require.Contains(t, child.Canonical(), `"parent_receipt_id":"`+child.Parent.String()+`"`)
}

func TestListsThatAreNotSetAreEmptyNotNull(t *testing.T) {
	t.Parallel()
	empty := body()
	empty.PolicyVersionIDs, empty.Evidence, empty.Inputs, empty.Result = nil, nil, nil, nil
	text := empty.Canonical()
	for _, want := range []string{
		`"policy_version_ids":[]`, `"evidence_handles":[]`, `"inputs":{}`, `"result":{}`,
	} {
		require.Contains(t, text, want)
	}
}

func TestAChangeNamesTheAdminByReferenceOnly(t *testing.T) {
	t.Parallel()
	change := receipt.Change{
		ID: id.At(at(), id.Entropy{9: 2}), TenantID: "acme", At: at(), AdminRef: id.Random([16]byte{3}),
		ActorType: "human", Operation: "playbook.publish", Resource: "playbook/1",
		After:  canonical.Object{{Name: "status", Value: "published"}},
		Policy: receipt.Evidence{VersionIDs: []string{"p1"}, SnapshotHash: receipt.Hash("policy")},
	}
	var document struct {
		Inputs map[string]any    `json:"inputs"`
		Result map[string]string `json:"result"`
		Actor  map[string]string `json:"actor"`
	}
	require.NoError(t, json.Unmarshal([]byte(change.Body().Canonical()), &document))
	require.Equal(t, map[string]any{
		"actor_ref": change.AdminRef.String(), "actor_type": "human", "before": nil,
		"after": map[string]any{"status": "published"}, "operation": "playbook.publish",
		"resource": "playbook/1", "tenant_id": "acme",
	}, document.Inputs)
	require.Equal(t, map[string]string{"operation": "playbook.publish", "resource": "playbook/1"}, document.Result)
	require.Equal(t, "human", document.Actor["type"])
}

func TestAChangeSaysWhetherAnAdminMadeIt(t *testing.T) {
	t.Parallel()
	require.Equal(t, "an admin changed playbook/1", receipt.Change{Resource: "playbook/1"}.Body().Rationale)
	require.Equal(t, "an actor changed preferences/1", receipt.Change{Resource: "preferences/1", Own: true}.Body().Rationale)
}

// recanonical writes a document canonically by other means: numbers as written,
// names sorted, nothing escaped that need not be.
func recanonical(t require.TestingT, document string, without ...string) string {
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.UseNumber()
	var object map[string]any
	require.NoError(t, decoder.Decode(&object))
	for _, name := range without {
		delete(object, name)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(object))
	// The encoder escapes two line separators more than RFC 8785 does.
	return strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(strings.TrimSuffix(text.String(), "\n"))
}
