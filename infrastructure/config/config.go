// Package config reads the settings of the engine from its environment. Whatever is
// missing or wrong is named at once, each with its variable and what to set.
package config

import (
	"time"

	"github.com/mmm-engine/mmm-engine/infrastructure/outbound"
)

// Config is what the engine runs with. Every field is checked; those that are
// required are there.
type Config struct {
	// Env is production unless it says dev; only dev allows development tokens and
	// keys that are made up at start-up.
	Env Environment `env:"MMM_ENV" envDefault:"production"`
	// Roles that this process plays, by default both.
	Roles Roles `env:"MMM_ROLES" envDefault:"api,worker"`

	// HTTPAddr is where the API listens: HTTP_ADDR, else every interface at PORT.
	HTTPAddr Address `env:"HTTP_ADDR"`
	Port     uint16  `env:"PORT"      envDefault:"8005"`
	// MetricsAddr moves the metrics to a listener of their own; empty leaves them with the API.
	MetricsAddr Address `env:"METRICS_ADDR"`
	// MetricsMaxTenants is how many tenants get series of their own; the others share
	// __other__.
	MetricsMaxTenants int `env:"METRICS_MAX_TENANTS" envDefault:"1000"`
	// ShutdownTimeout bounds how long everything may take to stop.
	ShutdownTimeout time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"25s"`

	// DatabaseURL is of the role mmm_api, DatabaseWorkerURL of mmm_worker, needed by workers only.
	DatabaseURL       DatabaseURL `env:"DATABASE_URL"`
	DatabaseWorkerURL DatabaseURL `env:"DATABASE_WORKER_URL"`
	// DatabaseReplicaURL is of a streaming replica for queries, as the role mmm_api too; empty
	// where there is none. One that is further behind than ReplicaMaxLag is not read.
	DatabaseReplicaURL DatabaseURL   `env:"DATABASE_REPLICA_URL"`
	ReplicaMaxLag      time.Duration `env:"DATABASE_REPLICA_MAX_LAG" envDefault:"10s"`
	// DatabasePoolMin connections are kept, up to DatabasePoolMax are made when needed.
	DatabasePoolMin int32 `env:"DATABASE_POOL_MIN" envDefault:"10"`
	DatabasePoolMax int32 `env:"DATABASE_POOL_MAX" envDefault:"30"`

	// RedisURL is empty where there is no Redis: windows are read from the database then.
	RedisURL RedisURL `env:"REDIS_URL"`

	// OutboundAllowed are the hosts of services that may be called though their addresses are
	// not public.
	OutboundAllowed outbound.Allowed `env:"OUTBOUND_ALLOWED_HOSTS"`

	// BreakerOpenFor is how long a service that keeps failing is left alone.
	BreakerOpenFor time.Duration `env:"BREAKER_OPEN_FOR" envDefault:"60s"`

	// IAMMode is how tokens are verified: against IAMKeysURL, or keys that IAMIssuer
	// publishes, or by asking IAMServiceURL. Of the first both may be given; the issuer is
	// compared then.
	IAMMode    IAMMode    `env:"IAM_MODE"     envDefault:"jwks"`
	IAMKeysURL ServiceURL `env:"IAM_JWKS_URL"`
	// IAMIssuer is compared with the tokens' to the letter, so it is kept as it is.
	IAMIssuer   Issuer `env:"IAM_ISSUER"`
	IAMAudience string `env:"IAM_AUDIENCE" envDefault:"mmm-engine"`
	// IAMServiceURL is asked about each token, with IAMToken, and names tenants where
	// IAMTenantFrom says.
	IAMServiceURL ServiceURL `env:"IAM_SERVICE_URL"`
	IAMToken      Secret     `env:"IAM_TOKEN"`
	IAMTenantFrom TenantFrom `env:"IAM_TENANT_FROM" envDefault:"claim"`
	// IAMDevKeyFile has the Ed25519 private key of development tokens (PEM).
	IAMDevKeyFile string `env:"IAM_DEV_KEY_FILE"`

	// ERISURL is empty when receipts are sealed and kept, but sent nowhere.
	ERISURL   ServiceURL `env:"ERIS_SERVICE_URL"`
	ERISToken Secret     `env:"ERIS_TOKEN"`
	// SigningKeys seal receipts; the first signs.
	SigningKeys    SigningKeys `env:"ERIS_SIGNING_KEY"`
	SigningKeyFile string      `env:"ERIS_SIGNING_KEY_FILE"`

	// UBIURL is the behaviour service; empty where nobody knows how actors work.
	UBIURL   ServiceURL `env:"UBI_SERVICE_URL"`
	UBIToken Secret     `env:"UBI_TOKEN"`

	// GovernanceURL is the data governance service; empty where a tenant's own policy says all
	// there is to say of quiet hours and retention.
	GovernanceURL   ServiceURL `env:"DATA_GOVERNANCE_SERVICE_URL"`
	GovernanceToken Secret     `env:"DATA_GOVERNANCE_TOKEN"`

	// PolicyURL is the platform's policy service, with its gold standards; empty where the
	// tenant's own policy is all there is.
	PolicyURL   ServiceURL `env:"POLICY_SERVICE_URL"`
	PolicyToken Secret     `env:"POLICY_TOKEN"`
	// PolicyMode is who rules: the platform, or Open Policy Agent at OPAURL by the document
	// at OPAPath, such as mmm/evaluate. Gold standards are the platform's either way.
	PolicyMode PolicyMode `env:"POLICY_MODE"     envDefault:"platform"`
	OPAURL     ServiceURL `env:"OPA_URL"`
	OPAToken   Secret     `env:"OPA_TOKEN"`
	OPAPath    OPAPath    `env:"OPA_POLICY_PATH"`
	// PolicyFresh is how long a ruling is taken as it is, PolicyStale how old one may be that
	// is taken while its service is away.
	PolicyFresh time.Duration `env:"POLICY_FRESH" envDefault:"60s"`
	PolicyStale time.Duration `env:"POLICY_STALE" envDefault:"5m"`

	// LLMURL is the LLM gateway; empty where no text is generated. LLMModel and LLMSensitivity
	// are its own words; LLMRegion is the tenants', where data governance names none.
	LLMURL         ServiceURL `env:"LLM_GATEWAY_SERVICE_URL"`
	LLMToken       Secret     `env:"LLM_GATEWAY_TOKEN"`
	LLMModel       string     `env:"LLM_GATEWAY_MODEL"       envDefault:"default_chat"`
	LLMSensitivity string     `env:"LLM_GATEWAY_SENSITIVITY" envDefault:"internal"`
	LLMRegion      string     `env:"LLM_GATEWAY_REGION"      envDefault:"unspecified"`

	// EdgeAgentURL, CIWorkflowURL and AlertingURL are the channels of the surfaces ide,
	// ci and alert; a channel that is empty is disabled.
	EdgeAgentURL    ServiceURL `env:"EDGE_AGENT_BASE_URL"`
	EdgeAgentToken  Secret     `env:"EDGE_AGENT_TOKEN"`
	CIWorkflowURL   ServiceURL `env:"CI_WORKFLOW_BASE_URL"`
	CIWorkflowToken Secret     `env:"CI_WORKFLOW_TOKEN"`
	AlertingURL     ServiceURL `env:"ALERTING_BASE_URL"`
	AlertingToken   Secret     `env:"ALERTING_TOKEN"`
	// AlertingFormat is notifications unless alerts.
	AlertingFormat AlertingFormat `env:"ALERTING_FORMAT" envDefault:"notifications"`
	// DeliverySecrets sign what is delivered; required where a channel is configured.
	DeliverySecrets    DeliverySecrets `env:"DELIVERY_SIGNING_SECRET"`
	DeliverySecretFile string          `env:"DELIVERY_SIGNING_SECRET_FILE"`
	// JobsRescueAfter is how long the jobs of a killed process wait for another one, and
	// the most that a job may take.
	JobsRescueAfter time.Duration `env:"JOBS_RESCUE_AFTER" envDefault:"2m"`

	// SecretsKey encrypts what tenants entrust to us, such as webhook secrets, at rest.
	SecretsKey     Key    `env:"SECRETS_KEY"`
	SecretsKeyFile string `env:"SECRETS_KEY_FILE"`

	// CollectorURL takes traces: OTLP_EXPORTER_ENDPOINT, else the standard variables.
	CollectorURL         CollectorURL     `env:"OTLP_EXPORTER_ENDPOINT"`
	StandardTracesURL    CollectorURL     `env:"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"`
	StandardCollectorURL CollectorURL     `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	TracesHeaders        CollectorHeaders `env:"OTEL_EXPORTER_OTLP_TRACES_HEADERS"`
	CollectorHeaders     CollectorHeaders `env:"OTEL_EXPORTER_OTLP_HEADERS"`
	// OperatorsTenant is the tenant whose operators may see and change the jobs of every
	// tenant, in the web view that workers serve. Empty for nobody: there is no view.
	OperatorsTenant TenantID `env:"OPERATORS_TENANT"`

	// AuditLogPath is the file that workers copy audit entries to (observability.md, section
	// 6); empty for none. Where the variable is not set at all it is DefaultAuditLogPath.
	AuditLogPath string `env:"AUDIT_LOG_PATH"`
	// AuditLogMaxSize in MiB is how large the file becomes before a new one is begun; 0
	// leaves that to others. AuditLogMaxFiles are kept of those before.
	AuditLogMaxSize  int32 `env:"AUDIT_LOG_MAX_SIZE"  envDefault:"100"`
	AuditLogMaxFiles int32 `env:"AUDIT_LOG_MAX_FILES" envDefault:"10"`

	// LogLevel is INFO unless set; LogActorIDs is plain unless hashed.
	LogLevel    Level    `env:"LOG_LEVEL"     envDefault:"INFO"`
	LogActorIDs ActorIDs `env:"LOG_ACTOR_IDS" envDefault:"plain"`
	// ReadyRequires must answer before the engine is ready: by default the database,
	// and IAM, policy, ERIS and Redis where they are configured.
	ReadyRequires Dependencies `env:"READY_REQUIRES"`

	// Notices tell the operator of what was made up, in dev only.
	Notices []string
}

// Load reads the settings from the environment's variables. Its error is an *Error.
func Load(environ map[string]string) (Config, error) {
	config, problems := parse[Config](environ)
	config.readKeyFiles(problems)
	config.checkIAM(problems)
	config.checkDatabase(problems)
	config.checkPolicy(problems)
	config.checkOutbound(problems)
	config.checkListeners(problems)
	config.completeKeys(problems)
	config.completeDelivery(problems)
	config.completeReadiness()
	config.completeCollector()
	config.completeAudit(environ, problems)
	return config, problems.err()
}
