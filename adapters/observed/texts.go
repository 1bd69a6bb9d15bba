package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"

	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Texts watches the calls of the LLM gateway.
type Texts struct {
	next ports.Texts
	call serviceCall
}

var _ ports.Texts = (*Texts)(nil)

// NewTexts observes calls of the LLM gateway.
func NewTexts(next ports.Texts, calls Calls) *Texts {
	return &Texts{next: next, call: serviceCall{Calls: calls, service: "llm_gateway", operation: "generate"}}
}

// GenerateText implements ports.Texts. Its span says the verdict, and nothing of the text.
func (t *Texts) GenerateText(ctx context.Context, request ports.TextRequest) (generation.Text, error) {
	return watch(ctx, t.call, request.TenantID, func(ctx context.Context) (generation.Text, error) {
		return t.next.GenerateText(ctx, request)
	}, func(text generation.Text) attribute.KeyValue { return attribute.String("safety", string(text.Safety)) })
}
