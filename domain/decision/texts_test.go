package decision_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// wanting has an action of the type ask for a text, with a static body or without.
func wanting(kind action.Type, body string) func(*playbook.Definition, *playbook.Program) {
	return func(d *playbook.Definition, p *playbook.Program) {
		d.Actions[0].Type, d.Actions[0].Body = kind, body
		d.Actions[0].LLM = &playbook.Generation{Prompt: "p", SystemPromptID: "s", MaxTokens: 100}
		p.Actions[0].Prompt, p.Actions[0].Body = text("the prompt"), text(body)
		p.Actions[0].Evidence = []playbook.Template{text("https://example.org/e")}
	}
}

// spoken decides with what becomes of each text that is wanted, until none is.
func spoken(in *decision.Inputs, write func(decision.Wanted) decision.Written) decision.Decision {
	proposal := decision.Gate(in, decision.Evaluate(in))
	for wanted := proposal.Wanted(in); len(wanted) > 0; wanted = proposal.Wanted(in) {
		var written []decision.Written
		for _, one := range wanted {
			made := write(one)
			made.Wanted = one
			written = append(written, made)
		}
		proposal.Write(written)
	}
	decided, _ := decision.Limit(in, proposal)
	return decided
}

func speaking(t generation.Text) func(decision.Wanted) decision.Written {
	return func(decision.Wanted) decision.Written { return decision.Written{Text: t} }
}

func missing(decision.Wanted) decision.Written {
	return decision.Written{Missing: decision.Degraded, Detail: "away"}
}

func TestAnActionSpeaksInTheTextThatWasGeneratedForIt(t *testing.T) {
	t.Parallel()
	for _, kind := range []action.Type{action.Mentor, action.Multiplier} {
		in := inputs(made(1, wanting(kind, "static")))
		var asked []generation.Prompt
		decided := spoken(in, func(one decision.Wanted) decision.Written {
			asked = append(asked, one.Prompt)
			require.Equal(t, []string{"https://example.org/e"}, one.Evidence)
			return decision.Written{Text: generation.Text{Content: "Do this.", Safety: generation.Pass}}
		})
		require.Equal(t, "Do this.", decided.Actions[0].Payload.Body)
		require.Equal(t, "t", decided.Actions[0].Payload.Title)
		require.Equal(t, []generation.Prompt{{
			PlaybookID: in.Playbooks.All()[0].Playbook, Revision: 1, SystemPromptID: "s", MaxTokens: 100, Text: "the prompt",
		}}, asked, "once")
		require.Equal(t, decision.Texts{}, decided.Texts)
	}
}

// The table of product.md, Degraded mode.
func TestWithoutItsTextAMentorGoesByItsStaticOneAndAMultiplierIsNotShown(t *testing.T) {
	t.Parallel()
	failed := speaking(generation.Text{Safety: generation.Fail, Flags: []generation.Flag{{RiskClass: "toxicity", Severity: "high"}}})
	for name, c := range map[string]struct {
		kind   action.Type
		static string
		write  func(decision.Wanted) decision.Written
		body   string
		reason decision.Reason
	}{
		"a mentor, missing":       {action.Mentor, "static", missing, "static", ""},
		"a bare mentor, missing":  {action.Mentor, "", missing, "", decision.Degraded},
		"a multiplier, missing":   {action.Multiplier, "static", missing, "", decision.Degraded},
		"a mentor, withheld":      {action.Mentor, "static", failed, "static", ""},
		"a bare mentor, withheld": {action.Mentor, "", failed, "", decision.Safety},
		"a multiplier, withheld":  {action.Multiplier, "static", failed, "", decision.Safety},
		"a multiplier, with another link": {
			action.Multiplier, "static", speaking(generation.Text{Content: "https://evil.example", Safety: generation.Pass}), "", decision.Safety,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			decided := spoken(inputs(made(1, wanting(c.kind, c.static))), c.write)
			if c.reason != "" {
				require.Empty(t, decided.Actions)
				require.Equal(t, []decision.Reason{c.reason}, reasons(decided))
			} else {
				require.Equal(t, c.body, decided.Actions[0].Payload.Body)
			}
			withheld := c.write(decision.Wanted{}).Missing == ""
			require.Equal(t, withheld, decided.Texts.Withheld)
			require.Equal(t, withheld, len(decided.Texts.Flags) == 1)
		})
	}
}

func TestAWarningGoesThroughWithItsFlagsOnTheReceipt(t *testing.T) {
	t.Parallel()
	decided := spoken(inputs(made(1, wanting(action.Mentor, "static"))), speaking(generation.Text{
		Content: "Do this.", Safety: generation.Warn, Flags: []generation.Flag{{RiskClass: "tone", Severity: "low"}},
	}))
	require.Equal(t, "Do this.", decided.Actions[0].Payload.Body)
	receipt := decided.Receipt(0)
	canonical := receipt.Canonical()
	require.Contains(t, canonical, `"risk_flags":["tone:low"]`)
	require.Contains(t, canonical, `"safety_checks_passed":true`)
	withheld := spoken(inputs(made(1, wanting(action.Mentor, "static"))), speaking(generation.Text{Safety: generation.Fail}))
	receipt = withheld.Receipt(0)
	require.Contains(t, receipt.Canonical(), `"safety_checks_passed":false`)
}

