package pgcluster_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// childDir names the directory in which this binary, started again by a test, is
// to run a cluster until it is killed.
const childDir = "PGCLUSTER_TEST_CHILD_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		runUntilKilled(dir)
	}
	goleak.VerifyTestMain(m)
}

func runUntilKilled(dir string) {
	cluster, err := pgcluster.Start(context.Background(), pgcluster.Options{Dir: dir})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println(cluster.URL("postgres", "postgres"))
	select {}
}
