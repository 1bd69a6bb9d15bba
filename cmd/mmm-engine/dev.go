package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

//go:embed examples/*.yaml
var examples embed.FS

const (
	dataFolder     = ".data"
	demoTenant     = "demo"
	defaultAddress = "127.0.0.1:8005"
	defaultSim     = "127.0.0.1:8090"
)

func devCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "dev",
		Short: "Run the engine with a private PostgreSQL, Redis and platform-sim, for development",
		Long: "Runs the engine on port 8005 with a private PostgreSQL below .data, a private Redis where redis-server is\n" +
			"installed, and platform-sim, and prints a token and a request that works. DATABASE_URL, REDIS_URL and the\n" +
			"other settings win over what it would start itself. REPLICA=1 starts a PostgreSQL replica for queries too.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(command.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop) // a second Ctrl-C stops hard
			return runDev(ctx, command.OutOrStdout())
		},
	}
	command.AddCommand(devPostgresCommand())
	return command
}

// runDev starts what the engine needs, the engine last, and stops it in turn.
func runDev(ctx context.Context, out io.Writer) (err error) {
	environ := environment()
	stopPostgres, err := devDatabase(ctx, environ, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopPostgres()) }()
	stopRedis, err := devRedis(ctx, environ, out)
	if err != nil {
		return err
	}
	defer stopRedis()
	keys, err := dev.Keys(filepath.Join(dataFolder, "keys"))
	if err != nil {
		return err
	}
	fill(environ, keys)
	fill(environ, map[string]string{"MMM_ENV": "dev", "IAM_MODE": "dev", "OPERATORS_TENANT": demoTenant})
	if environ["PORT"] == "" {
		fill(environ, map[string]string{"HTTP_ADDR": defaultAddress})
	}
	// One that is set to nothing wants no file.
	if _, set := environ["AUDIT_LOG_PATH"]; !set {
		environ["AUDIT_LOG_PATH"] = filepath.Join(dataFolder, "audit.log")
	}
	stopSim, err := devServices(ctx, environ, out)
	if err != nil {
		return err
	}
	defer stopSim()
	return serveAndGreet(ctx, environ, out)
}

// devDatabase starts the private cluster unless the environment names a database.
func devDatabase(ctx context.Context, environ map[string]string, out io.Writer) (func() error, error) {
	stop := func() error { return nil }
	if environ["DATABASE_URL"] == "" {
		cluster, err := dev.StartPostgres(ctx, filepath.Join(dataFolder, "postgres"), nil, out)
		if err != nil {
			return nil, err
		}
		stop = func() error { return cluster.Stop(context.WithoutCancel(ctx)) }
		urls, err := dev.DatabaseURLs(ctx, cluster)
		if err != nil {
			return nil, errors.Join(err, stop())
		}
		maps.Copy(environ, urls)
		if stop, err = devReplica(ctx, environ, cluster, stop, out); err != nil {
			return nil, err
		}
	}
	if owner := environ["DATABASE_OWNER_URL"]; owner != "" {
		if err := db.Migrate(ctx, owner); err != nil {
			return nil, errors.Join(err, stop())
		}
	}
	return stop, nil
}

// devReplica starts a standby beside the private cluster where REPLICA asks for one. It
// answers what stops both.
func devReplica(
	ctx context.Context, environ map[string]string, cluster *pgcluster.Cluster, stop func() error, out io.Writer,
) (func() error, error) {
	if environ["REPLICA"] == "" || environ["REPLICA"] == "0" || environ["DATABASE_REPLICA_URL"] != "" {
		return stop, nil
	}
	_, _ = fmt.Fprintln(out, "Copying the database for a replica ...")
	standby, err := cluster.Standby(ctx, pgcluster.Options{Dir: filepath.Join(dataFolder, "replica")})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the replica: %w", err), stop())
	}
	environ["DATABASE_REPLICA_URL"] = dev.ReplicaURL(standby)
	return func() error { return errors.Join(standby.Stop(context.WithoutCancel(ctx)), stop()) }, nil
}

// devServices starts platform-sim unless the environment names an evidence service. It
// plays the channels too, unless the environment names others.
func devServices(ctx context.Context, environ map[string]string, out io.Writer) (func(), error) {
	if environ["ERIS_SERVICE_URL"] != "" {
		return func() {}, nil
	}
	fill(environ, map[string]string{"PLATFORM_SIM_ADDR": defaultSim})
	host, _, err := net.SplitHostPort(environ["PLATFORM_SIM_ADDR"])
	if err != nil {
		return nil, fmt.Errorf("PLATFORM_SIM_ADDR: %w", err)
	}
	simulator, err := dev.StartSimulator(ctx, dev.SimulatorSettings{
		Address: environ["PLATFORM_SIM_ADDR"], KeysURL: apiBase(environ) + "/keys",
		Keep:              filepath.Join(dataFolder, "platform-sim.jsonl"),
		WebhookSecretFile: environ["DELIVERY_SIGNING_SECRET_FILE"],
	}, out)
	if err != nil {
		return nil, err
	}
	environ["ERIS_SERVICE_URL"] = simulator.URL + "/eris"
	fill(environ, map[string]string{
		"OUTBOUND_ALLOWED_HOSTS": host,

		"UBI_SERVICE_URL":         simulator.URL + "/ubi",
		"LLM_GATEWAY_SERVICE_URL": simulator.URL + "/llm",
		"POLICY_SERVICE_URL":      simulator.URL + "/policy",

		"DATA_GOVERNANCE_SERVICE_URL": simulator.URL + "/governance",
		"EDGE_AGENT_BASE_URL":         simulator.URL + "/edge_agent",
		"CI_WORKFLOW_BASE_URL":        simulator.URL + "/ci_workflow",
		"ALERTING_BASE_URL":           simulator.URL + "/alerting",
	})
	return simulator.Stop, nil
}
