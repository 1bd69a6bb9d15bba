// Package playbook has the versioned, declarative rule sets that decide what is
// worth saying (product.md, A playbook).
package playbook

import (
	"cmp"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

// Definition is a playbook as its owner writes it. The field names of its JSON
// form are a contract of product.md, for the API, the stored revisions and the
// client's files alike.
type Definition struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Owner       string `json:"owner,omitempty"`
	// Version is a label for people; revisions are counted by the engine.
	Version string `json:"version"`
	Mode    Mode   `json:"mode,omitempty"`
	// Triggers: one matching entry suffices.
	Triggers []Trigger `json:"triggers"`
	// Conditions are CEL expressions that must all hold.
	Conditions []string  `json:"conditions,omitempty"`
	Actions    []Action  `json:"actions"`
	OnQuiet    QuietRule `json:"on_quiet,omitempty"`
	Limits     Limits    `json:"limits"`
}

// Mode says whether a published playbook's actions reach anybody.
type Mode string

const (
	// Live is the default.
	Live Mode = "live"
	// Shadow takes the same path to the end and is shown to nobody.
	Shadow Mode = "shadow"
)

// QuietRule says what becomes of an action that falls into quiet hours.
type QuietRule string

// The choices of product.md, Quiet hours, choice. Drop is the default.
const (
	Drop   QuietRule = "drop"
	Defer  QuietRule = "defer"
	Digest QuietRule = "digest"
	// Bypass interrupts all the same: on the alert surface and for a critical signal only.
	Bypass QuietRule = "bypass"
)

// Trigger says for which signals, places and actors a playbook is considered.
// Every given field must match; an empty one matches anything.
type Trigger struct {
	EventTypes []string `json:"event_types,omitempty"`
	Sources    []string `json:"sources,omitempty"`
	// MinSeverity is a name of the severity scale.
	MinSeverity string           `json:"min_severity,omitempty"`
	Surfaces    []action.Surface `json:"surfaces,omitempty"`
	ActorTypes  []string         `json:"actor_types,omitempty"`
	// Roles: one in common suffices.
	Roles []string `json:"roles,omitempty"`
	// Repositories, Branches and Environments may hold "*", which stands for any
	// run of characters, slashes included.
	Repositories []string `json:"repositories,omitempty"`
	Branches     []string `json:"branches,omitempty"`
	Environments []string `json:"environments,omitempty"`
}

// Action is the template of an intervention.
type Action struct {
	Type     action.Type      `json:"type"`
	Surfaces []action.Surface `json:"surfaces"`
	// Title, Body, Rationale and Evidence are templates: CEL stands in {{ }}.
	Title     string   `json:"title"`
	Body      string   `json:"body,omitempty"`
	Rationale string   `json:"rationale,omitempty"`
	Evidence  []string `json:"evidence,omitempty"`
	// LLM asks for generated text; nil for none.
	LLM                 *Generation `json:"llm,omitempty"`
	RequiresConsent     bool        `json:"requires_consent,omitempty"`
	RequiresDualChannel bool        `json:"requires_dual_channel,omitempty"`
	// ExpiresInMinutes is how long the action is worth saying; 0 means DefaultExpiry.
	ExpiresInMinutes int `json:"expires_in_minutes,omitempty"`
}

// Generation describes the text that the LLM gateway is asked for.
type Generation struct {
	Prompt         string `json:"prompt"`
	SystemPromptID string `json:"system_prompt_id"`
	MaxTokens      int    `json:"max_tokens"`
}

// DefaultExpiry is how long an action is worth saying unless it says otherwise, in minutes.
const DefaultExpiry = 1440

// Limits bound how often a playbook speaks; 0 means no limit.
type Limits struct {
	// Priority ranks actions of equally severe signals; higher goes first.
	Priority          int `json:"priority,omitempty"`
	MaxPerActorPerDay int `json:"max_per_actor_per_day,omitempty"`
	MaxPerTypePerDay  int `json:"max_per_type_per_day,omitempty"`
	MaxPerRepoPerDay  int `json:"max_per_repo_per_day,omitempty"`
	// CooldownMinutes is per actor and playbook, at most MaxCooldown.
	CooldownMinutes int `json:"cooldown_minutes,omitempty"`
}

// MaxCooldown is the longest cool-down, in minutes: the fatigue window's length.
const MaxCooldown = 1440

// Normalised answers the definition with its defaults written out and with what
// product.md forces: a Multiplier always needs consent.
func (d Definition) Normalised() Definition {
	d.Mode = cmp.Or(d.Mode, Live)
	d.OnQuiet = cmp.Or(d.OnQuiet, Drop)
	actions := make([]Action, len(d.Actions))
	for i, a := range d.Actions {
		a.ExpiresInMinutes = cmp.Or(a.ExpiresInMinutes, DefaultExpiry)
		a.RequiresConsent = a.RequiresConsent || a.Type == action.Multiplier
		actions[i] = a
	}
	d.Actions = actions
	return d
}
