package memory

import (
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

type windowKey struct {
	subject  signal.Subject
	playbook id.UUID
}

func (r *tenantRows) writeFatigue(set ports.WriteSet) error {
	for _, row := range set.Fatigue {
		key := windowKey{row.Subject, row.PlaybookID}
		if r.windows[key].Version != row.Window.Version-1 {
			return stale("fatigue window")
		}
		r.windows[key] = row.Window
	}
	return nil
}

func (r *tenantRows) memory(query ports.DecisionQuery) fatigue.Memory {
	var memory fatigue.Memory
	if !query.NoWindow {
		memory.Subject = r.windows[windowKey{subject: query.Subject}]
	}
	repository := signal.SubjectOf("", query.RepoID)
	for key, window := range r.windows {
		if key.subject != repository || key.playbook.IsZero() {
			continue
		}
		if memory.Repository == nil {
			memory.Repository = make(map[id.UUID]fatigue.Window)
		}
		memory.Repository[key.playbook] = window
	}
	return memory
}
