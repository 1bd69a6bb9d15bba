package config

import "net/url"

// checkOutbound names every service at an address that nothing may call. What a name
// resolves to is known only when it is called.
func (c *Config) checkOutbound(found problems) {
	for variable, base := range c.services() {
		parsed, err := url.Parse(string(base))
		if err == nil && base != "" && !c.OutboundAllowed.Host(parsed.Hostname()) {
			found.add(variable, "is not at a public address, which is refused; if it is meant, allow its host in OUTBOUND_ALLOWED_HOSTS")
		}
	}
}

// services answers where each service is that is called, by its variable.
func (c *Config) services() map[string]ServiceURL {
	all := map[string]ServiceURL{
		"ERIS_SERVICE_URL": c.ERISURL, "UBI_SERVICE_URL": c.UBIURL, "DATA_GOVERNANCE_SERVICE_URL": c.GovernanceURL,
		"POLICY_SERVICE_URL": c.PolicyURL, "OPA_URL": c.OPAURL, "LLM_GATEWAY_SERVICE_URL": c.LLMURL, "EDGE_AGENT_BASE_URL": c.EdgeAgentURL,
		"CI_WORKFLOW_BASE_URL": c.CIWorkflowURL, "ALERTING_BASE_URL": c.AlertingURL,
	}
	switch c.IAMMode {
	case JWKS:
		all["IAM_JWKS_URL"] = c.IAMKeysURL
		if c.IAMKeysURL == "" {
			all["IAM_ISSUER"] = ServiceURL(c.IAMIssuer)
		}
	case Remote:
		all["IAM_SERVICE_URL"] = c.IAMServiceURL
	case DevKey:
	}
	return all
}
