package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/ports"
)

// TextsTimeout bounds one call (downstream.md, LLM gateway).
const TextsTimeout = 3 * time.Second

// Texts decorates ports.Texts.
type Texts struct {
	next ports.Texts
	guarded
}

var _ ports.Texts = (*Texts)(nil)

// NewTexts decorates next.
func NewTexts(next ports.Texts, breaker *Breaker, timeout time.Duration) *Texts {
	return &Texts{next: next, guarded: guarded{breaker: breaker, timeout: timeout}}
}

// GenerateText implements ports.Texts.
func (t *Texts) GenerateText(ctx context.Context, request ports.TextRequest) (generation.Text, error) {
	return ask(ctx, t.guarded, func(ctx context.Context) (generation.Text, error) {
		return t.next.GenerateText(ctx, request)
	})
}
