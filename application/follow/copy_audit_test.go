package follow_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// auditFeed has entries with the ids from 1 on, and a checkpoint.
type auditFeed struct {
	entries int64
	at      event.Position
	mood    mood
	lag     time.Duration
}

func (f *auditFeed) ReadAudit(_ context.Context, after event.Position, limit int) ([]ports.FedAudit, error) {
	var page []ports.FedAudit
	for id := after.Number + 1; id <= f.entries && len(page) < limit; id++ {
		page = append(page, ports.FedAudit{AuditRecord: ports.AuditRecord{AuditPlace: ports.AuditPlace{EntryID: id}}})
	}
	return page, nil
}

func (f *auditFeed) ReadCheckpoint(_ context.Context, follower string) (event.Position, error) {
	if follower != follow.AuditTask {
		return event.Position{}, errors.New("who is that: " + follower)
	}
	return f.at, nil
}

func (f *auditFeed) MoveCheckpoint(_ context.Context, _ string, from, to event.Position) error {
	return f.mood.around(func() error {
		if f.at != from {
			return fault.New(fault.Stale, "STALE", "another leader was faster")
		}
		f.at = to
		return nil
	})
}

func (f *auditFeed) ReadLag(_ context.Context, after event.Position) (time.Duration, error) {
	if after != f.at {
		return 0, errors.New("that is not the checkpoint")
	}
	return f.lag, nil
}

// auditLog keeps what is appended. When it fails it has kept half of it.
type auditLog struct {
	ids   []int64
	fails error
}

func (l *auditLog) Append(_ context.Context, entries []ports.FedAudit) error {
	if l.fails != nil {
		entries = entries[:len(entries)/2]
	}
	for i := range entries {
		l.ids = append(l.ids, entries[i].EntryID)
	}
	return l.fails
}

func upTo(last int64) []int64 {
	var all []int64
	for id := int64(1); id <= last; id++ {
		all = append(all, id)
	}
	return all
}

func TestAuditEntriesAreCopiedInOrderAcrossBatches(t *testing.T) {
	t.Parallel()
	feed, log := &auditFeed{entries: 10}, &auditLog{}
	copier := follow.NewAuditCopier(feed, log).WithBatch(4)
	progress, err := copier.Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Entries: 4, Further: true}, progress)
	drain(t, copier.Step)
	feed.entries = 12
	drain(t, copier.Step)
	require.Equal(t, upTo(12), log.ids)
	require.Equal(t, event.Position{Number: 12}, feed.at)
	drain(t, follow.NewAuditCopier(feed, log).Step)
	require.Equal(t, upTo(12), log.ids, "the next leader goes on where this one was")
}

func TestTheCheckpointDoesNotPassWhatTheLogDoesNotHave(t *testing.T) {
	t.Parallel()
	feed, log := &auditFeed{entries: 4}, &auditLog{fails: errors.New("the disk is full")}
	copier := follow.NewAuditCopier(feed, log)
	for range 3 {
		progress, err := copier.Step(t.Context())
		require.ErrorIs(t, err, log.fails)
		require.Zero(t, progress)
		require.Zero(t, feed.at)
	}
	log.ids, log.fails = nil, nil
	drain(t, copier.Step)
	require.Equal(t, upTo(4), log.ids)
}

func TestACrashBeforeTheCheckpointMovesRepeatsEntries(t *testing.T) {
	t.Parallel()
	feed, log := &auditFeed{entries: 3, mood: lost}, &auditLog{}
	_, err := follow.NewAuditCopier(feed, log).Step(t.Context())
	require.Error(t, err)
	feed.mood = good
	drain(t, follow.NewAuditCopier(feed, log).Step)
	require.Equal(t, append(upTo(3), upTo(3)...), log.ids)
}

func TestAPausedLeaderRepeatsEntriesAndLosesNone(t *testing.T) {
	t.Parallel()
	feed, log := &auditFeed{entries: 2}, &auditLog{}
	paused := follow.NewAuditCopier(feed, log)
	drain(t, paused.Step)
	feed.entries = 4
	drain(t, follow.NewAuditCopier(feed, log).Step)
	_, err := paused.Step(t.Context())
	require.True(t, fault.Is(err, fault.Stale))
	drain(t, paused.Step)
	require.Equal(t, []int64{1, 2, 3, 4, 3, 4}, log.ids)
	require.Equal(t, event.Position{Number: 4}, feed.at)
}

func TestWhateverFailsWhenNoAuditEntryIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		feed, log := &auditFeed{}, &auditLog{}
		var leaders [2]*follow.AuditCopier
		for i := range leaders {
			leaders[i] = follow.NewAuditCopier(feed, log).WithBatch(3)
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			feed.entries += rapid.Int64Range(0, 4).Draw(t, "entries")
			feed.mood, log.fails = mood(rapid.IntRange(0, 2).Draw(t, "mood")), nil
			if rapid.Bool().Draw(t, "full") {
				log.fails = errors.New("the disk is full")
			}
			leader := rapid.IntRange(0, 1).Draw(t, "leader")
			if rapid.Bool().Draw(t, "restarted") {
				leaders[leader] = follow.NewAuditCopier(feed, log).WithBatch(3)
			}
			_, _ = leaders[leader].Step(context.Background())
			for id := int64(1); id <= feed.at.Number; id++ {
				require.Contains(t, log.ids, id, "what lies behind the checkpoint is in the log")
			}
			require.Equal(t, upTo(slices.Max(append(log.ids, 0))), inOrderOfAppearance(log.ids))
		}
	})
}

// inOrderOfAppearance drops repeats.
func inOrderOfAppearance(ids []int64) []int64 {
	var once []int64
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}

func TestTheLagIsMeasuredFromTheCheckpoint(t *testing.T) {
	t.Parallel()
	feed := &auditFeed{at: event.Position{Number: 7}, lag: 3 * time.Second}
	var told time.Duration
	_, err := follow.MeasureLag(feed, follow.AuditTask, func(behind time.Duration) { told = behind })(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3*time.Second, told)
	_, err = follow.MeasureLag(feed, "nobody", func(time.Duration) { t.Error("nothing is known") })(t.Context())
	require.Error(t, err)
}