func TestATextOfAShadowPlaybookIsNoRiskOfTheDecision(t *testing.T) {
	t.Parallel()
	shadow := func(d *playbook.Definition, _ *playbook.Program) { d.Mode = playbook.Shadow }
	decided := spoken(inputs(made(1, wanting(action.Multiplier, ""), shadow)), speaking(generation.Text{
		Safety: generation.Fail, Flags: []generation.Flag{{RiskClass: "toxicity", Severity: "high"}},
	}))
	require.True(t, decided.Suppressed[0].Shadow)
	require.Equal(t, decision.Safety, decided.Suppressed[0].Reason)
	require.Equal(t, decision.Texts{}, decided.Texts)
}

func TestOnlyWhatWouldBeShownIsAskedForAndWhatMovesUpIsAskedInTurn(t *testing.T) {
	t.Parallel()
	in := inputs(made(1, wanting(action.Multiplier, "")), made(2, wanting(action.Multiplier, "")), made(3, wanting(action.Mentor, "static")))
	in.Policy.MaxActionsPerDecision = 1
	var asked []byte
	decided := spoken(in, func(one decision.Wanted) decision.Written {
		asked = append(asked, one.Prompt.PlaybookID[0])
		if one.Prompt.PlaybookID[0] == 1 {
			return missing(one)
		}
		return decision.Written{Text: generation.Text{Content: "Do this.", Safety: generation.Pass}}
	})
	require.Equal(t, []byte{1, 2}, asked)
	require.Len(t, decided.Actions, 1)
	require.EqualValues(t, 2, decided.Actions[0].PlaybookID[0])
	require.Equal(t, []decision.Reason{decision.Degraded, decision.Quota}, reasons(decided))
}

// That a prompt would hold a secret is a failure of safety, whether or not a static text
// stands in.
func TestAPromptThatCannotBeMadeOrHoldsASecretIsNotSent(t *testing.T) {
	t.Parallel()
	for failure, want := range map[error]decision.Reason{
		errors.New("no such key"): decision.NotRendered, fmt.Errorf("rendered: %w", playbook.ErrSecret): decision.Safety,
	} {
		broken := func(_ *playbook.Definition, p *playbook.Program) {
			p.Actions[0].Prompt = func(playbook.Env) (string, error) { return "half of it", failure }
		}
		in := inputs(made(1, wanting(action.Multiplier, ""), broken), made(2, wanting(action.Mentor, "static"), broken))
		in.Request.Explain = true
		decided := spoken(in, func(one decision.Wanted) decision.Written {
			require.Empty(t, one.Prompt.Text)
			require.Equal(t, want, one.Unasked)
			return decision.Written{Missing: one.Unasked}
		})
		require.Equal(t, []decision.Reason{want}, reasons(decided))
		require.Equal(t, want == decision.Safety, decided.Texts.Withheld)
		steps := decided.Explanation[1].Steps
		require.Equal(t, "Its static text stands in for a generated one.", steps[len(steps)-1].Detail)
	}
}

func TestARiskIsOnTheReceiptOnce(t *testing.T) {
	t.Parallel()
	flags := []generation.Flag{{RiskClass: "tone", Severity: "low"}, {RiskClass: "tone", Severity: "low"}}
	decided := spoken(inputs(made(1, wanting(action.Mentor, "")), made(2, wanting(action.Mentor, ""))), speaking(generation.Text{
		Content: "Do this.", Safety: generation.Warn, Flags: flags,
	}))
	require.Equal(t, []string{"tone:low"}, decided.Texts.Flags)
}

//nolint:paralleltest // allocations are counted over the whole process
func TestWhoWantsNoTextIsAskedForNone(t *testing.T) {
	in := inputs(made(1))
	proposal := decision.Gate(in, decision.Evaluate(in))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if proposal.Wanted(in) != nil {
			t.Error("a text is wanted")
		}
	}))
}

// Whatever comes of texts, an action that needs one is never shown without, no other is
// touched, and it comes to an end.
func TestNothingIsShownThatNeedsATextAndHasNone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var published []playbook.Published
		for number := range byte(rapid.IntRange(1, 8).Draw(rt, "playbooks")) {
			kind := rapid.SampledFrom([]action.Type{action.Mirror, action.Mentor, action.Multiplier}).Draw(rt, "type")
			change := wanting(kind, rapid.SampledFrom([]string{"", "static"}).Draw(rt, "body"))
			if kind == action.Mirror {
				change = ofType(kind)
			}
			published = append(published, made(number+1, change))
		}
		in := inputs(published...)
		in.Policy.MaxActionsPerDecision = rapid.IntRange(0, 4).Draw(rt, "most")
		decided := spoken(in, func(decision.Wanted) decision.Written {
			return rapid.SampledFrom([]decision.Written{
				{Text: generation.Text{Content: "Generated.", Safety: generation.Pass}}, {Text: generation.Text{Safety: generation.Fail}},
				{Missing: decision.Degraded},
			}).Draw(rt, "written")
		})
		require.LessOrEqual(rt, len(decided.Actions), in.Policy.MaxActionsPerDecision)
		require.Len(rt, slices.Concat(reasons(decided), make([]decision.Reason, len(decided.Actions))), len(published))
		for _, shown := range decided.Actions {
			switch shown.Type {
			case action.Multiplier:
				require.Equal(rt, "Generated.", shown.Payload.Body)
			case action.Mentor:
				require.NotEmpty(rt, shown.Payload.Body)
			case action.Mirror:
			}
		}
	})
}
