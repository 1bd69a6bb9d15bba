package db_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// A week has 168 hours in UTC and not where clocks shift.
func TestPartitionsAreTheSameWhateverTheServersTimeZone(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	conn, err := pgx.Connect(t.Context(), database.Owner)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"} {
		_, err := conn.Exec(t.Context(), "SELECT set_config('timezone', $1, false)", zone)
		require.NoError(t, err)
		var made int
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT ensure_partitions('decisions', 60)").Scan(&made), zone)
		if zone == "UTC" {
			require.Equal(t, 56, made, "sixty weeks ahead but the four that there were, and this one")
			continue
		}
		require.Zero(t, made, "the weeks of %s are those of UTC", zone)
	}
}
