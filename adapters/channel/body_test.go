package channel_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/channel"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var update = flag.Bool("update", false, "rewrite the golden bodies under testdata")

var (
	noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	root = id.At(noon, id.Entropy{1}).Root()
	// cet is not UTC: what is sent is.
	cet = time.FixedZone("CET", int(time.Hour/time.Second))
)

// decided is a decision with more in it than a receiver may learn.
func decided() *decision.Decision {
	return &decision.Decision{
		ID: root, TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{"private-role"}},
		Context: playbook.Context{
			Surface: action.Background,
			Place:   signal.Place{RepoID: "acme/shop", Branch: "main", FilePath: "src/cart.go", Environment: "prod"},
		},
		SignalID: "private-signal", Severity: signal.High, CreatedAt: noon.In(cet),
		Change: signal.Change{Commit: "abc", PullRequest: 7, Line: 12},
		Actions: []action.Action{{
			ID: root.Branch(1), Type: action.Multiplier, Surfaces: action.Surfaces(),
			PlaybookID: id.At(noon, id.Entropy{2}), Revision: 77,
			RequiresConsent: true, RequiresDualChannel: true, ExpiresAt: noon.Add(time.Hour).In(cet),
			Payload: action.Payload{
				Title: "3 runs failed on \"main\"", Body: "The last was <build> & über.", Rationale: "It fails since Monday.",
				EvidenceLinks: []string{"https://ci.example/runs/7?a=1&b=2", "https://ci.example/runs/8"},
			},
		}},
	}
}

// messageOf composes the message of the decision's only action.
func messageOf(t *testing.T, d *decision.Decision, surface action.Surface) delivery.Message {
	t.Helper()
	composed, found := delivery.MessageOf(d, delivery.IDOf(d.Actions[0].ID, surface), sentAt.In(cet))
	require.True(t, found)
	return composed
}

func message(t *testing.T, surface action.Surface) delivery.Message {
	t.Helper()
	return messageOf(t, decided(), surface)
}

// sparse knows nothing that it need not.
func sparse() *decision.Decision {
	d := decided()
	d.Actor, d.Severity, d.Change = actor.Actor{}, signal.Info, signal.Change{}
	d.Context.Place = signal.Place{}
	d.Actions[0].Payload = action.Payload{Title: "3 runs failed"}
	d.Actions[0].RequiresConsent, d.Actions[0].RequiresDualChannel = false, false
	return d
}

func TestEachReceiverGetsTheBodyOfItsContract(t *testing.T) {
	t.Parallel()
	const actions, notifications, alerts = "/api/v1/mmm/actions", "/api/v1/notifications/mmm", "/v1/alerts"
	for name, contract := range map[string]struct {
		of      *decision.Decision
		surface action.Surface
		alerts  bool
		path    string
	}{
		"ide":             {decided(), action.IDE, false, actions},
		"ide_sparse":      {sparse(), action.IDE, true, actions},
		"ci":              {decided(), action.CI, false, actions},
		"ci_sparse":       {sparse(), action.CI, true, actions},
		"alert":           {decided(), action.Alert, false, notifications},
		"alert_sparse":    {sparse(), action.Alert, false, notifications},
		"alerting":        {decided(), action.Alert, true, alerts},
		"alerting_sparse": {sparse(), action.Alert, true, alerts},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, status(http.StatusOK))
			client := newClient(t, r, func(settings *channel.Settings) {
				settings.BaseURL = r.URL + "/base/"
				settings.Format = channel.FormatOf(contract.surface, contract.alerts)
			})
			require.NoError(t, client.Deliver(t.Context(), messageOf(t, contract.of, contract.surface)))
			require.Len(t, r.requests(), 1)
			got := r.requests()[0]
			require.Equal(t, http.MethodPost, got.method)
			require.Equal(t, "/base"+contract.path, got.path)
			requireGolden(t, "testdata/"+name+".json", got.body)
		})
	}
}

// requireGolden compares to the byte, but for the indentation that the file has for
// its readers.
func requireGolden(t *testing.T, file, body string) {
	t.Helper()
	var got bytes.Buffer
	require.NoError(t, json.Indent(&got, []byte(body), "", "  "))
	got.WriteByte('\n')
	if *update {
		require.NoError(t, os.WriteFile(file, got.Bytes(), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

func TestNothingElseOfTheDecisionLeaves(t *testing.T) {
	t.Parallel()
	for _, surface := range action.Surfaces() {
		for _, alerts := range []bool{false, true} {
			r := newReceiver(t, status(http.StatusOK))
			client := newClient(t, r, func(s *channel.Settings) { s.Format = channel.FormatOf(surface, alerts) })
			require.NoError(t, client.Deliver(t.Context(), message(t, surface)))
			require.NotContains(t, r.requests()[0].body, "private")
			require.NotContains(t, r.requests()[0].body, "77", "the playbook is not told")
		}
	}
}
