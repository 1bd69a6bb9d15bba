package config_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

func TestEveryServiceAtAnAddressThatNothingMayCallIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	private := map[string]string{
		"IAM_MODE": "jwks", "IAM_JWKS_URL": "http://127.0.0.1:1/keys", "ERIS_SERVICE_URL": "http://10.0.0.1", "UBI_SERVICE_URL": "http://localhost:8080",
		"DATA_GOVERNANCE_SERVICE_URL": "http://[::1]:80", "POLICY_SERVICE_URL": "http://169.254.169.254", "POLICY_MODE": "opa",
		"OPA_URL": "http://192.168.1.1:8181", "OPA_POLICY_PATH": "mmm/evaluate", "DELIVERY_SIGNING_SECRET": webhookSecret(32),
		"LLM_GATEWAY_SERVICE_URL": "http://198.18.0.1",
		"EDGE_AGENT_BASE_URL":     "http://[fd00::1]", "CI_WORKFLOW_BASE_URL": "http://100.64.0.1", "ALERTING_BASE_URL": "http://0.0.0.0",
	}
	const refused = ": is not at a public address, which is refused; if it is meant, allow its host in OUTBOUND_ALLOWED_HOSTS"
	require.Equal(t, []string{
		"ALERTING_BASE_URL" + refused, "CI_WORKFLOW_BASE_URL" + refused, "DATA_GOVERNANCE_SERVICE_URL" + refused,
		"EDGE_AGENT_BASE_URL" + refused, "ERIS_SERVICE_URL" + refused, "IAM_JWKS_URL" + refused,
		"LLM_GATEWAY_SERVICE_URL" + refused, "OPA_URL" + refused,
		"POLICY_SERVICE_URL" + refused, "UBI_SERVICE_URL" + refused,
	}, lines(t, with(private)))
	private["IAM_JWKS_URL"], private["IAM_ISSUER"] = "", "http://127.0.0.1:1"
	require.Contains(t, lines(t, with(private)), "IAM_ISSUER"+refused)
	private["IAM_MODE"], private["IAM_SERVICE_URL"] = "remote", "http://127.0.0.1:1"
	require.Contains(t, lines(t, with(private)), "IAM_SERVICE_URL"+refused)

	private["OUTBOUND_ALLOWED_HOSTS"] = "127.0.0.0/8,10.0.0.1,localhost,::1,169.254.169.254,192.168.1.1,fd00::/8,100.64.0.1,0.0.0.0,198.18.0.0/15"
	_, err := config.Load(with(private))
	require.NoError(t, err)
}

// A service that is new is looked at like the others.
func TestTheAddressOfEveryServiceIsLookedAt(t *testing.T) {
	t.Parallel()
	fields := reflect.VisibleFields(reflect.TypeFor[config.Config]())
	fields = slices.DeleteFunc(fields, func(field reflect.StructField) bool { return field.Type != reflect.TypeFor[config.ServiceURL]() })
	require.NotEmpty(t, fields)
	for _, field := range fields {
		variable := field.Tag.Get("env")
		mode := map[string]string{"IAM_SERVICE_URL": "remote"}[variable]
		found := lines(t, with(map[string]string{"IAM_MODE": mode, variable: "http://10.0.0.1"}))
		require.True(t, slices.ContainsFunc(found, func(line string) bool {
			return strings.HasPrefix(line, variable+": is not at a public address")
		}), "%s: %v", variable, found)
	}
}

func TestHostsThatAreAllowedAreHosts(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{
		"OUTBOUND_ALLOWED_HOSTS: names something that is no host; set names (eris.example.org), *.suffixes, addresses or blocks " +
			"(10.0.0.0/8), separated by commas",
	}, lines(t, with(map[string]string{"OUTBOUND_ALLOWED_HOSTS": "eris.example.org,http://x"})))
}
