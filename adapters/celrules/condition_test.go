package celrules_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func conditions(texts ...string) playbook.Definition { return playbook.Definition{Conditions: texts} }

func holds(t *testing.T, text string, facts *playbook.Facts) (bool, error) {
	t.Helper()
	rules := newRules(t)
	require.Empty(t, rules.Check(conditions(text)), text)
	return compiled(t, rules, conditions(text)).Conditions[0](rules.Bind(facts))
}

func TestConditionReadsEveryField(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`signal.signal_id == "s0"`, `signal.source == "github"`, `signal.event_type == "ci.failed"`,
		`signal.severity == "high"`, `signal.occurred_at < now`, `signal.repo_id == "acme/shop"`,
		`signal.branch == "main"`, `signal.file_path == "src/cart.go"`, `signal.environment == "prod"`,
		`signal.actor_id == "ada"`, `signal.actor_type == "human"`,
		`signal.attributes.workflow == "build"`, `signal.attributes["count"] >= 3`, `signal.attributes.flaky == true`,
		`actor.id == "ada"`, `actor.type == "human"`, `"developer" in actor.roles`,
		`context.repo_id == "acme/shop"`, `context.branch == "main"`, `context.file_path == "src/cart.go"`,
		`context.environment == "prod"`, `context.surface == "ci"`, `context.evaluation_point == "pre-merge"`,
		`recent[0].signal_id == "s0"`, `recent[0].source == "github"`, `recent[0].event_type == "ci.failed"`,
		`recent[0].severity == "high"`, `recent[0].occurred_at < now`, `recent[0].repo_id == "acme/shop"`,
		`recent[0].branch == "main"`, `recent[0].file_path == "src/cart.go"`, `recent[0].environment == "prod"`,
		`behaviour[0].dimension == "focus"`, `behaviour[0].signal_type == "switching"`, `behaviour[0].score > 0.5`,
		`behaviour[0].severity == "low"`, `behaviour[0].created_at == now`,
		`outcomes.dismissed == 2`, `!has(outcomes.shown)`, `now == timestamp("2026-03-04T12:00:00Z")`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			ok, err := holds(t, text, failures(1))
			require.NoError(t, err)
			require.True(t, ok)
		})
	}
}

func TestConditionMayUseMacrosAndTextFunctions(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`recent.exists(s, s.severity == "high")`, `recent.all(s, s.repo_id == signal.repo_id)`,
		`recent.map(s, s.event_type).size() == 2`, `recent.exists_one(s, s.signal_id == "s0") == false`,
		`has(signal.attributes.workflow) && !has(signal.attributes.nothing)`, `has(signal.branch)`,
		`now - signal.occurred_at < duration("1h")`, `now.getHours() == 12`,
		`"Main".lowerAscii() == signal.branch`, `"abcdef".substring(1, 3) == "bc"`, `"grüße".substring(2, 5) == "üße"`,
		`signal.repo_id.startsWith("acme/")`, `recent.filter(s, s in recent).size() == 2`, `recent[0] != recent[1]`,
		`(recent + recent).size() == 4`, `dyn(signal).branch == "main"`, `has(dyn(context).branch)`,
		`signal.attributes.count > 2 && behaviour[0].score < 1`, `type(signal) == type(signal)`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			ok, err := holds(t, text, failures(2))
			require.NoError(t, err)
			require.True(t, ok)
		})
	}
}

func TestSeverityIsComparedByTheScale(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`at_least(signal.severity, "info")`: true, `at_least(signal.severity, "medium")`: true,
		`at_least(signal.severity, "high")`: true, `at_least(signal.severity, "critical")`: false,
	} {
		ok, err := holds(t, text, failures(1))
		require.NoError(t, err)
		require.Equal(t, want, ok, text)
	}
}

func TestSeverityOffTheScaleIsRefused(t *testing.T) {
	t.Parallel()
	problems := newRules(t).Check(conditions(`at_least(signal.severity, "hihg")`))
	require.Equal(t, []fault.Problem{{
		Path: "conditions[0]", Message: "1:27: is not info, low, medium, high or critical",
	}}, problems)
	_, err := holds(t, `at_least(signal.branch, "high")`, failures(1))
	require.EqualError(t, err, "1:9: is not info, low, medium, high or critical")
}

func TestWithoutASignalItsFieldsAreEmpty(t *testing.T) {
	t.Parallel()
	facts := failures(1)
	facts.Signal = nil
	for _, text := range []string{
		`signal.repo_id == "" && signal.severity == "" && signal.actor_type == ""`,
		`!has(signal.branch)`, `!has(signal.attributes.url)`, `signal.attributes.size() == 0`,
		`!at_least(signal.severity, "info")`, `signal.occurred_at < now`,
	} {
		ok, err := holds(t, text, facts)
		require.NoError(t, err, text)
		require.True(t, ok, text)
	}
}

