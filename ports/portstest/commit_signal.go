package portstest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func signalRules() map[string]storeRule {
	return map[string]storeRule{
		"a signal is read as it was accepted":                signalKept,
		"a signal of another tenant is not found":            signalNotFound,
		"a signal whose id is taken is passed over":          signalPassedOver,
		"a request's signal leaves its id to be accepted":    signalOfRequest,
		"an id may come again as another signal":             signalComesAgain,
		"known signals are those accepted since":             signalsKnown,
		"recent signals are the subject's, newest first":     recentOrder,
		"recent signals are bounded in time and number":      recentBounds,
		"the empty subject has no recent signals":            recentOfNobody,
		"a signal without an actor is its repository's":      recentOfRepository,
		"recent signals carry no attributes but their place": recentMetadata,
	}
}

func signalKept(t *testing.T, s StoreSubject) {
	t.Helper()
	full, bare := SampleSignal(acme, "s1"), signal.Signal{
		ID: "s2", TenantID: acme, Source: "ci", EventType: "ci.passed", OccurredAt: Noon(),
	}
	require.NoError(t, s.commit(t, signalSet(Noon(), full, bare)))
	for _, want := range []signal.Signal{full, bare} {
		kept, err := s.Signals.ReadSignal(t.Context(), acme, want.ID)
		require.NoError(t, err)
		require.Equal(t, want, kept)
	}
}

func signalNotFound(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, signalSet(Noon(), SampleSignal(acme, "s1"))))
	_, err := s.Signals.ReadSignal(t.Context(), beta, "s1")
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Signals.ReadSignal(t.Context(), acme, "s2")
	require.Equal(t, fault.NotFound, fault.Of(err))
	require.NoError(t, s.commit(t, signalSet(Noon(), SampleSignal(beta, "s1"))))
}

func signalPassedOver(t *testing.T, s StoreSubject) {
	t.Helper()
	first, again := SampleSignal(acme, "s1"), SampleSignal(acme, "s1")
	again.EventType = "ci.passed"
	require.NoError(t, s.commit(t, signalSet(Noon(), first)))
	later := Noon().Add(signal.Dedup - time.Millisecond)
	require.NoError(t, s.commit(t, signalSet(later, again, SampleSignal(acme, "s2"))))
	kept, err := s.Signals.ReadSignal(t.Context(), acme, "s1")
	require.NoError(t, err)
	require.Equal(t, first, kept)
	_, err = s.Signals.ReadSignal(t.Context(), acme, "s2")
	require.NoError(t, err)
}

func signalComesAgain(t *testing.T, s StoreSubject) {
	t.Helper()
	again := SampleSignal(acme, "s1")
	again.EventType = "ci.passed"
	require.NoError(t, s.commit(t, signalSet(Noon(), SampleSignal(acme, "s1"))))
	require.NoError(t, s.commit(t, signalSet(Noon().Add(signal.Dedup), again)))
	kept, err := s.Signals.ReadSignal(t.Context(), acme, "s1")
	require.NoError(t, err)
	require.Equal(t, again, kept)
}

func signalsKnown(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, signalSet(Noon(), SampleSignal(acme, "s1"))))
	require.NoError(t, s.commit(t, signalSet(Noon().Add(time.Hour), SampleSignal(acme, "s2"))))
	ids := []string{"s1", "s2", "s3"}
	for since, want := range map[time.Time]map[string]bool{
		Noon().Add(-time.Second): {"s1": true, "s2": true},
		Noon():                   {"s2": true},
		Noon().Add(time.Hour):    {},
	} {
		known, err := s.Signals.KnownSignals(t.Context(), acme, ids, since)
		require.NoError(t, err)
		require.Equal(t, want, known)
	}
	known, err := s.Signals.KnownSignals(t.Context(), beta, ids, time.Time{})
	require.NoError(t, err)
	require.Empty(t, known)
}

// recentIDs answers the ids of the recent signals of a query at noon.
func (s StoreSubject) recentIDs(t *testing.T, query ports.DecisionQuery) []string {
	t.Helper()
	var ids []string
	for _, recent := range s.inputs(t, query).Recent {
		ids = append(ids, recent.ID)
	}
	return ids
}

