package playbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Bounds of a definition, which with those of a signal bound the cost of a decision.
const (
	MaxName        = 128
	MaxText        = 4096
	MaxTriggers    = 16
	MaxTriggerList = 64
	MaxConditions  = 16
	MaxActions     = 8
	MaxEvidence    = 8
	MaxPriority    = 1000
	MaxPerDay      = 1000
	MaxExpiry      = 30 * 1440
	MaxTokens      = 4096
)

// Problems answers everything wrong with the definition's shape, in its own
// order. Whether conditions and templates compile is the compiler's to say.
func (d Definition) Problems() []fault.Problem {
	v := &validator{}
	v.text("name", d.Name, MaxName, true)
	v.text("description", d.Description, MaxText, false)
	v.text("owner", d.Owner, MaxName, false)
	v.text("version", d.Version, MaxName, true)
	v.oneOf("mode", string(d.Mode), "", string(Live), string(Shadow))
	v.count("triggers", len(d.Triggers), 1, MaxTriggers)
	for i, trigger := range d.Triggers {
		v.trigger(fmt.Sprintf("triggers[%d]", i), trigger)
	}
	v.count("conditions", len(d.Conditions), 0, MaxConditions)
	for i, condition := range d.Conditions {
		v.text(fmt.Sprintf("conditions[%d]", i), condition, MaxText, true)
	}
	v.count("actions", len(d.Actions), 1, MaxActions)
	for i, a := range d.Actions {
		v.action(fmt.Sprintf("actions[%d]", i), a)
	}
	v.oneOf("on_quiet", string(d.OnQuiet), "", string(Drop), string(Defer), string(Digest), string(Bypass))
	v.limits(d.Limits)
	return v.problems
}

// Problems answers what is wrong with the trigger's shape; the paths begin with the given one.
func (t *Trigger) Problems(path string) []fault.Problem {
	v := &validator{}
	v.trigger(path, *t)
	return v.problems
}

type validator struct{ problems []fault.Problem }

func (v *validator) addf(path, format string, args ...any) {
	v.problems = append(v.problems, fault.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (v *validator) text(path, text string, limit int, required bool) {
	switch {
	case required && text == "":
		v.addf(path, "is required")
	case len(text) > limit:
		v.addf(path, "is longer than %d bytes", limit)
	case strings.ContainsRune(text, 0):
		v.addf(path, "holds the character U+0000, which cannot be stored")
	case credential.In(text):
		v.addf(path, credential.Refusal)
	}
}

func (v *validator) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		v.addf(path, "must be one of %s", words(allowed))
	}
}

func words(allowed []string) string {
	text := ""
	for _, word := range allowed {
		switch {
		case word == "":
		case text == "":
			text = word
		default:
			text += ", " + word
		}
	}
	return text
}

func (v *validator) count(path string, have, least, most int) {
	if have < least {
		v.addf(path, "needs at least %d", least)
	}
	if have > most {
		v.addf(path, "has %d entries; at most %d are allowed", have, most)
	}
}

func (v *validator) between(path string, value, least, most int) {
	if value < least || value > most {
		v.addf(path, "must be from %d to %d", least, most)
	}
}

func (v *validator) list(path string, list []string) {
	v.count(path, len(list), 0, MaxTriggerList)
	for i, entry := range list {
		v.text(fmt.Sprintf("%s[%d]", path, i), entry, signal.MaxText, true)
	}
}

func (v *validator) trigger(path string, t Trigger) {
	v.list(path+".event_types", t.EventTypes)
	v.list(path+".sources", t.Sources)
	if _, known := signal.ParseSeverity(t.MinSeverity); t.MinSeverity != "" && !known {
		v.addf(path+".min_severity", "must be one of info, low, medium, high, critical")
	}
	for i, surface := range t.Surfaces {
		v.oneOf(fmt.Sprintf("%s.surfaces[%d]", path, i), string(surface), "ide", "ci", "alert", "background")
	}
	for i, kind := range t.ActorTypes {
		v.oneOf(fmt.Sprintf("%s.actor_types[%d]", path, i), kind, string(actor.Human), string(actor.AIAgent))
	}
	v.list(path+".roles", t.Roles)
	v.list(path+".repositories", t.Repositories)
	v.list(path+".branches", t.Branches)
	v.list(path+".environments", t.Environments)
}

func (v *validator) action(path string, a Action) {
	v.oneOf(path+".type", string(a.Type), "mirror", "mentor", "multiplier")
	v.count(path+".surfaces", len(a.Surfaces), 1, len(action.Surfaces()))
	for i, surface := range a.Surfaces {
		v.oneOf(fmt.Sprintf("%s.surfaces[%d]", path, i), string(surface), "ide", "ci", "alert")
	}
	v.text(path+".title", a.Title, MaxText, true)
	v.text(path+".body", a.Body, MaxText, false)
	v.text(path+".rationale", a.Rationale, MaxText, false)
	v.count(path+".evidence", len(a.Evidence), 0, MaxEvidence)
	for i, link := range a.Evidence {
		v.text(fmt.Sprintf("%s.evidence[%d]", path, i), link, MaxText, true)
	}
	v.between(path+".expires_in_minutes", a.ExpiresInMinutes, 0, MaxExpiry)
	v.generation(path+".llm", a)
	v.tone(path, a)
}

// tone holds the rules on what each type may say (product.md).
func (v *validator) tone(path string, a Action) {
	if a.Type != action.Mirror {
		if a.Rationale == "" {
			v.addf(path+".rationale", "is required on a %s: why this, compared with what", a.Type)
		}
		if len(a.Evidence) == 0 {
			v.addf(path+".evidence", "is required on a %s", a.Type)
		}
		return
	}
	texts := []struct{ field, template string }{{".title", a.Title}, {".body", a.Body}, {".rationale", a.Rationale}}
	for _, text := range texts {
		if found := prescription(text.template); found != "" {
			v.addf(path+text.field, "says %q: a mirror states facts and prescribes nothing", found)
		}
	}
}

func (v *validator) generation(path string, a Action) {
	if a.LLM == nil {
		return
	}
	if a.Type == action.Mirror {
		v.addf(path, "is for mentor and multiplier only")
	}
	v.text(path+".prompt", a.LLM.Prompt, MaxText, true)
	v.text(path+".system_prompt_id", a.LLM.SystemPromptID, MaxName, true)
	v.between(path+".max_tokens", a.LLM.MaxTokens, 1, MaxTokens)
}

func (v *validator) limits(l Limits) {
	v.between("limits.priority", l.Priority, 0, MaxPriority)
	v.between("limits.max_per_actor_per_day", l.MaxPerActorPerDay, 0, MaxPerDay)
	v.between("limits.max_per_type_per_day", l.MaxPerTypePerDay, 0, MaxPerDay)
	v.between("limits.max_per_repo_per_day", l.MaxPerRepoPerDay, 0, MaxPerDay)
	v.between("limits.cooldown_minutes", l.CooldownMinutes, 0, MaxCooldown)
}
