package httpapi_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

const defaultPolicy = `{"enabled_surfaces":["ide","ci","alert"],"enabled_action_types":["mirror","mentor","multiplier"],
	"quotas":{"max_actions_per_day":10,"max_actions_per_hour":3,"max_alerts_per_day":2,"max_bypasses_per_day":1},
	"quiet_hours":{"start":22,"end":6,"time_zone":"UTC","applies_to":"push"},"max_actions_per_decision":3,
	"safety_critical":false,"retention":{"decisions_days":90,"outcomes_days":365},"legal_hold":false,"designated_approvers":[],"revision":0}`

func TestATenantThatSetNoPolicyReadsTheDefaults(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["getPolicy"]))
	require.Equal(t, http.StatusOK, answer.status)
	require.Equal(t, `"0"`, answer.header.Get("ETag"))
	require.JSONEq(t, defaultPolicy, answer.body)
}

func TestAReplacedPolicyIsAnsweredWithItsRevision(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["replacePolicy"]))
	require.Equal(t, http.StatusOK, answer.status)
	require.Equal(t, `"7"`, answer.header.Get("ETag"))
	require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"))
	require.JSONEq(t, `{"enabled_surfaces":["ci"],"enabled_action_types":["mentor"],
		"quotas":{"max_actions_per_day":7,"max_actions_per_hour":5,"max_alerts_per_day":0,"max_bypasses_per_day":4},
		"quiet_hours":{"start":20,"end":7,"time_zone":"UTC","applies_to":"all"},"max_actions_per_decision":2,
		"safety_critical":true,"retention":{"decisions_days":30,"outcomes_days":60},"legal_hold":true,
		"designated_approvers":["lee","kim"],"revision":7}`, answer.body)
}

// replacing keeps what a replacement asked for.
func replacing(t *testing.T, asked *command.ReplacePolicy) *stand {
	t.Helper()
	return open(t, with(func(a *application.Application) {
		a.Commands.ReplacePolicy = recorded(asked, command.PolicyReplaced{Policy: somePolicy()})
	}))
}

func TestAnAbsentFieldOfAPolicyIsItsDefault(t *testing.T) {
	t.Parallel()
	var asked command.ReplacePolicy
	s := replacing(t, &asked)
	for body, change := range map[string]func(*tenant.PolicyTerms){
		`{}`:                        func(*tenant.PolicyTerms) {},
		`{"quotas":{}}`:             func(*tenant.PolicyTerms) {},
		`{"enabled_surfaces":[]}`:   func(p *tenant.PolicyTerms) { p.EnabledSurfaces = []action.Surface{} },
		`{"quiet_hours":{"end":0}}`: func(p *tenant.PolicyTerms) { p.QuietHours.End = 0 },
		`{"quotas":{"max_actions_per_hour":0},"enabled_action_types":["mentor"],"retention":{"outcomes_days":1}}`: func(p *tenant.PolicyTerms) {
			p.Quotas.MaxActionsPerHour, p.EnabledActionTypes, p.Retention.OutcomesDays = 0, []action.Type{action.Mentor}, 1
		},
	} {
		r := admin(good()["replacePolicy"])
		r.body = body
		require.Equal(t, http.StatusOK, s.do(t, r).status, body)
		want := tenant.DefaultTerms()
		change(&want)
		require.Equal(t, command.ReplacePolicy{Caller: asked.Caller, TenantID: "acme", Terms: want}, asked, body)
	}
}

func TestAPolicyIsReplacedAtTheRevisionOfItsETag(t *testing.T) {
	t.Parallel()
	var asked command.ReplacePolicy
	s := replacing(t, &asked)
	for header, want := range map[string]string{"": "any", "*": "any", `"0"`: "0", `W/"12"`: "12"} {
		r := admin(good()["replacePolicy"])
		r.header = map[string]string{"If-Match": header}
		require.Equal(t, http.StatusOK, s.do(t, r).status, header)
		got := "any"
		if asked.IfMatch != nil {
			got = strconv.FormatInt(*asked.IfMatch, 10)
		}
		require.Equal(t, want, got, header)
	}
	for header, status := range map[string]int{`"x"`: http.StatusPreconditionFailed, `x`: http.StatusUnprocessableEntity} {
		r := admin(good()["replacePolicy"])
		r.header = map[string]string{"If-Match": header}
		s.problem(t, s.do(t, r), status)
	}
	s = open(t, with(func(a *application.Application) {
		a.Commands.ReplacePolicy = failing[command.ReplacePolicy, command.PolicyReplaced](fault.New(fault.Stale, "VERSION_MISMATCH", "m"))
	}))
	require.Equal(t, "VERSION_MISMATCH", s.problem(t, s.do(t, admin(good()["replacePolicy"])), http.StatusPreconditionFailed).Code)
}

