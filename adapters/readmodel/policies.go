package readmodel

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ViewPolicy implements ports.PolicyViews.
func (v *Views) ViewPolicy(ctx context.Context, owner tenant.ID) (tenant.Policy, error) {
	var text string
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		text, err = q.ViewPolicy(ctx, string(owner))
		return err
	})
	if err != nil {
		return tenant.Policy{}, translate(err, "the policy")
	}
	own, err := tenant.PolicyFromDocument(text, time.LoadLocation)
	return own, translate(err, "the policy")
}
