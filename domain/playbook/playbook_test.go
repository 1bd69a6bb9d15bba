package playbook_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func after(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func draft() playbook.Playbook { return playbook.New(id.UUID{1}, "acme", valid(), noon) }

func published(t *testing.T) playbook.Playbook {
	t.Helper()
	p, _, err := draft().Publish(draft().Latest, after(1))
	require.NoError(t, err)
	return p
}

func renamed(name string) playbook.Definition {
	d := valid()
	d.Name = name
	return d
}

func TestNewPlaybookIsADraft(t *testing.T) {
	t.Parallel()
	p := draft()
	require.Equal(t, playbook.StatusDraft, p.Status)
	require.Equal(t, int64(1), p.Version)
	require.Equal(t, 1, p.Latest.Number)
	require.Zero(t, p.InForce)
	require.False(t, p.Latest.Frozen())
	require.Equal(t, playbook.Live, p.Latest.Definition.Mode, "defaults are written out")
}

func TestDraftIsReplacedInPlace(t *testing.T) {
	t.Parallel()
	p, err := draft().Replace(renamed("other"), after(1))
	require.NoError(t, err)
	require.Equal(t, 1, p.Latest.Number)
	require.Equal(t, "other", p.Latest.Definition.Name)
	require.Equal(t, int64(2), p.Version)
	require.Equal(t, after(1), p.UpdatedAt)
	require.Equal(t, noon, p.CreatedAt)
}

func TestPublishingFreezesTheRevision(t *testing.T) {
	t.Parallel()
	p := published(t)
	require.Equal(t, playbook.StatusPublished, p.Status)
	require.Equal(t, 1, p.InForce)
	require.Equal(t, after(1), p.Latest.FrozenAt)
	again, revision, err := p.Publish(p.Latest, after(9))
	require.NoError(t, err)
	require.Equal(t, after(1), revision.FrozenAt, "it stays frozen since the first time")
	require.Equal(t, int64(3), again.Version)
}

func TestEditingKeepsInForceWhatWasPublished(t *testing.T) {
	t.Parallel()
	p, err := published(t).Replace(renamed("next"), after(2))
	require.NoError(t, err)
	require.Equal(t, playbook.StatusPublished, p.Status)
	require.Equal(t, 1, p.InForce)
	require.Equal(t, 2, p.Latest.Number)
	require.False(t, p.Latest.Frozen())
	require.Equal(t, after(2), p.Latest.CreatedAt)

	p, _, err = p.Publish(p.Latest, after(3))
	require.NoError(t, err)
	require.Equal(t, 2, p.InForce)
}

func TestOlderRevisionMayBePublishedAgain(t *testing.T) {
	t.Parallel()
	first := published(t)
	p, err := first.Replace(renamed("next"), after(2))
	require.NoError(t, err)
	p, revision, err := p.Publish(first.Latest, after(3))
	require.NoError(t, err)
	require.Equal(t, 1, p.InForce)
	require.Equal(t, first.Latest, revision)
	require.Equal(t, 2, p.Latest.Number)
	require.False(t, p.Latest.Frozen(), "the draft stays a draft")
}

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	p, err := published(t).Pause("too noisy", after(2))
	require.NoError(t, err)
	require.Equal(t, playbook.StatusPaused, p.Status)
	require.Equal(t, "too noisy", p.PauseReason)
	require.Equal(t, 1, p.InForce)

	resumed, err := p.Resume(after(3))
	require.NoError(t, err)
	require.Equal(t, playbook.StatusPublished, resumed.Status)
	require.Empty(t, resumed.PauseReason)

	shown, _, err := p.Publish(p.Latest, after(3))
	require.NoError(t, err)
	require.Equal(t, playbook.StatusPublished, shown.Status, "publishing ends a pause")
	require.Empty(t, shown.PauseReason)
}

func TestOnlyWhatIsPublishedPausesAndOnlyWhatIsPausedResumes(t *testing.T) {
	t.Parallel()
	before := draft()
	p, err := before.Pause("x", after(1))
	require.Equal(t, fault.Conflict, fault.Of(err))
	require.Equal(t, before, p)
	_, err = before.Resume(after(1))
	require.Equal(t, fault.Conflict, fault.Of(err))
	_, err = published(t).Resume(after(2))
	require.ErrorContains(t, err, "only a paused playbook can be resumed; this one is published")
}

func TestDeprecatedPlaybookNeverChangesAgain(t *testing.T) {
	t.Parallel()
	p, err := published(t).Deprecate(after(2))
	require.NoError(t, err)
	require.Equal(t, playbook.StatusDeprecated, p.Status)
	for name, change := range map[string]func() (playbook.Playbook, error){
		"replace":   func() (playbook.Playbook, error) { return p.Replace(valid(), after(3)) },
		"publish":   func() (playbook.Playbook, error) { q, _, err := p.Publish(p.Latest, after(3)); return q, err },
		"pause":     func() (playbook.Playbook, error) { return p.Pause("x", after(3)) },
		"resume":    func() (playbook.Playbook, error) { return p.Resume(after(3)) },
		"deprecate": func() (playbook.Playbook, error) { return p.Deprecate(after(3)) },
	} {
		q, err := change()
		require.Equal(t, fault.Conflict, fault.Of(err), name)
		require.Equal(t, p, q, name)
	}
}

func TestLostRaceIsStale(t *testing.T) {
	t.Parallel()
	p := published(t)
	require.Equal(t, `"2"`, p.ETag())
	require.NoError(t, p.Expect(0))
	require.NoError(t, p.Expect(2))
	require.True(t, fault.Is(p.Expect(1), fault.Stale))
}

func TestThereAreFourStates(t *testing.T) {
	t.Parallel()
	for status, ok := range map[playbook.Status]bool{
		playbook.StatusDraft: true, playbook.StatusPublished: true, playbook.StatusPaused: true,
		playbook.StatusDeprecated: true, "": false, "Draft": false,
	} {
		require.Equal(t, ok, status.Valid(), status)
	}
}
