package cached

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// TextFresh is how long a text is shown to those who would ask for the same. No contract
	// names it: what a prompt is about changes with the prompt.
	TextFresh = time.Hour
	// mostTexts bounds how many are held, at about four kilobytes each.
	mostTexts = 10_000
)

// Texts decorates ports.Texts.
type Texts struct {
	next  ports.Texts
	ahead *ahead[generation.Text]
}

var _ ports.Texts = (*Texts)(nil)

// NewTexts decorates next, which must set a time limit of its own: calls outlast their
// callers, so that a text which one decision could not wait for is there for the next.
func NewTexts(next ports.Texts, clock ports.Clock) (*Texts, error) {
	kept, err := newAhead[generation.Text](mostTexts, TextFresh, clock, func(string) {})
	if err != nil {
		return nil, err
	}
	return &Texts{next: next, ahead: kept}, nil
}

// GenerateText implements ports.Texts.
func (t *Texts) GenerateText(ctx context.Context, request ports.TextRequest) (generation.Text, error) {
	return t.ahead.get(ctx, textKey(request), func(ctx context.Context) (generation.Text, error) {
		return t.next.GenerateText(ctx, request)
	})
}

// textKey names a text by whose it is and what it is asked for with (downstream.md, LLM
// gateway): the tenant, the playbook's revision and action, and the prompt.
func textKey(request ports.TextRequest) string {
	prompt := request.Prompt
	sent := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s", prompt.SystemPromptID, prompt.MaxTokens, prompt.Text))
	return fmt.Sprintf("%s\x00%s\x00%d\x00%d\x00%s", request.TenantID, prompt.PlaybookID, prompt.Revision, prompt.ActionNumber, sent)
}