func TestConditionThatCannotBeEvaluatedIsAnErrorWithItsPlaceAndNoValue(t *testing.T) {
	t.Parallel()
	facts := failures(1)
	facts.Signal.Attributes["workflow"] = "hush"
	for text, want := range map[string]string{
		`signal.attributes.job == "x"`:              "1:18: reads a key that is not there; test it with has()",
		`recent[7].branch == "x"`:                   "1:10: reads past the end of a list; test its size()",
		`1 / (recent.size() - 1) == 0`:              "1:3: divides by zero",
		`int(signal.attributes.workflow) == 0`:      "1:4: cannot be evaluated with these values",
		`outcomes[signal.attributes.workflow] == 0`: "1:9: reads a key that is not there; test it with has()",
		`signal.branch.substring(2, 9) == ""`:       "1:24: asks for characters that are not there; test the size()",
		`signal.attributes.workflow + 1 == 2`:       "1:28: is not defined for a value of this type",
		`dyn(signal).repo == ""`:                    "1:12: reads a key that is not there; test it with has()",
	} {
		ok, err := holds(t, text, facts)
		require.EqualError(t, err, want, text)
		require.Error(t, errors.Unwrap(err), "the cause is kept")
		require.False(t, ok)
	}
}

func TestProblemsOfAConditionNameItsPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`signal.repo == "acme"`:              "1:7: undefined field 'repo'",
		"true &&\n signal.repos == ''":       "2:8: undefined field 'repos'",
		`recent[0].attributes.size() > 0`:    "1:10: undefined field 'attributes'",
		`signals.size() > 0`:                 "1:1: undeclared reference to 'signals' (did you mean 'signal'?)",
		`signal == recent[0]`:                "1:8: found no matching overload for '_==_' applied to '(signal, recent)'",
		`signal.severity > 3`:                "1:17: found no matching overload for '_>_' applied to '(string, int)'",
		`signal.branch.matches("a*")`:        "1:22: undeclared reference to 'matches'",
		`now.getHours("Europe/Berlin") == 1`: "1:13: found no matching overload for 'getHours' applied to 'timestamp.(string)'",
		`duration("soon") < duration("1h")`:  "1:10: invalid duration argument",
		`recent.size()`:                      "yields int; a condition must yield bool",
		`signal.attributes.flaky`:            "yields dyn; a condition must yield bool",
		`signal`:                             "yields signal; a condition must yield bool",
	} {
		require.Equal(t, []fault.Problem{{Path: "conditions[0]", Message: want}}, newRules(t).Check(conditions(text)), text)
	}
}

func TestSyntaxErrorIsOneShortLine(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "1 +", "signal.", "(((", "\x00", "'\xff", `"` + strings.Repeat("é", 300), "a\nb\nc"} {
		problems := newRules(t).Check(conditions(text))
		require.NotEmpty(t, problems, "%q", text)
		for _, problem := range problems {
			require.Equal(t, "conditions[0]", problem.Path)
			require.NotContains(t, problem.Message, "\n")
			require.LessOrEqual(t, len(problem.Message), 240)
		}
	}
}

func TestTypesOfFactsCannotBeConstructed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`signal{}.branch == ""`, `recent{branch: ""} == signal`, `google.protobuf.Struct{} == null`} {
		require.NotEmpty(t, newRules(t).Check(conditions(text)), text)
	}
}

func TestEveryProblemIsToldAtOnceInOrder(t *testing.T) {
	t.Parallel()
	definition := playbook.Definition{
		Conditions: []string{`nope`, `true`, `signal.repo == yes`},
		Actions: []playbook.Action{
			{Title: `{{ a }} {{ b }}`, Body: `{{`, Rationale: `{{ signal }}`, Evidence: []string{`https://example.org`, `nowhere`}},
			{Title: `{{ signal.branch }}`, Evidence: []string{``, `{{ recent }}`}},
		},
	}
	problems := newRules(t).Check(definition)
	paths := make([]string, len(problems))
	for i, problem := range problems {
		paths[i] = problem.Path
	}
	require.Equal(t, []string{
		"conditions[0]", "conditions[2]", "conditions[2]", "actions[0].title", "actions[0].title", "actions[0].body",
		"actions[0].rationale", "actions[0].evidence[1]", "actions[1].evidence[0]", "actions[1].evidence[1]",
	}, paths)
}

func TestCompileNamesThePathOfWhatDoesNotCompile(t *testing.T) {
	t.Parallel()
	program, err := newRules(t).Compile(conditions(`true`, `signal.repo == ""`))
	require.Nil(t, program)
	require.EqualError(t, err, "celrules: conditions[1] 1:7: undefined field 'repo'")
}

func TestFactsOfOtherRulesAreRefused(t *testing.T) {
	t.Parallel()
	condition := compiled(t, newRules(t), conditions(`signal.branch == ""`)).Conditions[0]
	ok, err := condition(42)
	require.Error(t, err)
	require.False(t, ok)
}

func TestCapacityBelowOneStillCompiles(t *testing.T) {
	t.Parallel()
	rules, err := celrules.New(0)
	require.NoError(t, err)
	require.Empty(t, rules.Check(conditions(`true`, `1 == 1`)))
}
