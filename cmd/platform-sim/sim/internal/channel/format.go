package channel

import (
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// format is what one route of a channel takes.
type format struct {
	path    string
	surface string
	// check reports every wrong field of a body.
	check func(body map[string]any) []reply.FieldError
}

// actionFormat is downstream.md's body of an action, for the surface with that payload, or a digest of such. It takes nothing
// else: no more of a decision's context may leave than this.
func actionFormat(path, surface string, payload schema.Table) format {
	table := append(actionTable(surface), payload...)
	digest := digestCheck(surface, table)
	return format{path: path, surface: surface, check: func(body map[string]any) []reply.FieldError {
		if isDigest(body) {
			return digest(body)
		}
		return append(table.CheckExactly(body), checkActor(body)...)
	}}
}

func actionTable(surface string) schema.Table {
	return schema.Table{
		schema.Required("decision_id", schema.IsUUID),
		schema.Required("tenant_id", schema.IsName),
		schema.Required("actor_id", schema.IsText),
		schema.Required("actor_type", schema.IsOneOf("human", "ai_agent", "service")),
		schema.Required("action_id", schema.IsUUID),
		schema.Required("action_type", schema.IsOneOf("mirror", "mentor", "multiplier")),
		schema.Required("surface", schema.IsOneOf(surface)),
		schema.Required("requires_consent", schema.IsBool),
		schema.Required("requires_dual_channel", schema.IsBool),
		schema.Required("evidence_links", schema.IsListOf(schema.IsName)),
		schema.Required("target", schema.IsObject),
		schema.Required("target.repo_id", schema.IsText),
		schema.Required("target.branch", schema.IsText),
		schema.Optional("target.commit", schema.IsName),
		schema.Optional("target.pr", schema.IsInteger(1)),
		schema.Optional("target.file_path", schema.IsName),
		schema.Optional("target.line", schema.IsInteger(1)),
		schema.Required("expires_at", schema.IsTime),
		schema.Required("timestamp_utc", schema.IsTime),
		schema.Required("payload", schema.IsObject),
	}
}

// checkActor lets a service be nameless: that is what a decision for a repository has in place of an actor.
func checkActor(body map[string]any) []reply.FieldError {
	if id, is := body["actor_id"].(string); !is || id != "" || body["actor_type"] == "service" {
		return nil
	}
	return []reply.FieldError{{Path: "actor_id", Message: "may be empty for a service only"}}
}

func idePayload() schema.Table {
	return schema.Table{
		schema.Required("payload.status_line", isStatusLine),
		schema.Required("payload.card", schema.IsObject),
		schema.Required("payload.card.title", schema.IsName),
		schema.Required("payload.card.body", schema.IsText),
		schema.Required("payload.card.rationale", schema.IsText),
		schema.Required("payload.card.links", schema.IsListOf(schema.IsName)),
	}
}

func isStatusLine(value any) string {
	const longest = 80
	if text, is := value.(string); !is || text == "" || utf8.RuneCountInString(text) > longest {
		return "must be a string of 1 to 80 characters"
	}
	return ""
}

func ciPayload() schema.Table {
	return schema.Table{
		schema.Required("payload.summary", schema.IsName),
		schema.Each("payload.annotations", schema.Table{
			schema.Required("path", schema.IsName),
			schema.Required("line", schema.IsInteger(1)),
			schema.Required("level", schema.IsOneOf("notice", "warning", "failure")),
			schema.Required("message", schema.IsName),
		}),
	}
}

func alertPayload() schema.Table {
	return schema.Table{
		schema.Required("payload.title", schema.IsName),
		schema.Required("payload.text", schema.IsText),
	}
}

// alertsFormat is downstream.md's ALERTING_FORMAT=alerts, exactly.
func alertsFormat() format {
	return format{path: "/v1/alerts", surface: "alert", check: schema.Table{
		schema.Required("alert_id", schema.IsName),
		schema.Required("tenant_id", schema.IsName),
		schema.Required("source_module", schema.IsOneOf("mmm")),
		schema.Required("plane", schema.IsName),
		schema.Required("environment", schema.IsName),
		schema.Required("component_id", schema.IsName),
		schema.Required("severity", schema.IsOneOf("info", "low", "medium", "high", "critical")),
		schema.Required("category", schema.IsName),
		schema.Required("summary", schema.IsName),
		schema.Required("started_at", schema.IsTime),
		schema.Required("dedup_key", schema.IsName),
		schema.Required("links", schema.IsListOf(schema.IsName)),
	}.CheckExactly}
}
