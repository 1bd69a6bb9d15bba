// Command opa measures how long the engine takes to find out which playbooks fire, and
// how long Open Policy Agent's Go library takes for the same rules. It is a module of
// its own, so that what only this needs is no dependency of the engine.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/rules"
)

const many = 10_000

func main() {
	rounds := flag.Int("rounds", 5, "how often each is measured, in turn")
	testing.Init()
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// contender is one of those that are measured.
type contender struct {
	name     string
	evaluate func() ([]int, error)
	measure  func(b *testing.B)
	// against is whose time is one in the ratio; nil for none.
	against *contender
	// nanoseconds are those of each round; allocations do not vary.
	nanoseconds []float64
	allocations int64
}

func run(ctx context.Context, out io.Writer, rounds int) error {
	all, err := contenders(ctx)
	if err != nil {
		return err
	}
	if err := agree(all); err != nil {
		return err
	}
	for range rounds {
		for _, c := range all {
			result := testing.Benchmark(c.measure)
			c.nanoseconds = append(c.nanoseconds, float64(result.T.Nanoseconds())/float64(result.N))
			c.allocations = result.AllocsPerOp()
		}
	}
	if _, err := fmt.Fprintf(out, introduction, many, rules.Matching, rules.Holding, report.Machine("not used")); err != nil {
		return fmt.Errorf("write the introduction: %w", err)
	}
	return report.Table(out, rounds, rows(all))
}

// agree makes sure that what is compared is the same.
func agree(all []*contender) error {
	want, err := all[0].evaluate()
	if err != nil {
		return err
	}
	for _, c := range all[1:] {
		found, err := c.evaluate()
		if err != nil {
			return err
		}
		if !slices.Equal(found, want) {
			return fmt.Errorf("%s finds that rules %v hold, %s that %v do: do not compare them", c.name, found, all[0].name, want)
		}
	}
	return nil
}

const introduction = `
%d rules, of which %d have a trigger that matches and %d a condition that holds.
Open Policy Agent is asked with its input parsed; the engine binds its facts each time.
A ratio is to the engine with as many rules of the kind; the engine's to itself with few.
%s
`

// contenders are, for each kind of conditions, the engine and then Open Policy Agent.
func contenders(ctx context.Context) ([]*contender, error) {
	equalities, thresholds := rules.Rules(many, rules.Equalities), rules.Rules(many, rules.Thresholds)
	small, err := engine(rules.Rules(rules.Matching, rules.Equalities), nil)
	if err != nil {
		return nil, err
	}
	first, err := group(ctx, small, equalities, compiled(equalities), byEvent(equalities), scanned(equalities))
	if err != nil {
		return nil, err
	}
	second, err := group(ctx, nil, thresholds, compiled(thresholds))
	return slices.Concat([]*contender{small}, first, second), err
}

// suffix tells the kind of the conditions where it is not the usual one.
func suffix(all []rules.Rule) string {
	if all[0].Kind == rules.Equalities {
		return ""
	}
	return ", " + string(all[0].Kind)
}

// group is the engine, compared with itself when small, and those compared with it.
func group(ctx context.Context, small *contender, all []rules.Rule, policies ...policy) ([]*contender, error) {
	ours, err := engine(all, small)
	if err != nil {
		return nil, err
	}
	made := []*contender{ours}
	for _, p := range policies {
		p.name += suffix(all)
		theirs, err := agent(ctx, p, ours)
		if err != nil {
			return nil, err
		}
		made = append(made, theirs)
	}
	return made, nil
}

func engine(all []rules.Rule, against *contender) (*contender, error) {
	evaluate, err := rules.Engine(all)
	if err != nil {
		return nil, fmt.Errorf("prepare %d rules: %w", len(all), err)
	}
	return &contender{
		name: fmt.Sprintf("engine, %d", len(all)) + suffix(all), against: against,
		evaluate: func() ([]int, error) { return rules.Numbers(evaluate()), nil },
		measure: func(b *testing.B) {
			b.Helper()
			for b.Loop() {
				evaluate()
			}
		},
	}, nil
}

func agent(ctx context.Context, p policy, against *contender) (*contender, error) {
	q, err := p.prepare(ctx)
	if err != nil {
		return nil, err
	}
	return &contender{
		name: "OPA, " + p.name, against: against,
		evaluate: func() ([]int, error) {
			answer, err := q.evaluate(ctx)
			if err != nil {
				return nil, fmt.Errorf("evaluate: %w", err)
			}
			return numbers(answer)
		},
		measure: func(b *testing.B) {
			b.Helper()
			for b.Loop() {
				if _, err := q.evaluate(ctx); err != nil {
					b.Fatal(err)
				}
			}
		},
	}, nil
}

// rows are the times, the allocations, and what the times are of the engine's.
func rows(all []*contender) []report.Row {
	var times, allocations, ratios []report.Row
	for _, c := range all {
		rounds := len(c.nanoseconds)
		times = append(times, report.Row{
			Name: c.name + ", us", Format: "%.2f", Figures: over(c.nanoseconds, slices.Repeat([]float64{1000}, rounds)),
		})
		allocations = append(allocations, report.Row{
			Name: c.name + ", allocs", Format: "%.0f", Figures: slices.Repeat([]float64{float64(c.allocations)}, rounds),
		})
		if c.against != nil {
			ratios = append(ratios, report.Row{
				Name: c.name + ", ratio", Format: "%.2f", Figures: over(c.nanoseconds, c.against.nanoseconds),
			})
		}
	}
	return slices.Concat(times, allocations, ratios)
}

// over divides round by round.
func over(figures, by []float64) []float64 {
	shares := make([]float64, len(figures))
	for i := range figures {
		shares[i] = figures[i] / by[i]
	}
	return shares
}
