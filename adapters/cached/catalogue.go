// Package cached has decorators that remember what others had to fetch.
package cached

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Results of a request to a cache, as mmm_cache_requests_total labels them.
const (
	// Hit: what was held is new enough.
	Hit = "hit"
	// Miss: nothing was held.
	Miss = "miss"
	// Stale: what was held is too old, and was fetched again.
	Stale = "stale"
	// Failed: whether anything was held could not be told.
	Failed = "error"
)

// Catalogue implements ports.Catalogue: it keeps each tenant's edition, with the
// version it is of. Every decision says which version it has seen, so that a
// playbook which was published, or an experiment that was activated, is seen by the
// very next decision, on every instance, without any message between them.
type Catalogue struct {
	reader  ports.PlaybookReader
	rules   ports.Rules
	observe func(result string)
	held    *otter.Cache[tenant.ID, edition]
	loads   singleflight.Group
}

var _ ports.Catalogue = (*Catalogue)(nil)

// edition is what is in force for a tenant as of a version. It is immutable.
type edition struct {
	ports.Edition

	version int64
}

// NewCatalogue makes a catalogue that holds up to so many tenants. Observe is
// called with Hit, Miss or Stale for every request; nil observes nothing.
func NewCatalogue(
	reader ports.PlaybookReader, rules ports.Rules, tenants int, observe func(result string),
) (*Catalogue, error) {
	held, err := otter.New(&otter.Options[tenant.ID, edition]{MaximumSize: tenants})
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d tenants' playbooks: %w", tenants, err)
	}
	if observe == nil {
		observe = func(string) {}
	}
	return &Catalogue{reader: reader, rules: rules, observe: observe, held: held}, nil
}

// Edition implements ports.Catalogue.
func (c *Catalogue) Edition(ctx context.Context, owner tenant.ID, version int64) (ports.Edition, error) {
	kept, found := c.held.GetIfPresent(owner)
	switch {
	case found && kept.version >= version:
		c.observe(Hit)
		return kept.Edition, nil
	case found:
		c.observe(Stale)
	default:
		c.observe(Miss)
	}
	return c.fetch(ctx, owner, version)
}

// loadTimeout bounds one load, which no single caller's deadline does.
const loadTimeout = 5 * time.Second

// fetch waits for an edition of the version or later. Whoever loads for a version has
// seen it committed, so that the load cannot read an earlier one.
func (c *Catalogue) fetch(ctx context.Context, owner tenant.ID, version int64) (ports.Edition, error) {
	fresh, err := c.join(ctx, owner, version)
	if err != nil {
		return ports.Edition{}, err
	}
	if fresh.version < version {
		return ports.Edition{}, fault.New(fault.Unavailable, "PLAYBOOKS_BEHIND",
			"the playbooks are older than what was read before them; repeat the request")
	}
	return fresh.Edition, nil
}

// join takes part in the load for the version, which goes on for the others when this
// caller's context ends.
func (c *Catalogue) join(ctx context.Context, owner tenant.ID, version int64) (edition, error) {
	loading := c.loads.DoChan(strconv.FormatInt(version, 10)+"@"+string(owner), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
		defer cancel()
		// A load may have ended between the miss and here.
		if kept, found := c.held.GetIfPresent(owner); found && kept.version >= version {
			return kept, nil
		}
		return c.load(ctx, owner)
	})
	select {
	case <-ctx.Done():
		return edition{}, fault.Wrap(fault.Unavailable, "PLAYBOOKS_UNAVAILABLE",
			"the playbooks were not there in time; repeat the request", ctx.Err())
	case loaded := <-loading:
		if loaded.Err != nil {
			return edition{}, loaded.Err
		}
		return loaded.Val.(edition), nil //nolint:forcetypeassert // load answers nothing else
	}
}

func (c *Catalogue) compile(definition playbook.Definition) (*playbook.Program, error) {
	return c.rules.Compile(definition)
}

// load reads what is in force and keeps it unless something newer is held.
func (c *Catalogue) load(ctx context.Context, owner tenant.ID) (edition, error) {
	inForce, err := c.reader.ReadInForce(ctx, owner)
	if err != nil {
		return edition{}, err
	}
	published := inForce.Playbooks
	for i := range published {
		definition := published[i].Definition
		published[i].Program = sync.OnceValues(func() (*playbook.Program, error) { return c.compile(definition) })
	}
	fresh := edition{Edition: ports.Edition{
		Playbooks:   playbook.NewIndex(published),
		Experiments: experiment.NewRunning(inForce.Experiments, published, c.compile),
	}, version: inForce.Version}
	fresh, _ = c.held.Compute(owner, func(kept edition, found bool) (edition, otter.ComputeOp) {
		if found && kept.version > fresh.version {
			return kept, otter.CancelOp
		}
		return fresh, otter.WriteOp
	})
	return fresh, nil
}
