package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func playbookRules() map[string]storeRule {
	return map[string]storeRule{
		"a playbook is read as it was stored":                      playbookKept,
		"a playbook of another tenant is not found":                playbookNotFound,
		"a playbook is created once":                               playbookCreatedOnce,
		"a playbook at another version is stale":                   playbookStale,
		"a frozen revision never changes":                          revisionFrozen,
		"the published playbooks are those in force, by id":        publishedInForce,
		"the catalogue's version moves with what is in force only": catalogueVersion,
	}
}

// step stores the next state of a playbook.
func (s StoreSubject) step(t *testing.T, next playbook.Playbook, inForceChanged bool, err error) playbook.Playbook {
	t.Helper()
	require.NoError(t, err)
	require.NoError(t, s.commit(t, PlaybookSet(next, inForceChanged)))
	return next
}

// published creates a playbook and puts it in force.
func (s StoreSubject) published(t *testing.T, owner tenant.ID, n byte) playbook.Playbook {
	t.Helper()
	draft := s.step(t, SamplePlaybook(owner, n), false, nil)
	next, _, err := draft.Publish(draft.Latest, Noon().Add(time.Minute))
	return s.step(t, next, true, err)
}

func playbookKept(t *testing.T, s StoreSubject) {
	t.Helper()
	want := s.published(t, acme, 100)
	kept, err := s.Playbooks.ReadPlaybook(t.Context(), acme, want.ID)
	require.NoError(t, err)
	require.Equal(t, want, kept)
	revision, err := s.Playbooks.ReadRevision(t.Context(), acme, want.ID, 1)
	require.NoError(t, err)
	require.Equal(t, want.Latest, revision)

	paused, err := want.Pause("too noisy", Noon().Add(time.Hour))
	paused = s.step(t, paused, true, err)
	kept, err = s.Playbooks.ReadPlaybook(t.Context(), acme, want.ID)
	require.NoError(t, err)
	require.Equal(t, paused, kept)
}

func playbookNotFound(t *testing.T, s StoreSubject) {
	t.Helper()
	ours := s.step(t, SamplePlaybook(acme, 100), false, nil)
	for _, asked := range []struct {
		owner  tenant.ID
		key    playbook.Key
		number int
	}{{beta, ours.ID, 1}, {acme, SampleID(101), 1}, {acme, ours.ID, 2}} {
		_, err := s.Playbooks.ReadRevision(t.Context(), asked.owner, asked.key, asked.number)
		require.Equal(t, fault.NotFound, fault.Of(err))
		if asked.number == 1 {
			_, err = s.Playbooks.ReadPlaybook(t.Context(), asked.owner, asked.key)
			require.Equal(t, fault.NotFound, fault.Of(err))
		}
	}
}

func playbookCreatedOnce(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := s.step(t, SamplePlaybook(acme, 100), false, nil)
	require.Equal(t, fault.Conflict, fault.Of(s.commit(t, PlaybookSet(draft, false))))
	s.step(t, SamplePlaybook(beta, 100), false, nil)
}

func playbookStale(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := s.step(t, SamplePlaybook(acme, 100), false, nil)
	for _, version := range []int64{3, 0} {
		moved := draft
		moved.Version, moved.Latest.Definition.Name = version, "another"
		requireStale(t, s.commit(t, PlaybookSet(moved, true)))
	}
	absent := SamplePlaybook(acme, 101)
	absent.Version = 2
	requireStale(t, s.commit(t, PlaybookSet(absent, true)))
	foreign := SamplePlaybook(beta, 100)
	foreign.Version = 2
	requireStale(t, s.commit(t, PlaybookSet(foreign, true)))

	kept, err := s.Playbooks.ReadPlaybook(t.Context(), acme, draft.ID)
	require.NoError(t, err)
	require.Equal(t, draft, kept)
	require.Zero(t, s.keyed(t, acme, nil, Noon()).CatalogueVersion)
}

func revisionFrozen(t *testing.T, s StoreSubject) {
	t.Helper()
	frozen := s.published(t, acme, 100)
	altered := frozen
	altered.Version++
	altered.Latest.Definition.Description = "changed afterwards"
	require.NoError(t, s.commit(t, PlaybookSet(altered, false)))
	revision, err := s.Playbooks.ReadRevision(t.Context(), acme, frozen.ID, 1)
	require.NoError(t, err)
	require.Equal(t, frozen.Latest, revision)
}

func publishedInForce(t *testing.T, s StoreSubject) {
	t.Helper()
	none, err := s.Playbooks.ReadInForce(t.Context(), acme)
	require.NoError(t, err)
	require.Empty(t, none.Playbooks)
	require.Zero(t, none.Version)

	second, first := s.published(t, acme, 102), s.published(t, acme, 101)
	s.step(t, SamplePlaybook(acme, 103), false, nil)
	paused := s.published(t, acme, 104)
	paused, err = paused.Pause("noise", Noon())
	s.step(t, paused, true, err)
	s.published(t, beta, 105)
	redrafted, err := first.Replace(playbook.Definition{Name: "next", Version: "2.0.0"}, Noon())
	s.step(t, redrafted, false, err)

	inForce, err := s.Playbooks.ReadInForce(t.Context(), acme)
	require.NoError(t, err)
	require.Equal(t, []playbook.Published{
		{Playbook: first.ID, Revision: 1, Definition: first.Latest.Definition},
		{Playbook: second.ID, Revision: 1, Definition: second.Latest.Definition},
	}, inForce.Playbooks)
}

func catalogueVersion(t *testing.T, s StoreSubject) {
	t.Helper()
	at := func() int64 {
		version := s.keyed(t, acme, nil, Noon()).CatalogueVersion
		read, err := s.Playbooks.ReadInForce(t.Context(), acme)
		require.NoError(t, err)
		require.Equal(t, version, read.Version)
		return version
	}
	p := s.step(t, SamplePlaybook(acme, 100), false, nil)
	require.Zero(t, at())
	p, revision, err := p.Publish(p.Latest, Noon())
	p.Latest = revision
	p = s.step(t, p, true, err)
	require.Equal(t, int64(1), at())
	p, err = p.Replace(p.Latest.Definition, Noon())
	p = s.step(t, p, false, err)
	require.Equal(t, int64(1), at())
	p, err = p.Deprecate(Noon())
	require.NoError(t, err)
	require.NoError(t, s.commit(t, ports.WriteSet{
		TenantID: acme, At: Noon(), Playbook: &ports.PlaybookChange{Playbook: p, InForceChanged: true},
	}))
	require.Equal(t, int64(2), at())
	s.published(t, beta, 101)
	require.Equal(t, int64(2), at())
}
