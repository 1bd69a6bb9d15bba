package config

import (
	"strconv"
	"time"
)

// checkIAM refuses what would leave tokens unverified, or verified by a key that
// anybody could have.
func (c *Config) checkIAM(found problems) {
	switch {
	case c.IAMMode == DevKey && c.Env != Dev:
		found.add("IAM_MODE", "dev accepts development tokens and is refused outside of MMM_ENV=dev; set jwks or remote")
	case c.IAMMode == DevKey && c.IAMDevKeyFile == "":
		found.add("IAM_DEV_KEY_FILE", "is missing; set the path of the Ed25519 private key (PEM) of IAM_MODE=dev")
	case c.IAMMode == Remote && c.IAMServiceURL == "":
		found.add("IAM_SERVICE_URL", "is missing; set the URL of the identity service for IAM_MODE=remote")
	case c.IAMMode == JWKS && c.IAMKeysURL == "" && c.IAMIssuer == "":
		found.add("IAM_JWKS_URL", "is missing; set the URL of the key set, or set IAM_ISSUER to discover it")
	}
}

func (c *Config) checkDatabase(found problems) {
	if c.DatabaseURL.Empty() {
		found.add("DATABASE_URL", "is missing; set the PostgreSQL URL of the role mmm_api")
	}
	if c.DatabaseWorkerURL.Empty() && c.Roles.Has(Worker) {
		found.add("DATABASE_WORKER_URL",
			"is missing; set the PostgreSQL URL of the role mmm_worker, or MMM_ROLES=api for a process without workers")
	}
	if c.ReplicaMaxLag < leastLag {
		found.add("DATABASE_REPLICA_MAX_LAG", "is less than can be told; set at least 1s")
	}
	switch {
	case c.DatabasePoolMax < 1:
		found.add("DATABASE_POOL_MAX", "leaves no connection; set at least 1")
	case c.DatabasePoolMin < 0 || c.DatabasePoolMin > c.DatabasePoolMax:
		found.add("DATABASE_POOL_MIN", "must be from 0 to DATABASE_POOL_MAX; set it lower, or set that higher")
	}
}

// leastLag is how often a replica is asked.
const leastLag = time.Second

func (c *Config) checkListeners(found problems) {
	if c.HTTPAddr == "" {
		c.HTTPAddr = Address(":" + strconv.Itoa(int(c.Port)))
	}
	if c.MetricsAddr == c.HTTPAddr {
		found.add("METRICS_ADDR", "is the API's own address; set another, or leave it out to serve metrics there")
	}
	if c.MetricsMaxTenants < 1 {
		found.add("METRICS_MAX_TENANTS", "leaves no tenant series of its own; set at least 1")
	}
	if c.ShutdownTimeout <= 0 {
		found.add("SHUTDOWN_TIMEOUT", "leaves no time to finish; set a positive duration such as 25s")
	}
	if c.BreakerOpenFor <= 0 {
		found.add("BREAKER_OPEN_FOR", "leaves no service alone; set a positive duration such as 60s")
	}
	if c.JobsRescueAfter < leastRescue {
		found.add("JOBS_RESCUE_AFTER", "is shorter than jobs take; set at least 15s")
	}
}

// leastRescue is what one delivery may take with all its tries.
const leastRescue = 15 * time.Second

// completeReadiness fills in the default: what is configured is required.
func (c *Config) completeReadiness() {
	if len(c.ReadyRequires) > 0 {
		return
	}
	c.ReadyRequires = Dependencies{Database}
	if c.IAMMode != DevKey {
		c.ReadyRequires = append(c.ReadyRequires, IAM)
	}
	if c.Ruler() != "" {
		c.ReadyRequires = append(c.ReadyRequires, Policy)
	}
	if c.ERISURL != "" {
		c.ReadyRequires = append(c.ReadyRequires, ERIS)
	}
	if !c.RedisURL.Empty() {
		c.ReadyRequires = append(c.ReadyRequires, Redis)
	}
}
