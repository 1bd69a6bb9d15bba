// Package actor has those the engine talks to and those who call it.
package actor

// Type says what an actor is.
type Type string

const (
	// Human actors work in an IDE, read CI results, get alerts.
	Human Type = "human"
	// AIAgent actors act for a human or a team.
	AIAgent Type = "ai_agent"
	// Service stands in receipts for signals without an actor, and for an actor of whom
	// nothing but the name is known. No request may name it.
	Service Type = "service"
)

// Valid reports whether a request may name the type.
func (t Type) Valid() bool { return t == Human || t == AIAgent }

// MaxIDLength bounds an actor id, in bytes.
const MaxIDLength = 256

// Actor is whom a decision is for.
type Actor struct {
	// ID is the caller's name for the actor; empty when a signal has none
	// (a bot, a leaked secret). It never stands in receipts or events.
	ID    string
	Type  Type
	Roles []string
}
