package system_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// Nothing is sent between engines that could be missed: what each of them keeps is
// asked for its age by every decision.
func TestWhatChangesOnOneEngineTheNextDecisionOnAnotherObeys(t *testing.T) {
	t.Parallel()
	here := shared.renter(t).withExamples(t)
	there := here.at(shared.beside(t))
	kim := there.as(t, "kim", actor.ScopeDecide)
	obeyed := func(want string) {
		t.Helper()
		_, reason := kim.held(t)
		require.Equal(t, want, reason)
	}
	awake := document{"start": 0, "end": 0}
	obeyed("")
	for range 3 {
		require.Equal(t, http.StatusOK, here.do(t, here.setPolicy(document{"quiet_hours": awake, "enabled_surfaces": []string{}}, "")).status)
		obeyed("surface")
		require.Equal(t, http.StatusOK, here.do(t, here.setPolicy(document{"quiet_hours": awake}, "")).status)
		obeyed("")
		here.wants(t, "kim", document{"opt_out_categories": []string{"mentor"}})
		obeyed("opted_out")
		here.wants(t, "kim", document{})
		obeyed("")
	}
}

func TestAPlaybookThatIsPausedOnOneEngineFallsSilentOnAnother(t *testing.T) {
	t.Parallel()
	here := shared.renter(t).awake(t)
	there := here.at(shared.beside(t))
	made := here.do(t, here.post("/playbooks", talkative(), nil))
	path := "/playbooks/" + decoded[document](t, made, http.StatusCreated)["playbook_id"].(string)
	for _, step := range []struct {
		change string
		says   int
	}{{"/publish", 1}, {"/pause", 0}, {"/resume", 1}} {
		require.Equal(t, http.StatusOK, here.do(t, here.post(path+step.change, document{}, nil)).status)
		require.Len(t, there.decide(t, there.askFor("kim "+step.change, 1)).Actions, step.says, step.change)
	}
}
