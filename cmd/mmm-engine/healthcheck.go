package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

const healthTimeout = 2 * time.Second

func healthcheckCommand() *cobra.Command {
	var url string
	command := &cobra.Command{
		Use: "healthcheck", Short: "Ask a running engine whether it is healthy; for container runtimes", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if url == "" {
				url = apiBase(environment()) + "/health"
			}
			return checkHealth(command.Context(), url)
		},
	}
	command.Flags().StringVar(&url, "url", "", "address to ask; by default this machine, at HTTP_ADDR or PORT")
	return command
}

func checkHealth(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}
