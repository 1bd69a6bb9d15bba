package system_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/redisserver"
	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
)

// mostAnHour is the limit that nothing may break.
const mostAnHour = 3

// withRedis is an engine whose Redis is reached by way of what can slow it down.
func withRedis(t *testing.T) (*stack, *redisserver.Server, *slowed) {
	t.Helper()
	server := redistest.New(t)
	between := newSlowed(t, server.Address())
	s := newStack(t, map[string]string{
		"REDIS_URL": "redis://:" + server.Password() + "@" + between.address + "/0", "READY_REQUIRES": "database",
	})
	return s, server, between
}

// limited has a tenant whose actors are told so much an hour, and one playbook that
// always fires and has no limit of its own.
func (s *stack) limited(t *testing.T) renter {
	t.Helper()
	r := s.renter(t)
	policy := tenant.DefaultPolicy()
	policy.QuietHours = tenant.QuietHours{AppliesTo: tenant.QuietPush}
	policy.Quotas, policy.MaxActionsPerDecision = ample, 1
	policy.Quotas.MaxActionsPerHour = mostAnHour
	rows[string](t, s, `UPDATE tenant_policies SET body = $2 WHERE tenant_id = $1 RETURNING tenant_id`,
		r.id, canonical.Marshal(policy.Canonical()))
	r.publish(t, talkative())
	return r
}

// talkative is a playbook that fires, and has no limit of its own.
func talkative() document {
	return document{
		"name": "always", "owner": "team", "version": "1.0.0", "mode": "live", "conditions": []string{"true"},
		"triggers": []document{{"event_types": []string{"security.code_scanning"}, "surfaces": []string{"ide"}}},
		"actions":  []document{{"type": "mirror", "surfaces": []string{"ide"}, "title": "t", "body": "b", "rationale": "r"}},
	}
}

// askFor asks for the actor about a branch of its own, so that only the hour limits.
func (r renter) askFor(actor string, number int64) document {
	ask := r.ask("security.code_scanning", alert())
	ask["actor_id"] = actor
	ask["context"] = document{"repo_id": "acme/shop", "branch": fmt.Sprint("b", number)}
	return ask
}

func TestNoLimitIsExceededWhateverHappensToRedis(t *testing.T) {
	t.Parallel()
	first, server, between := withRedis(t)
	engines := []*stack{first, first.beside(t), first.beside(t)}
	r := first.limited(t)
	client := redis.NewClient(&redis.Options{Addr: server.Address(), Password: server.Password()})
	t.Cleanup(func() { _ = client.Close() })
	for _, one := range []struct {
		name    string
		happens func()
	}{
		{"flushed", func() { _ = client.FlushAll(t.Context()) }},
		{"replaced", func() { server = redistest.Replace(t, server) }},
		{"slow", func() { between.delay.Store(int64(2 * time.Second)) }},
		{"killed", func() { server.Kill() }},
	} {
		name, happens := one.name, one.happens
		between.delay.Store(0)
		actor := "actor " + name
		shown := r.decideTogether(t, engines, actor, happens)
		require.LessOrEqual(t, shown, mostAnHour, name)
		for i := range int64(2 * mostAnHour) { // one after another, so that nobody is in the way
			at := renter{stack: engines[int(i)%len(engines)], id: r.id, token: r.token}
			shown += len(at.decide(t, at.askFor(actor, 1000+i)).Actions)
		}
		require.Equal(t, mostAnHour, shown, name)
	}
}

// decideTogether answers how many actions 64 concurrent deciders of one actor got, while
// something happens.
func (r renter) decideTogether(t *testing.T, engines []*stack, actor string, happens func()) int {
	t.Helper()
	const deciders = 64
	var actions, asked atomic.Int64
	var all sync.WaitGroup
	for i := range deciders {
		at := renter{stack: engines[i%len(engines)], id: r.id, token: r.token}
		all.Go(func() {
			got, err := at.try(t.Context(), at.post("/decide", at.askFor(actor, asked.Add(1)), nil))
			if err != nil || got.status != http.StatusOK {
				t.Errorf("%d: %v", got.status, err)
				return
			}
			actions.Add(int64(len(decoded[decided](t, got, http.StatusOK).Decision.Actions)))
		})
		if i == deciders/2 {
			happens()
		}
	}
	all.Wait()
	return int(actions.Load())
}

func TestADecisionDoesWithoutRedisAndSaysSo(t *testing.T) {
	t.Parallel()
	first, server, _ := withRedis(t)
	r := first.limited(t)
	r.decide(t, r.askFor("ada", 1))
	eventually(t, "a copy answers", func() bool {
		r.decide(t, r.askFor("ada", 2))
		return first.metrics(t).value("mmm_cache_requests_total", labels{"cache": "fatigue", "result": "hit"}) > 0
	})
	server.Kill()
	body := r.do(t, r.post("/decide", r.askFor("ada", 3), nil))
	require.Equal(t, []string{"redis"}, decoded[struct {
		Decision struct {
			Reasons []string `json:"degraded_reasons"`
		}
	}](t, body, http.StatusOK).Decision.Reasons)
	require.Zero(t, first.engine.stop(t))
	first.startEngine(t) // without Redis
	r.decide(t, r.askFor("ada", 4))
}

// Whatever they are called, and though one is called like the repository that all speak
// of: no key of theirs is another's, in either store.
func TestActorsOfWhateverNameShareNoWindow(t *testing.T) {
	t.Parallel()
	first, server, _ := withRedis(t)
	r := first.limited(t)
	names := []string{"a:b", "a/b", "a%3Ab", "a%2Fb", "actor:a:b", "repo:acme/shop", "acme/shop", "a:b:mirror", "👩‍💻", "👩💻"}
	for round := range int64(mostAnHour + 1) {
		for _, name := range names {
			shown := r.decide(t, r.askFor(name, round)).Actions
			require.Equal(t, round < mostAnHour, len(shown) == 1, "%s: %d", name, round)
		}
	}
	require.Equal(t, len(names), r.count(t, "fatigue_windows"))
	client := redis.NewClient(&redis.Options{Addr: server.Address(), Password: server.Password()})
	t.Cleanup(func() { _ = client.Close() })
	eventually(t, "each has copies of its own", func() bool {
		return len(client.Keys(t.Context(), "mmm:fatigue:*").Val()) == len(action.Types())*len(names)
	})
}
