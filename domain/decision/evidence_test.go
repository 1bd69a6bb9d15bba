package decision_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds a shape that rows of earlier releases have to what it was.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got+"\n"), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got+"\n")
}

func shown() decision.Decision {
	in := inputs(made(1, func(_ *playbook.Definition, p *playbook.Program) {
		p.Actions[0].Evidence = []playbook.Template{text("https://ci.example/run/7")}
	}), made(2), made(3), made(4))
	return decide(in)
}

func TestTheReceiptOfADecisionKeepsItsShape(t *testing.T) {
	t.Parallel()
	decided := shown()
	golden(t, "receipt.v1.json", decided.Receipt(1500*time.Millisecond).Canonical())
}

func TestTheDocumentOfADecisionKeepsItsShape(t *testing.T) {
	t.Parallel()
	decided := shown()
	document, err := decided.Document()
	require.NoError(t, err)
	golden(t, "document.v1.json", document)
}

func TestTheEventOfADecisionKeepsItsShape(t *testing.T) {
	t.Parallel()
	decided := shown()
	golden(t, "event.v1.json", canonical.Marshal(decided.Event(id.UUID{7}).Body))
}

func TestReceiptsAndEventsNameActorsByReferenceOnly(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Request.Actor.ID = "kim@example.org"
	decided := decide(in)
	body := decided.Receipt(0).Canonical()
	require.NotContains(t, body, "kim")
	require.Contains(t, body, decided.ActorRef.String())
	require.NotContains(t, canonical.Marshal(decided.Event(id.UUID{7}).Body), "kim")
}

func TestAnEvidenceLinkThatNamesTheActorStaysOutOfTheReceipt(t *testing.T) {
	t.Parallel()
	in := inputs(made(1, func(_ *playbook.Definition, p *playbook.Program) {
		p.Actions[0].Evidence = []playbook.Template{
			text("https://ci.example/run/7"), text("https://ci.example/by/kim%40example.org"), text("https://ci.example/kim@example.org"),
		}
	}))
	in.Request.Actor.ID = "kim@example.org"
	decided := decide(in)
	require.Len(t, decided.Actions[0].Payload.EvidenceLinks, 3)
	require.Equal(t, []string{"https://ci.example/run/7"}, decided.Receipt(0).Evidence)
}

func TestASignalWithoutAnActorIsEvidencedAsAService(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Request.Actor, in.ActorRef = actor.Actor{}, id.UUID{}
	decided := decide(in)
	body := decided.Receipt(0)
	require.Equal(t, string(actor.Service), body.ActorType)
	require.NotContains(t, body.Canonical(), "actor_ref")
}

func TestADecisionWithoutASignalNamesNone(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	require.Contains(t, decideReceipt(in), `"signal_id":"`+in.Request.Signal.ID+`"`)
	in.Request.Signal = nil
	require.NotContains(t, decideReceipt(in), "signal_id", "the evidence service refuses an empty one for good")
}

func decideReceipt(in *decision.Inputs) string {
	decided := decide(in)
	return decided.Receipt(0).Canonical()
}

func TestTheVerdict(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*decision.Inputs)
		want   receipt.Status
	}{
		"actions were proposed":             {func(*decision.Inputs) {}, receipt.Pass},
		"a dependency was unavailable":      {func(in *decision.Inputs) { in.Degraded = []string{"ubi"} }, receipt.Warn},
		"the policy was stale":              {func(in *decision.Inputs) { in.Snapshot.Stale = true }, receipt.Warn},
		"the policy held something back":    {func(in *decision.Inputs) { in.Snapshot.Allowed = false }, receipt.SoftBlock},
		"the tenant's policy held it back":  {func(in *decision.Inputs) { in.Policy.EnabledActionTypes = nil }, receipt.SoftBlock},
		"nothing to say is a decision, too": {func(in *decision.Inputs) { in.Playbooks = playbook.NewIndex(nil) }, receipt.Pass},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := inputs(made(1))
			c.change(in)
			decided := decide(in)
			require.Equal(t, c.want, decided.Receipt(0).Status)
		})
	}
}
