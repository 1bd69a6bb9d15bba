package eris

import (
	"strings"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// field is one line of the receipt's table. A field that may be absent may be null too.
type field struct {
	path      []string
	rule      rule
	mayBeNull bool
}

type schema []field

func required(path string, r rule) field { return field{path: strings.Split(path, "."), rule: r} }

func optional(path string, r rule) field {
	return field{path: strings.Split(path, "."), rule: r, mayBeNull: true}
}

// newSchema is downstream.md's receipt table. What it does not name is tolerated.
func newSchema() schema {
	actorType := isOneOf("human", "ai_agent", "service")
	return schema{
		required("receipt_id", isUUID),
		required("gate_id", isOneOf("mmm")),
		required("schema_version", isOneOf("1.0.0")),
		required("policy_version_ids", isListOf(isText)),
		required("snapshot_hash", isSHA256),
		required("timestamp_utc", isTime),
		required("timestamp_monotonic_ms", isInteger(0)),
		required("evaluation_point", isOneOf("pre-commit", "pre-merge", "pre-deploy", "post-deploy")),
		required("inputs", isObject),
		required("inputs.tenant_id", isName),
		optional("inputs.actor_ref", isUUID),
		optional("inputs.actor_type", actorType),
		optional("inputs.surface", isName),
		optional("inputs.signal_id", isName),
		optional("inputs.decision_id", isName),
		optional("inputs.action_id", isName),
		required("inputs.chain", isObject),
		required("inputs.chain.sequence", isInteger(1)),
		required("inputs.chain.prev_hash", isSHA256),
		required("decision", isObject),
		required("decision.status", isOneOf("pass", "warn", "soft_block", "hard_block")),
		required("decision.rationale", isText),
		required("decision.badges", isExactly("mmm_engine")),
		required("result", isObject),
		optional("result.risk_score", isShare),
		optional("result.risk_flags", isListOf(anything)),
		optional("result.safety_checks_passed", isBool),
		required("actor", isObject),
		required("actor.repo_id", isText),
		required("actor.type", actorType),
		optional("actor.machine_fingerprint", isText),
		required("evidence_handles", isListOf(isEvidence)),
		required("degraded", isBool),
		required("tenant_id", isName),
		required("plane", isName),
		required("environment", isName),
		required("module_id", isName),
		required("emitter_service", isName),
		required("severity", isName),
		optional("parent_receipt_id", isUUID),
		required("kid", isKeyID),
		required("signature_algo", isName),
		required("signature", isText),
	}
}

func anything(any) string { return "" }

func isEvidence(value any) string {
	for _, part := range []field{
		required("url", isName), required("type", isName), required("description", isText), optional("expires_at", isTime),
	} {
		if wrong := part.check(value); wrong != "" {
			return strings.Join(part.path, ".") + " " + wrong
		}
	}
	return ""
}

// check reports every wrong field, in the table's order, and then every actor id among the inputs.
func (s schema) check(receipt map[string]any) []reply.FieldError {
	var wrong []reply.FieldError
	for _, f := range s {
		if message := f.check(receipt); message != "" {
			wrong = append(wrong, reply.FieldError{Path: strings.Join(f.path, "."), Message: message})
		}
	}
	return append(wrong, actorIDs("inputs", receipt["inputs"])...)
}

func (f field) check(value any) string {
	for _, name := range f.path {
		parent, is := value.(map[string]any)
		if !is {
			value = nil
			break
		}
		value = parent[name]
	}
	if value != nil {
		return f.rule(value)
	}
	if f.mayBeNull {
		return ""
	}
	return "is required"
}
