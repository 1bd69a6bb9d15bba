package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func deliveryFeedRules() map[string]func(*testing.T, ActionsSubject) {
	return map[string]func(*testing.T, ActionsSubject){
		"the horizon lies behind all that is committed":  horizonBehind,
		"the horizon lies before all that can still be":  horizonBefore,
		"deliveries are fed in the order of the commits": feedDeliveryOrder,
		"pages of deliveries leave nothing out":          feedDeliveryPages,
		"only the named tenants' deliveries are fed":     feedTenants,
		"a feed with nothing for the tenants moves on":   feedMovesOn,
		"a feed never goes back":                         feedNeverBack,
		"a feed passes no transaction that still runs":   feedLate,
	}
}

// everySurface answers what is fed of a decision on its way to every surface.
func everySurface(owner tenant.ID, actorID string) []ports.FedDelivery {
	var fed []ports.FedDelivery
	for _, surface := range action.Surfaces() {
		fed = append(fed, ports.FedDelivery{TenantID: owner, ActorID: actorID, Surface: surface})
	}
	return fed
}

// feed polls until so many deliveries come.
func (s ActionsSubject) feed(
	t *testing.T, owners []tenant.ID, after event.Position, limit, want int,
) ([]ports.FedDelivery, event.Position) {
	t.Helper()
	var fed []ports.FedDelivery
	var to event.Position
	require.Eventually(t, func() bool {
		var err error
		fed, to, err = s.Feed.ReadDeliveries(t.Context(), owners, after, limit)
		require.NoError(t, err)
		require.False(t, to.Before(after))
		return len(fed) >= want
	}, patience, time.Millisecond)
	require.Len(t, fed, want)
	return fed, to
}

func (s ActionsSubject) horizon(t *testing.T) event.Position {
	t.Helper()
	horizon, err := s.Feed.ReadHorizon(t.Context())
	require.NoError(t, err)
	return horizon
}

func horizonBehind(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, pushed(1)...)
	at := s.list(t, inIDE(), 1).Items[0].Position
	require.True(t, at.Before(s.horizon(t)))
}

func horizonBefore(t *testing.T, s ActionsSubject) {
	t.Helper()
	sets := pushed(1, 2)
	commit := s.Hold(t, sets[0])
	horizon := s.horizon(t)
	commit()
	s.push(t, sets[1])
	for _, item := range s.list(t, inIDE(), 2).Items {
		require.True(t, horizon.Before(item.Position))
	}
}

func feedDeliveryOrder(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, PushedSet(beta, "eve", 1, Noon()), PushedSet(acme, "ada", 2, Noon()), PushedSet(acme, "", 3, Noon()))
	fed, to := s.feed(t, []tenant.ID{acme, beta}, event.Position{}, 20, 9)
	require.Equal(t, append(append(everySurface(beta, "eve"), everySurface(acme, "ada")...), everySurface(acme, "")...), fed)
	require.Equal(t, to, to.Later(s.list(t, inIDE(), 1).Items[0].Position))
}

func feedDeliveryPages(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, pushed(1, 2)...)
	owners := []tenant.ID{acme}
	s.feed(t, owners, event.Position{}, 10, 6)
	var all []ports.FedDelivery
	at := event.Position{}
	for _, want := range []int{4, 2, 0} {
		page, to := s.feed(t, owners, at, 4, want)
		all, at = append(all, page...), to
	}
	require.Equal(t, append(everySurface(acme, "ada"), everySurface(acme, "ada")...), all)
}

func feedTenants(t *testing.T, s ActionsSubject) {
	t.Helper()
	s.push(t, PushedSet(beta, "eve", 1, Noon()), PushedSet(acme, "ada", 2, Noon()))
	fed, _ := s.feed(t, []tenant.ID{acme, "nobody"}, event.Position{}, 10, 3)
	require.Equal(t, everySurface(acme, "ada"), fed)
	fed, _ = s.feed(t, nil, event.Position{}, 10, 0)
	require.Empty(t, fed)
}

func feedMovesOn(t *testing.T, s ActionsSubject) {
	t.Helper()
	from := s.horizon(t)
	s.push(t, PushedSet(beta, "eve", 1, Noon()))
	require.Eventually(t, func() bool {
		fed, to, err := s.Feed.ReadDeliveries(t.Context(), []tenant.ID{acme}, from, 10)
		require.NoError(t, err)
		require.Empty(t, fed)
		return from.Before(to)
	}, patience, time.Millisecond)
}

func feedNeverBack(t *testing.T, s ActionsSubject) {
	t.Helper()
	ahead := event.Position{Transaction: 1 << 62, Number: 5}
	_, to := s.feed(t, []tenant.ID{acme}, ahead, 10, 0)
	require.Equal(t, ahead, to)
}

func feedLate(t *testing.T, s ActionsSubject) {
	t.Helper()
	owners := []tenant.ID{acme, beta}
	s.push(t, PushedSet(acme, "ada", 1, Noon()))
	_, at := s.feed(t, owners, event.Position{}, 3, 3)
	commit := s.Hold(t, PushedSet(acme, "bob", 2, Noon()))
	s.push(t, PushedSet(beta, "eve", 3, Noon()))
	for range 3 {
		_, at = s.feed(t, owners, at, 10, 0)
	}
	commit()
	fed, _ := s.feed(t, owners, at, 10, 6)
	require.Equal(t, append(everySurface(acme, "bob"), everySurface(beta, "eve")...), fed)
}
