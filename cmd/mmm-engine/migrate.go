package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

func migrateCommand() *cobra.Command {
	var printRoles bool
	command := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database named by DATABASE_OWNER_URL to the schema of this build",
		Long: "Brings the database named by DATABASE_OWNER_URL (role mmm_owner) to the schema of this build.\n" +
			"The roles come first, once a cluster, by a superuser: mmm-engine migrate --print-roles | psql",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if printRoles {
				_, err := fmt.Fprint(command.OutOrStdout(), db.Roles)
				return err
			}
			settings, err := config.LoadMigration(environment())
			if err != nil {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			if err := db.Migrate(command.Context(), settings.OwnerURL.Reveal()); err != nil {
				return err
			}
			_, err = fmt.Fprintln(command.OutOrStdout(), "the schema is current")
			return err
		},
	}
	command.Flags().BoolVar(&printRoles, "print-roles", false, "print the SQL that makes the database roles")
	return command
}
