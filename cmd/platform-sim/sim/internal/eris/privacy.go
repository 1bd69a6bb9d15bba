package eris

import (
	"sort"
	"strconv"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// actorIDs finds every member named actor_id at any depth: receipts name people by actor_ref only.
func actorIDs(path string, value any) []reply.FieldError {
	var found []reply.FieldError
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if name == "actor_id" {
				found = append(found, reply.FieldError{Path: path + ".actor_id", Message: "must not be sent: use actor_ref"})
			}
			found = append(found, actorIDs(path+"."+name, member)...)
		}
	case []any:
		for i, item := range value {
			found = append(found, actorIDs(path+"["+strconv.Itoa(i)+"]", item)...)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Path < found[j].Path })
	return found
}
