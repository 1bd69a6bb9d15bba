// Package traffic sends decide requests at an engine and keeps how they went.
package traffic

import (
	"net/http"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/scene"
	"github.com/mmm-engine/mmm-engine/domain/action"
)

// Crowd is who asks: agents of some tenants, for some actors of each, in turn.
type Crowd struct {
	// Base is the engine's API.
	Base string
	// Tokens are one a tenant, in the order of scene.Tenant.
	Tokens []string
	// Actors is how many each tenant has.
	Actors int
	// Surface is where they ask; empty for the IDE.
	Surface action.Surface

	asked atomic.Uint64
}

// next is a vegeta.Targeter: each request brings a signal of its own.
func (c *Crowd) next(target *vegeta.Target) error {
	n := c.asked.Add(1) - 1
	tenants := uint64(len(c.Tokens))
	tenant := int(n % tenants)
	body, err := scene.Request{
		Tenant: scene.Tenant(tenant), Actor: scene.Actor(int(n / tenants % uint64(c.Actors))),
		Number: n, At: time.Now(), Surface: c.Surface,
	}.Body()
	if err != nil {
		return err
	}
	target.Method, target.URL, target.Body = http.MethodPost, c.Base+"/decide", body
	target.Header = http.Header{
		"Authorization": {"Bearer " + c.Tokens[tenant]}, "Content-Type": {"application/json"},
	}
	return nil
}

// Size is how many actors there are in all.
func (c *Crowd) Size() int { return len(c.Tokens) * c.Actors }
