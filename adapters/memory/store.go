package memory

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Store holds what use cases commit, and reads it for commands.
type Store struct {
	receipts *Receipts

	mu           sync.Mutex
	transactions transactions
	tenants      map[tenant.ID]*tenantRows
	jobs         []ports.Job
	// routed is in the order of the feed.
	routed []routed
	// entries counts the audit entries of all tenants.
	entries int64
}

var (
	_ ports.Store             = (*Store)(nil)
	_ ports.DecisionReader    = (*Store)(nil)
	_ ports.PlaybookReader    = (*Store)(nil)
	_ ports.SignalReader      = (*Store)(nil)
	_ ports.ActorRefReader    = (*Store)(nil)
	_ ports.IntegrationReader = (*Store)(nil)
	_ ports.PolicyReader      = (*Store)(nil)
	_ ports.PreferencesReader = (*Store)(nil)
	_ ports.ReplayReader      = (*Store)(nil)
	_ ports.ErasureReader     = (*Store)(nil)
)

// NewStore makes an empty store.
func NewStore() *Store {
	return &Store{receipts: NewReceipts(), tenants: map[tenant.ID]*tenantRows{}}
}

// Commit implements ports.Store. It works on a copy of the tenant's rows, which
// takes their place only when every step went through.
func (s *Store) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	return s.Hold(set)(ctx)
}

// Hold begins a transaction now that commits the set when it is told to: nobody who
// reads by position may pass it by meanwhile.
func (s *Store) Hold(set ports.WriteSet) (commit func(context.Context) (ports.Token, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number := s.transactions.begin()
	return func(ctx context.Context) (ports.Token, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		defer s.transactions.end(number)
		if err := ctx.Err(); err != nil {
			return "", fault.Wrap(fault.Unavailable, "DATABASE_UNAVAILABLE", "the request ended before the commit", err)
		}
		return ports.Token(strconv.FormatUint(number, 10)), s.write(set, number)
	}
}

// write is for a caller that holds the lock.
func (s *Store) write(set ports.WriteSet, number uint64) error {
	rows := s.present(set.TenantID).clone()
	if err := rows.refuseErased(set); err != nil {
		return err
	}
	if err := rows.writeReplay(set, number); err != nil {
		return err
	}
	for _, write := range []func(ports.WriteSet) error{
		rows.claimActorRefs, rows.writeDecision, rows.writeFatigue, rows.writeDeferrals, rows.writeActions, rows.writeApproval,
		rows.writePlaybook, rows.writeExperiment, rows.writePolicy, rows.writePreferences, rows.writeSignals, rows.writeSecret,
		rows.writeErasure, rows.writeEvidence,
	} {
		if err := write(set); err != nil {
			return err
		}
	}
	if err := s.receipts.Redrive(set.TenantID, set.At, set.Redrive...); err != nil {
		return err
	}
	s.entries = rows.writeAudit(set, s.entries)
	s.tenants[set.TenantID] = &rows
	s.jobs = append(s.jobs, set.Jobs...)
	s.receipts.Commit(set.TenantID, fed(set)...)
	if set.Trace != "" {
		s.receipts.remember(set.TenantID, rows.origin(set), set.Receipts)
	}
	s.route(set, number)
	return nil
}

// origin answers where the set's receipts come from.
func (r *tenantRows) origin(set ports.WriteSet) ports.ReceiptOrigin {
	origin := ports.ReceiptOrigin{Trace: set.Trace}
	var about id.UUID
	switch {
	case set.Decision != nil:
		about = set.Decision.Decision.ID
	case set.Outcome != nil:
		about = set.Outcome.Outcome.DecisionID
	case set.Approval != nil:
		about = set.Approval.DecisionID
	}
	if decided, err := r.kept(about); err == nil {
		origin.ActorID = decided.Actor.ID
	}
	return origin
}

// fed answers the receipts that the set's events bring into the feed, in order.
func fed(set ports.WriteSet) []ports.Receipt {
	var rows []ports.Receipt
	for _, happened := range set.Events {
		at := slices.IndexFunc(set.Receipts, func(r ports.Receipt) bool { return r.ID == happened.ReceiptID })
		if at >= 0 {
			rows = append(rows, set.Receipts[at])
		}
	}
	return rows
}

// Receipts answers the receipts committed here, and their chains.
func (s *Store) Receipts() *Receipts { return s.receipts }

// Jobs answers the jobs that were started, in order.
func (s *Store) Jobs() []ports.Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.jobs)
}

// Events answers a tenant's events, in order.
func (s *Store) Events(owner tenant.ID) []event.Event { return slices.Clone(s.rows(owner).events) }

// ReceiptBody answers the body of a committed receipt.
func (s *Store) ReceiptBody(owner tenant.ID, receiptID id.UUID) (string, bool) {
	kept, found := s.rows(owner).receipts[receiptID]
	return kept.body, found
}

// rows answers a tenant's rows, which are never changed once they can be read.
func (s *Store) rows(owner tenant.ID) *tenantRows {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.present(owner)
}

// present answers the rows for a caller that holds the lock.
func (s *Store) present(owner tenant.ID) *tenantRows {
	if rows := s.tenants[owner]; rows != nil {
		return rows
	}
	return &tenantRows{}
}
