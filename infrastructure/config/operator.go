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

// Minting is what making development tokens needs.
type Minting struct {
	Env     Environment `env:"MMM_ENV"          envDefault:"production"`
	KeyFile string      `env:"IAM_DEV_KEY_FILE"`
}

// LoadMinting reads what minting needs. Its error is an *Error.
func LoadMinting(environ map[string]string) (Minting, error) {
	minting, found := parse[Minting](environ)
	if minting.Env != Dev {
		found.add("MMM_ENV", "is not dev; development tokens are made and accepted in dev only, so set MMM_ENV=dev")
	}
	if minting.KeyFile == "" {
		found.add("IAM_DEV_KEY_FILE", "is missing; set the path of the Ed25519 private key (PEM) that the engine runs with")
	}
	return minting, found.err()
}
