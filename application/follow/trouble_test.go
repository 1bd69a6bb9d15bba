package follow_test

import (
	"context"
	"slices"
	"sync"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// mood is what goes wrong with the next write.
type mood int

const (
	good mood = iota
	// lost: nothing was done, and it is said so.
	lost
	// doneButLost: it was done, and said to have failed.
	doneButLost
)

func (m mood) around(do func() error) error {
	if m == lost {
		return fault.New(fault.Unavailable, "DOWN", "the store is down")
	}
	err := do()
	if err == nil && m == doneButLost {
		return fault.New(fault.Unavailable, "DOWN", "the store did not say whether it committed")
	}
	return err
}

// moodyChain loses appends, or their answers.
type moodyChain struct {
	ports.ReceiptChain

	mood mood
}

func (c *moodyChain) Append(ctx context.Context, segment ports.ChainSegment) error {
	return c.mood.around(func() error { return c.ReceiptChain.Append(ctx, segment) })
}

// moodyLog loses watermarks and verdicts, or their answers.
type moodyLog struct {
	ports.EmissionLog

	mood mood
}

func (l *moodyLog) MarkEmitted(ctx context.Context, progress ports.EmissionProgress) error {
	return l.mood.around(func() error { return l.EmissionLog.MarkEmitted(ctx, progress) })
}

func (l *moodyLog) MarkRedriven(ctx context.Context, progress ports.RedriveProgress) error {
	return l.mood.around(func() error { return l.EmissionLog.MarkRedriven(ctx, progress) })
}

// service is an evidence service that keeps what it accepts, once each.
type service struct {
	mu sync.Mutex
	// away and badly are answered in place of verdicts, for all or for one tenant.
	away  error
	badly map[tenant.ID]error
	// verdicts other than accepted, by receipt.
	verdicts map[id.UUID]ports.Verdict
	held     map[tenant.ID][]ports.SealedReceipt
	calls    []tenant.ID
}

func newService() *service {
	return &service{
		badly: map[tenant.ID]error{}, verdicts: map[id.UUID]ports.Verdict{}, held: map[tenant.ID][]ports.SealedReceipt{},
	}
}

func (s *service) Submit(_ context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, owner)
	if s.away != nil {
		return nil, s.away
	}
	if err := s.badly[owner]; err != nil {
		return nil, err
	}
	verdicts := make([]ports.Verdict, len(sealed))
	for i, next := range sealed {
		verdict, special := s.verdicts[next.ID]
		if !special {
			verdict = ports.Verdict{Accepted: true}
			s.keep(owner, next)
		}
		verdicts[i] = verdict
	}
	return verdicts, nil
}

func (s *service) keep(owner tenant.ID, sealed ports.SealedReceipt) {
	if !slices.Contains(s.held[owner], sealed) {
		s.held[owner] = append(s.held[owner], sealed)
	}
}

func (s *service) holds(owner tenant.ID) []id.UUID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []id.UUID
	for _, sealed := range s.held[owner] {
		ids = append(ids, sealed.ID)
	}
	return ids
}

func idsOf(rows ...ports.Receipt) []id.UUID {
	var ids []id.UUID
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids
}
