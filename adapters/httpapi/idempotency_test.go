package httpapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/schema"
	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// another has a good body for every operation, other than that of good.
func another() map[string]string {
	return map[string]string{
		"decide":           `{"tenant_id":"acme","surface":"ci"}`,
		"evaluateTrigger":  strings.Replace(goodEvaluate, `"high"`, `"low"`, 1),
		"acceptSignals":    strings.Replace(goodSignal, `"high"`, `"low"`, 1),
		"setGitHubSecret":  `{"secret":"another-0123456789"}`,
		"recordOutcome":    strings.Replace(goodOutcome, "shown", "accepted", 1),
		"giveFeedback":     `{"rating":"not_useful"}`,
		"createPlaybook":   strings.Replace(goodPlaybook, `"n"`, `"m"`, 1),
		"replacePlaybook":  strings.Replace(goodPlaybook, `"n"`, `"m"`, 1),
		"publishPlaybook":  `{"revision":1}`,
		"pausePlaybook":    `{"reason":"another"}`,
		"resumePlaybook":   `{"reason":"another"}`,
		"redriveReceipts":  `{"status":"failed","from":"2028-02-01T00:00:00Z"}`,
		"invalidatePolicy": `{}`,
		"replacePolicy":    `{"safety_critical":true}`,
		"setPreferences":   `{"opt_out_categories":["mirror"]}`,
		"snoozeActor":      `{"duration_hours":2}`,
		"decideApproval":   `{"decision":"reject"}`,

		"createExperiment":     strings.Replace(goodExperiment, `"n"`, `"m"`, 1),
		"replaceExperiment":    strings.Replace(goodExperiment, `"n"`, `"m"`, 1),
		"activateExperiment":   `{"reason":"another"}`,
		"deactivateExperiment": `{"reason":"another"}`,
	}
}

// unkeyed are the operations whose senders name what they send by other means.
func unkeyed() []string { return []string{"receiveGitHubDelivery"} }

// writesNothing are the operations of which no answer is kept.
func writesNothing() []string { return []string{"validatePlaybook"} }

// keeping makes a handler that records its result as the real ones do, in their one way.
func keeping[U, R any](store *memory.Store, answer R) func(context.Context, U) (R, error) {
	return func(ctx context.Context, use U) (R, error) {
		key := reflect.ValueOf(use).FieldByName("Keyed").Interface().(command.Keyed)
		text, err := json.Marshal(answer)
		if err != nil || key.Idempotency == nil {
			return answer, err
		}
		token, err := store.Commit(ctx, ports.WriteSet{
			TenantID: key.Owner, At: now(), Replay: &ports.ReplayRow{Idempotency: *key.Idempotency, Answer: string(text)},
		})
		reflect.ValueOf(&answer).Elem().FieldByName("Committed").FieldByName("Token").SetString(string(token))
		return answer, err
	}
}

// remembering decides as the real one does under a key.
func remembering() application.UseCase[command.Decide, command.Decided] {
	var mu sync.Mutex
	known := map[ports.Idempotency]bool{}
	return application.Chain("decide", func(_ context.Context, c command.Decide) (command.Decided, error) {
		mu.Lock()
		defer mu.Unlock()
		place := *c.Idempotency
		place.Hash = [32]byte{}
		replayed := known[*c.Idempotency]
		if known[place] && !replayed {
			return command.Decided{}, fault.New(fault.Invalid, "IDEMPOTENCY_KEY_REUSED", "another")
		}
		known[place], known[*c.Idempotency] = true, true
		return command.Decided{Decision: someDecision(), Replayed: replayed}, nil
	})
}

// withKeys has use cases that keep what they answered.
func withKeys(a *application.Application) {
	store, at, c := memory.NewStore(), clock{}, &a.Commands
	playbooks := command.PlaybookChanged{Playbook: somePlaybook()}
	preferences := command.PreferencesChanged{Preferences: somePreferences()}
	c.Decide = remembering()
	c.AcceptSignals = application.Chain("test", command.Replayable(store, at,
		keeping[command.AcceptSignals](store, command.SignalsAccepted{Accepted: 1})))
	c.SetGitHubSecret = application.Chain("test", command.Replayable(store, at,
		keeping[command.SetGitHubSecret](store, command.GitHubSecretSet{})))
	c.RecordOutcome = application.Chain("test", command.Replayable(store, at,
		keeping[command.RecordOutcome](store, command.OutcomeRecorded{Outcome: someOutcome()})))
	c.GiveFeedback = application.Chain("test", command.Replayable(store, at,
		keeping[command.GiveFeedback](store, command.FeedbackGiven{Feedback: someFeedback()})))
	c.CreatePlaybook = application.Chain("test", command.Replayable(store, at, keeping[command.CreatePlaybook](store, playbooks)))
	c.ReplacePlaybook = application.Chain("test", command.Replayable(store, at, keeping[command.ReplacePlaybook](store, playbooks)))
	c.PublishPlaybook = application.Chain("test", command.Replayable(store, at, keeping[command.PublishPlaybook](store, playbooks)))
	c.PausePlaybook = application.Chain("test", command.Replayable(store, at, keeping[command.PausePlaybook](store, playbooks)))
	c.ResumePlaybook = application.Chain("test", command.Replayable(store, at, keeping[command.ResumePlaybook](store, playbooks)))
	c.ReplacePolicy = application.Chain("test", command.Replayable(store, at,
		keeping[command.ReplacePolicy](store, command.PolicyReplaced{Policy: somePolicy()})))
	c.InvalidatePolicy = application.Chain("test", command.Replayable(store, at,
		keeping[command.InvalidatePolicy](store, command.PolicyInvalidated{})))
	c.RedriveReceipts = application.Chain("test", command.Replayable(store, at,
		keeping[command.RedriveReceipts](store, command.ReceiptsRedriven{Requeued: 3})))
	c.SetPreferences = application.Chain("test", command.Replayable(store, at, keeping[command.SetPreferences](store, preferences)))
	c.SnoozeActor = application.Chain("test", command.Replayable(store, at, keeping[command.SnoozeActor](store, preferences)))
	tried := command.ExperimentChanged{Experiment: someExperiment()}
	c.CreateExperiment = application.Chain("test", command.Replayable(store, at, keeping[command.CreateExperiment](store, tried)))
	c.ReplaceExperiment = application.Chain("test", command.Replayable(store, at, keeping[command.ReplaceExperiment](store, tried)))
	c.ActivateExperiment = application.Chain("test", command.Replayable(store, at, keeping[command.ActivateExperiment](store, tried)))
	c.DeactivateExperiment = application.Chain("test", command.Replayable(store, at, keeping[command.DeactivateExperiment](store, tried)))
	c.EraseActor = application.Chain("test", command.Replayable(store, at,
		keeping[command.EraseActor](store, command.ErasureAccepted{ErasureID: key(8)})))
	c.DecideApproval = application.Chain("test", command.Replayable(store, at,
		keeping[command.DecideApproval](store, command.ApprovalDecided{Approval: someApproval()})))
}

