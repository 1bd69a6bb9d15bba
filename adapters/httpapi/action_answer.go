package httpapi

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
)

func actionAnswers(d *decision.Decision) []openapi.Action {
	return each(d.Actions, func(a action.Action) openapi.Action {
		answer := actionAnswer(&a)
		if slices.Contains(a.Surfaces, d.Surface()) && !a.Deferral.Waits(d.Surface()) {
			answer.Payload.Presentation = presentationAnswer(a.Payload.Present(d.Surface(), d.Context.Place.FilePath, d.Change.Line))
		}
		return answer
	})
}

func actionAnswer(a *action.Action) openapi.Action {
	return openapi.Action{
		ActionId: a.ID, Type: string(a.Type), PlaybookId: a.PlaybookID, Revision: a.Revision,
		Surfaces: each(a.Surfaces, func(s action.Surface) string { return string(s) }),
		Payload: openapi.Payload{
			Title: a.Payload.Title, Body: a.Payload.Body, Rationale: a.Payload.Rationale,
			EvidenceLinks: each(a.Payload.EvidenceLinks, same),
		},
		RequiresConsent: a.RequiresConsent, RequiresDualChannel: a.RequiresDualChannel,
		ExpiresAt: a.ExpiresAt.UTC(),
		// Nothing can hide the way to dismiss (product.md).
		Dismissible: openapi.True, Deferral: deferralAnswer(a.Deferral),
	}
}

func deferralAnswer(waits action.Deferral) *openapi.Deferral {
	if len(waits.Surfaces) == 0 {
		return nil
	}
	return &openapi.Deferral{
		Surfaces:      each(waits.Surfaces, func(s action.Surface) string { return string(s) }),
		DeferredUntil: waits.Until.UTC(), Digest: waits.Digest,
	}
}

func presentationAnswer(p action.Presentation) *openapi.Presentation {
	answer := openapi.Presentation{}
	if v := p.IDE; v != nil {
		answer.Ide = &openapi.IDEPresentation{StatusLine: v.StatusLine, Card: openapi.Card{
			Title: v.Card.Title, Body: v.Card.Body, Rationale: v.Card.Rationale, Links: each(v.Card.Links, same),
		}}
	}
	if v := p.CI; v != nil {
		answer.Ci = &openapi.CIPresentation{Summary: v.Summary, Annotations: each(v.Annotations, annotationAnswer)}
	}
	if v := p.Alert; v != nil {
		answer.Alert = &openapi.AlertPresentation{Title: v.Title, Text: v.Text}
	}
	return &answer
}

func annotationAnswer(a action.Annotation) openapi.Annotation {
	return openapi.Annotation{Path: a.Path, Line: a.Line, Level: a.Level, Message: a.Message}
}
