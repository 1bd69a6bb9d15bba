package config_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

func TestAPolicyModeNeedsItsSettingsAndSettingsTheirMode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes map[string]string
		want    []string
	}{
		"opa without where and what": {map[string]string{"POLICY_MODE": "opa"}, []string{
			"OPA_POLICY_PATH: is missing; set the path of the document to ask for, such as mmm/evaluate",
			"OPA_URL: is missing; set the URL of Open Policy Agent for POLICY_MODE=opa",
		}},
		"where without opa": {map[string]string{"OPA_URL": "http://opa:8181"}, []string{
			"POLICY_MODE: does not ask Open Policy Agent, though OPA_URL is set; set opa, or take OPA_URL out",
		}},
		"another mode": {map[string]string{"POLICY_MODE": "cedar"}, []string{
			"POLICY_MODE: is not one of the choices; set one of: platform, opa",
		}},
		"a path with a query": {map[string]string{"POLICY_MODE": "opa", "OPA_URL": "http://opa:8181", "OPA_POLICY_PATH": "mmm?x"}, []string{
			"OPA_POLICY_PATH: is not the path of a document; set its package and rule with slashes, such as mmm/evaluate",
		}},
		"nothing fresh, and staleness that is none": {map[string]string{"POLICY_FRESH": "0s", "POLICY_STALE": "-1s"}, []string{
			"POLICY_FRESH: keeps no ruling; set a positive duration such as 60s",
			"POLICY_STALE: is shorter than POLICY_FRESH; set at least as long, such as 5m",
		}},
		"stale before it is not fresh": {map[string]string{"POLICY_STALE": "59s"}, []string{
			"POLICY_STALE: is shorter than POLICY_FRESH; set at least as long, such as 5m",
		}},
		"no URL": {map[string]string{"POLICY_SERVICE_URL": "policy:8080"}, []string{
			"POLICY_SERVICE_URL: is not a base URL; set one such as https://eris.example.org, without user, query or fragment",
		}},
	} {
		require.Equal(t, c.want, lines(t, with(c.changes)), name)
	}
}

func TestTheServiceThatRulesIsRequired(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes map[string]string
		ruler   config.ServiceURL
	}{
		"none":     {nil, ""},
		"platform": {map[string]string{"POLICY_SERVICE_URL": "http://policy"}, "http://policy"},
		"opa": {map[string]string{
			"POLICY_SERVICE_URL": "http://policy", "POLICY_MODE": "opa", "OPA_URL": "http://opa", "OPA_POLICY_PATH": "mmm/evaluate",
		}, "http://opa"},
	} {
		loaded, err := config.Load(with(c.changes))
		require.NoError(t, err, name)
		require.Equal(t, c.ruler, loaded.Ruler(), name)
		require.Equal(t, c.ruler != "", loaded.ReadyRequires.Has(config.Policy), name)
		require.Equal(t, time.Minute, loaded.PolicyFresh)
		require.Equal(t, 5*time.Minute, loaded.PolicyStale)
	}
}
