package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

func TestAPasswordMayHoldAnyCharacter(t *testing.T) {
	t.Parallel()
	role, base, err := pgtest.RoleURL("postgres://admin:p%40ss%2Fw%3Ard@127.0.0.1:5544/postgres?sslmode=disable")
	require.NoError(t, err)

	for url, user := range map[string]string{role: "mmm_api", base: "admin"} {
		config, err := pgx.ParseConfig(url)
		require.NoError(t, err)
		require.Equal(t, user, config.User)
		require.Equal(t, "p@ss/w:rd", config.Password)
		require.Equal(t, uint16(5544), config.Port)
	}
}

func TestAnUnusableServerURLIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"no URL":        "postgres://admin:secret@[",
		"no host":       "postgres://admin:secret@/postgres",
		"no user":       "postgres://127.0.0.1:5544/postgres",
		"another thing": "mysql://admin:secret@127.0.0.1/x",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := pgtest.RoleURL(url)

			require.ErrorContains(t, err, "must be a URL such as postgres://")
			require.NotContains(t, err.Error(), "secret")
		})
	}
}