func signalAt(signalID string, at time.Time) signal.Signal {
	s := SampleSignal(acme, signalID)
	s.OccurredAt = at
	return s
}

func recentOrder(t *testing.T, s StoreSubject) {
	t.Helper()
	grace, foreign := SampleSignal(acme, "of another actor"), SampleSignal(beta, "of another tenant")
	grace.ActorID = "grace"
	require.NoError(t, s.commit(t, signalSet(Noon(), signalAt("b", Noon()), signalAt("old", Noon().Add(-time.Hour)),
		signalAt("a", Noon()), signalAt("new", Noon().Add(time.Second)), grace)))
	require.NoError(t, s.commit(t, signalSet(Noon(), foreign)))
	require.Equal(t, []string{"new", "a", "b", "old"}, s.recentIDs(t, keyedQuery(acme, nil, Noon())))
}

func recentBounds(t *testing.T, s StoreSubject) {
	t.Helper()
	edge := Noon().Add(-signal.RecentSpan)
	require.NoError(t, s.commit(t, signalSet(Noon(), signalAt("outside", edge), signalAt("inside", edge.Add(time.Millisecond)))))
	require.Equal(t, []string{"inside"}, s.recentIDs(t, keyedQuery(acme, nil, Noon())))

	var many []signal.Signal
	for i := range signal.RecentLimit + 5 {
		many = append(many, signalAt(fmt.Sprintf("s%02d", i), Noon().Add(time.Duration(i)*time.Second)))
	}
	require.NoError(t, s.commit(t, signalSet(Noon(), many...)))
	ids := s.recentIDs(t, keyedQuery(acme, nil, Noon()))
	require.Len(t, ids, signal.RecentLimit)
	require.Equal(t, "s54", ids[0])
	require.Equal(t, "s05", ids[signal.RecentLimit-1])
}

func recentOfNobody(t *testing.T, s StoreSubject) {
	t.Helper()
	nobody := SampleSignal(acme, "s1")
	nobody.ActorID, nobody.Place = "", signal.Place{}
	require.NoError(t, s.commit(t, signalSet(Noon(), nobody)))
	query := keyedQuery(acme, nil, Noon())
	query.ActorID, query.Subject = "", ""
	require.Empty(t, s.recentIDs(t, query))
}

func recentOfRepository(t *testing.T, s StoreSubject) {
	t.Helper()
	leaked := SampleSignal(acme, "s1")
	leaked.ActorID, leaked.ActorType = "", ""
	require.NoError(t, s.commit(t, signalSet(Noon(), leaked)))
	query := keyedQuery(acme, nil, Noon())
	require.Empty(t, s.recentIDs(t, query))
	query.ActorID, query.Subject = "", signal.SubjectOf("", leaked.Place.RepoID)
	require.Equal(t, []string{"s1"}, s.recentIDs(t, query))
}

func recentMetadata(t *testing.T, s StoreSubject) {
	t.Helper()
	sample := SampleSignal(acme, "s1")
	require.NoError(t, s.commit(t, signalSet(Noon(), sample)))
	require.Equal(t, []signal.Recent{sample.Metadata()}, s.keyed(t, acme, nil, Noon()).Recent)
}

func signalOfRequest(t *testing.T, s StoreSubject) {
	t.Helper()
	came := SampleSignal(acme, "s1")
	decided := SampleDecision(acme, 1, Noon())
	set := DecisionSet(decided, nil)
	set.Decision.Signal = &came
	require.NoError(t, s.commit(t, set))
	_, err := s.Signals.ReadSignal(t.Context(), acme, "s1")
	require.Equal(t, fault.NotFound, fault.Of(err), "it is not to be decided by a job")
	known, err := s.Signals.KnownSignals(t.Context(), acme, []string{"s1"}, time.Time{})
	require.NoError(t, err)
	require.Empty(t, known, "its id is free to be accepted")
	require.NoError(t, s.commit(t, signalSet(Noon(), came)))
	kept, err := s.Signals.ReadSignal(t.Context(), acme, "s1")
	require.NoError(t, err)
	require.Equal(t, came, kept)
}
