package traffic

import (
	"context"
	"net/http"
	"slices"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// Load is one phase of requests.
type Load struct {
	// PerSecond is the rate of an open loop; 0 asks again as soon as an answer came.
	PerSecond int
	// Connections bound how many requests are under way. An open loop wants ample.
	Connections int
	// Duration ends the phase; 0 with Requests set ends it by number.
	Duration time.Duration
	Requests uint64
	// Progress is told about once a second how it went since the last time.
	Progress func(Result)
}

const progressPause = time.Second

// Run sends the load and answers how it went. When the context ends, so does the
// phase, with the context's error.
func (c *Crowd) Run(ctx context.Context, load Load) (Result, error) {
	most := uint64(load.Connections)
	attacker := vegeta.NewAttacker(vegeta.Workers(min(most, startingWorkers(load))), vegeta.MaxWorkers(most),
		vegeta.Connections(load.Connections), vegeta.MaxConnections(load.Connections), vegeta.Timeout(answerTime))
	defer context.AfterFunc(ctx, func() { attacker.Stop() })()
	var all collector
	results := attacker.Attack(c.next, load.pacer(), load.Duration, "")
	ticker := time.NewTicker(progressPause)
	defer ticker.Stop()
	for {
		select {
		case result, open := <-results:
			if !open {
				return all.whole(), ctx.Err()
			}
			all.add(result)
		case <-ticker.C:
			if load.Progress != nil {
				load.Progress(all.lately())
			}
		}
	}
}

// answerTime is above every deadline of the engine's.
const answerTime = 15 * time.Second

// startingWorkers has all of them there at once in a closed loop.
func startingWorkers(load Load) uint64 {
	if load.PerSecond == 0 {
		return uint64(load.Connections)
	}
	return vegeta.DefaultWorkers
}

func (l Load) pacer() vegeta.Pacer {
	steady := vegeta.Pacer(vegeta.Rate{Freq: l.PerSecond, Per: time.Second})
	if l.Requests == 0 {
		return steady
	}
	return counted{Pacer: steady, most: l.Requests}
}

// counted ends an attack after a number of requests.
type counted struct {
	vegeta.Pacer

	most uint64
}

// Pace implements vegeta.Pacer.
func (c counted) Pace(elapsed time.Duration, hits uint64) (wait time.Duration, stop bool) {
	if hits >= c.most {
		return 0, true
	}
	return c.Pacer.Pace(elapsed, hits)
}

// collector keeps the results of one phase. It serves one goroutine.
type collector struct {
	all, recent phase
}

type phase struct {
	asked       int
	latencies   []time.Duration
	failures    map[string]int
	first, last time.Time
}

func (c *collector) add(result *vegeta.Result) {
	c.all.add(result)
	c.recent.add(result)
}

func (p *phase) add(result *vegeta.Result) {
	p.asked++
	if p.first.IsZero() || result.Timestamp.Before(p.first) {
		p.first = result.Timestamp
	}
	if end := result.End(); end.After(p.last) {
		p.last = end
	}
	if result.Code == http.StatusOK {
		p.latencies = append(p.latencies, result.Latency)
		return
	}
	if p.failures == nil {
		p.failures = make(map[string]int)
	}
	p.failures[result.Error]++
}

func (c *collector) whole() Result { return c.all.result() }

// lately answers what came since it was last asked.
func (c *collector) lately() Result {
	recent := c.recent.result()
	c.recent = phase{}
	return recent
}

func (p *phase) result() Result {
	slices.Sort(p.latencies)
	return Result{
		Asked: p.asked, Latencies: p.latencies, Failures: p.failures, Took: p.last.Sub(p.first),
	}
}
