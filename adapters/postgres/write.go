package postgres

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/ports"
)

// prepared is a write set with its texts, which its caller makes: that is most of
// the work, and must not hold up others whose sets go the same way.
type prepared struct {
	ports.WriteSet

	decision string
	// attributes are of Signals, then of the decision's signal.
	attributes []string
	events     []string
	windows    []windowRow
}

func prepare(set ports.WriteSet) (prepared, error) {
	p := prepared{WriteSet: set}
	for _, s := range signalsOf(&set) {
		text, err := attributesOf(s.Signal)
		if err != nil {
			return p, err
		}
		p.attributes = append(p.attributes, text)
	}
	for _, event := range set.Events {
		p.events = append(p.events, canonical.Marshal(event.Body))
	}
	var err error
	if p.windows, err = windows(&set); err != nil || set.Decision == nil {
		return p, err
	}
	p.decision, err = set.Decision.Decision.Document()
	return p, err
}

// write sends all sets in one pipeline, and so in one transaction: one round trip.
func write(ctx context.Context, to sender, sets []prepared) (ports.Token, error) {
	var p pipeline
	q := writedb.New(&p)
	begun := q.BeginWrite(ctx, [][]string{tenantsOf(sets)})
	// What every decision has is one statement for all sets; the compare-and-swaps come
	// first, and the keys before all: a repeat must lose as one.
	for _, queue := range []func(context.Context, *writedb.Queries, []prepared){
		queueErased, queueReplays, queueActorRefs, queueDecisions, queueFatigue, queueSignals, queueReceipts, queueEvents,
	} {
		queue(ctx, q, sets)
	}
	for i := range sets {
		for _, queue := range []func(context.Context, *writedb.Queries, ports.WriteSet) error{
			queueRelease, queueDeferrals, queueDeliveries, queueOutcome, queueApproval, queueFeedback, queuePlaybook,
			queueExperiment, queuePolicy, queuePreferences, queueIntegration, queueChannelStop, queueRedrive, queueAudit, queueErasure,
		} {
			if err := queue(ctx, q, sets[i].WriteSet); err != nil {
				return "", fmt.Errorf("prepare a write set: %w", err)
			}
		}
	}
	var token ports.Token
	err := p.run(ctx, to, func() {
		begun.QueryRow(func(_ int, row writedb.BeginWriteRow, _ error) { token = ports.Token(row.TransactionID) })
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// tenantsOf answers each tenant once, in order.
func tenantsOf(sets []prepared) []string {
	var owners []string
	for i := range sets {
		if owner := string(sets[i].TenantID); len(owners) == 0 || owners[len(owners)-1] != owner {
			owners = append(owners, owner)
		}
	}
	return owners
}
