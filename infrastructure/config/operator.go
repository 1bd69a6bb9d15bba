package config

// Migration is what migrating the database needs.
type Migration struct {
	// OwnerURL is of the role mmm_owner, which no serving process ever holds.
	OwnerURL DatabaseURL `env:"DATABASE_OWNER_URL"`
	LogLevel Level       `env:"LOG_LEVEL"          envDefault:"INFO"`
}

// LoadMigration reads what migrating needs. Its error is an *Error.
func LoadMigration(environ map[string]string) (Migration, error) {
	migration, found := parse[Migration](environ)
	if migration.OwnerURL.Empty() {
		found.add("DATABASE_OWNER_URL", "is missing; set the PostgreSQL URL of the role mmm_owner")
	}
	return migration, found.err()
}

// Maintenance is what commands need that work on the database beside the engines.
type Maintenance struct {
	// WorkerURL is of the role mmm_worker.
	WorkerURL DatabaseURL `env:"DATABASE_WORKER_URL"`
	LogLevel  Level       `env:"LOG_LEVEL"           envDefault:"INFO"`
}

// LoadMaintenance reads what such commands need. Its error is an *Error.
func LoadMaintenance(environ map[string]string) (Maintenance, error) {
	maintenance, found := parse[Maintenance](environ)
	if maintenance.WorkerURL.Empty() {
		found.add("DATABASE_WORKER_URL", "is missing; set the PostgreSQL URL of the role mmm_worker")
	}
	return maintenance, found.err()
}
