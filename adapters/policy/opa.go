package policy

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// OPA implements ports.PolicyService with Open Policy Agent's data API. It sets no time
// limit of its own: the context does. It is safe for concurrent use.
type OPA struct {
	service Service
	path    string
}

var _ ports.PolicyService = (*OPA)(nil)

// NewOPA makes a client that asks for the document at the path, such as mmm/evaluate.
func NewOPA(service Service, document string) *OPA {
	parts := strings.Split(strings.Trim(document, "/"), "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return &OPA{service: service, path: "/v1/data/" + strings.Join(parts, "/")}
}

// EvaluatePolicy implements ports.PolicyService. The input is the context, with the tenant,
// which no path tells this service.
func (o *OPA) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	input := append(question.Situation.Canonical(), canonical.Member{Name: "tenant_id", Value: string(question.TenantID)})
	sent := canonical.Marshal(canonical.Object{{Name: "input", Value: input}})
	body, err := exchange(ctx, o.service, question.TenantID, http.MethodPost, o.path, sent)
	if err != nil {
		return ports.PolicyAnswer{}, err
	}
	var said struct {
		Result     json.RawMessage `json:"result"`
		DecisionID string          `json:"decision_id"`
	}
	switch err := json.Unmarshal(body, &said); {
	case err != nil || !sound(said.DecisionID):
		return ports.PolicyAnswer{}, errShape
	case said.Result == nil:
		return ports.PolicyAnswer{}, errUndefined
	}
	ruling, err := readRuling(said.Result)
	ruling.EvaluationID = said.DecisionID
	return ports.PolicyAnswer{Ruling: ruling, Epoch: question.Epoch}, err
}

// errUndefined is what a path that no policy defines answers.
var errUndefined = fault.New(fault.Invalid, "POLICY_REFUSED",
	"Open Policy Agent defines no document at OPA_POLICY_PATH for what it was asked")
