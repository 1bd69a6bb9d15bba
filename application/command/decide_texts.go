package command

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/ports"
)

// LLMGateway names the gateway of generated text among what a decision did without.
const LLMGateway = "llm_gateway"

// reserve is what a decision keeps of its time when it waits for text: a lost race is run
// again in it, with what is known by then, rather than come to nothing.
const reserve = 30 * time.Millisecond

// Writer has texts written for the actions that want them.
type Writer struct {
	// gateway is nil where none is configured, which is not degraded.
	gateway ports.Texts
}

// NewWriter makes one; the gateway may be nil.
func NewWriter(gateway ports.Texts) Writer { return Writer{gateway: gateway} }

// write has every action that would be shown speak in the text that it wants, or go by what
// it has without (product.md, step 7 and Degraded mode). What is not there within the time
// goes on, and is there for a later decision. An action that is held back for it may let
// another one up, which is asked about in turn.
func (w Writer) write(ctx context.Context, in *decision.Inputs, region string, proposal *decision.Proposal, left time.Duration) {
	wanted := proposal.Wanted(in)
	if len(wanted) == 0 {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, left-reserve)
	defer cancel()
	for ; len(wanted) > 0; wanted = proposal.Wanted(in) {
		proposal.Write(w.all(bounded, in, region, wanted))
	}
}

// all asks for the texts at the same time.
func (w Writer) all(ctx context.Context, in *decision.Inputs, region string, wanted []decision.Wanted) []decision.Written {
	written := make([]decision.Written, len(wanted))
	var asking sync.WaitGroup
	for i, one := range wanted {
		written[i] = decision.Written{Wanted: one, Missing: one.Unasked}
		switch {
		case one.Unasked != "":
		case w.gateway == nil:
			written[i].Missing, written[i].Detail = decision.NotRendered, "No gateway for generated text is configured."
		default:
			asking.Go(func() { written[i] = w.one(ctx, in, region, one) })
		}
	}
	asking.Wait()
	away := func(one decision.Written) bool { return one.Missing == decision.Degraded }
	if slices.ContainsFunc(written, away) && !slices.Contains(in.Degraded, LLMGateway) {
		in.Degraded = append(slices.Clip(in.Degraded), LLMGateway)
	}
	return written
}

func (w Writer) one(ctx context.Context, in *decision.Inputs, region string, wanted decision.Wanted) decision.Written {
	text, err := w.gateway.GenerateText(ctx, requestOf(in, region, wanted.Prompt))
	if err != nil {
		return decision.Written{Wanted: wanted, Missing: decision.Degraded, Detail: "Its text could not be had in time."}
	}
	return decision.Written{Wanted: wanted, Text: text}
}

func requestOf(in *decision.Inputs, region string, prompt generation.Prompt) ports.TextRequest {
	situation := in.Request.Situation()
	return ports.TextRequest{
		TenantID: in.Request.TenantID, Region: region, ActorRef: in.ActorRef, ActorType: situation.ActorType,
		Roles: situation.Roles, Prompt: prompt, Snapshot: in.Snapshot,
	}
}
