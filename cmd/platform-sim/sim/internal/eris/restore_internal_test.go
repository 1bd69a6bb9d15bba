package eris

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// notebook is a journal in memory, which may fail.
type notebook struct {
	lines [][]byte
	fails error
}

func (n *notebook) Lines() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, line := range n.lines {
			if !yield(line, nil) {
				return
			}
		}
		if n.fails != nil {
			yield(nil, n.fails)
		}
	}
}

func (n *notebook) Append(line []byte) { n.lines = append(n.lines, line) }

func (n *notebook) Rewrite(lines iter.Seq[[]byte]) error {
	n.lines = slices.Collect(lines)
	return nil
}

func restarted(t require.TestingT, keep int, journal *notebook) *ledger {
	l := newLedger(keep)
	require.NoError(t, l.restore(journal))
	return l
}

// withoutRepeats is the report without the one count that is not kept.
func withoutRepeats(l *ledger) Chain {
	chain := l.report("")
	for i := range chain.Tenants {
		chain.Tenants[i].Duplicates = 0
	}
	return chain
}

func TestARestartedLedgerReportsLikeOneThatNeverStopped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(2, 20).Draw(t, "keep")
		journal := &notebook{}
		steady, stopping := newLedger(keep), restarted(t, keep, journal)
		sent := chainOf(40)
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			switch rapid.IntRange(0, 19).Draw(t, "step") {
			case 0:
				stopping = restarted(t, keep, journal)
			case 1:
				steady.clear()
				stopping.clear()
			default:
				r := drawn(t, sent)
				at, repeated, err := stopping.accept(r, time.Unix(7, 1))
				wantAt, wantRepeated, wantErr := steady.accept(r, time.Unix(7, 1))
				require.True(t, wantAt.Equal(at))
				require.Equal(t, wantRepeated, repeated)
				require.Equal(t, wantErr, err)
			}
		}
		stopping = restarted(t, keep, journal)
		require.Equal(t, withoutRepeats(steady), withoutRepeats(stopping))
		require.Equal(t, steady.holding, stopping.holding)
	})
}

// drawn is any receipt of the chain, of one of two tenants, in any order, sometimes with another one's id or content.
func drawn(t *rapid.T, sent []receipt) receipt {
	r := rapid.SampledFrom(sent).Draw(t, "receipt")
	r.tenantID = rapid.SampledFrom([]string{"t", "u"}).Draw(t, "tenant")
	switch rapid.IntRange(0, 9).Draw(t, "trouble") {
	case 0:
		r.prevHash = hash{255}
	case 1:
		r.id, r.hash = uuid.UUID{r.id[0], 9, 9}, hash{r.id[0], 9, 9}
	case 2:
		r.hash = hash{7}
	}
	return r
}

func TestALongJournalIsShortenedAtTheStart(t *testing.T) {
	t.Parallel()
	const keep = 10
	journal := &notebook{}
	l := restarted(t, keep, journal)
	for _, r := range chainOf(100) {
		_, _, err := l.accept(r, time.Unix(0, 0))
		require.NoError(t, err)
	}
	require.Len(t, journal.lines, 100)

	again := restarted(t, keep, journal)

	require.LessOrEqual(t, len(journal.lines), keep+1)
	require.Equal(t, l.report("t"), again.report("t"))
	require.Equal(t, l.report("t"), restarted(t, keep, journal).report("t"))
	require.True(t, again.report("t").Tenants[0].Verified)
}

func TestAShortJournalIsLeftAlone(t *testing.T) {
	t.Parallel()
	journal := &notebook{}
	l := restarted(t, 10, journal)
	for _, r := range chainOf(10) {
		_, _, err := l.accept(r, time.Unix(0, 0))
		require.NoError(t, err)
	}
	kept := slices.Clone(journal.lines)

	restarted(t, 10, journal)

	require.Equal(t, kept, journal.lines)
}

func TestAJournalThatCannotBeUnderstoodIsAnError(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"nothing known":   `{}`,
		"another shape":   `[]`,
		"a wrong hash":    `{"accepted":{"tenant_id":"t","receipt_id":"00000000-0000-0000-0000-000000000001","sequence":1,"hash":"x"}}`,
		"a part of ours":  `{"folded":{"tenant_id":"t","sequence":3,"hashes":[]}}`,
		"another version": `{"accepted_v2":{}}`,
	} {
		err := newLedger(10).restore(&notebook{lines: [][]byte{[]byte(`{"forgotten":true}`), []byte(line)}})

		require.ErrorContains(t, err, "line 2 of the journal", name)
		require.ErrorContains(t, err, "move the journal away", name)
	}
}

func TestAJournalThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	unreadable := errors.New("unreadable")

	require.ErrorIs(t, newLedger(10).restore(&notebook{fails: unreadable}), unreadable)
}
