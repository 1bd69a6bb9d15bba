// Command mmm-engine serves the MMM Engine and has what an operator needs around it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	_ "time/tzdata" // quiet hours need every zone, on machines without any too

	"github.com/spf13/cobra"
)

// Exit codes: what a script can tell apart.
const (
	exitFailed = 1
	exitUsage  = 2
)

// errUsage marks failures that another invocation or other settings would mend.
var errUsage = errors.New("usage")

func main() {
	err := root().ExecuteContext(context.Background())
	if err == nil {
		return
	}
	var status exitError
	switch {
	case errors.As(err, &status):
		os.Exit(int(status))
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitUsage)
	}
	fmt.Fprintln(os.Stderr, "mmm-engine:", err)
	os.Exit(exitFailed)
}

func root() *cobra.Command {
	command := &cobra.Command{
		Use:           "mmm-engine",
		Short:         "Turns engineering signals into helpful interventions, with a receipt of every decision",
		SilenceErrors: true, SilenceUsage: true,
	}
	command.AddCommand(serveCommand(), migrateCommand(), projectionsCommand(), devCommand(), tokenCommand(),
		healthcheckCommand(), versionCommand())
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return fmt.Errorf("%w: %w", errUsage, err)
	})
	return command
}
