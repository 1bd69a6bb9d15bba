package policy

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Standards implements ports.GoldStandards. It sets no time limit of its own: the context
// does. It is safe for concurrent use.
type Standards struct{ service Service }

var _ ports.GoldStandards = (*Standards)(nil)

// NewStandards makes a client of the platform's policy service.
func NewStandards(service Service) *Standards { return &Standards{service: service} }

// ReadStandards implements ports.GoldStandards.
func (s *Standards) ReadStandards(ctx context.Context, owner tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	query := url.Values{"tenant_id": {string(owner)}, "framework": {"mmm"}}
	body, err := exchange(ctx, s.service, owner, http.MethodGet, "/v1/standards?"+query.Encode(), "")
	if err != nil {
		return ports.StandardsAnswer{}, err
	}
	standards, err := readStandards(body)
	return ports.StandardsAnswer{Standards: standards, Epoch: epoch}, err
}

// standardsReply is what is used of the answer; whatever else stands in it is passed over.
type standardsReply struct {
	Items *[]struct {
		ID      string `json:"standard_id"`
		Version string `json:"version"`
		Rules   *[]struct {
			AppliesTo struct {
				Repositories []string `json:"repos"`
				Branches     []string `json:"branches"`
			} `json:"applies_to"`
			Forbid *[]action.Type `json:"forbid"`
		} `json:"compliance_rules"`
	} `json:"items"`
}

// readStandards takes the whole reply or nothing: half of it would forbid too little.
func readStandards(body []byte) ([]policy.Standard, error) {
	var said standardsReply
	if err := json.Unmarshal(body, &said); err != nil || said.Items == nil || len(*said.Items) > maxList {
		return nil, errShape
	}
	standards := make([]policy.Standard, len(*said.Items))
	for i, item := range *said.Items {
		if item.ID == "" || item.Version == "" || !sound(item.ID) || !sound(item.Version) ||
			item.Rules == nil || len(*item.Rules) > maxList {
			return nil, errShape
		}
		standards[i] = policy.Standard{ID: item.ID, Version: item.Version}
		for _, said := range *item.Rules {
			if said.Forbid == nil {
				return nil, errShape
			}
			rule := policy.ComplianceRule{
				Repositories: said.AppliesTo.Repositories, Branches: said.AppliesTo.Branches, Forbid: *said.Forbid,
			}
			if !soundRule(rule) {
				return nil, errShape
			}
			standards[i].Rules = append(standards[i].Rules, rule)
		}
	}
	return standards, nil
}

func soundRule(rule policy.ComplianceRule) bool {
	return soundList(rule.Repositories) && soundList(rule.Branches) && each(rule.Forbid, action.Types())
}
