package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetErasure asks how far an erasure has come (api.md, GET /erasures/{id}).
type GetErasure struct {
	Caller actor.Caller
	Key    erasure.Key
}

// Authorise implements application.Use.
func (q GetErasure) Authorise() error { return q.Caller.RequirePrivacyAdmin() }

// Erasures answers queries on erasures.
type Erasures struct{ views ports.ErasureViews }

// NewErasures makes the handler.
func NewErasures(views ports.ErasureViews) *Erasures { return &Erasures{views: views} }

// Get carries out GetErasure.
func (x *Erasures) Get(ctx context.Context, q GetErasure) (erasure.Erasure, error) {
	return x.views.ViewErasure(ctx, q.Caller.TenantID, q.Key)
}
