package cached

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// TextFresh is how long a text is shown to those who would ask for the same. No contract
	// names it: what a prompt is about changes with the prompt.
	TextFresh = time.Hour
	// WithheldFresh is how long that one was withheld: what the gateway made of it may be put
	// right there.
	WithheldFresh = 10 * time.Minute
	// mostText bounds what is held, in bytes, with textOverhead for each, so some ten thousand:
	// a text may be as long as a reply.
	mostText     = 32 << 20
	textOverhead = 1 << 10
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
	held, err := otter.New(&otter.Options[string, answer[generation.Text]]{MaximumWeight: mostText, Weigher: weigh})
	if err != nil {
		return nil, fmt.Errorf("make a cache of texts: %w", err)
	}
	return &Texts{next: next, ahead: &ahead[generation.Text]{
		held: held, fresh: textFresh, clock: clock, observe: func(string) {}, // mmm_cache_requests_total has no name for it
	}}, nil
}

func weigh(key string, kept answer[generation.Text]) uint32 {
	return uint32(min(textOverhead+len(key)+len(kept.value.Content), mostText))
}

func textFresh(text generation.Text) time.Duration {
	if text.Safety == generation.Fail {
		return WithheldFresh
	}
	return TextFresh
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
