package cached_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// author numbers its texts, and takes its time.
type author struct {
	takes  time.Duration
	safety generation.Safety
	size   int
	asked  int
}

func (a *author) GenerateText(ctx context.Context, _ ports.TextRequest) (generation.Text, error) {
	a.asked++
	number := strconv.Itoa(a.asked)
	select {
	case <-ctx.Done():
		return generation.Text{}, ctx.Err()
	case <-time.After(a.takes):
		return generation.Text{Content: number + strings.Repeat("x", a.size), Safety: a.safety}, nil
	}
}

func textAbout(change ...func(*ports.TextRequest)) ports.TextRequest {
	asked := ports.TextRequest{TenantID: "acme", Prompt: generation.Prompt{
		PlaybookID: id.UUID{1}, Revision: 2, ActionNumber: 3, SystemPromptID: "s", Text: "explain", MaxTokens: 4,
	}}
	for _, apply := range change {
		apply(&asked)
	}
	return asked
}

func TestATextIsThatOfOnePromptOfOneActionForAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := new(author)
		texts, err := cached.NewTexts(a, ticking{time.Now()})
		require.NoError(t, err)
		all := []ports.TextRequest{
			textAbout(),
			textAbout(func(r *ports.TextRequest) { r.TenantID = "beta" }),
			textAbout(func(r *ports.TextRequest) { r.Prompt.PlaybookID = id.UUID{2} }),
			textAbout(func(r *ports.TextRequest) { r.Prompt.Revision = 3 }),
			textAbout(func(r *ports.TextRequest) { r.Prompt.ActionNumber = 4 }),
			textAbout(func(r *ports.TextRequest) { r.Prompt.SystemPromptID = "t" }),
			textAbout(func(r *ports.TextRequest) { r.Prompt.Text = "another" }),
			textAbout(func(r *ports.TextRequest) { r.Prompt.MaxTokens = 5 }),
		}
		for range 2 {
			for i, asked := range all {
				got, err := texts.GenerateText(t.Context(), asked)
				require.NoError(t, err)
				require.Equal(t, strconv.Itoa(i+1), got.Content)
			}
		}
		somebodyElse, err := texts.GenerateText(t.Context(), textAbout(func(r *ports.TextRequest) { r.ActorRef = id.UUID{9} }))
		require.NoError(t, err)
		require.Equal(t, "1", somebodyElse.Content, "whoever asks")
		pass(cached.TextFresh)
		got, err := texts.GenerateText(t.Context(), textAbout())
		require.NoError(t, err)
		require.Equal(t, "9", got.Content)
	})
}

func TestATextThatWasTooLateIsTheNextDecisions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		texts, err := cached.NewTexts(&author{takes: 2 * time.Second}, ticking{time.Now()})
		require.NoError(t, err)
		soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err = texts.GenerateText(soon, textAbout())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		pass(2 * time.Second)
		spent, cancel := context.WithTimeout(t.Context(), 0)
		defer cancel()
		got, err := texts.GenerateText(spent, textAbout())
		require.NoError(t, err)
		require.Equal(t, "1", got.Content)
	})
}

func TestThatATextWasWithheldHoldsForMinutes(t *testing.T) {
	t.Parallel()
	for safety, fresh := range map[generation.Safety]time.Duration{
		generation.Pass: time.Hour, generation.Warn: time.Hour, generation.Fail: 10 * time.Minute,
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &author{safety: safety}
			texts, err := cached.NewTexts(a, ticking{time.Now()})
			require.NoError(t, err)
			for want, wait := range map[int]time.Duration{1: fresh - 1, 2: fresh} {
				a.asked = 0
				asked := textAbout(func(r *ports.TextRequest) { r.Prompt.Revision = 10 * want })
				for range 2 {
					_, err = texts.GenerateText(t.Context(), asked)
					require.NoError(t, err)
					pass(wait)
				}
				require.Equal(t, want, a.asked, safety)
			}
		})
	}
}

func TestTextsThatAreHeldAreBoundedBySize(t *testing.T) {
	t.Parallel()
	a := &author{size: 1 << 20}
	texts, err := cached.NewTexts(a, ticking{time.Now()})
	require.NoError(t, err)
	const many = 100 // megabytes
	for range 2 {
		for number := range many {
			_, err := texts.GenerateText(t.Context(), textAbout(func(r *ports.TextRequest) { r.Prompt.Revision = number }))
			require.NoError(t, err)
		}
	}
	require.Greater(t, a.asked, many+many/2, "most of it was let go")
}
