package config

import (
	"errors"
	"regexp"
)

// PolicyMode is who rules on what is allowed (downstream.md, Policy and gold standards).
type PolicyMode string

// The modes.
const (
	PlatformPolicy PolicyMode = "platform"
	OPAPolicy      PolicyMode = "opa"
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *PolicyMode) UnmarshalText(text []byte) error {
	return choose(m, text, PlatformPolicy, OPAPolicy)
}

// OPAPath names a document of Open Policy Agent's, by the path below /v1/data.
type OPAPath string

var (
	opaPath    = regexp.MustCompile(`^/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$`)
	errOPAPath = errors.New("is not the path of a document; set its package and rule with slashes, such as mmm/evaluate")
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *OPAPath) UnmarshalText(text []byte) error {
	if !opaPath.Match(text) {
		return errOPAPath
	}
	*p = OPAPath(text)
	return nil
}

// checkPolicy wants a mode with its settings, and settings with their mode: who set up a
// policy engine that nobody asks believes to be governed.
func (c *Config) checkPolicy(found problems) {
	switch {
	case c.PolicyMode == OPAPolicy && c.OPAURL == "":
		found.add("OPA_URL", "is missing; set the URL of Open Policy Agent for POLICY_MODE=opa")
	case c.PolicyMode != OPAPolicy && c.OPAURL != "":
		found.add("POLICY_MODE", "does not ask Open Policy Agent, though OPA_URL is set; set opa, or take OPA_URL out")
	}
	if c.PolicyMode == OPAPolicy && c.OPAPath == "" {
		found.add("OPA_POLICY_PATH", "is missing; set the path of the document to ask for, such as mmm/evaluate")
	}
	if c.PolicyFresh <= 0 {
		found.add("POLICY_FRESH", "keeps no ruling; set a positive duration such as 60s")
	}
	if c.PolicyStale < c.PolicyFresh {
		found.add("POLICY_STALE", "is shorter than POLICY_FRESH; set at least as long, such as 5m")
	}
}

// Ruler is where the service is that rules; empty where there is none.
func (c *Config) Ruler() ServiceURL {
	if c.PolicyMode == OPAPolicy {
		return c.OPAURL
	}
	return c.PolicyURL
}
