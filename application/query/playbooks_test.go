package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestPlaybooksAreReadWithTheScopeToReadOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drafts(1)
	key := portstest.SampleID(1)
	others := admin("acme")
	others.Scopes = []actor.Scope{actor.ScopeDecide, actor.ScopeActForOthers, actor.ScopeOutcome, actor.ScopePolicyInvalidate}

	_, get := w.playbook.Do(t.Context(), query.GetPlaybook{Caller: others, Key: key})
	_, list := w.playbooks.Do(t.Context(), query.ListPlaybooks{Caller: others, Limit: 10})
	_, revisions := w.revisions.Do(t.Context(), query.ListRevisions{Caller: others, Key: key, Limit: 10})

	for _, err := range []error{get, list, revisions} {
		requireFault(t, err, fault.Forbidden, "SCOPE_REQUIRED")
	}
}

func TestAPlaybookIsReadByItsTenantAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drafts(1)
	key := portstest.SampleID(1)

	read, err := w.playbook.Do(t.Context(), query.GetPlaybook{Caller: reader("acme"), Key: key})
	require.NoError(t, err)
	require.Equal(t, key, read.ID)

	_, err = w.playbook.Do(t.Context(), query.GetPlaybook{Caller: reader("rival"), Key: key})
	requireFault(t, err, fault.NotFound, "NOT_FOUND")
	_, err = w.revisions.Do(t.Context(), query.ListRevisions{Caller: reader("rival"), Key: key, Limit: 10})
	requireFault(t, err, fault.NotFound, "NOT_FOUND")
	page, err := w.playbooks.Do(t.Context(), query.ListPlaybooks{Caller: reader("rival"), Limit: 10})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func TestPagesOfPlaybooksSayWhetherMoreFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drafts(1, 2, 3, 4)
	var pages [][]playbook.Key
	var more []bool
	for after, last := (playbook.Key{}), false; !last; {
		page, err := w.playbooks.Do(t.Context(), query.ListPlaybooks{Caller: reader("acme"), After: after, Limit: 2})
		require.NoError(t, err)
		pages, more, last = append(pages, keysOf(page.Items)), append(more, page.More), !page.More
		after = page.Items[len(page.Items)-1].ID
	}

	require.Equal(t, [][]playbook.Key{
		{portstest.SampleID(1), portstest.SampleID(2)}, {portstest.SampleID(3), portstest.SampleID(4)},
	}, pages)
	require.Equal(t, []bool{true, false}, more, "a full page can be the last")
}

func TestPlaybooksAreFilteredByStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drafts(1, 2)
	deprecated, err := portstest.SamplePlaybook("acme", 2).Deprecate(portstest.Noon())
	require.NoError(t, err)
	w.commit(ports.WriteSet{
		TenantID: "acme", At: portstest.Noon(), Playbook: &ports.PlaybookChange{Playbook: deprecated},
	})
	for status, want := range map[playbook.Status][]playbook.Key{
		"":                        {portstest.SampleID(1)},
		playbook.StatusDraft:      {portstest.SampleID(1)},
		playbook.StatusDeprecated: {portstest.SampleID(2)},
		playbook.StatusPublished:  {},
	} {
		page, err := w.playbooks.Do(t.Context(), query.ListPlaybooks{Caller: reader("acme"), Status: status, Limit: 10})

		require.NoError(t, err)
		require.Equal(t, want, keysOf(page.Items), "status %q", status)
		require.False(t, page.More)
	}
}

func TestPagesOfRevisionsSayWhetherMoreFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.revised(3)

	first, err := w.revisions.Do(t.Context(), query.ListRevisions{Caller: reader("acme"), Key: key, Limit: 2})
	require.NoError(t, err)
	require.Equal(t, []int{3, 2}, numbersOf(first.Items))
	require.True(t, first.More)

	rest, err := w.revisions.Do(t.Context(), query.ListRevisions{Caller: reader("acme"), Key: key, Before: 2, Limit: 2})
	require.NoError(t, err)
	require.Equal(t, []int{1}, numbersOf(rest.Items))
	require.False(t, rest.More)
}

// revised commits a playbook with so many revisions, all but the last published.
func (w *world) revised(revisions int) playbook.Key {
	w.t.Helper()
	kept := portstest.SamplePlaybook("acme", 1)
	w.commit(portstest.PlaybookSet(kept, false))
	for range revisions - 1 {
		published, frozen, err := kept.Publish(kept.Latest, portstest.Noon())
		require.NoError(w.t, err)
		w.commit(portstest.PlaybookSet(published, true))
		kept, err = published.Replace(frozen.Definition, portstest.Noon())
		require.NoError(w.t, err)
		w.commit(portstest.PlaybookSet(kept, false))
	}
	return kept.ID
}

func keysOf(items []playbook.Playbook) []playbook.Key {
	keys := make([]playbook.Key, len(items))
	for i := range items {
		keys[i] = items[i].ID
	}
	return keys
}

func numbersOf(items []playbook.Revision) []int {
	numbers := make([]int, len(items))
	for i := range items {
		numbers[i] = items[i].Number
	}
	return numbers
}
