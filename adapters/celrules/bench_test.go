package celrules_test

import (
	"fmt"
	"testing"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func benchmark(b *testing.B, facts *playbook.Facts, texts ...string) {
	b.Helper()
	rules := newRules(b)
	program := compiled(b, rules, conditions(texts...))
	b.ReportAllocs()
	for b.Loop() {
		env := rules.Bind(facts)
		for _, condition := range program.Conditions {
			if _, err := condition(env); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkCondition is one condition on one decision's facts, binding included.
func BenchmarkCondition(b *testing.B) {
	for name, text := range map[string]string{
		"field":     `signal.severity == "high"`,
		"fields":    `signal.repo_id == context.repo_id && at_least(signal.severity, "medium")`,
		"attribute": `signal.attributes.count >= 3`,
		"example":   repeatedFailures().Conditions[0],
		"nested":    `recent.exists(a, recent.exists(b, a.repo_id != b.repo_id))`,
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, failures(50), text) })
	}
}

// BenchmarkTenConditions is what a decision pays for ten playbooks whose trigger
// matches, two of which fire (performance.md, evaluation alone).
func BenchmarkTenConditions(b *testing.B) {
	texts := []string{`signal.branch == "main" && at_least(signal.severity, "medium")`, `signal.repo_id.startsWith("acme/")`}
	for i := range 8 {
		texts = append(texts, fmt.Sprintf(`signal.repo_id == "acme/other-%d" && signal.severity == "critical"`, i))
	}
	benchmark(b, failures(50), texts...)
}

// BenchmarkTenCounts is ten playbooks that each count the fifty recent signals.
func BenchmarkTenCounts(b *testing.B) {
	texts := make([]string, 10)
	for i := range texts {
		texts[i] = fmt.Sprintf(`recent.filter(s, s.event_type == "ci.failed" && s.repo_id == signal.repo_id).size() > %d`, i)
	}
	benchmark(b, failures(50), texts...)
}

// BenchmarkTemplate renders the example's title.
func BenchmarkTemplate(b *testing.B) {
	rules := newRules(b)
	title := compiled(b, rules, repeatedFailures()).Actions[0].Title
	facts := failures(3)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := title(rules.Bind(facts)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile is what the first use of a stored playbook costs, its
// expressions known (interned) or not.
func BenchmarkCompile(b *testing.B) {
	b.Run("interned", func(b *testing.B) {
		rules := newRules(b)
		b.ReportAllocs()
		for b.Loop() {
			compiled(b, rules, repeatedFailures())
		}
	})
	b.Run("new", func(b *testing.B) {
		rules, n := newRules(b), 0
		b.ReportAllocs()
		for b.Loop() {
			n++
			compiled(b, rules, conditions(fmt.Sprintf("recent.filter(s, s.event_type == 'ci.failed').size() > %d", n)))
		}
	})
}
