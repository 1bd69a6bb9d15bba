package policy_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	client "github.com/mmm-engine/mmm-engine/adapters/policy"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/ports"
)

// said is a ruling of the contract, with some of its fields in other words; an empty one
// is left out.
func said(fields map[string]string) string {
	all := map[string]string{
		"allowed": `true`, "policy_snapshot_id": `"snap-1"`, "policy_version_ids": `["p@1","q@2"]`, "restrictions": `["multiplier"]`,
		"surfaces": `["ci","alert"]`, "fail_closed": `true`, "colour": `"green"`,
		"override_windows": `[{"from":"2026-03-04T13:00:00+01:00","to":"2026-03-04T14:00:00Z","lifts":["multiplier"]}]`,
	}
	maps.Copy(all, fields)
	var members []string
	for name, value := range all {
		if value != "" {
			members = append(members, fmt.Sprintf("%q:%s", name, value))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func understood() policy.Ruling {
	return policy.Ruling{
		SnapshotID: "snap-1", VersionIDs: []string{"p@1", "q@2"}, Allowed: true, Restrictions: []action.Type{action.Multiplier},
		Surfaces: []action.Surface{action.CI, action.Alert}, FailClosed: true,
		Windows: []policy.Window{{
			From: time.Date(2026, 3, 4, 13, 0, 0, 0, time.FixedZone("", 3600)), To: time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC),
			Lifts: []action.Type{action.Multiplier},
		}},
	}.Hashed()
}

// asking are the clients, each with what a reply of its kind is made of a ruling.
func asking() map[string]struct {
	client func(client.Service) ports.PolicyService
	reply  func(ruling string) string
} {
	return map[string]struct {
		client func(client.Service) ports.PolicyService
		reply  func(ruling string) string
	}{
		"platform": {
			func(s client.Service) ports.PolicyService { return client.NewPlatform(s) },
			func(ruling string) string { return ruling },
		},
		"opa": {
			func(s client.Service) ports.PolicyService { return client.NewOPA(s, "mmm/evaluate") },
			func(ruling string) string { return `{"result":` + ruling + `,"decision_id":""}` },
		},
	}
}

func TestARulingIsReadWhole(t *testing.T) {
	t.Parallel()
	for name, one := range asking() {
		answer, err := one.client(&service{status: http.StatusOK, body: one.reply(said(nil))}).EvaluatePolicy(t.Context(), question())
		require.NoError(t, err, name)
		require.Equal(t, understood().Hash, answer.Ruling.Hash, name)
		for i := range answer.Ruling.Windows {
			require.True(t, understood().Windows[i].From.Equal(answer.Ruling.Windows[i].From), name)
			answer.Ruling.Windows[i] = understood().Windows[i]
		}
		require.Equal(t, ports.PolicyAnswer{Ruling: understood(), Epoch: 3}, answer, name)
	}
}

func TestWhatARulingLeavesOutRestrictsNothing(t *testing.T) {
	t.Parallel()
	least := said(map[string]string{"restrictions": "", "surfaces": "", "fail_closed": "", "override_windows": ""})
	for name, one := range asking() {
		answer, err := one.client(&service{status: http.StatusOK, body: one.reply(least)}).EvaluatePolicy(t.Context(), question())
		require.NoError(t, err, name)
		require.Equal(t, policy.Ruling{
			SnapshotID: "snap-1", VersionIDs: []string{"p@1", "q@2"}, Allowed: true,
		}.Hashed(), answer.Ruling, name)
	}
}

func TestNoSurfacesAreNoneAndNotAll(t *testing.T) {
	t.Parallel()
	for surfaces, allowed := range map[string]bool{`[]`: false, `null`: true} {
		reply := &service{status: http.StatusOK, body: said(map[string]string{"surfaces": surfaces})}
		answer, err := client.NewPlatform(reply).EvaluatePolicy(t.Context(), question())
		require.NoError(t, err)
		require.Equal(t, allowed, answer.Ruling.Snapshot(time.Now(), false).AllowsSurface(action.CI), surfaces)
	}
}

// What is not understood could restrict anything: nothing is taken of such a reply.
func TestARulingThatIsNotTheContractsIsNone(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 513) + `"`
	window := `{"from":"2026-03-04T13:00:00Z","to":"2026-03-04T14:00:00Z","lifts":[]}`
	for name, body := range map[string]string{
		"garbage": "<html>planted", "a list": "[]", "nothing": "", "null": "null", "half of it": `{"allowed":tr`,
		"not whether":            said(map[string]string{"allowed": ""}),
		"in words":               said(map[string]string{"allowed": `"planted"`}),
		"no snapshot":            said(map[string]string{"policy_snapshot_id": ""}),
		"an empty snapshot":      said(map[string]string{"policy_snapshot_id": `""`}),
		"a long snapshot":        said(map[string]string{"policy_snapshot_id": long}),
		"no versions":            said(map[string]string{"policy_version_ids": ""}),
		"an empty version":       said(map[string]string{"policy_version_ids": `[""]`}),
		"a version of null":      said(map[string]string{"policy_version_ids": `[null]`}),
		"allowed in two cases":   `{"allowed":false,"ALLOWED":true,"policy_snapshot_id":"s","policy_version_ids":["v"]}`,
		"allowed twice":          `{"allowed":false,"allowed":true,"policy_snapshot_id":"s","policy_version_ids":["v"]}`,
		"a letter of two cases":  `{"allowed":true,"policy_snapshot_id":"s","policy_version_ids":["v"],"restrictions":["mentor"],"re\u017ftrictions":[]}`,
		"a window's end, twice":  said(map[string]string{"override_windows": `[{"from":"2026-03-04T13:00:00Z","to":"2026-03-04T14:00:00Z","To":"2036-03-04T14:00:00Z","lifts":[]}]`}),
		"nested without end":     strings.Repeat("[", 200_000),
		"a long version":         said(map[string]string{"policy_version_ids": "[" + long + "]"}),
		"another type":           said(map[string]string{"restrictions": `["planted"]`}),
		"a type in capitals":     said(map[string]string{"restrictions": `["Multiplier"]`}),
		"restrictions in words":  said(map[string]string{"restrictions": `"multiplier"`}),
		"another surface":        said(map[string]string{"surfaces": `["planted"]`}),
		"a window that lifts x":  said(map[string]string{"override_windows": `[{"from":"2026-03-04T13:00:00Z","to":"2026-03-04T14:00:00Z","lifts":["planted"]}]`}),
		"a window without start": said(map[string]string{"override_windows": `[{"to":"2026-03-04T14:00:00Z","lifts":[]}]`}),
		"a window without end":   said(map[string]string{"override_windows": `[{"from":"2026-03-04T14:00:00Z","lifts":[]}]`}),
		"a window at planted":    said(map[string]string{"override_windows": `[{"from":"planted","to":"2026-03-04T14:00:00Z"}]`}),
		"too many versions":      said(map[string]string{"policy_version_ids": "[" + strings.Repeat(`"v",`, 1000) + `"v"]`}),
		"too many windows":       said(map[string]string{"override_windows": "[" + strings.Repeat(window+",", 1000) + window + "]"}),
		"too many restrictions":  said(map[string]string{"restrictions": "[" + strings.Repeat(`"mirror",`, 1000) + `"mirror"]`}),
	} {
		for kind, one := range asking() {
			answer, err := one.client(&service{status: http.StatusOK, body: one.reply(body)}).EvaluatePolicy(t.Context(), question())
			require.True(t, fault.Is(err, fault.Unavailable), "%s of %s: %v", name, kind, err)
			require.False(t, answer.Ruling.Allowed, name)
			require.NotContains(t, err.Error(), "planted", name)
		}
	}
}

// A refusal says that it is set up wrongly. It is never taken for leave.
func TestWhoRefusesToRuleWorksAndWhoFailsDoesNot(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{
		400: fault.Invalid, 401: fault.Invalid, 403: fault.Invalid, 404: fault.Invalid, 422: fault.Invalid,
		408: fault.Invalid, 429: fault.Invalid, 500: fault.Unavailable, 503: fault.Unavailable,
		201: fault.Unavailable, 204: fault.Unavailable, 302: fault.Unavailable,
	} {
		for name, one := range asking() {
			answer, err := one.client(&service{status: status, body: one.reply(said(nil))}).EvaluatePolicy(t.Context(), question())
			require.True(t, fault.Is(err, kind), "%s %d: %v", name, status, err)
			require.False(t, answer.Ruling.Allowed)
		}
		_, err := client.NewStandards(&service{status: status, body: `{"items":[]}`}).ReadStandards(t.Context(), "acme", 0)
		require.True(t, fault.Is(err, kind), "%d: %v", status, err)
	}
}

func TestAServiceThatCannotBeReachedKeepsItsCause(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	for name, one := range asking() {
		_, err := one.client(&service{err: away}).EvaluatePolicy(t.Context(), question())
		require.True(t, fault.Is(err, fault.Unavailable), name)
		require.ErrorIs(t, err, away, name)
	}
}

func TestThePlatformIsToldTheSituationOfATenant(t *testing.T) {
	t.Parallel()
	s := &service{status: http.StatusOK, body: said(nil)}
	_, err := client.NewPlatform(s).EvaluatePolicy(t.Context(), question())
	require.NoError(t, err)
	s.requireAsked(t, http.MethodPost, "/v1/policy/tenants/acme/evaluate",
		`{"context":{"actor_type":"human","branch":"main","environment":"","repository":"acme/shop","roles":["dev"],"surface":"ci"}}`)
}

func TestOpenPolicyAgentIsToldTheTenantToo(t *testing.T) {
	t.Parallel()
	for _, document := range []string{"mmm/evaluate", "/mmm/evaluate"} {
		s := &service{status: http.StatusOK, body: `{"result":` + said(nil) + `,"decision_id":"d-7"}`}
		answer, err := client.NewOPA(s, document).EvaluatePolicy(t.Context(), question())
		require.NoError(t, err)
		require.Equal(t, "d-7", answer.Ruling.EvaluationID)
		s.requireAsked(t, http.MethodPost, "/v1/data/mmm/evaluate",
			`{"input":{"actor_type":"human","branch":"main","environment":"","repository":"acme/shop","roles":["dev"],"surface":"ci","tenant_id":"acme"}}`)
	}
}

func TestADecisionOfOpenPolicyAgentsWithoutBoundsIsNone(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`"` + strings.Repeat("x", 513) + `"`, `7`} {
		reply := &service{status: http.StatusOK, body: `{"result":` + said(nil) + `,"decision_id":` + id + `}`}
		answer, err := client.NewOPA(reply, "mmm/evaluate").EvaluatePolicy(t.Context(), question())
		require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		require.False(t, answer.Ruling.Allowed)
	}
}

