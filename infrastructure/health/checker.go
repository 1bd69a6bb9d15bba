// Package health asks the dependencies how they are, in the background, so that a
// storm of probes costs nothing (observability.md, section 7).
package health

import (
	"context"
	"sync"
	"time"
)

// Status of a check.
type Status string

// The statuses of observability.md.
const (
	OK       Status = "ok"
	Failing  Status = "failing"
	Disabled Status = "disabled"
)

// Classes of LastError that are not an error's.
const (
	// notYet is the class of a check that has not ended once.
	notYet = "not_checked_yet"
	// hung is the class of a check that does not come back.
	hung = "hung"
)

// Probe is a dependency to be asked.
type Probe struct {
	Name string
	// Required probes must be ok for the process to be ready; the others are told only.
	Required bool
	// Ask answers how the dependency is, within its context. Nil: it is not configured.
	Ask func(ctx context.Context) error
}

// Check is the latest answer of a probe.
type Check struct {
	Name     string
	Required bool
	Status   Status
	// Latency of the latest answer.
	Latency time.Duration
	// Since is when the status began; zero before the first answer.
	Since time.Time
	// LastError is the class of the latest error, such as "timeout", never its text;
	// it stays when the check works again, empty when it never failed.
	LastError string
}

// Options of a checker; zero values mean the defaults.
type Options struct {
	// Every is the pause between two questions, by default a second.
	Every time.Duration
	// Timeout of one question, by default a second.
	Timeout time.Duration
	// Open is asked at each Ready: false means not ready whatever the checks say, as
	// while starting or shutting down. By default always open.
	Open func() bool
	// Class names the kind of an error; by default ClassOf.
	Class func(error) string
	// Now is the clock, by default the machine's.
	Now func() time.Time
}

// Checker holds the latest answers.
type Checker struct {
	probes  []Probe
	options Options

	mu      sync.RWMutex
	answers []answer
}

// answer is a check and when it was had.
type answer struct {
	Check

	at time.Time
}

// New makes a checker. Until Run has asked, every configured probe is failing.
func New(options Options, probes ...Probe) *Checker {
	c := &Checker{probes: probes, options: options.completed(), answers: make([]answer, len(probes))}
	for i, probe := range probes {
		first := Check{Name: probe.Name, Required: probe.Required, Status: Failing, LastError: notYet}
		if probe.Ask == nil {
			first.Status, first.LastError = Disabled, ""
		}
		c.answers[i] = answer{Check: first, at: c.options.Now()}
	}
	return c
}

func (o Options) completed() Options {
	if o.Every <= 0 {
		o.Every = time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Second
	}
	if o.Open == nil {
		o.Open = func() bool { return true }
	}
	if o.Class == nil {
		o.Class = ClassOf
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Ready reports whether the process should get work, with every check in the order
// of the probes. It asks nobody.
func (c *Checker) Ready() (bool, []Check) {
	now, ready := c.options.Now(), c.options.Open()
	c.mu.RLock()
	defer c.mu.RUnlock()
	checks := make([]Check, len(c.answers))
	for i, latest := range c.answers {
		checks[i] = c.judged(latest, now)
		if checks[i].Required && checks[i].Status == Failing {
			ready = false
		}
	}
	return ready, checks
}

// judged turns an answer that is too old into a failure: the one who should have
// asked again waits for an answer that does not come.
func (c *Checker) judged(latest answer, now time.Time) Check {
	if latest.Status == OK && now.Sub(latest.at) > 3*(c.options.Every+c.options.Timeout) {
		latest.Status, latest.Since, latest.LastError = Failing, latest.at, hung
	}
	return latest.Check
}
