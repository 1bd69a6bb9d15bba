// Command mmm-bench measures the engine as `make run` runs it. docs/performance.md
// says how to read what it prints.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

const exitInterrupted = 130

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case interrupted && errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "mmm-bench: interrupted; all it started has ended")
		os.Exit(exitInterrupted)
	case err != nil:
		fmt.Fprintln(os.Stderr, "mmm-bench:", err)
		os.Exit(1)
	}
}

func root() *cobra.Command {
	command := &cobra.Command{
		Use: "mmm-bench", Short: "Measures the engine on a stack of its own",
		SilenceErrors: true, SilenceUsage: true,
	}
	command.AddCommand(loadCommand(), limitCommand(), soakCommand(), historyCommand())
	return command
}
