package system_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// erase asks for an actor's erasure and answers its id.
func (r renter) erase(tb testing.TB, actorID string) string {
	tb.Helper()
	got := r.do(tb, request{
		method: http.MethodDelete, path: "/actors/" + url.PathEscape(actorID) + "/data", token: r.token,
		body: document{"reason": actorID + " asked for it"},
	})
	return decoded[struct {
		ID string `json:"erasure_id"`
	}](tb, got, http.StatusAccepted).ID
}

type erasure struct {
	State, Reason string
	EndedAt       time.Time `json:"ended_at"`
	Removed       map[string]int
}

// erased waits for the end of an erasure.
func (r renter) erased(tb testing.TB, erasureID string) erasure {
	tb.Helper()
	var found erasure
	within(tb, time.Minute, "the erasure ends", func() bool {
		found = read[erasure](tb, r, "/erasures/"+erasureID)
		return found.State != "pending"
	})
	return found
}

// mentions are where the text stands in the database, whatever the table and however it is
// spelled, as table and row.
func (s *stack) mentions(tb testing.TB, text string) []string {
	tb.Helper()
	quoted, err := json.Marshal(text)
	require.NoError(tb, err)
	spellings := []string{text, strings.Trim(string(quoted), `"`), url.QueryEscape(text), url.PathEscape(text)}
	tables := rows[string](tb, s, `SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'river') ORDER BY 1`)
	require.Greater(tb, len(tables), 35)
	var found []string
	for _, table := range tables {
		// A row as text quotes what its columns hold once more.
		found = append(found, rows[string](tb, s, `SELECT $1 || ': ' || t::text FROM `+table+` AS t, unnest($2::text[]) AS s
			WHERE strpos(t::text, s) > 0 OR strpos(replace(replace(t::text, '""', '"'), '\\', '\'), s) > 0`, table, spellings)...)
	}
	return found
}

// whole has a row of every kind for the actor, as who decides, reports, approves, wishes and
// administers.
func (r renter) whole(t *testing.T, actorID string) {
	t.Helper()
	own := r.as(t, actorID, actor.ScopeDecide, actor.ScopeOutcome)
	key := func(of string) map[string]string { return map[string]string{"Idempotency-Key": of + "-" + actorID} }
	self := r.ask("security.secret_leaked", document{"by": actorID})
	self["context"] = document{"repo_id": actorID + "/shop", "branch": actorID + "-fix", "file_path": "src/" + actorID + ".go"}
	self["signal"].(document)["signal_id"] = "of-" + actorID
	made := decoded[decided](t, own.do(t, own.post("/decide", self, key("own"))), http.StatusOK).Decision
	require.NotEmpty(t, made.Actions)
	own.outcome(t, own.report(made, "shown", nil))
	r.outcome(t, r.report(made, "accepted", document{"reason": "as " + actorID + " said", "actor_id": actorID}))
	require.Equal(t, http.StatusOK, own.do(t, own.verdict(made, "approve")).status)
	require.Equal(t, http.StatusOK, r.approver(t, "lee").do(t, r.approver(t, "lee").verdict(made, "approve")).status)
	require.Equal(t, http.StatusAccepted, own.do(t, own.rate(made.Actions[0].ID, "useful")).status)

	forAnother := r.ask("security.vulnerable_dependency", document{"package": "by " + actorID, "url": "https://x.example.org/" + url.PathEscape(actorID)})
	forAnother["actor_id"] = actorID
	decoded[decided](t, r.do(t, r.post("/decide", forAnother, key("for"))), http.StatusOK)

	peer := r.as(t, "peer-"+rand.Text(), actor.ScopeDecide, actor.ScopeOutcome)
	theirs := peer.accepted(t)
	require.Equal(t, http.StatusOK, peer.do(t, peer.verdict(theirs, "approve")).status)
	require.Equal(t, http.StatusOK, r.approver(t, actorID).do(t, r.approver(t, actorID).verdict(theirs, "approve")).status)

	set := own.post(preferencesOf(actorID), document{"preferred_surfaces": []string{"ide", "ci", "alert"}}, key("set"))
	set.method = http.MethodPut
	require.Equal(t, http.StatusOK, own.do(t, set).status)
	set.token, set.header = r.token, key("by-an-admin")
	require.Equal(t, http.StatusOK, r.do(t, set).status)
	r.inRole(t, actorID, actor.RoleTenantAdmin).publish(t, talkative())
}

// routed has signals decided for the actor in the background, and what comes of them
// delivered, waiting, and in a digest.
func (r renter) routed(t *testing.T, actorID string) {
	t.Helper()
	taken := newSignal("ci.failed", document{"run": float64(1), "by": actorID})
	taken["actor_id"], taken["signal_id"] = actorID, "taken-of-"+actorID
	decoded[document](t, r.do(t, r.post("/signals", taken, nil)), http.StatusAccepted)
	eventually(t, "the digest of it waits", func() bool { return r.waiting(t) > 0 })
	r.awakens(t)
	eventually(t, "the digest is sent", func() bool { return r.count(t, "digests") > 0 })
	r.asleep(t)
	taken["signal_id"] = "waits-of-" + actorID
	decoded[document](t, r.do(t, r.post("/signals", taken, nil)), http.StatusAccepted)
	eventually(t, "the next one waits", func() bool { return r.waiting(t) > 0 })
}

