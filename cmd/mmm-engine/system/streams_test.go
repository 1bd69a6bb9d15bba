package system_test

import (
	"context"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// own is the token of an actor who may do nothing but ask for what is its own.
func (r renter) own(tb testing.TB, actorID string) string {
	tb.Helper()
	return r.mint(tb, iam.Grant{TenantID: tenant.ID(r.id), ActorID: actorID})
}

func TestToolsThatHopBetweenInstancesHaveEachActionOnceInOrder(t *testing.T) {
	t.Parallel()
	const batches, each = 30, 5
	s := newStack(t, nil)
	other := s.beside(t)
	r := s.renter(t).chatty(t, 1, 10)
	ctx, stop := context.WithTimeout(t.Context(), 2*patience)
	defer stop()
	var running sync.WaitGroup
	tools := make([]*tool, 4)
	for i := range tools {
		tools[i] = &tool{instances: []*stack{s, other}, token: r.own(t, "ada"), actorID: "ada", stay: 3 + 10*i, visits: i}
		running.Go(func() { tools[i].run(ctx) })
	}
	for batch := range batches {
		r.fail(t, "ada", each)
		switch batch {
		case batches / 3:
			other.engine.kill()
		case 2 * batches / 3:
			other.startEngine(t)
		}
	}
	eventually(t, "everything is decided", func() bool { return len(r.pushed(t, "ada")) == batches*each })
	want := r.pushed(t, "ada")
	for _, one := range tools {
		eventually(t, "everything is told", func() bool { return len(one.had(t)) >= len(want) })
	}
	stop()
	running.Wait()
	for _, one := range tools {
		require.Equal(t, want, one.had(t))
		require.Greater(t, one.visits, 2)
	}
}

func TestAStreamShowsThatItWorksAndAnOpenOneDoesNotHoldTheStop(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	require.InDelta(t, 0, s.metrics(t).value("mmm_action_streams", nil), 0)
	r := s.renter(t).chatty(t, 40, 4096)
	r.tell(t, "eve", 1200)
	idle, err := s.follow(t.Context(), r.own(t, "ada"), "ada", "")
	require.NoError(t, err)
	defer idle.close()
	first, err := idle.next()
	require.NoError(t, err)
	require.Equal(t, sent{retry: "2000"}, first)
	beat, err := idle.next()
	require.NoError(t, err)
	require.Equal(t, sent{comment: ": \n"}, beat)

	stuck, err := s.follow(t.Context(), r.own(t, "eve"), "eve", "")
	require.NoError(t, err)
	defer stuck.close()
	require.InDelta(t, 2, s.metrics(t).value("mmm_action_streams", nil), 0)
	s.engine.signal(t, syscall.SIGTERM)
	asked := time.Now()
	require.Zero(t, s.engine.exit(t), s.engine.stderr.text())
	require.Less(t, time.Since(asked), 5*time.Second)
	require.NoError(t, idle.ended(), "it ends as an answer ends")
}

func TestAToolThatDoesNotReadIsCutOffAndGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t).chatty(t, 40, 4096)
	r.tell(t, "ada", 1200)
	stuck, err := s.follow(t.Context(), r.own(t, "ada"), "ada", "")
	require.NoError(t, err)
	defer stuck.close()
	open := func() bool { return s.metrics(t).value("mmm_action_streams", nil) > 0 }
	require.True(t, open())
	eventually(t, "it is cut off", func() bool { return !open() })

	back := &tool{instances: []*stack{s}, token: r.own(t, "ada"), actorID: "ada", stay: 1200}
	back.read(stuck)
	require.Less(t, len(back.had(t)), 1200)
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { back.run(ctx) })
	eventually(t, "it has the rest", func() bool { return len(back.had(t)) >= 1200 })
	stop()
	running.Wait()
	require.Equal(t, r.pushed(t, "ada"), back.had(t))
}

// lately is a clock that stands back within the leeway for a token's expiry, but for a
// few seconds.
type lately struct{}

func (lately) Now() time.Time           { return time.Now().Add(-25 * time.Second) }
func (lately) Monotonic() time.Duration { return 0 }

func TestAStreamDoesNotOutliveItsToken(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	minter, err := iam.NewMinter(shared.key, lately{})
	require.NoError(t, err)
	token, err := minter.Mint(iam.Grant{TenantID: tenant.ID(r.id), ActorID: "ada", Life: time.Second})
	require.NoError(t, err)
	open, err := r.follow(t.Context(), token, "ada", "")
	require.NoError(t, err)
	defer open.close()
	began := time.Now()
	require.NoError(t, open.ended(), "it ends as an answer ends")
	require.Less(t, time.Since(began), patience)
	got := r.do(t, request{method: http.MethodGet, path: "/actors/ada/actions/stream", token: token})
	refused(t, got, http.StatusUnauthorized)
}

func TestTheActionsOfAnActorAreNobodyElses(t *testing.T) {
	t.Parallel()
	owner, stranger := shared.renter(t).chatty(t, 1, 10), shared.renter(t)
	owner.fail(t, "ada", 1)
	eventually(t, "it is decided", func() bool { return len(owner.pushed(t, "ada")) == 1 })
	list := request{method: http.MethodGet, path: "/actors/ada/actions", token: owner.own(t, "ada")}
	type page struct {
		Items []struct {
			EventID    string `json:"event_id"`
			DeliveryID string `json:"delivery_id"`
		}
	}
	var mine page
	eventually(t, "the actor has it", func() bool {
		mine = decoded[page](t, owner.do(t, list), http.StatusOK)
		return len(mine.Items) == 1
	})
	require.Equal(t, owner.pushed(t, "ada")[0], mine.Items[0].DeliveryID)

	list.token = stranger.own(t, "ada")
	require.Empty(t, decoded[page](t, stranger.do(t, list), http.StatusOK).Items, "a namesake in another tenant")
	list.token = owner.token
	for _, path := range []string{list.path, list.path + "/stream"} {
		list.path = path
		require.Equal(t, "NOT_FOUND", refused(t, owner.do(t, list), http.StatusNotFound).Code, "an admin of the tenant")
	}

	for name, forged := range map[string]struct{ token, id string }{
		"altered":        {owner.own(t, "ada"), mine.Items[0].EventID[:40] + "x" + mine.Items[0].EventID[41:]},
		"another's":      {owner.own(t, "bob"), mine.Items[0].EventID},
		"a namesake's":   {stranger.own(t, "ada"), mine.Items[0].EventID},
		"made up by far": {owner.own(t, "ada"), "999999999"},
	} {
		actorID := "ada"
		if name == "another's" {
			actorID = "bob"
		}
		got := owner.do(t, request{
			method: http.MethodGet, path: "/actors/" + actorID + "/actions/stream", token: forged.token,
			header: map[string]string{"Last-Event-ID": forged.id},
		})
		require.Equal(t, []string{"Last-Event-ID"}, refused(t, got, http.StatusUnprocessableEntity).paths(), name)
	}
}
