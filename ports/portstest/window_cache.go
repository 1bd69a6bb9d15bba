package portstest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// WindowCache holds an implementation to the contract. Each call makes an empty one.
func WindowCache(t *testing.T, empty func(t *testing.T) ports.WindowCache) {
	t.Helper()
	for name, rule := range map[string]func(t *testing.T, cache ports.WindowCache){
		"what was never put is not found":               copyUnknown,
		"a copy is found as it was put":                 copyKept,
		"a subject that was shown nothing has a copy":   copyOfNothing,
		"a copy is one subject's and tenant's":          copiesApart,
		"only what is newer takes a copy's place":       copyNewer,
		"a copy that was forgotten is not found":        copyForgotten,
		"many are put at once, in any order":            copiesTogether,
		"a copy never grows older under concurrent use": copiesRace,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, empty(t))
		})
	}
}

func putCopies(t *testing.T, cache ports.WindowCache, copies ...ports.WindowCopy) {
	t.Helper()
	require.NoError(t, cache.PutWindows(t.Context(), copies))
}

func requireCopy(t *testing.T, cache ports.WindowCache, subject signal.Subject, want fatigue.Window) {
	t.Helper()
	got, found, err := cache.GetWindow(t.Context(), acme, subject)
	require.NoError(t, err)
	require.True(t, found, subject)
	require.Equal(t, want.Version, got.Version, subject)
	require.Len(t, got.Entries, len(want.Entries), subject)
	for i := range want.Entries {
		require.Equal(t, want.Entries[i], got.Entries[i], subject)
	}
}

func requireNoCopy(t *testing.T, cache ports.WindowCache, owner tenant.ID, subject signal.Subject) {
	t.Helper()
	_, found, err := cache.GetWindow(t.Context(), owner, subject)
	require.NoError(t, err)
	require.False(t, found, subject)
}

func copyForgotten(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	require.NoError(t, cache.ForgetWindow(t.Context(), acme, "actor:ada"), "nothing is there yet")
	for _, subject := range []signal.Subject{"actor:ada", "actor:grace", "repo:ada"} {
		putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: subject, Window: SampleWindow(2, Noon())},
			ports.WindowCopy{TenantID: beta, Subject: subject, Window: SampleWindow(2, Noon())})
	}
	require.NoError(t, cache.ForgetWindow(t.Context(), acme, "actor:ada"))
	require.NoError(t, cache.ForgetWindow(t.Context(), acme, "actor:ada"))
	requireNoCopy(t, cache, acme, "actor:ada")
	requireCopy(t, cache, "actor:grace", SampleWindow(2, Noon()))
	requireCopy(t, cache, "repo:ada", SampleWindow(2, Noon()))
	_, found, err := cache.GetWindow(t.Context(), beta, "actor:ada")
	require.NoError(t, err)
	require.True(t, found, "another tenant's stays")
	putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada", Window: SampleWindow(1, Noon())})
	requireCopy(t, cache, "actor:ada", SampleWindow(1, Noon()))
}

func copyUnknown(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	requireNoCopy(t, cache, acme, "actor:ada")
	putCopies(t, cache)
	requireNoCopy(t, cache, acme, "actor:ada")
}

// copyKept has entries of several types, which do not stand in the order of time.
func copyKept(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	window := SampleWindow(3, Noon())
	window.Entries = append(window.Entries, SampleWindow(0, Noon().Add(-time.Minute)).Entries...)
	putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada", Window: window})
	requireCopy(t, cache, "actor:ada", window)
}

func copyOfNothing(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada"})
	requireCopy(t, cache, "actor:ada", fatigue.Window{})
	putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada", Window: SampleWindow(1, Noon())})
	requireCopy(t, cache, "actor:ada", SampleWindow(1, Noon()))
}

func copiesApart(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	subjects := []signal.Subject{
		"actor:ada", "repo:ada", "actor:repo:ada", "repo:repo:ada", "actor:a", "actor:a:mirror", "actor:a%3Amirror", "actor:a/b",
		"actor:a b", "actor:a+b", "actor:🦊", "actor:{a}", "actor:*", "repo:acme/shop", "actor:repo:acme/shop", "actor:ADA",
	}
	for i, subject := range subjects {
		putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: subject, Window: SampleWindow(int64(i+1), Noon())})
	}
	for i, subject := range subjects {
		requireCopy(t, cache, subject, SampleWindow(int64(i+1), Noon()))
		requireNoCopy(t, cache, beta, subject)
	}
}

func copyNewer(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	held, later := SampleWindow(5, Noon()), Noon().Add(time.Hour)
	putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada", Window: held})
	for _, version := range []int64{4, 5, 1, 0} {
		putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada", Window: SampleWindow(version, later)})
		requireCopy(t, cache, "actor:ada", held)
	}
	newer := SampleWindow(10, later) // after 9 in number, before it as text
	putCopies(t, cache, ports.WindowCopy{TenantID: acme, Subject: "actor:ada", Window: newer})
	requireCopy(t, cache, "actor:ada", newer)
}

func copiesTogether(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	var copies []ports.WindowCopy
	for i := range 200 {
		for _, version := range []int64{2, 3, 1} {
			copies = append(copies, ports.WindowCopy{
				TenantID: acme, Subject: signal.Subject(fmt.Sprint("actor:", i)), Window: SampleWindow(version, Noon()),
			})
		}
	}
	putCopies(t, cache, copies...)
	for i := range 200 {
		requireCopy(t, cache, signal.Subject(fmt.Sprint("actor:", i)), SampleWindow(3, Noon()))
	}
}

// copiesRace has the versions come in several orders at once while others look.
func copiesRace(t *testing.T, cache ports.WindowCache) {
	t.Helper()
	const most = 60
	var all sync.WaitGroup
	for shift := range 4 {
		all.Go(func() {
			for i := range most {
				version := int64((i*7+shift*13)%most + 1)
				err := cache.PutWindows(t.Context(), []ports.WindowCopy{{
					TenantID: acme, Subject: "actor:ada", Window: SampleWindow(version, Noon()),
				}})
				if err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			last := int64(0)
			for range most {
				got, found, err := cache.GetWindow(t.Context(), acme, "actor:ada")
				if err != nil || found && (got.Version < last || len(got.Entries) != 2) {
					t.Errorf("version %d with %d entries after %d: %v", got.Version, len(got.Entries), last, err)
				}
				last = max(last, got.Version)
			}
		})
	}
	all.Wait()
	requireCopy(t, cache, "actor:ada", SampleWindow(most, Noon()))
}
