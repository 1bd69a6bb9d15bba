package github_test

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/github"
)

var update = flag.Bool("update", false, "rewrite testdata/deliveries.golden.json from the published deliveries")

const (
	// published has deliveries as GitHub publishes them. It lies beside the
	// repository and is no part of it.
	published  = "../../../shared/data/github-webhooks"
	goldenFile = "testdata/deliveries.golden.json"
)

// goldenSignal is a signal as people read it.
type goldenSignal struct {
	EventType   string         `json:"event_type"`
	Severity    string         `json:"severity"`
	ActorID     string         `json:"actor_id"`
	ActorType   string         `json:"actor_type"`
	OccurredAt  time.Time      `json:"occurred_at"`
	RepoID      string         `json:"repo_id"`
	Branch      string         `json:"branch"`
	FilePath    string         `json:"file_path"`
	Environment string         `json:"environment"`
	Attributes  map[string]any `json:"attributes"`
}

func TestThePublishedDeliveriesMeanWhatTheGoldenFileSays(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(published)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("NOT CHECKED: the published deliveries of GitHub are not there; this test wants them in shared/data/github-webhooks beside the repository")
	}
	require.NoError(t, err)

	meanings := map[string]*goldenSignal{}
	for _, file := range files {
		meanings[file.Name()] = meaningOf(t, file.Name())
	}
	got, err := json.MarshalIndent(meanings, "", "  ")
	require.NoError(t, err)
	got = append(got, '\n')
	if *update {
		require.NoError(t, os.WriteFile(goldenFile, got, 0o600))
	}
	want, err := os.ReadFile(goldenFile)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// meaningOf answers the signal of a published delivery, whose event is its
// file's name up to the first dot; nil when it is ignored.
func meaningOf(t *testing.T, file string) *goldenSignal {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(published, file))
	require.NoError(t, err)
	event, _, _ := strings.Cut(file, ".")
	got, err := github.Source{}.Signal(delivery(event, string(raw)))
	require.NoError(t, err, file)
	if got == nil {
		return nil
	}
	require.Empty(t, got.Problems("", got.OccurredAt), file)
	require.Equal(t, "github", got.Source, file)
	return &goldenSignal{
		EventType: got.EventType, Severity: got.Severity.String(),
		ActorID: got.ActorID, ActorType: string(got.ActorType),
		OccurredAt: got.OccurredAt,
		RepoID:     got.Place.RepoID, Branch: got.Place.Branch,
		FilePath: got.Place.FilePath, Environment: got.Place.Environment,
		Attributes: got.Attributes,
	}
}
