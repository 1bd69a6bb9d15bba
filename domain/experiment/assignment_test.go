package experiment_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var update = flag.Bool("update", false, "write the golden file anew")

// vector is an assignment that everybody can compute.
type vector struct {
	ExperimentID id.UUID        `json:"experiment_id"`
	Subject      signal.Subject `json:"subject"`
	Bucket       int            `json:"bucket"`
}

// vectors are made of ids that actors and repositories really have.
func vectors(t *testing.T) []vector {
	t.Helper()
	var all []vector
	for _, text := range []string{"018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c", "018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3d"} {
		key, err := id.Parse(text)
		require.NoError(t, err)
		for _, subject := range []signal.Subject{
			"actor:kim", "actor:Kim", "actor:idp:acme:kim", "actor:team/kim", "actor:kim@example.org", "actor:👩\u200d💻",
			"actor:acme/shop", "repo:acme/shop",
		} {
			all = append(all, vector{key, subject, experiment.Bucket(key, subject)})
		}
	}
	return all
}

// The way of assigning is published: whoever computes it elsewhere relies on it, and
// running experiments do.
func TestAssignmentsAreThePublishedOnes(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "assignment.golden.json")
	got := vectors(t)
	if *update {
		text, err := json.MarshalIndent(got, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, append(text, '\n'), 0o600))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var want []vector
	require.NoError(t, json.Unmarshal(text, &want))
	require.Equal(t, want, got)
}

func TestTheDocumentationHasTheVectors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "experiments.md"))
	require.NoError(t, err)
	var rows []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `018f") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	var want []string
	for _, v := range vectors(t) {
		want = append(want, fmt.Sprintf("| `%s` | `%s` | %d |", v.ExperimentID, v.Subject, v.Bucket))
	}
	require.Equal(t, want, rows)
}

func weighted(weights ...int) experiment.Definition {
	d := experiment.Definition{Variants: make([]experiment.Variant, len(weights))}
	for i, weight := range weights {
		d.Variants[i] = experiment.Variant{Name: fmt.Sprint("v", i), Weight: weight, Control: i == 0}
	}
	return d
}

// weights answers between two and ten weights that sum to the whole.
func weights(t *rapid.T) []int {
	cuts := rapid.SliceOfN(rapid.IntRange(0, experiment.Whole), 1, 9).Draw(t, "cuts")
	left, list := experiment.Whole, []int{}
	for _, cut := range cuts {
		share := min(cut, left)
		list, left = append(list, share), left-share
	}
	return append(list, left)
}

func TestAnAssignmentDependsOnNothingButIDSubjectAndWeights(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := id.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
		subject := signal.Subject("actor:" + rapid.String().Draw(t, "actor"))
		shares := weights(t)
		bare := weighted(shares...)
		number := bare.Assign(key, subject)
		dressed := weighted(shares...)
		dressed.Name, dressed.Playbooks, dressed.Scope.Repositories = "other", many(3), []string{"x"}
		for i := range dressed.Variants {
			dressed.Variants[i].Name, dressed.Variants[i].Holdout = fmt.Sprint("w", i), i == 1
		}
		require.Equal(t, number, dressed.Assign(key, subject))
		begin := 0
		for _, share := range shares[:number] {
			begin += share
		}
		bucket := experiment.Bucket(key, subject)
		require.True(t, begin <= bucket && bucket < begin+shares[number], "bucket %d is no part of variant %d", bucket, number)
	})
}

// mostOff is four standard deviations of a share of a half among as many subjects.
const (
	subjects = 100_000
	mostOff  = 633
)

func TestVariantsShareOutTheActorsByWeight(t *testing.T) {
	t.Parallel()
	d := weighted(5000, 3000, 1500, 499, 1, 0)
	counts := make([]int, len(d.Variants))
	for i := range subjects {
		counts[d.Assign(id.UUID{7}, signal.Subject(fmt.Sprint("actor:", i)))]++
	}
	for i, v := range d.Variants {
		require.InDelta(t, v.Weight*subjects/experiment.Whole, counts[i], mostOff, v.Name)
	}
	require.Zero(t, counts[5], "a variant without weight has nobody")
}

// Who is in one experiment's variant tells nothing of another's.
func TestExperimentsAssignIndependently(t *testing.T) {
	t.Parallel()
	d := weighted(5000, 5000)
	both := 0
	for i := range subjects {
		subject := signal.Subject(fmt.Sprint("actor:", i))
		both += d.Assign(id.UUID{1}, subject) * d.Assign(id.UUID{2}, subject)
	}
	require.InDelta(t, subjects/4, both, mostOff)
}

//nolint:paralleltest // allocations are counted for the whole process
func TestAnAssignmentAllocatesNoMoreThanTheIDAsText(t *testing.T) {
	d := weighted(5000, 5000)
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { d.Assign(id.UUID{1}, "actor:kim") }), 1.0)
}
