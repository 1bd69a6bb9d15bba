package resilient

import (
	"fmt"
	"time"
)

// Name is a breaker's, from the fixed list of observability.md, section 1.
type Name string

// The breakers, all present from the start.
const (
	IAM            Name = "iam"
	Policy         Name = "policy"
	ERIS           Name = "eris"
	LLMGateway     Name = "llm_gateway"
	DataGovernance Name = "data_governance"
	UBI            Name = "ubi"
	EdgeAgent      Name = "edge_agent"
	CIWorkflow     Name = "ci_workflow"
	Alerting       Name = "alerting"
	Redis          Name = "redis"
)

// Names answers every breaker's name, always in the same order.
func Names() []Name {
	return []Name{IAM, Policy, ERIS, LLMGateway, DataGovernance, UBI, EdgeAgent, CIWorkflow, Alerting, Redis}
}

// OnChange is told of a breaker's transitions, one at a time and in order. It may
// ask for states; it must not make calls through the breaker.
type OnChange func(name Name, from, to State)

// Settings say when a breaker opens, and for how long.
type Settings struct {
	// Failures in a row open it.
	Failures int
	// OpenFor is how long it stays open before the trial call.
	OpenFor time.Duration
}

// DefaultSettings are those of product.md, "Calls out": 5 failures, 60 s.
func DefaultSettings() Settings { return Settings{Failures: 5, OpenFor: time.Minute} }

// Breakers are all breakers of the process.
type Breakers struct{ byName map[Name]*Breaker }

// NewBreakers makes every breaker, closed. onChange may be nil.
func NewBreakers(settings Settings, onChange OnChange) *Breakers {
	if onChange == nil {
		onChange = func(Name, State, State) {}
	}
	all := &Breakers{byName: make(map[Name]*Breaker, len(Names()))}
	for _, name := range Names() {
		all.byName[name] = newBreaker(name, settings, onChange)
	}
	return all
}

// Of answers the breaker of that name. A name that is not in Names is a programming
// error and panics.
func (b *Breakers) Of(name Name) *Breaker {
	found, known := b.byName[name]
	if !known {
		panic(fmt.Sprintf("resilient: there is no breaker %q", name))
	}
	return found
}

// State answers a breaker's state now.
func (b *Breakers) State(name Name) State { return b.Of(name).State() }
