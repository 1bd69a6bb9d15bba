// Package generation has the text that a model writes for an action: what is asked for,
// what came, and whether it may be shown (product.md, Degraded mode; downstream.md, LLM
// gateway).
package generation

import "github.com/mmm-engine/mmm-engine/domain/id"

// Prompt is what is asked for. It holds the playbook's own words and the values that they
// name, each quoted: no source code, and nothing else of a decision.
type Prompt struct {
	// PlaybookID, Revision and ActionNumber say whose text it is.
	PlaybookID   id.UUID
	Revision     int
	ActionNumber int
	// SystemPromptID names the instructions that the gateway keeps.
	SystemPromptID string
	Text           string
	// MaxTokens bounds what is written.
	MaxTokens int
}

// Text is what came.
type Text struct {
	// Content is empty for one that is withheld.
	Content string
	Safety  Safety
	// Flags say what the gateway noticed, in its order.
	Flags []Flag
}

// Safety is the verdict on a text.
type Safety string

// The verdicts. What a warning is about goes with the text, on the receipt.
const (
	Pass Safety = "pass"
	Warn Safety = "warn"
	Fail Safety = "fail"
)

// Flag is a risk that the gateway noticed.
type Flag struct{ RiskClass, Severity string }

// String answers the flag as receipts have it.
func (f Flag) String() string { return f.RiskClass + ":" + f.Severity }
