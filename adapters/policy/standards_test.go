package policy_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	client "github.com/mmm-engine/mmm-engine/adapters/policy"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestStandardsAreAskedForByFrameworkAndReadWhole(t *testing.T) {
	t.Parallel()
	s := &service{status: http.StatusOK, body: `{"items":[{"standard_id":"gs-1","name":"n","version":"1.0","compliance_rules":[` +
		`{"applies_to":{"repos":["acme/*"],"branches":["main"]},"forbid":["multiplier"],"why":"x"},{"forbid":["mentor"]}]},` +
		`{"standard_id":"gs-2","version":"3","compliance_rules":[]}],"next":null}`}
	answer, err := client.NewStandards(s).ReadStandards(t.Context(), "acme", 5)
	require.NoError(t, err)
	require.Equal(t, ports.StandardsAnswer{Epoch: 5, Standards: []policy.Standard{
		{ID: "gs-1", Version: "1.0", Rules: []policy.ComplianceRule{
			{Repositories: []string{"acme/*"}, Branches: []string{"main"}, Forbid: []action.Type{action.Multiplier}},
			{Forbid: []action.Type{action.Mentor}},
		}},
		{ID: "gs-2", Version: "3"},
	}}, answer)
	s.requireAsked(t, http.MethodGet, "/v1/standards?framework=mmm&tenant_id=acme", "")
}

func TestNoStandardsAreNone(t *testing.T) {
	t.Parallel()
	answer, err := client.NewStandards(&service{status: http.StatusOK, body: `{"items":[]}`}).ReadStandards(t.Context(), "acme", 0)
	require.NoError(t, err)
	require.Empty(t, answer.Standards)
}

// Half of them would forbid too little.
func TestStandardsThatAreNotTheContractsAreNone(t *testing.T) {
	t.Parallel()
	rule := func(text string) string {
		return `{"items":[{"standard_id":"gs","version":"1","compliance_rules":[` + text + `]}]}`
	}
	for name, body := range map[string]string{
		"garbage": "planted", "a list": "[]", "no items": "{}", "null": `{"items":null}`,
		"no id":               `{"items":[{"version":"1","compliance_rules":[]}]}`,
		"no rules":            `{"items":[{"standard_id":"gs","version":"1"}]}`,
		"a rule misspelt":     rule(`{"forbids":["mentor"]}`),
		"a rule of null":      rule(`{"forbid":null}`),
		"an empty repository": rule(`{"applies_to":{"repos":[""]},"forbid":[]}`),
		"items twice":         `{"items":[{"standard_id":"gs","version":"1","compliance_rules":[]}],"items":[]}`,
		"no version":          `{"items":[{"standard_id":"gs","compliance_rules":[]}]}`,
		"a long id":           `{"items":[{"version":"1","standard_id":"` + strings.Repeat("x", 513) + `"}]}`,
		"a long version":      `{"items":[{"standard_id":"gs","version":"` + strings.Repeat("x", 513) + `"}]}`,
		"too many rules":      rule(strings.Repeat("{},", 1000) + "{}"),
		"another type":        rule(`{"forbid":["planted"]}`),
		"forbid in words":     rule(`{"forbid":"mentor"}`),
		"a repository of 7":   rule(`{"applies_to":{"repos":[7]},"forbid":[]}`),
		"a long branch":       rule(`{"applies_to":{"branches":["` + strings.Repeat("x", 513) + `"]},"forbid":[]}`),
		"a place in words":    rule(`{"applies_to":"everywhere","forbid":[]}`),
		"too many of a thing": `{"items":[` + strings.Repeat(`{"standard_id":"gs","version":"1","compliance_rules":[]},`, 1000) + `{"standard_id":"gs","version":"1","compliance_rules":[]}]}`,
	} {
		answer, err := client.NewStandards(&service{status: http.StatusOK, body: body}).ReadStandards(t.Context(), "acme", 0)
		require.True(t, fault.Is(err, fault.Unavailable), name)
		require.Nil(t, answer.Standards, name)
		require.NotContains(t, err.Error(), "planted", name)
	}
}
