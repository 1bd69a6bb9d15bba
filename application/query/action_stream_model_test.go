package query_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// model is a database, two instances with a hub each, clients that come and go, and
// commits that can be late. Whatever happens, also in the middle of a hub's step, each
// client must have had each of its actions once, in the order of the feed.
type model struct {
	*memory.Store

	rt      *rapid.T
	hubs    []*live.Hub
	actions []*query.Actions
	clients []*client
	running []func(context.Context) (ports.Token, error)
	commits int
	// amid is what happens while a step reads; nil outside of steps.
	amid func()
}

// client is one tool of an actor. It reads when it connects and when there is news,
// as a stream's handler does.
type client struct {
	owner  tenant.ID
	actor  string
	stream *query.ActionStream
	// fresh is set until the first read of a connection.
	fresh bool
	last  event.Position
	had   []id.UUID
}

func newModel(rt *rapid.T) *model {
	m := &model{Store: memory.NewStore(), rt: rt}
	for range 2 {
		hub := live.NewHub(m, live.DefaultLimits())
		m.hubs = append(m.hubs, hub)
		m.actions = append(m.actions, query.NewActions(m.Store, hub, memory.NewClock(portstest.Noon())))
	}
	for _, c := range []client{{owner: "acme", actor: "ada"}, {owner: "acme", actor: "ada"}, {owner: "beta", actor: "ada"}} {
		m.clients = append(m.clients, &c)
	}
	return m
}

// ReadHorizon implements ports.DeliveryFeed: the world goes on meanwhile.
func (m *model) ReadHorizon(ctx context.Context) (event.Position, error) {
	m.meanwhile()
	defer m.meanwhile()
	return m.Store.ReadHorizon(ctx)
}

// ReadDeliveries implements ports.DeliveryFeed: the world goes on meanwhile.
func (m *model) ReadDeliveries(
	ctx context.Context, owners []tenant.ID, after event.Position, limit int,
) ([]ports.FedDelivery, event.Position, error) {
	m.meanwhile()
	defer m.meanwhile()
	return m.Store.ReadDeliveries(ctx, owners, after, limit)
}

func (m *model) meanwhile() {
	if m.amid != nil {
		m.amid()
	}
}

// set is the next decision's, for anybody.
func (m *model) set() ports.WriteSet {
	m.commits++
	owner := rapid.SampledFrom([]tenant.ID{"acme", "acme", "beta"}).Draw(m.rt, "tenant")
	at := portstest.Noon().Add(time.Duration(m.commits) * time.Millisecond)
	set := portstest.PushedSet(owner, rapid.SampledFrom([]string{"ada", "ada", "bob"}).Draw(m.rt, "actor"), 1, at)
	set.Receipts, set.Events = nil, nil
	return set
}

func (m *model) commit(*rapid.T) {
	_, err := m.Commit(context.Background(), m.set())
	require.NoError(m.rt, err)
}

func (m *model) hold(*rapid.T) { m.running = append(m.running, m.Hold(m.set())) }

func (m *model) release(*rapid.T) {
	if len(m.running) == 0 {
		return
	}
	at := rapid.IntRange(0, len(m.running)-1).Draw(m.rt, "which")
	_, err := m.running[at](context.Background())
	require.NoError(m.rt, err)
	m.running = append(m.running[:at:at], m.running[at+1:]...)
}

func (m *model) connect(*rapid.T) {
	c := rapid.SampledFrom(m.clients).Draw(m.rt, "client")
	m.disconnect(c)
	caller := someone(c.owner, c.actor)
	stream, err := rapid.SampledFrom(m.actions).Draw(m.rt, "instance").Stream(context.Background(), query.StreamActions{
		Caller: caller, ActorID: c.actor, Surface: action.IDE, After: c.last,
	})
	require.NoError(m.rt, err)
	c.stream, c.fresh = stream, true
}

func (m *model) disconnect(c *client) {
	if c.stream != nil {
		c.stream.Close()
		c.stream = nil
	}
}

func (m *model) leave(*rapid.T) { m.disconnect(rapid.SampledFrom(m.clients).Draw(m.rt, "client")) }

// read takes what a client is told, all or, when it is cut off amid, a part.
func (m *model) read(*rapid.T) {
	c := rapid.SampledFrom(m.clients).Draw(m.rt, "client")
	c.take(m.rt, rapid.IntRange(1, 12).Draw(m.rt, "until it is cut off"))
	if rapid.IntRange(0, 3).Draw(m.rt, "cut off") == 0 {
		m.disconnect(c)
	}
}

// take reads if there is reason to. Who has had so many is cut off.
func (c *client) take(rt *rapid.T, most int) {
	if c.stream == nil || !c.fresh && !heard(c.stream) {
		return
	}
	c.fresh = false
	for more := true; more; {
		items, further, err := c.stream.Next(context.Background())
		require.NoError(rt, err)
		more = further
		for _, item := range items {
			if most--; most < 0 {
				c.stream.Close()
				c.stream = nil
				return
			}
			c.had, c.last = append(c.had, item.Message.Action.ID), item.Position
		}
	}
}

func heard(stream *query.ActionStream) bool {
	select {
	case <-stream.News():
		return true
	default:
		return false
	}
}

// step lets a hub read, while this and that happens.
func (m *model) step(*rapid.T) {
	m.amid = func() {
		for range rapid.IntRange(0, 3).Draw(m.rt, "meanwhile") {
			rapid.SampledFrom([]func(*rapid.T){m.commit, m.hold, m.release, m.connect, m.leave, m.read}).Draw(m.rt, "what")(m.rt)
		}
	}
	m.quietStep(rapid.SampledFrom(m.hubs).Draw(m.rt, "hub"))
}

func (m *model) quietStep(hub *live.Hub) {
	_, err := hub.Step(context.Background())
	require.NoError(m.rt, err)
	m.amid = nil
}

// settle lets everything come to rest and reads on; who is away comes back.
func (m *model) settle() {
	for _, commit := range m.running {
		_, err := commit(context.Background())
		require.NoError(m.rt, err)
	}
	for range 2 {
		for _, hub := range m.hubs {
			m.quietStep(hub)
		}
	}
}

func (m *model) requireEachOnceInOrder() {
	const all = 1 << 20
	for _, c := range m.clients {
		c.take(m.rt, all) // what it finds on connecting,
		c.take(m.rt, all) // and what came since
		page, err := m.ListActions(context.Background(), c.owner, ports.ActionFilter{
			ActorID: c.actor, Surface: action.IDE, Limit: all,
		})
		require.NoError(m.rt, err)
		want := actionsOf(page.Items)
		if c.stream == nil { // it is away, and may lack the end
			want = want[:min(len(want), len(c.had))]
		}
		require.Equal(m.rt, want, append([]id.UUID{}, c.had...), "%s of %s", c.actor, c.owner)
	}
}

func TestEachClientHasEachActionOnceWhateverHappensAmid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := newModel(rt)
		rt.Repeat(map[string]func(*rapid.T){
			"commit": m.commit, "begin": m.hold, "commit late": m.release,
			"connect": m.connect, "leave": m.leave, "read": m.read, "step": m.step,
		})
		m.settle()
		m.requireEachOnceInOrder()
	})
}
