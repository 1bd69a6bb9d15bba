package exposed_test

import (
	"fmt"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// reading looks up the names of an expression in what an engine exposes.
type reading struct {
	exposed metrics
	// recorded are the labels of the series that rules record.
	recorded map[string]set
	// values are looked up too: a rule means one that exists, a dashboard may offer more.
	values bool

	problems []string
}

func (r *reading) miss(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

// labelsOf answers which labels the result of an expression can have, and notes every name
// in it that nothing has.
func (r *reading) labelsOf(node parser.Node) set {
	switch node := node.(type) {
	case *parser.VectorSelector:
		return r.selected(node)
	case *parser.AggregateExpr:
		return r.aggregated(node)
	case *parser.BinaryExpr:
		return r.joined(node)
	}
	all := set{}
	for child := range parser.ChildrenIter(node) {
		all = all.with(r.labelsOf(child))
	}
	return all
}

func (r *reading) selected(selector *parser.VectorSelector) set {
	names, known := r.recorded[selector.Name]
	if !known {
		names, known = r.exposed.labels(selector.Name)
	}
	if !known {
		r.miss("no metric %s", selector.Name)
		return set{}
	}
	for _, matcher := range selector.LabelMatchers {
		if matcher.Name == model.MetricNameLabel {
			continue
		}
		r.named(names, matcher.Name, selector)
		values := r.exposed[selector.Name][matcher.Name]
		if r.values && matcher.Type == labels.MatchEqual && len(values) > 0 && !values[matcher.Value] {
			r.miss("no %s=%q in %s", matcher.Name, matcher.Value, selector.Name)
		}
	}
	return names
}

func (r *reading) aggregated(over *parser.AggregateExpr) set {
	inner := r.labelsOf(over.Expr)
	if over.Param != nil {
		r.labelsOf(over.Param)
	}
	grouped := set{}
	for _, name := range over.Grouping {
		r.named(inner, name, over)
		grouped[name] = true
	}
	switch {
	case over.Op == parser.TOPK || over.Op == parser.BOTTOMK:
		return inner
	case over.Without:
		left := inner.with(set{})
		for name := range grouped {
			delete(left, name)
		}
		return left
	}
	return grouped
}

func (r *reading) joined(pair *parser.BinaryExpr) set {
	all := r.labelsOf(pair.LHS).with(r.labelsOf(pair.RHS))
	if pair.VectorMatching != nil {
		for _, name := range append(pair.VectorMatching.MatchingLabels, pair.VectorMatching.Include...) {
			r.named(all, name, pair)
		}
	}
	return all
}

func (r *reading) named(names set, name string, where parser.Node) {
	if !names[name] {
		r.miss("no label %s in %s", name, where)
	}
}