// keyedRequest is an operation's good request under a key.
func keyedRequest(operation, key string) request {
	r := good()[operation]
	r.token, r.header = adminToken, map[string]string{"Idempotency-Key": key}
	return r
}

// writing answers the operations whose repeats must be safe: every POST and PUT.
func (s *stand) writing() []schema.Operation {
	return slices.DeleteFunc(s.contract.Operations(), func(o schema.Operation) bool {
		return o.Method != http.MethodPost && o.Method != http.MethodPut || slices.Contains(unkeyed(), o.ID)
	})
}

func TestEveryPostAndPutTakesAnIdempotencyKeyOfAtMost255Characters(t *testing.T) {
	t.Parallel()
	s := open(t, with(withKeys))
	for _, o := range s.writing() {
		require.NotNil(t, o.Spec.Parameters.GetByInAndName("header", "Idempotency-Key"), o.ID)
		p := s.problem(t, s.do(t, keyedRequest(o.ID, strings.Repeat("é", 256))), http.StatusUnprocessableEntity)
		require.Equal(t, []string{"Idempotency-Key"}, p.paths(), o.ID)
		answer := s.do(t, keyedRequest(o.ID, strings.Repeat("é", 255)))
		require.Less(t, answer.status, 300, "%s: %s", o.ID, answer.body)
	}
}

func TestEveryPostAndPutAnswersItsFirstAnswerAgainUnderItsKey(t *testing.T) {
	t.Parallel()
	s := open(t, with(withKeys))
	for _, o := range s.writing() {
		first := s.do(t, keyedRequest(o.ID, "k"))
		require.Empty(t, first.header.Get("Idempotency-Replayed"), o.ID)
		second := s.do(t, keyedRequest(o.ID, "k"))
		require.Equal(t, first.status, second.status, "%s: %s", o.ID, second.body)
		require.Equal(t, first.body, second.body, o.ID)
		for _, name := range []string{"ETag", "MMM-Consistency-Token"} {
			require.Equal(t, first.header.Get(name), second.header.Get(name), o.ID)
		}
		kept := !slices.Contains(writesNothing(), o.ID)
		require.Equal(t, kept, second.header.Get("Idempotency-Replayed") == "true", o.ID)
		documented := o.Spec.Responses.Status(second.status).Value.Headers["Idempotency-Replayed"] != nil
		require.Equal(t, kept, documented, o.ID)
	}
}

func TestEveryPostAndPutRefusesAKeyThatBelongsToAnotherRequest(t *testing.T) {
	t.Parallel()
	s := open(t, with(withKeys))
	for _, o := range s.writing() {
		if slices.Contains(writesNothing(), o.ID) {
			continue
		}
		require.Less(t, s.do(t, keyedRequest(o.ID, "k")).status, 300, o.ID)
		other := keyedRequest(o.ID, "k")
		other.body = another()[o.ID]
		require.NotEmpty(t, other.body, o.ID)
		require.Equal(t, "IDEMPOTENCY_KEY_REUSED", s.problem(t, s.do(t, other), http.StatusUnprocessableEntity).Code, o.ID)
	}
}

func TestWhatMakesARequestAnotherOneUnderItsKey(t *testing.T) {
	t.Parallel()
	s := open(t, with(withKeys))
	require.Equal(t, http.StatusOK, s.do(t, keyedRequest("replacePlaybook", "k")).status)
	written := keyedRequest("replacePlaybook", "k")
	written.body = " " + strings.Replace(goodPlaybook, `"version":"1",`, `"version" : "\u0031",`, 1) + " "
	require.Equal(t, "true", s.do(t, written).header.Get("Idempotency-Replayed"), "how it is written does not matter")
	place, version := keyedRequest("replacePlaybook", "k"), keyedRequest("replacePlaybook", "k")
	place.path = "/playbooks/" + key(2).String()
	version.header["If-Match"] = `"1"`
	for _, r := range []request{place, version} {
		s.problem(t, s.do(t, r), http.StatusUnprocessableEntity)
	}
}
