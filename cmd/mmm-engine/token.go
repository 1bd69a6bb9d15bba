package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
)

func tokenCommand() *cobra.Command {
	var grant iam.Grant
	var owner, kind string
	var scopes []string
	command := &cobra.Command{
		Use:   "token --tenant T --actor A",
		Short: "Print a development token; `make run` accepts it, nothing else does",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			grant.TenantID, grant.ActorType = tenant.ID(owner), actor.Type(kind)
			for _, scope := range scopes {
				grant.Scopes = append(grant.Scopes, actor.Scope(scope))
			}
			token, err := mint(os.Getenv("IAM_DEV_KEY_FILE"), grant)
			if err != nil {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			_, err = fmt.Fprintln(command.OutOrStdout(), token)
			return err
		},
	}
	flags := command.Flags()
	flags.StringVar(&owner, "tenant", "", "tenant id (required)")
	flags.StringVar(&grant.ActorID, "actor", "", "actor id (required)")
	flags.StringVar(&kind, "type", string(actor.Human), "human or ai_agent")
	flags.StringArrayVar(&grant.Roles, "role", nil, "a role, such as tenant_admin; may be repeated")
	flags.StringArrayVar(&scopes, "scope", []string{string(actor.ScopeDecide), string(actor.ScopeOutcome)},
		"a scope; may be repeated")
	flags.DurationVar(&grant.Life, "expires-in", iam.DefaultLife, "how long it lasts")
	return command
}

// mint signs with the key of the file, by default the one that `make run` keeps
// below the folder it was started in.
func mint(path string, grant iam.Grant) (string, error) {
	if path == "" {
		path = dev.TokenKeyFile(filepath.Join(dataFolder, "keys"))
	}
	file, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fmt.Errorf("read the development key (start `make run` here once, or set IAM_DEV_KEY_FILE): %w", err)
	}
	key, err := iam.ParseDevKey(file)
	if err != nil {
		return "", err
	}
	minter, err := iam.NewMinter(key, clock.New())
	if err != nil {
		return "", err
	}
	return minter.Mint(grant)
}
