// Package policy asks policy services over HTTP (downstream.md, Policy and gold standards):
// the platform's own, or Open Policy Agent.
package policy

import (
	"context"
	"net/http"
	"net/url"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Platform implements ports.PolicyService. It sets no time limit of its own: the context
// does. It is safe for concurrent use.
type Platform struct{ service Service }

var _ ports.PolicyService = (*Platform)(nil)

// NewPlatform makes a client of the platform's policy service.
func NewPlatform(service Service) *Platform { return &Platform{service: service} }

// EvaluatePolicy implements ports.PolicyService.
func (p *Platform) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	path := "/v1/policy/tenants/" + url.PathEscape(string(question.TenantID)) + "/evaluate"
	sent := canonical.Object{{Name: "context", Value: question.Situation.Canonical()}}
	body, err := exchange(ctx, p.service, question.TenantID, http.MethodPost, path, canonical.Marshal(sent))
	if err != nil {
		return ports.PolicyAnswer{}, err
	}
	ruling, err := readRuling(body)
	return ports.PolicyAnswer{Ruling: ruling, Epoch: question.Epoch}, err
}