// everyKind are tables that have a row of the actor's before.
func everyKind() []string {
	return []string{
		"actor_preferences", "actor_refs", "approvals", "audit_entries", "decisions", "deferrals", "deliveries", "digests",
		"fatigue_windows", "feedback", "idempotency", "outcomes", "replays", "signal_decisions", "signals", "river.river_job",
	}
}

func TestAnErasedActorIsInNoTableRedisKeyStoredAnswerOrJob(t *testing.T) {
	t.Parallel()
	s, server, _ := withRedis(t)
	client := redis.NewClient(&redis.Options{Addr: server.Address(), Password: server.Password()})
	t.Cleanup(func() { _ = client.Close() })
	const gone, stays = `zoe "q"/quinn@example.org`, `zoe "q"/quinn@example.organ`
	r := s.renter(t).withExamples(t).quietPlaybook(t, "digest", "ci.failed")
	r.publish(t, rotation())
	for _, actorID := range []string{stays, gone} {
		r.whole(t, actorID)
	}
	r.asleep(t).routed(t, gone)
	before := strings.Join(s.mentions(t, gone), "\n")
	for _, table := range everyKind() {
		require.Contains(t, before, table+": ", "the negative control")
	}
	keyOf := func(actorID string) string { return strings.ReplaceAll(url.QueryEscape(actorID), "+", "%20") + ":" }
	eventually(t, "the window is copied", func() bool { return redisHas(t, client, keyOf(gone)) })
	others := len(s.mentions(t, stays))
	totals := r.inAll(t).Aggregates

	removed, meanwhile := r.beingDecidedFor(t, gone, func() erasure { return r.erased(t, r.erase(t, gone)) })

	require.Equal(t, "completed", removed.State)
	require.NotContains(t, removed.Reason, gone)
	for part, rows := range removed.Removed {
		require.Positive(t, rows, part)
	}
	for _, mention := range s.mentions(t, gone) {
		require.Contains(t, mention, "organ", "only a longer name of somebody else's")
	}
	require.Len(t, s.mentions(t, stays), others, "who has a longer name loses nothing")
	require.False(t, redisHas(t, client, keyOf(gone)))
	require.True(t, redisHas(t, client, keyOf(stays)))
	eventually(t, "what was decided before it is counted", func() bool {
		return r.inAll(t).Aggregates.Decisions == totals.Decisions+int(meanwhile)
	})
	require.Equal(t, totals.ByResult, r.inAll(t).Aggregates.ByResult, "what was counted stays counted")
	r.requireWholeChain(t)

	back := r.askFor(gone, 1)
	require.Equal(t, gone, r.decide(t, back).ActorID, "who comes back is somebody new")
}

// beingDecidedFor runs the erasure while others go on to decide for the actor, until they
// hear of it, and answers how often they did.
func (r renter) beingDecidedFor(t *testing.T, actorID string, erasing func() erasure) (ended erasure, decisions int64) {
	t.Helper()
	var deciding sync.WaitGroup
	var made atomic.Int64
	for n := range int64(4) {
		deciding.Go(func() {
			for number := n; ; number += 4 {
				got, err := r.try(t.Context(), r.post("/decide", r.askFor(actorID, 100+number), nil))
				if err != nil || got.status != http.StatusOK {
					if err != nil || got.status != http.StatusConflict || !strings.Contains(string(got.body), "ACTOR_BEING_ERASED") {
						t.Errorf("%d %s: %v", got.status, got.body, err)
					}
					return
				}
				made.Add(1)
			}
		})
	}
	ended = erasing()
	deciding.Wait()
	return ended, made.Load()
}

// redisHas reports whether a key, or what it holds, has the text.
func redisHas(t *testing.T, client *redis.Client, text string) bool {
	t.Helper()
	for _, key := range client.Keys(t.Context(), "*").Val() {
		if strings.Contains(key, text) || strings.Contains(client.Get(t.Context(), key).Val(), text) {
			return true
		}
	}
	return false
}

func TestLegalHoldAndDesignationKeepAnActorFromBeingErased(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	for code, policy := range map[string]document{
		"LEGAL_HOLD": {"legal_hold": true}, "DESIGNATED_APPROVER": {"designated_approvers": []string{"zoe"}},
	} {
		require.Equal(t, http.StatusOK, r.do(t, r.setPolicy(policy, "")).status)
		ask := request{method: http.MethodDelete, path: "/actors/zoe/data", token: r.token, body: document{}}
		require.Equal(t, code, refused(t, r.do(t, ask), http.StatusConflict).Code)
	}
	require.Zero(t, r.count(t, "erasures"))
	ask := request{method: http.MethodDelete, path: "/actors/zoe/data", token: r.inRole(t, "ann", actor.RoleTenantAdmin).token, body: document{}}
	require.Equal(t, "ROLE_REQUIRED", forbidden(t, r.do(t, ask)).Code)
}
