package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// atNight has a playbook with the choice, late in the evening.
func atNight(t *testing.T, choice playbook.QuietRule, change ...func(*playbook.Definition)) *engine {
	t.Helper()
	e := newEngine(t, action.Surfaces()...)
	definition := mirror()
	definition.OnQuiet = choice
	for _, apply := range change {
		apply(&definition)
	}
	publishDefinition(t, e, definition)
	e.clock.Advance(11 * time.Hour)
	return e
}

func (e *engine) ask(t *testing.T, c command.Decide) decision.Decision {
	t.Helper()
	decided, err := e.decide.Handle(t.Context(), c)
	require.NoError(t, err)
	return decided.Decision
}

func critical(id string) *signal.Signal {
	s := failed(id)
	s.Severity = signal.Critical
	return s
}

var morning = time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC)

func release(deliveryID delivery.Deferred) ports.Job {
	return ports.Scheduled{Job: ports.ReleaseAction{TenantID: "acme", DeliveryID: deliveryID.ID}, At: morning}
}

func TestWhatWaitsIsCommittedWithAJobForItsTime(t *testing.T) {
	t.Parallel()
	for choice, digest := range map[playbook.QuietRule]bool{playbook.Defer: false, playbook.Digest: true} {
		e := atNight(t, choice)
		d := e.ask(t, command.Decide{Caller: kim(), Signal: failed("s-1")})
		waiting := delivery.Wait(&d)
		require.Len(t, waiting, 2)
		require.Equal(t, digest, waiting[0].Digest)
		require.Equal(t, []ports.Job{release(waiting[0]), release(waiting[1])}, e.store.Jobs())
		require.Empty(t, e.store.Deliveries("acme"), "nothing is pushed yet")
		require.Len(t, e.store.Deferred("acme"), 2)
	}
}

func TestWhatNobodyIsToldDoesNotWait(t *testing.T) {
	t.Parallel()
	dry := atNight(t, playbook.Digest)
	d := dry.ask(t, command.Decide{Caller: kim(), Signal: failed("s-1"), DryRun: true})
	require.NotEmpty(t, d.Actions[0].Deferral.Surfaces, "but it is explained")
	shadow := atNight(t, playbook.Digest, func(d *playbook.Definition) { d.Mode = playbook.Shadow })
	require.Len(t, shadow.ask(t, command.Decide{Caller: kim(), Signal: failed("s-1")}).Shadow, 1)
	for _, e := range []*engine{dry, shadow} {
		require.Empty(t, e.store.Jobs())
		require.Empty(t, e.store.Deferred("acme"))
	}
}

func interrupting() command.Decide {
	return command.Decide{Caller: agent(), ActorID: "kim", Surface: action.Background, Signal: critical("s-1")}
}

func TestAnInterruptionOfQuietHoursIsAudited(t *testing.T) {
	t.Parallel()
	e := atNight(t, playbook.Bypass)
	before := len(e.store.Audit("acme"))
	d := e.ask(t, interrupting())
	require.Len(t, d.Actions, 1)
	made := d.Actions[0]
	require.Equal(t, []ports.AuditEntry{{
		Action: "quiet_hours.bypass", Resource: "action/" + made.ID.String(),
		After: canonical.Object{
			{Name: "decision_id", Value: d.ID.String()}, {Name: "playbook_id", Value: made.PlaybookID.String()},
			{Name: "revision", Value: 1}, {Name: "type", Value: "mirror"},
		},
	}}, e.store.Audit("acme")[before:], "no admin did it")
	require.Len(t, e.store.Jobs(), 1)
}

func TestOnlyWhatInterruptsIsAudited(t *testing.T) {
	t.Parallel()
	dry, shadow := interrupting(), interrupting()
	dry.DryRun = true
	second := interrupting()
	second.Signal = critical("s-2")
	for name, c := range map[string]struct {
		engine *engine
		asks   []command.Decide
		want   int
	}{
		"a dry run":         {atNight(t, playbook.Bypass), []command.Decide{dry}, 0},
		"a shadow":          {atNight(t, playbook.Bypass, func(d *playbook.Definition) { d.Mode = playbook.Shadow }), []command.Decide{shadow}, 0},
		"beyond the budget": {atNight(t, playbook.Bypass), []command.Decide{interrupting(), second}, 1},
		"a repeat":          {atNight(t, playbook.Bypass), []command.Decide{interrupting(), interrupting()}, 1},
		"what waits":        {atNight(t, playbook.Defer), []command.Decide{interrupting()}, 0},
	} {
		before := len(c.engine.store.Audit("acme"))
		for _, ask := range c.asks {
			c.engine.ask(t, ask)
		}
		require.Len(t, c.engine.store.Audit("acme")[before:], c.want, name)
	}
}
