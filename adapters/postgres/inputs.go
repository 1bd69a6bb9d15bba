package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// crowdOfReads starts the second reader: a small group is soon read, and rather waited
// for than passed by.
const crowdOfReads = 16

// readings are what decisions depend on, read in one round trip for those that come
// together.
type readings = together[ports.DecisionQuery, reading]

// reading is what one question found.
type reading struct {
	state  writedb.ReadDecisionStatesRow
	recent []signal.Recent
	memory fatigue.Memory
}

func newReadings(pool sender) *readings {
	run := func(ctx context.Context, queries []ports.DecisionQuery) ([]reading, error) {
		return readTogether(ctx, pool, queries)
	}
	return &readings{run: run, choose: foremost, crowd: crowdOfReads}
}

func foremost(waiting []*asked[ports.DecisionQuery, reading]) (group, rest []*asked[ports.DecisionQuery, reading]) {
	most := min(len(waiting), mostTogether)
	return waiting[:most], waiting[most:]
}

// ReadDecisionInputs implements ports.DecisionReader.
func (r *Reader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	found, err := r.readings.ask(ctx, query)
	if errors.Is(err, errRunAlone) {
		found, err = readAlone(ctx, r.pool, query)
	}
	if err != nil {
		return ports.DecisionInputs{}, translate(err, "read what a decision depends on")
	}
	return r.inputsOf(ctx, query.TenantID, found)
}

func readAlone(ctx context.Context, pool sender, query ports.DecisionQuery) (reading, error) {
	found, err := readTogether(ctx, pool, []ports.DecisionQuery{query})
	if err != nil {
		return reading{}, err
	}
	return found[0], nil
}

func (r *Reader) inputsOf(ctx context.Context, owner tenant.ID, found reading) (ports.DecisionInputs, error) {
	inputs := ports.DecisionInputs{
		CatalogueVersion: found.state.CatalogueVersion, PolicyEpoch: found.state.PolicyEpoch, ActorRef: found.state.ActorRef,
		Recent: found.recent, Memory: found.memory,
	}
	own, err := r.policies.find(owner, found.state.Policy)
	if err != nil {
		return inputs, translate(err, "read what a decision depends on")
	}
	inputs.Policy, inputs.Snapshot = own.policy, own.snapshot
	if inputs.Preferences, err = preference.FromDocument(found.state.Preferences); err != nil {
		return inputs, translate(err, "read what a decision depends on")
	}
	copy(inputs.KeyedHash[:], found.state.KeyedHash)
	if inputs.Keyed, err = r.recorded(ctx, owner, found.state.Keyed); err != nil {
		return inputs, err
	}
	inputs.Repeated, err = r.recorded(ctx, owner, found.state.Repeated)
	return inputs, err
}

// readTogether takes one round trip. Row-level security shows it the tenants of all
// questions, and each question names its own.
func readTogether(ctx context.Context, pool sender, queries []ports.DecisionQuery) ([]reading, error) {
	var p pipeline
	q := writedb.New(&p)
	states, recent, windows := questionsOf(queries)
	q.UseTenants(ctx, [][]string{slices.Compact(slices.Sorted(slices.Values(states.TenantIds)))})
	found := q.ReadDecisionStates(ctx, []writedb.ReadDecisionStatesParams{states})
	q.ReadRecentSignals(ctx, []writedb.ReadRecentSignalsParams{recent})
	remembered := queueWindows(ctx, q, windows)
	readings := make([]reading, len(queries))
	var misread error
	err := p.run(ctx, pool, func() {
		_, _ = p.results.Exec()
		found.Query(func(_ int, rows []writedb.ReadDecisionStatesRow, err error) {
			for _, row := range rows {
				readings[row.Number].state = row
			}
			misread = err
		})
		misread = cmp.Or(misread, readRecent(p.results, readings))
		misread = cmp.Or(misread, readWindows(remembered, readings))
	})
	return readings, cmp.Or(err, misread) //nolint:wrapcheck // translate wraps it, once
}

func questionsOf(
	queries []ports.DecisionQuery,
) (states writedb.ReadDecisionStatesParams, recent writedb.ReadRecentSignalsParams, windows writedb.ReadFatigueWindowsParams) {
	for i := range queries {
		query, key := &queries[i], ports.Idempotency{}
		if query.Idempotency != nil {
			key = *query.Idempotency
		}
		states.Numbers = append(states.Numbers, int32(i))
		states.TenantIds = append(states.TenantIds, string(query.TenantID))
		states.ActorIds = append(states.ActorIds, query.ActorID)
		states.Subjects = append(states.Subjects, string(query.Subject))
		states.Surfaces = append(states.Surfaces, string(query.Surface))
		states.SignalIds = append(states.SignalIds, query.SignalID)
		states.Operations = append(states.Operations, key.Operation)
		states.Callers = append(states.Callers, key.Caller)
		states.Keys = append(states.Keys, key.Key)
		states.KeysSince = append(states.KeysSince, query.Now.Add(-ports.IdempotencyLife))
		states.SignalsSince = append(states.SignalsSince, query.Now.Add(-signal.Dedup))
		recent.Since = append(recent.Since, query.Now.Add(-signal.RecentSpan))
		askWindows(&windows, int32(i), query)
	}
	recent.Numbers, recent.TenantIds, recent.Subjects, recent.Most = states.Numbers, states.TenantIds, states.Subjects, signal.RecentLimit
	return states, recent, windows
}
