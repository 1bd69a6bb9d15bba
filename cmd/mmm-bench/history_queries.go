package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
)

// question is a query over the history.
type question struct{ name, path string }

func questions(playbookID string) []question {
	const metrics, lists = "/tenants/" + veteran + "/metrics", "/decisions?limit=50"
	now := time.Now().UTC()
	year := now.AddDate(-1, 0, 1).Format(time.DateOnly)
	longAgo := now.AddDate(0, 0, -60).Format(time.RFC3339)
	return []question{
		{"metrics, 30 days", metrics}, {"metrics, a year", metrics + "?start_date=" + year},
		{"series by type, 30 days", "/tenants/" + veteran + "/timeseries?metric=actions&group_by=action_type"},
		{"series by playbook, 30 days", "/tenants/" + veteran + "/timeseries?metric=outcomes&group_by=playbook"},
		{"effectiveness, 30 days", "/playbooks/" + playbookID + "/effectiveness"},
		{"decisions", lists}, {"decisions, 60 days ago", lists + "&to=" + longAgo},
		{"decisions of an actor", lists + "&actor_id=actor-7"}, {"decisions in CI", lists + "&surface=ci"},
		{"decisions, degraded", lists + "&degraded=true"}, {"decisions of a playbook", lists + "&playbook_id=" + playbookID},
		{"decisions on alert: none", lists + "&surface=alert"},
	}
}

// answered are the times of one question, a round each, in order.
type answered struct {
	question

	rounds [][]time.Duration
}

func (r *remembering) ask(ctx context.Context, b *bench, playbookID string) ([]answered, error) {
	token, err := b.stack.Token(ctx, veteran)
	if err != nil {
		return nil, err
	}
	var all []answered
	for _, q := range questions(playbookID) {
		b.tellf("asking for %s ...", q.name)
		one := answered{question: q}
		for range r.rounds {
			times, err := askAgain(ctx, b.stack.Base+q.path, token, r.asks)
			if err != nil {
				return nil, err
			}
			one.rounds = append(one.rounds, times)
		}
		all = append(all, one)
	}
	return all, nil
}

// askAgain asks one after the other and answers how long each took, sorted.
func askAgain(ctx context.Context, url, token string, times int) ([]time.Duration, error) {
	took := make([]time.Duration, times)
	for i := range took {
		begun := time.Now()
		if err := get(ctx, url, token); err != nil {
			return nil, err
		}
		took[i] = time.Since(begun)
	}
	slices.Sort(took)
	return took, nil
}

func get(ctx context.Context, url, token string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("GET %s: %w", url, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("GET %s: %w", url, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s: %s", url, response.Status, answer)
	}
	return nil
}

func (r *remembering) report(out io.Writer, header string, empty, full []round, queries []answered) error {
	_, _ = fmt.Fprintf(out, "\nhistory: %d decisions of one tenant over %d days by %d actors; "+
		"decide at %d a second for %s, %d tenants\n%s\n", r.decisions, r.days, r.people, r.rate, r.duration, r.tenants, header)
	for _, phase := range []struct {
		name   string
		rounds []round
	}{{"decide with no history", empty}, {"decide beside the history", full}} {
		_, _ = fmt.Fprintf(out, "\n%s\n", phase.name)
		rows := []report.Row{
			row("p50, ms", "%.2f", phase.rounds, func(r round) float64 { return r.Milliseconds(0.5) }),
			row("p99, ms", "%.2f", phase.rounds, func(r round) float64 { return r.Milliseconds(0.99) }),
		}
		if err := report.Table(out, len(phase.rounds), append(rows, costs(phase.rounds)...)); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprintf(out, "\nqueries, one after the other, %d times a round: median and 95th percentile, ms\n", r.asks)
	var rows []report.Row
	for _, q := range queries {
		for _, p := range []struct {
			name  string
			share float64
		}{{"", 0.5}, {", p95", 0.95}} {
			one := report.Row{Name: q.name + p.name, Format: "%.2f"}
			for _, times := range q.rounds {
				one.Figures = append(one.Figures, float64(report.Percentile(times, p.share))/float64(time.Millisecond))
			}
			rows = append(rows, one)
		}
	}
	return report.Table(out, r.rounds, rows)
}
