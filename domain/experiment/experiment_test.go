package experiment_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func draft() experiment.Experiment { return experiment.New(id.UUID{5}, "acme", valid(), noon()) }

func running(t *testing.T) experiment.Experiment {
	t.Helper()
	active, err := draft().Activate(noon().Add(time.Hour))
	require.NoError(t, err)
	return active
}

func requireCode(t *testing.T, code string, err error) {
	t.Helper()
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, code, refused.Code)
	require.Equal(t, fault.Conflict, refused.Kind)
}

func TestAnExperimentGoesFromDraftToActiveToInactiveAndBack(t *testing.T) {
	t.Parallel()
	first := draft()
	require.Equal(t, experiment.Draft, first.Status)
	_, err := first.Deactivate(noon())
	requireCode(t, "EXPERIMENT_STATUS", err)
	active := running(t)
	require.Equal(t, experiment.Active, active.Status)
	require.Equal(t, `"2"`, active.ETag())
	require.Equal(t, noon().Add(time.Hour), active.UpdatedAt)
	_, err = active.Activate(noon())
	requireCode(t, "EXPERIMENT_STATUS", err)
	inactive, err := active.Deactivate(noon())
	require.NoError(t, err)
	require.Equal(t, experiment.Inactive, inactive.Status)
	_, err = inactive.Activate(noon())
	require.NoError(t, err)
}

func TestOfAnActiveExperimentOnlyWordsForPeopleCanChange(t *testing.T) {
	t.Parallel()
	active := running(t)
	renamed := valid()
	renamed.Name, renamed.Description = "another", "with a description"
	next, err := active.Replace(renamed, noon())
	require.NoError(t, err)
	require.Equal(t, renamed, next.Definition)
	for name, change := range map[string]func(*experiment.Definition){
		"weights":   func(d *experiment.Definition) { d.Variants[0].Weight, d.Variants[1].Weight = 4000, 5000 },
		"order":     func(d *experiment.Definition) { d.Variants[0], d.Variants[1] = d.Variants[1], d.Variants[0] },
		"variants":  func(d *experiment.Definition) { d.Variants = d.Variants[:2] },
		"texts":     func(d *experiment.Definition) { d.Variants[1].Texts[0].Title = "other" },
		"playbooks": func(d *experiment.Definition) { d.Playbooks = d.Playbooks[:1] },
		"scope":     func(d *experiment.Definition) { d.Scope.Surfaces = []action.Surface{action.CI} },
	} {
		other := valid()
		change(&other)
		_, err := active.Replace(other, noon())
		requireCode(t, "EXPERIMENT_ACTIVE", err)
		_, err = draft().Replace(other, noon())
		require.NoError(t, err, name)
	}
}

func TestAnEmptyListIsTheSameAsNone(t *testing.T) {
	t.Parallel()
	same := valid()
	same.Scope.Environments, same.Variants[0].Playbooks = []string{}, []playbook.Key{}
	_, err := running(t).Replace(same, noon())
	require.NoError(t, err)
}

func TestAnotherVersionIsExpectedInVain(t *testing.T) {
	t.Parallel()
	require.NoError(t, draft().Expect(0))
	require.NoError(t, draft().Expect(1))
	require.True(t, fault.Is(draft().Expect(2), fault.Stale))
}

func TestAnActivationWantsPublishedPlaybooksAtTheRevisionOfItsTexts(t *testing.T) {
	t.Parallel()
	published := func(revision int) []playbook.Published {
		return []playbook.Published{{Playbook: id.UUID{1}, Revision: revision}, {Playbook: id.UUID{2}, Revision: 9}}
	}
	require.Empty(t, valid().ActivationProblems(published(1)))
	moved := valid().ActivationProblems(published(2))
	require.Equal(t, "variants[1].texts[0].revision", moved[0].Path)
	require.Contains(t, moved[0].Message, "2")
	require.Equal(t, "playbooks[1]", valid().ActivationProblems(published(1)[:1])[0].Path)
}

func about(key byte, playbooks ...playbook.Key) experiment.Experiment {
	e := experiment.New(id.UUID{key}, "acme", valid(), noon())
	e.Definition.Playbooks = playbooks
	return e
}

func TestTwoActiveExperimentsDoNotSpeakAboutTheSamePlaybook(t *testing.T) {
	t.Parallel()
	one, two, whole := about(1, playbook.Key{1}, playbook.Key{2}), about(2, playbook.Key{3}), about(3)
	active := []experiment.Experiment{one, two, whole}
	require.NoError(t, one.CheckOverlap(active), "an experiment does not overlap with itself")
	require.NoError(t, about(4, playbook.Key{4}).CheckOverlap(active), "one about every playbook is apart")
	err := about(4, playbook.Key{9}, playbook.Key{2}).CheckOverlap(active)
	requireCode(t, "EXPERIMENT_OVERLAP", err)
	require.ErrorContains(t, err, one.ID.String())
	err = about(4).CheckOverlap(active)
	requireCode(t, "EXPERIMENT_OVERLAP", err)
	require.ErrorContains(t, err, whole.ID.String())
}

var errNoCompile = errors.New("does not compile")
