package command_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func create(t *testing.T, e *engine) playbook.Playbook {
	t.Helper()
	made, err := e.playbooks.Create(t.Context(), command.CreatePlaybook{Caller: admin(), Definition: mirror()})
	require.NoError(t, err)
	return made.Playbook
}

func TestEveryChangeOfAPlaybookNeedsAnAdmin(t *testing.T) {
	t.Parallel()
	for _, use := range []interface{ Authorise() error }{
		command.CreatePlaybook{Caller: kim()}, command.ReplacePlaybook{Caller: kim()},
		command.PublishPlaybook{Caller: kim()}, command.PausePlaybook{Caller: kim()},
		command.ResumePlaybook{Caller: kim()}, command.DeprecatePlaybook{Caller: kim()},
		command.ValidatePlaybook{Caller: kim()},
	} {
		requireCode(t, use.Authorise(), "ROLE_REQUIRED")
	}
}

func TestEveryProblemOfADefinitionIsSaidAtOnceAndNothingStored(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	bad := mirror()
	bad.Name, bad.Conditions = "", []string{"maybe"}
	bad.Actions[0].Title = "you should look"
	_, err := e.playbooks.Create(t.Context(), command.CreatePlaybook{Caller: admin(), Definition: bad})
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok)
	require.Equal(t, fault.Invalid, f.Kind)
	paths := make([]string, len(f.Problems))
	for i, problem := range f.Problems {
		paths[i] = problem.Path
	}
	require.ElementsMatch(t, []string{"name", "conditions[0]", "actions[0].title"}, paths)
	require.Empty(t, e.store.Events("acme"))
	checked, err := e.playbooks.Validate(t.Context(), command.ValidatePlaybook{Caller: admin(), Definition: bad})
	require.NoError(t, err)
	require.ElementsMatch(t, f.Problems, checked.Problems)
}

func TestAPublishedPlaybookStaysInForceUntilTheNextPublish(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	changed := mirror()
	changed.Actions[0].Title = "another text"
	draft, err := e.playbooks.Replace(t.Context(), command.ReplacePlaybook{Caller: admin(), Key: made.ID, Definition: changed})
	require.NoError(t, err)
	require.Equal(t, 2, draft.Playbook.Latest.Number)
	require.Equal(t, "a run failed", titleInForce(t, e))
	_, err = e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	require.Equal(t, "another text", titleInForce(t, e))
	_, err = e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID, Revision: 1})
	require.NoError(t, err)
	require.Equal(t, "a run failed", titleInForce(t, e))
}

func titleInForce(t *testing.T, e *engine) string {
	t.Helper()
	inForce, err := e.store.ReadInForce(t.Context(), "acme")
	require.NoError(t, err)
	if len(inForce.Playbooks) == 0 {
		return ""
	}
	return inForce.Playbooks[0].Definition.Actions[0].Title
}

func TestPausedAndDeprecatedPlaybooksAreNotInForce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	require.Empty(t, titleInForce(t, e))
	_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	paused, err := e.playbooks.Pause(t.Context(), command.PausePlaybook{Caller: admin(), Key: made.ID, Reason: "too loud"})
	require.NoError(t, err)
	require.Equal(t, "too loud", paused.Playbook.PauseReason)
	require.Empty(t, titleInForce(t, e))
	_, err = e.playbooks.Resume(t.Context(), command.ResumePlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	require.NotEmpty(t, titleInForce(t, e))
	_, err = e.playbooks.Deprecate(t.Context(), command.DeprecatePlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	require.Empty(t, titleInForce(t, e))
	_, err = e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	requireCode(t, err, "PLAYBOOK_DEPRECATED")
}

func TestALostIfMatchRaceChangesNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	var won, lost int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := e.playbooks.Replace(context.WithoutCancel(t.Context()), command.ReplacePlaybook{
				Caller: admin(), Key: made.ID, Definition: mirror(), IfMatch: made.Version,
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if fault.Is(err, fault.Stale) {
				lost++
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, won)
	require.Equal(t, 7, lost)
}

func TestAnotherTenantsPlaybookIsNotFound(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	stranger := admin()
	stranger.TenantID = "other"
	_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: stranger, Key: made.ID})
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID, Revision: 7})
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func TestEveryAdminChangeLeavesAReceiptAnEventAndAnAuditEntry(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	events, entries := e.store.Events("acme"), e.store.Audit("acme")
	require.Len(t, events, 2)
	require.Len(t, entries, 2)
	require.Nil(t, entries[0].Before)
	require.Equal(t, "playbook.publish", entries[1].Action)
	require.Equal(t, "playbook/"+made.ID.String(), entries[1].Resource)
	require.NotNil(t, entries[1].Before)
	for _, event := range events {
		body, kept := e.store.ReceiptBody("acme", event.ReceiptID)
		require.True(t, kept)
		require.NotContains(t, body, `"ada"`)
		require.NotContains(t, body, "a run failed")
	}
}
