package ubi_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/ubi"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// service answers as it is told, and keeps what it was asked.
type service struct {
	status int
	body   string
	err    error
	asked  *http.Request
}

func (s *service) Ask(request *http.Request) (int, []byte, error) {
	s.asked = request
	return s.status, []byte(s.body), s.err
}

// one is a signal of the contract; an empty field is left out.
func one(fields map[string]string) string {
	all := map[string]string{
		"signal_id": `"u-1"`, "tenant_id": `"acme"`, "actor_scope": `"actor"`, "actor_or_group_id": `"ada:b/ö"`,
		"dimension": `"flow"`, "signal_type": `"risk"`, "score": `62.5`, "severity": `"WARN"`, "status": `"active"`,
		"created_at": `"2026-03-04T13:00:00+01:00"`,
	}
	var members []string
	for name, value := range all {
		if other, given := fields[name]; given {
			value = other
		}
		if value != "" {
			members = append(members, fmt.Sprintf("%q:%s", name, value))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func signals(list ...string) string { return `{"signals":[` + strings.Join(list, ",") + `],"more":1}` }

func TestTheActorsSignalsAreAskedForAndReadAsMetadata(t *testing.T) {
	t.Parallel()
	s := &service{status: 200, body: signals(one(nil), one(map[string]string{
		"actor_scope": `"team"`, "actor_or_group_id": `"crew"`, "dimension": `"agent_synergy"`, "signal_type": `"informational"`,
		"score": `0`, "severity": `"info"`,
	}))}
	got, err := ubi.New(s).ReadBehaviour(t.Context(), "acme", "ada:b/ö")
	require.NoError(t, err)
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	require.Equal(t, []playbook.Behaviour{
		{Dimension: "flow", SignalType: "risk", Score: 62.5, Severity: signal.Medium, CreatedAt: noon},
		{Dimension: "agent_synergy", SignalType: "informational", Severity: signal.Info, CreatedAt: noon},
	}, got)
	require.Equal(t, http.MethodGet, s.asked.Method)
	require.Equal(t, "/v1/ubi/signals/recent?actor_id=ada%3Ab%2F%C3%B6&limit=10&tenant_id=acme", s.asked.URL.String())
	require.Equal(t, "acme", s.asked.Header.Get("X-Tenant-ID"))
}

func TestNoSignalsAreNone(t *testing.T) {
	t.Parallel()
	got, err := ubi.New(&service{status: 200, body: signals()}).ReadBehaviour(t.Context(), "acme", "ada:b/ö")
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestMoreThanWasAskedForIsCutOff(t *testing.T) {
	t.Parallel()
	many := make([]string, ports.BehaviourLimit+3)
	for i := range many {
		many[i] = one(nil)
	}
	got, err := ubi.New(&service{status: 200, body: signals(many...)}).ReadBehaviour(t.Context(), "acme", "ada:b/ö")
	require.NoError(t, err)
	require.Len(t, got, ports.BehaviourLimit)
}

func TestAReplyThatIsNotTheContractsIsNoAnswer(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"garbage": "<html>planted", "another shape": "[]", "no list": "{}", "null": `{"signals":null}`, "half of it": `{"signals":[{"tena`,
		"another tenant's":  signals(one(nil), one(map[string]string{"tenant_id": `"beta"`})),
		"another actor's":   signals(one(map[string]string{"actor_or_group_id": `"lee"`})),
		"another dimension": signals(one(map[string]string{"dimension": `"mood"`})),
		"another type":      signals(one(map[string]string{"signal_type": `"planted"`})),
		"another severity":  signals(one(map[string]string{"severity": `"LOUD"`})),
		"no score":          signals(one(map[string]string{"score": ""})),
		"a score too high":  signals(one(map[string]string{"score": "100.5"})),
		"a score below":     signals(one(map[string]string{"score": "-1"})),
		"a score in words":  signals(one(map[string]string{"score": `"planted"`})),
		"no time":           signals(one(map[string]string{"created_at": ""})),
	} {
		got, err := ubi.New(&service{status: 200, body: body}).ReadBehaviour(t.Context(), "acme", "ada:b/ö")
		require.True(t, fault.Is(err, fault.Unavailable), name)
		require.Nil(t, got, name)
		require.NotContains(t, err.Error(), "planted", name)
	}
}

func TestWhoRefusesWorksAndWhoFailsDoesNot(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{
		400: fault.Invalid, 401: fault.Invalid, 403: fault.Invalid, 404: fault.Invalid, 422: fault.Invalid,
		408: fault.Invalid, 429: fault.Invalid, 500: fault.Unavailable, 503: fault.Unavailable,
		204: fault.Unavailable, 302: fault.Unavailable,
	} {
		_, err := ubi.New(&service{status: status, body: signals()}).ReadBehaviour(t.Context(), "acme", "ada:b/ö")
		require.True(t, fault.Is(err, kind), "%d: %v", status, err)
	}
}

func TestAServiceThatCannotBeReachedKeepsItsCause(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	_, err := ubi.New(&service{err: away}).ReadBehaviour(t.Context(), "acme", "ada:b/ö")
	require.True(t, fault.Is(err, fault.Unavailable))
	require.ErrorIs(t, err, away)
}
