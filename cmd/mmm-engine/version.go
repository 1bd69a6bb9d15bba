package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/infrastructure/version"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version, the commit and the Go release", Args: cobra.NoArgs,
		Run: func(command *cobra.Command, _ []string) {
			_, _ = fmt.Fprintf(command.OutOrStdout(), "mmm-engine %s (%s, %s)\n",
				version.Version, version.Commit, runtime.Version())
		},
	}
}
