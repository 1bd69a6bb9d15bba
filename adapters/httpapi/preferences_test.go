package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/preference"
)

func TestPreferencesAreAnsweredAsTheyCanBeSetAgain(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, admin(good()["getPreferences"]))
	require.JSONEq(t, `{"opt_out_categories":[],"preferred_surfaces":[]}`, answer.body, "the default")
	require.Equal(t, `"0"`, answer.header.Get("ETag"))
	for _, operation := range []string{"setPreferences", "snoozeActor"} {
		answer = s.do(t, admin(good()[operation]))
		require.Equal(t, http.StatusOK, answer.status)
		require.JSONEq(t, `{"opt_out_categories":["mentor","mirror"],"snooze_until":"2028-02-29T13:00:00Z","preferred_surfaces":["ci"]}`, answer.body)
		require.Equal(t, `"6"`, answer.header.Get("ETag"))
		require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"))
		again := admin(good()["setPreferences"])
		again.body = answer.body
		require.Equal(t, http.StatusOK, s.do(t, again).status)
	}
}

func TestPreferencesAreHandedOnAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	var got command.SetPreferences
	s := open(t, with(func(a *application.Application) {
		a.Commands.SetPreferences = recorded(&got, command.PreferencesChanged{})
	}))
	for body, want := range map[string]preference.Preferences{
		`{}`: {}, `{"opt_out_categories":[],"preferred_surfaces":[],"snooze_until":null}`: {},
		`{"opt_out_categories":["mentor","mirror"],"snooze_until":"2028-02-29T14:00:00+01:00","preferred_surfaces":["ci"]}`: {
			OptOutCategories: []action.Type{action.Mentor, action.Mirror}, SnoozeUntil: now().Add(time.Hour),
			PreferredSurfaces: []action.Surface{action.CI},
		},
	} {
		r := admin(good()["setPreferences"])
		r.body, r.header = body, map[string]string{"If-Match": `"3"`}
		require.Equal(t, http.StatusOK, s.do(t, r).status, body)
		require.Equal(t, command.SetPreferences{Caller: got.Caller, ActorID: adminToken, Preferences: want, IfMatch: new(int64(3))}, got)
	}
}

func TestASnoozeHasADurationOrAnEnd(t *testing.T) {
	t.Parallel()
	var got command.SnoozeActor
	s := open(t, with(func(a *application.Application) {
		a.Commands.SnoozeActor = recorded(&got, command.PreferencesChanged{})
	}))
	for body, want := range map[string]command.SnoozeActor{
		`{"duration_hours":2160}`:               {Hours: new(2160)},
		`{"until":"2028-02-29T14:00:00+01:00"}`: {Until: new(now().Add(time.Hour))},
	} {
		r := admin(good()["snoozeActor"])
		r.body, r.header = body, map[string]string{"If-Match": "*"}
		require.Equal(t, http.StatusOK, s.do(t, r).status, body)
		want.Caller, want.ActorID = got.Caller, adminToken
		require.Equal(t, want, got)
	}
}

func TestAConditionThatCannotBeReadChangesNoPreferences(t *testing.T) {
	t.Parallel()
	s := open(t)
	for header, status := range map[string]int{`7`: 422, `"1", "2"`: 422, `"x"`: 412, `"-1"`: 412} {
		for _, operation := range []string{"setPreferences", "snoozeActor"} {
			r := admin(good()[operation])
			r.header = map[string]string{"If-Match": header}
			s.problem(t, s.do(t, r), status)
		}
	}
}

func TestPreferencesOfWhateverAnActorIsCalled(t *testing.T) {
	t.Parallel()
	var read query.GetPreferences
	var set command.SetPreferences
	var snoozed command.SnoozeActor
	s := open(t, with(func(a *application.Application) {
		a.Queries.GetPreferences = recorded(&read, preference.Preferences{})
		a.Commands.SetPreferences = recorded(&set, command.PreferencesChanged{})
		a.Commands.SnoozeActor = recorded(&snoozed, command.PreferencesChanged{})
	}))
	for _, actorID := range []string{
		"team/ada", "idp:acme:ada", "👩‍💻", "50%", "ada@example.com", "a b+c", "é?#", "preferences/snooze", strings.Repeat("<", 256),
	} {
		at := "/actors/" + url.PathEscape(actorID) + "/preferences"
		for _, token := range []string{ofActor + url.PathEscape(actorID), adminToken} {
			for _, r := range []request{
				{path: at}, {method: http.MethodPut, path: at, body: `{}`}, {method: http.MethodPost, path: at + "/snooze", body: `{"duration_hours":1}`},
			} {
				r.token = token
				answer := s.do(t, r)
				require.Equal(t, http.StatusOK, answer.status, "%s: %s", actorID, answer.body)
			}
			require.Equal(t, []string{actorID, actorID, actorID}, []string{read.ActorID, set.ActorID, snoozed.ActorID})
		}
	}
}

func TestPreferencesOfAnotherActorNeedAnAdmin(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, operation := range []string{"getPreferences", "setPreferences", "snoozeActor"} {
		for token, status := range map[string]int{agentToken: 403, operatorToken: 403, nobodyToken: 403, adminToken: 200} {
			r := good()[operation]
			r.path, r.token = strings.Replace(r.path, "/"+adminToken+"/", "/somebody/", 1), token
			answer := s.do(t, r)
			require.Equal(t, status, answer.status, token)
			if status == http.StatusForbidden {
				require.Equal(t, "ROLE_REQUIRED", s.problem(t, answer, status).Code)
			}
		}
	}
}
