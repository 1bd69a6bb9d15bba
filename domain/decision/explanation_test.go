package decision_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// explained answers the last steps of a playbook's explanation.
func stepsOf(in *decision.Inputs, number, last int) []decision.Step {
	in.Request.Explain = true
	decided, _ := limited(in)
	steps := decided.Explanation[number].Steps
	return steps[len(steps)-last:]
}

func TestActionsAreExplainedInTheOrderOfThePlaybook(t *testing.T) {
	t.Parallel()
	steps := stepsOf(inputs(made(1, func(d *playbook.Definition, p *playbook.Program) {
		for range 2 {
			d.Actions, p.Actions = append(d.Actions, d.Actions[0]), append(p.Actions, p.Actions[0])
		}
	})), 0, 3)
	names := []string{steps[0].Name, steps[1].Name, steps[2].Name}
	require.Equal(t, []string{"actions[0]", "actions[1]", "actions[2]"}, names)
	require.Equal(t, []bool{true, false, false}, []bool{steps[0].Passed, steps[1].Passed, steps[2].Passed}, "one a work item")
}

func TestASurfaceThatTheBudgetForAlertsTookIsExplained(t *testing.T) {
	t.Parallel()
	in := inputs(made(1), made(2), made(3, onto(action.IDE)))
	in.Policy.Quotas.MaxAlertsPerDay = 1
	for number, want := range []string{"", "It is not sent to the alert surface. The tenant's limit for alerts to one actor and day is reached.", ""} {
		require.Equal(t, []decision.Step{{Name: "actions[0]", Passed: true, Detail: want}}, stepsOf(in, number, 1))
	}
}
