package main

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
)

var errSeen = errors.New("seen by the decorator, and not let through")

// applicationAround builds the use cases with empty handlers, which the decorator
// must keep everybody from.
func applicationAround(around ...application.Decorator) *application.Application {
	return &application.Application{
		Commands: newCommands(around, nil, nil, nil,
			&command.DecideHandler{}, &command.SignalHandler{}, &command.DeliveryHandler{},
			&command.IntegrationHandler{}, &command.OutcomeHandler{}, &command.FeedbackHandler{}, &command.PlaybookHandler{},
			&command.ReceiptHandler{}, &command.PolicyHandler{}, &command.InvalidationHandler{}, &command.PreferencesHandler{},
			&command.ApprovalHandler{}, &command.ExperimentHandler{}, &command.ErasureHandler{}),
		Queries: newQueries(around, &query.Decisions{}, &query.Playbooks{}, &query.Actions{}, &query.Receipts{},
			&query.Policies{}, &query.Audit{}, &query.Preferences{}, &query.Approvals{}, &query.Experiments{}, &query.Stats{},
			&query.Results{}, &query.Erasures{}),
	}
}

// useCases answers every field of the application's tables of contents.
func useCases(t *testing.T, built *application.Application) map[string]reflect.Value {
	t.Helper()
	found := map[string]reflect.Value{}
	for kind, table := range reflect.ValueOf(*built).Fields() {
		for field, use := range table.Fields() {
			found[kind.Name+"."+field.Name] = use
		}
	}
	require.NotEmpty(t, found)
	return found
}

func TestEveryUseCaseHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	taken := map[string]string{}
	for field, use := range useCases(t, applicationAround()) {
		named, is := reflect.TypeAssert[interface{ Name() string }](use)
		require.True(t, is, "%s is no use case", field)
		name := named.Name()
		require.NotEmpty(t, name, "%s was not built by application.Chain", field)
		require.Empty(t, taken[name], "%s has the name of %s", field, taken[name])
		taken[name] = field

		_, verb, _ := strings.Cut(field, ".")
		require.Equal(t, strings.ToLower(verb), strings.ReplaceAll(name, "_", ""), "%s is not named for what it does", field)
	}
}

func TestEveryUseCaseIsDecorated(t *testing.T) {
	t.Parallel()
	var seen string
	built := applicationAround(func(_ context.Context, call application.Call, _ func(context.Context) error) error {
		seen = call.Name
		return errSeen
	})
	for field, use := range useCases(t, built) {
		seen = ""
		do := use.MethodByName("Do")

		answers := do.Call([]reflect.Value{reflect.ValueOf(t.Context()), reflect.Zero(do.Type().In(1))})

		require.Equal(t, errSeen, answers[1].Interface(), "%s passes by the decorators", field)
		require.Equal(t, use.MethodByName("Name").Call(nil)[0].String(), seen, field)
	}
}
