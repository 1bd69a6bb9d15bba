// Package receipt has the evidence of what was decided: its body, its canonical
// form and the chain that makes tampering evident (product.md, Receipts).
package receipt

import (
	"encoding/json"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Status is decision.status of the receipt schema (downstream.md, ERIS).
type Status string

const (
	// Pass says that actions were proposed, or that there was nothing to say.
	Pass Status = "pass"
	// Warn says that the decision was degraded or its policy stale.
	Warn Status = "warn"
	// SoftBlock says that policy suppressed something.
	SoftBlock Status = "soft_block"
	// HardBlock says that no policy was available.
	HardBlock Status = "hard_block"
)

// Body is a receipt before it is sealed: everything but its place in the chain,
// its key and its signature. It names people by actor_ref only.
type Body struct {
	ID       id.UUID
	TenantID tenant.ID
	At       time.Time
	// Monotonic is the process's steady clock, which no step of the wall clock moves.
	Monotonic        time.Duration
	EvaluationPoint  string
	PolicyVersionIDs []string
	// SnapshotHash is "sha256:" and hex of the canonical policy.
	SnapshotHash string
	// Inputs and Result hold metadata only; both survive where unknown fields do not.
	Inputs, Result canonical.Object
	Status         Status
	Rationale      string
	RepoID         string
	// ActorType is human, ai_agent or service.
	ActorType   string
	Evidence    []string
	Degraded    bool
	Environment string
	Severity    string
	// Parent is the receipt this one follows from; zero for none.
	Parent id.UUID
}

const (
	gateID        = "mmm"
	schemaVersion = "1.0.0"
	algorithm     = "Ed25519"
	timeLayout    = "2006-01-02T15:04:05.000Z"
)

// Canonical answers the body as canonical JSON (RFC 8785), ready to be stored and
// sealed.
func (b Body) Canonical() string {
	document := canonical.Object{
		{Name: "actor", Value: canonical.Object{{Name: "repo_id", Value: b.RepoID}, {Name: "type", Value: b.ActorType}}},
		{Name: "decision", Value: canonical.Object{
			{Name: "badges", Value: []string{"mmm_engine"}},
			{Name: "rationale", Value: b.Rationale},
			{Name: "status", Value: string(b.Status)},
		}},
		{Name: "degraded", Value: b.Degraded},
		{Name: "emitter_service", Value: "mmm-engine"},
		{Name: "environment", Value: b.Environment},
		{Name: "evaluation_point", Value: b.EvaluationPoint},
		{Name: "evidence_handles", Value: handles(b.Evidence)},
		{Name: "gate_id", Value: gateID},
		{Name: "inputs", Value: b.Inputs},
		{Name: "module_id", Value: gateID},
		{Name: "plane", Value: "tenant"},
		{Name: "policy_version_ids", Value: b.PolicyVersionIDs},
		{Name: "receipt_id", Value: b.ID.String()},
		{Name: "result", Value: b.Result},
		{Name: "schema_version", Value: schemaVersion},
		{Name: "severity", Value: b.Severity},
		{Name: "signature_algo", Value: algorithm},
		{Name: "snapshot_hash", Value: b.SnapshotHash},
		{Name: "tenant_id", Value: string(b.TenantID)},
		{Name: "timestamp_monotonic_ms", Value: b.Monotonic.Milliseconds()},
		{Name: "timestamp_utc", Value: b.At.UTC().Format(timeLayout)},
	}
	if !b.Parent.IsZero() {
		document = append(document, canonical.Member{Name: "parent_receipt_id", Value: b.Parent.String()})
	}
	return canonical.Marshal(document)
}

func handles(links []string) []canonical.Object {
	result := make([]canonical.Object, len(links))
	for i, link := range links {
		result[i] = canonical.Object{
			{Name: "description", Value: "evidence linked from an action"},
			{Name: "type", Value: "link"},
			{Name: "url", Value: link},
		}
	}
	return result
}

// ParentOf answers the parent that a stored body names, zero for none.
func ParentOf(body string) id.UUID {
	var read struct {
		Parent id.UUID `json:"parent_receipt_id"`
	}
	if json.Unmarshal([]byte(body), &read) != nil {
		return id.UUID{}
	}
	return read.Parent
}
