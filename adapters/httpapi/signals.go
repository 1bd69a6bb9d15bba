package httpapi

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/scan"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// maxBatch is how many signals one request may hold (api.md).
const maxBatch = 500

// AcceptSignals implements openapi.ServerInterface.
func (s *server) AcceptSignals(c echo.Context, _ openapi.AcceptSignalsParams) error {
	tree, problems, err := readTree(c)
	if err != nil {
		return err
	}
	entries, isBatch := intake.Batch(tree)
	if !isBatch {
		return s.acceptOne(c, tree, problems)
	}
	unfit := append(batchProblems(tree, entries), outside(problems)...)
	if len(unfit) > 0 || len(problems) == scan.MaxProblems {
		return fault.InvalidInput(append(unfit, problems...))
	}
	return s.acceptBatch(c, entries, problems)
}

// acceptOne refuses a signal that is not valid: nothing else came with it.
func (s *server) acceptOne(c echo.Context, tree any, problems []fault.Problem) error {
	read, unfit := s.readSignal("", tree)
	if err := invalid(append(problems, unfit...)); err != nil {
		return err
	}
	accepted, err := s.accept(c, command.AcceptSignals{Signals: []signal.Signal{read}, Alone: true})
	if err != nil {
		return err
	}
	return taken(c, &accepted, nil)
}

// acceptBatch hands on what fits and lists what does not, by the request's order.
func (s *server) acceptBatch(c echo.Context, entries []any, problems []fault.Problem) error {
	use := command.AcceptSignals{SignalsRead: command.SignalsRead{Unfit: map[int][]fault.Problem{}}}
	for i, entry := range entries {
		prefix := scan.Item("signals", i)
		read, unfit := s.readSignal(prefix, entry)
		if unfit = append(below(problems, prefix), unfit...); len(unfit) > 0 {
			use.Unfit[i] = problem.Told(unfit) // under a key it is recorded
			continue
		}
		use.Signals, use.Places = append(use.Signals, read), append(use.Places, i)
	}
	accepted, err := s.accept(c, use)
	if err != nil {
		return err
	}
	return taken(c, &accepted, rejections(refusedOf(&accepted), len(entries)))
}

// refusedOf answers what was wrong with signals, by the places that the first answer
// under a key told of: read again at another time, others might fit.
func refusedOf(accepted *command.SignalsAccepted) map[int][]fault.Problem {
	refused := map[int][]fault.Problem{}
	maps.Copy(refused, accepted.Unfit)
	for _, rejected := range accepted.Rejected {
		at := accepted.Places[rejected.Index]
		refused[at] = moved(rejected.Problems, rejected.Index, scan.Item("signals", at))
	}
	return refused
}

// accept calls the use case. Without a key, when nothing is left to accept, only its
// permission is asked.
func (s *server) accept(c echo.Context, use command.AcceptSignals) (command.SignalsAccepted, error) {
	use.Keyed, use.Caller = keyedOf(c), callerOf(c)
	if len(use.Signals) == 0 && use.Idempotency == nil {
		return command.SignalsAccepted{SignalsRead: use.SignalsRead}, use.Authorise()
	}
	return s.Application.Commands.AcceptSignals.Do(c.Request().Context(), use)
}

// readSignal answers a signal with everything that is wrong with it.
func (s *server) readSignal(prefix string, tree any) (signal.Signal, []fault.Problem) {
	read := intake.Signal(tree)
	problems := s.contract.Check("Signal", prefix, tree)
	if _, isObject := tree.(map[string]any); !isObject {
		return read, problems
	}
	if prefix != "" {
		prefix += "."
	}
	problems = append(problems, intake.SignalProblems(&read, prefix, s.Clock.Now())...)
	return read, append(problems, read.Place.Problems(prefix+"context.")...)
}

func batchProblems(tree any, entries []any) []fault.Problem {
	var problems []fault.Problem
	object, _ := tree.(map[string]any)
	for name := range object {
		if name != "signals" {
			problems = append(problems, fault.Problem{Path: name, Message: "is not a known field"})
		}
	}
	if len(entries) == 0 || len(entries) > maxBatch {
		problems = append(problems, fault.Problem{
			Path: "signals", Message: "must be a list of 1 to " + strconv.Itoa(maxBatch) + " signals",
		})
	}
	return problems
}

// outside answers the problems that belong to no entry, and so to the whole batch.
func outside(problems []fault.Problem) []fault.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p fault.Problem) bool {
		return strings.HasPrefix(p.Path, "signals[")
	})
}

// below answers the problems of one entry.
func below(problems []fault.Problem, prefix string) []fault.Problem {
	var found []fault.Problem
	for _, p := range problems {
		if rest, ok := strings.CutPrefix(p.Path, prefix); ok && (rest == "" || rest[0] == '.') {
			found = append(found, p)
		}
	}
	return found
}

// moved writes the paths of a signal, which the use case may have counted by its
// own list, below the place where the request has it.
func moved(problems []fault.Problem, index int, prefix string) []fault.Problem {
	return each(problems, func(p fault.Problem) fault.Problem {
		path := strings.TrimPrefix(strings.TrimPrefix(p.Path, scan.Item("signals", index)), ".")
		return fault.Problem{Path: scan.Field(prefix, path), Message: p.Message}
	})
}

func rejections(refused map[int][]fault.Problem, count int) []openapi.RejectedSignal {
	var list []openapi.RejectedSignal
	for i := range count {
		if problems := refused[i]; problems != nil {
			list = append(list, openapi.RejectedSignal{Index: i, Errors: problem.Fields(problems)})
		}
	}
	return list
}

func taken(c echo.Context, accepted *command.SignalsAccepted, rejected []openapi.RejectedSignal) error {
	stampCommitted(c, accepted.Committed)
	return respond(c, http.StatusAccepted, jsonType, openapi.SignalsAnswer{
		Accepted: accepted.Accepted, Rejected: each(rejected, same),
	})
}
