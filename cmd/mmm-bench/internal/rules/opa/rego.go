package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/rules"
)

// policy is one way to write the rules for Open Policy Agent.
type policy struct {
	name string
	// module is Rego that makes fired, the set of the numbers of the rules that hold.
	module string
	// data is what the module reads beside its input.
	data map[string]any
	// astValues keeps the data in the form that evaluation reads, which the default
	// store does not.
	astValues bool
}

// compiled has a rule of Rego for each rule. Their equalities are indexed when they
// are compiled, the trigger's and the condition's alike.
func compiled(all []rules.Rule) policy {
	var module strings.Builder
	module.WriteString("package mmm\n")
	for _, r := range all {
		fmt.Fprintf(&module, `
fired contains %d if {
	input.signal.event_type == %q
	startswith(input.context.repo_id, "%s/")%s}
`, r.Number, r.EventType, r.Owner, conditionOf(r))
	}
	return policy{name: "rules", module: module.String(), astValues: true}
}

func conditionOf(r rules.Rule) string {
	if r.Kind == rules.Thresholds {
		return fmt.Sprintf(`
	input.signal.attributes.count >= %d
	startswith(input.signal.branch, %q)
`, r.Count, r.Branch)
	}
	return fmt.Sprintf(`
	input.signal.branch == %q
	input.signal.severity == %q
	input.signal.attributes.count != %d
`, r.Branch, r.Severity, r.Count)
}

// The condition over a rule that is data; its kind is equalities.
const condition = `
	startswith(input.context.repo_id, sprintf("%s/", [r.owner]))
	r.branch == input.signal.branch
	r.severity == input.signal.severity
	r.count != input.signal.attributes.count
}
`

// byEvent has the rules as data, found by the event type that they listen to.
func byEvent(all []rules.Rule) policy {
	found := map[string]any{}
	for _, r := range all {
		listening, _ := found[r.EventType].([]any)
		found[r.EventType] = append(listening, document(r))
	}
	return policy{
		name: "data by event", data: map[string]any{"rules": found}, astValues: true,
		module: "package mmm\n\nfired contains r.number if {\n\tsome r in data.rules[input.signal.event_type]" + condition,
	}
}

// scanned has the rules as a list of data in the default store.
func scanned(all []rules.Rule) policy {
	list := make([]any, len(all))
	for i, r := range all {
		list[i] = document(r)
	}
	return policy{
		name: "data scanned", data: map[string]any{"rules": list},
		module: "package mmm\n\nfired contains r.number if {\n\tsome r in data.rules\n" +
			"\tr.event_type == input.signal.event_type" + condition,
	}
}

func document(r rules.Rule) map[string]any {
	return map[string]any{
		"number": r.Number, "event_type": r.EventType, "owner": r.Owner,
		"branch": r.Branch, "severity": r.Severity, "count": r.Count,
	}
}

// input is what the conditions read of the facts, parsed: that costs as much again,
// and a caller could keep to the parsed form.
func input() (ast.Value, error) {
	facts := rules.Facts()
	parsed, err := ast.InterfaceToValue(map[string]any{
		"signal": map[string]any{
			"event_type": facts.Signal.EventType, "branch": facts.Signal.Place.Branch,
			"severity": facts.Signal.Severity.String(), "attributes": facts.Signal.Attributes,
		},
		"context": map[string]any{"repo_id": facts.Context.Place.RepoID},
	})
	if err != nil {
		return nil, fmt.Errorf("parse the input: %w", err)
	}
	return parsed, nil
}

// query is a policy, prepared, with its input and a transaction that stays open.
type query struct {
	prepared rego.PreparedEvalQuery
	options  []rego.EvalOption
}

func (p policy) prepare(ctx context.Context) (*query, error) {
	store := inmem.NewFromObjectWithOpts(p.data, inmem.OptReturnASTValuesOnRead(p.astValues))
	prepared, err := rego.New(rego.Query("data.mmm.fired"), rego.Module("mmm.rego", p.module), rego.Store(store)).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", p.name, err)
	}
	reading, err := store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return nil, fmt.Errorf("begin to read the data of %q: %w", p.name, err)
	}
	parsed, err := input()
	return &query{prepared, []rego.EvalOption{rego.EvalParsedInput(parsed), rego.EvalTransaction(reading)}}, err
}

// evaluate asks which rules hold.
func (q *query) evaluate(ctx context.Context) (rego.ResultSet, error) {
	return q.prepared.Eval(ctx, q.options...) //nolint:wrapcheck // it is being measured
}

var errShape = errors.New("the answer of Open Policy Agent is not a set of numbers")

// numbers are those of the rules that hold.
func numbers(answer rego.ResultSet) ([]int, error) {
	if len(answer) != 1 || len(answer[0].Expressions) != 1 {
		return nil, errShape
	}
	set, ok := answer[0].Expressions[0].Value.([]any)
	if !ok {
		return nil, errShape
	}
	var found []int
	for _, element := range set {
		number, ok := element.(json.Number)
		if !ok {
			return nil, errShape
		}
		whole, err := number.Int64()
		if err != nil {
			return nil, errors.Join(errShape, err)
		}
		found = append(found, int(whole))
	}
	slices.Sort(found)
	return found, nil
}
