package channel

import (
	"maps"
	"strconv"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// isDigest tells the two kinds of messages apart that a route for actions takes.
func isDigest(body map[string]any) bool {
	_, is := body["digest_id"]
	return is
}

// digestCheck wants several actions in one message, each with the body that it has alone, for the same actor.
func digestCheck(surface string, action schema.Table) func(body map[string]any) []reply.FieldError {
	table := schema.Table{
		schema.Required("digest_id", schema.IsUUID),
		schema.Required("tenant_id", schema.IsName),
		schema.Required("actor_id", schema.IsText),
		schema.Required("actor_type", schema.IsOneOf("human", "ai_agent", "service")),
		schema.Required("surface", schema.IsOneOf(surface)),
		schema.Each("actions", action),
		schema.Required("timestamp_utc", schema.IsTime),
	}
	return func(body map[string]any) []reply.FieldError {
		return append(append(table.CheckExactly(body), checkActor(body)...), checkItems(body)...)
	}
}

// checkItems wants at least one action, and all of the digest's own tenant and actor.
func checkItems(body map[string]any) []reply.FieldError {
	items, _ := body["actions"].([]any)
	if items != nil && len(items) == 0 {
		return []reply.FieldError{{Path: "actions", Message: "must not be empty"}}
	}
	var wrong []reply.FieldError
	for i, item := range items {
		action, _ := item.(map[string]any)
		for _, name := range []string{"tenant_id", "actor_id", "actor_type"} {
			if schema.Text(action, name) != schema.Text(body, name) {
				wrong = append(wrong, reply.FieldError{
					Path: "actions[" + strconv.Itoa(i) + "]." + name, Message: "must be the digest's",
				})
			}
		}
	}
	return wrong
}

// lasting is what is the same over all tries: not when it was sent, and of a digest not what expired meanwhile.
func lasting(body map[string]any) map[string]any {
	content := maps.Clone(body)
	delete(content, "timestamp_utc")
	if isDigest(body) {
		delete(content, "actions")
	}
	return content
}
