package signal_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// token has a credential's form, and is none.
func token() string { return "gh" + "p_" + strings.Repeat("a1B2", 9) }

func long(n int) string { return strings.Repeat("x", n) }

func valid() signal.Signal {
	return signal.Signal{
		ID: "s1", ActorID: "ada", ActorType: actor.Human, Source: "github", EventType: "ci.failed",
		Severity: signal.High, OccurredAt: noon,
		Attributes: map[string]any{"workflow": "build", "count": 3.0, "flaky": true},
	}
}

func TestSignalAtItsBoundsHasNoProblems(t *testing.T) {
	t.Parallel()
	s := valid()
	require.Empty(t, s.Problems("signal.", noon))
	s.ID, s.Source, s.EventType, s.ActorID = long(256), long(256), long(256), long(256)
	s.ActorType, s.OccurredAt = "", noon.Add(24*time.Hour)
	s.Attributes = map[string]any{}
	for i := range 32 {
		s.Attributes[fmt.Sprintf("%02d", i)+long(254)] = long(1024)
	}
	require.Empty(t, s.Problems("", noon))
}

func TestEveryProblemOfASignalHasItsPath(t *testing.T) {
	t.Parallel()
	for path, change := range map[string]func(*signal.Signal){
		"signal.signal_id":          func(s *signal.Signal) { s.ID = "" },
		"signal.source":             func(s *signal.Signal) { s.Source = long(257) },
		"signal.event_type":         func(s *signal.Signal) { s.EventType = token() },
		"signal.actor_id":           func(s *signal.Signal) { s.ActorID = long(257) },
		"signal.actor_type":         func(s *signal.Signal) { s.ActorType = actor.Service },
		"signal.occurred_at":        func(s *signal.Signal) { s.OccurredAt = noon.Add(24*time.Hour + time.Second) },
		"signal.attributes.list":    func(s *signal.Signal) { s.Attributes["list"] = []any{"x"} },
		"signal.attributes.nothing": func(s *signal.Signal) { s.Attributes["nothing"] = nil },
		"signal.attributes.long":    func(s *signal.Signal) { s.Attributes["long"] = long(1025) },
		"signal.attributes.key":     func(s *signal.Signal) { s.Attributes["key"] = token() },
	} {
		s := valid()
		change(&s)
		problems := s.Problems("signal.", noon)
		require.Len(t, problems, 1, path)
		require.Equal(t, path, problems[0].Path)
	}
}

func TestTooManyAttributesAreOneProblem(t *testing.T) {
	t.Parallel()
	s := valid()
	for i := range 30 {
		s.Attributes[strconv.Itoa(i)] = true
	}
	require.Equal(t, []fault.Problem{{Path: "attributes", Message: "has more than 32 entries"}}, s.Problems("", noon))
}

func TestProblemsComeAllAtOnceInOrder(t *testing.T) {
	t.Parallel()
	s := signal.Signal{Attributes: map[string]any{"b": nil, "a": nil, "c": nil}}
	paths := []string{}
	for _, problem := range s.Problems("signals[3].", noon) {
		paths = append(paths, problem.Path)
	}
	require.Equal(t, []string{
		"signals[3].signal_id", "signals[3].source", "signals[3].event_type",
		"signals[3].attributes.a", "signals[3].attributes.b", "signals[3].attributes.c",
	}, paths)
}

func TestCredentialIsRefusedAndNeverRepeated(t *testing.T) {
	t.Parallel()
	s := valid()
	s.ID = token()
	s.Attributes = map[string]any{"url": "see " + token(), token(): "x"}
	problems := s.Problems("", noon)
	require.Equal(t, []fault.Problem{
		{Path: "signal_id", Message: credential.Refusal},
		{Path: "attributes", Message: "has a name that " + credential.Refusal},
		{Path: "attributes.url", Message: credential.Refusal},
	}, problems)
	require.NotContains(t, fmt.Sprint(problems), token())
}

func TestNulIsRefusedWhereverItStands(t *testing.T) {
	t.Parallel()
	s := valid()
	s.Source = "git\x00hub"
	s.Attributes = map[string]any{"a\x00": "x", "b": "\x00"}
	paths := []string{}
	for _, problem := range s.Problems("", noon) {
		require.Contains(t, problem.Message, "U+0000")
		paths = append(paths, problem.Path)
	}
	require.Equal(t, []string{"source", "attributes", "attributes.b"}, paths)
}

func TestLongAttributeNameIsNotRepeatedInFull(t *testing.T) {
	t.Parallel()
	s := valid()
	s.Attributes[long(5000)] = "x"
	problems := s.Problems("", noon)
	require.Len(t, problems, 1)
	require.Len(t, problems[0].Path, signal.MaxText)
}

func TestEveryProblemOfAPlaceHasItsPath(t *testing.T) {
	t.Parallel()
	require.Empty(t, signal.Place{}.Problems("context."))
	require.Empty(t, signal.Place{RepoID: long(256), Branch: long(256), FilePath: long(1024), Environment: long(256)}.Problems(""))
	problems := signal.Place{RepoID: long(257), Branch: token(), FilePath: long(1025), Environment: long(257)}.Problems("context.")
	paths := []string{}
	for _, problem := range problems {
		paths = append(paths, problem.Path)
	}
	require.Equal(t, []string{"context.repo_id", "context.branch", "context.file_path", "context.environment"}, paths)
}
