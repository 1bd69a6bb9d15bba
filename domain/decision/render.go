package decision

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// render makes the text of every candidate. One that fails loses its place, with
// the reason; the others are not touched.
func render(in *Inputs, candidates []Candidate) (kept []Candidate, suppressed []Suppression) {
	kept = candidates[:0]
	for _, c := range candidates {
		payload, err := payloadOf(c.compiled(), in.Env)
		if err != nil {
			suppressed = append(suppressed, c.suppressed(NotRendered, err.Error()))
			continue
		}
		c.payload = payload
		kept = append(kept, c)
	}
	return kept, suppressed
}

func payloadOf(program *playbook.ActionProgram, env playbook.Env) (action.Payload, error) {
	var payload action.Payload
	parts := []struct {
		name     string
		template playbook.Template
		into     *string
	}{
		{"title", program.Title, &payload.Title},
		{"body", program.Body, &payload.Body},
		{"rationale", program.Rationale, &payload.Rationale},
	}
	for _, part := range parts {
		text, err := part.template(env)
		if err != nil {
			return payload, fmt.Errorf("%s: %w", part.name, err)
		}
		*part.into = text
	}
	for i, template := range program.Evidence {
		link, err := template(env)
		if err != nil {
			return payload, fmt.Errorf("evidence[%d]: %w", i, err)
		}
		payload.EvidenceLinks = append(payload.EvidenceLinks, link)
	}
	return payload, nil
}