// What the shape forbids is handed on, so that it is told with what the terms forbid.
func TestEveryProblemOfAPolicysShapeIsHandedOnWithItsPath(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"revision":3,"colour":1}`: {"colour", "revision"},
		`{"quiet_hours":{"start":24,"end":-1,"until":3,"time_zone":7,"applies_to":"some"}}`: {
			"quiet_hours.applies_to", "quiet_hours.end", "quiet_hours.start", "quiet_hours.time_zone", "quiet_hours.until",
		},
		`{"enabled_surfaces":["ide","background",7],"enabled_action_types":null}`: {
			"enabled_action_types", "enabled_surfaces[1]", "enabled_surfaces[2]",
		},
		`{"quotas":{"max_actions_per_day":-1,"max_actions_per_hour":1e30,"max_alerts_per_day":1.5}}`: {
			"quotas.max_actions_per_day", "quotas.max_actions_per_hour", "quotas.max_alerts_per_day",
		},
		`{"safety_critical":"yes","legal_hold":0,"max_actions_per_decision":21,"retention":{"decisions_days":0}}`: {
			"legal_hold", "max_actions_per_decision", "retention.decisions_days", "safety_critical",
		},
		`{"quotas":3,"quiet_hours":[],"designated_approvers":"lee"}`: {"designated_approvers", "quiet_hours", "quotas"},
		`{"legal_hold":true,"legal_hold":true}`:                      {"legal_hold"},
		`[]`:                                                         {""},
		`"policy"`:                                                   {""},
		`null`:                                                       {""},
	} {
		var asked command.ReplacePolicy
		s := replacing(t, &asked)
		r := admin(good()["replacePolicy"])
		r.body = body
		s.do(t, r)
		require.ElementsMatch(t, want, pathsOf(asked.Unfit), body)
	}
}

func pathsOf(problems []fault.Problem) []string {
	paths := make([]string, len(problems))
	for i, p := range problems {
		paths[i] = p.Path
	}
	return paths
}

func TestWhatIsNoPolicyAtAllIsMalformed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, body := range []string{"{", "{}{}", `{"quotas":}`} {
		r := admin(good()["replacePolicy"])
		r.body = body
		s.problem(t, s.do(t, r), http.StatusBadRequest)
	}
	r := admin(good()["replacePolicy"])
	r.body = `{"designated_approvers":["` + strings.Repeat("x", 256<<10) + `"]}`
	s.problem(t, s.do(t, r), http.StatusRequestEntityTooLarge)
}

func TestTheDocumentTellsTheBoundsThatPoliciesAreHeldTo(t *testing.T) {
	t.Parallel()
	schemas := open(t).contract.Document().Components.Schemas
	bounds := func(schema, field string) [2]float64 {
		of := schemas[schema].Value.Properties[field].Value
		return [2]float64{*of.Min, *of.Max}
	}
	for field := range schemas["Quotas"].Value.Properties {
		require.Equal(t, [2]float64{0, policy.MaxQuota}, bounds("Quotas", field), field)
	}
	for field := range schemas["Retention"].Value.Properties {
		require.Equal(t, [2]float64{policy.MinRetention, policy.MaxRetention}, bounds("Retention", field), field)
	}
	require.Equal(t, [2]float64{0, policy.MaxPerDecision}, bounds("TenantPolicy", "max_actions_per_decision"))
	approvers := schemas["TenantPolicy"].Value.Properties["designated_approvers"].Value
	require.Equal(t, uint64(policy.MaxApprovers), *approvers.MaxItems)
	require.Equal(t, uint64(actor.MaxIDLength), *approvers.Items.Value.MaxLength)
}
