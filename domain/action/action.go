// Package action has the interventions: what is offered to whom, where and how.
package action

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Type is one of the three kinds of intervention (product.md).
type Type string

const (
	// Mirror is a neutral fact.
	Mirror Type = "mirror"
	// Mentor is a suggestion with reasons and evidence.
	Mentor Type = "mentor"
	// Multiplier is an offer to do a safe change, with consent.
	Multiplier Type = "multiplier"
)

var types = []Type{Mirror, Mentor, Multiplier}

// Types answers all types.
func Types() []Type { return slices.Clone(types) }

// Valid reports whether the type exists.
func (t Type) Valid() bool { return slices.Contains(types, t) }

// Surface is where something is shown.
type Surface string

const (
	// IDE shows a status line and a card.
	IDE Surface = "ide"
	// CI shows a check summary and annotations.
	CI Surface = "ci"
	// Alert interrupts: a short title and text.
	Alert Surface = "alert"
	// Background is the surface of a decision that nobody waits for. It shows
	// nothing itself, and no request may name it.
	Background Surface = "background"
)

var shown = []Surface{IDE, CI, Alert}

// Surfaces answers those that can show an action.
func Surfaces() []Surface { return slices.Clone(shown) }

// Shows reports whether the surface can show an action, and so whether a request
// may name it.
func (s Surface) Shows() bool { return slices.Contains(shown, s) }

// Action is one intervention, as it was decided.
type Action struct {
	ID         id.UUID
	Type       Type
	Surfaces   []Surface
	PlaybookID id.UUID
	Revision   int
	Payload    Payload
	// RequiresConsent is always true on a Multiplier.
	RequiresConsent     bool
	RequiresDualChannel bool
	ExpiresAt           time.Time
	// Deferral has those of Surfaces that wait for quiet hours to end.
	Deferral Deferral
	// Bypass is set for an action that interrupts quiet hours.
	Bypass bool
}

// Expired reports whether the action is no longer worth saying.
func (a *Action) Expired(now time.Time) bool { return !now.Before(a.ExpiresAt) }

// Payload is the text of an action, rendered.
type Payload struct {
	Title     string
	Body      string
	Rationale string
	// EvidenceLinks are what the text rests on.
	EvidenceLinks []string
}
