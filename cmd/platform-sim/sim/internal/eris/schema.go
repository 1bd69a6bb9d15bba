package eris

import (
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// newSchema is downstream.md's receipt table. What it does not name is tolerated.
func newSchema() schema.Table {
	actorType := schema.IsOneOf("human", "ai_agent", "service")
	return schema.Table{
		schema.Required("receipt_id", schema.IsUUID),
		schema.Required("gate_id", schema.IsOneOf("mmm")),
		schema.Required("schema_version", schema.IsOneOf("1.0.0")),
		schema.Required("policy_version_ids", schema.IsListOf(schema.IsText)),
		schema.Required("snapshot_hash", isSHA256),
		schema.Required("timestamp_utc", schema.IsTime),
		schema.Required("timestamp_monotonic_ms", schema.IsInteger(0)),
		schema.Required("evaluation_point", schema.IsOneOf("pre-commit", "pre-merge", "pre-deploy", "post-deploy")),
		schema.Required("inputs", schema.IsObject),
		schema.Required("inputs.tenant_id", schema.IsName),
		schema.Optional("inputs.actor_ref", schema.IsUUID),
		schema.Optional("inputs.actor_type", actorType),
		schema.Optional("inputs.surface", schema.IsName),
		schema.Optional("inputs.signal_id", schema.IsName),
		schema.Optional("inputs.decision_id", schema.IsName),
		schema.Optional("inputs.action_id", schema.IsName),
		schema.Required("inputs.chain", schema.IsObject),
		schema.Required("inputs.chain.sequence", schema.IsInteger(1)),
		schema.Required("inputs.chain.prev_hash", isSHA256),
		schema.Required("decision", schema.IsObject),
		schema.Required("decision.status", schema.IsOneOf("pass", "warn", "soft_block", "hard_block")),
		schema.Required("decision.rationale", schema.IsText),
		schema.Required("decision.badges", isExactly("mmm_engine")),
		schema.Required("result", schema.IsObject),
		schema.Optional("result.risk_score", schema.IsShare),
		schema.Optional("result.risk_flags", schema.IsListOf(anything)),
		schema.Optional("result.safety_checks_passed", schema.IsBool),
		schema.Required("actor", schema.IsObject),
		schema.Required("actor.repo_id", schema.IsText),
		schema.Required("actor.type", actorType),
		schema.Optional("actor.machine_fingerprint", schema.IsText),
		schema.Required("evidence_handles", schema.IsListOf(isEvidence())),
		schema.Required("degraded", schema.IsBool),
		schema.Required("tenant_id", schema.IsName),
		schema.Required("plane", schema.IsName),
		schema.Required("environment", schema.IsName),
		schema.Required("module_id", schema.IsName),
		schema.Required("emitter_service", schema.IsName),
		schema.Required("severity", schema.IsName),
		schema.Optional("parent_receipt_id", schema.IsUUID),
		schema.Required("kid", isKeyID),
		schema.Required("signature_algo", schema.IsName),
		schema.Required("signature", schema.IsText),
	}
}

// checkReceipt reports every wrong field, in the table's order, and then every actor id among the inputs.
func (s *service) checkReceipt(object map[string]any) []reply.FieldError {
	return append(s.schema.Check(object), actorIDs("inputs", object["inputs"])...)
}