func TestADocumentThatNoPolicyDefinesIsAMisconfiguration(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"decision_id":"d-7"}`} {
		_, err := client.NewOPA(&service{status: http.StatusOK, body: body}, "mmm/evaluate").EvaluatePolicy(t.Context(), question())
		require.True(t, fault.Is(err, fault.Invalid), "%v", err)
		require.ErrorContains(t, err, "OPA_POLICY_PATH")
	}
}

// Whatever a service says, nothing is allowed but by a reply that says so, and what was
// understood is hashed.
func FuzzARulingAllowsOnlyWhatIsSaid(f *testing.F) {
	f.Add(said(nil))
	f.Add(`{"allowed":false}`)
	f.Fuzz(func(t *testing.T, body string) {
		answer, err := client.NewPlatform(&service{status: http.StatusOK, body: body}).EvaluatePolicy(t.Context(), question())
		if err != nil {
			require.Equal(t, policy.Ruling{}, answer.Ruling)
			return
		}
		var plain struct {
			Allowed bool `json:"allowed"`
		}
		require.NoError(t, json.Unmarshal([]byte(body), &plain))
		require.Equal(t, plain.Allowed, answer.Ruling.Allowed)
		require.NotEmpty(t, answer.Ruling.SnapshotID)
		require.Equal(t, answer.Ruling.Hashed().Hash, answer.Ruling.Hash)
	})
}
