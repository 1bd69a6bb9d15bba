package config

// DefaultAuditLogPath is the contract's (observability.md, section 6).
const DefaultAuditLogPath = "/var/log/mmm_engine/audit.log"

// completeAudit tells a variable that is set to nothing, which wants no file, from one that
// is not set: nobody is to be without the file by mistake.
func (c *Config) completeAudit(environ map[string]string, found problems) {
	if _, set := environ["AUDIT_LOG_PATH"]; !set {
		c.AuditLogPath = DefaultAuditLogPath
	}
	if c.AuditLogMaxSize < 0 {
		found.add("AUDIT_LOG_MAX_SIZE", "is negative; set a number of MiB, or 0 to leave rotation to others")
	}
	if c.AuditLogMaxFiles < 1 {
		found.add("AUDIT_LOG_MAX_FILES", "keeps none; set at least 1")
	}
}
