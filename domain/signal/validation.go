package signal

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/credential"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Bounds of a signal. Conditions are cost-bounded over inputs of these sizes.
const (
	MaxText           = 256
	MaxFilePath       = 1024
	MaxAttributes     = 32
	MaxAttributeValue = 1024
	// MaxAhead is how far a sender's clock may run before ours.
	MaxAhead = 24 * time.Hour
)

// Problems answers everything that is wrong with the signal, with paths below
// the given prefix ("signal.", "signals[3].").
func (s Signal) Problems(prefix string, now time.Time) []fault.Problem {
	var problems []fault.Problem
	add := func(path, message string) {
		problems = append(problems, fault.Problem{Path: prefix + path, Message: message})
	}
	required := func(path, text string, limit int) {
		if text == "" {
			add(path, "is required")
		}
		problems = append(problems, NameProblems(prefix+path, text, limit)...)
	}
	required("signal_id", s.ID, MaxText)
	required("source", s.Source, MaxText)
	required("event_type", s.EventType, MaxText)
	problems = append(problems, NameProblems(prefix+"actor_id", s.ActorID, actor.MaxIDLength)...)
	if s.ActorType != "" && !s.ActorType.Valid() {
		add("actor_type", "must be human or ai_agent")
	}
	if s.OccurredAt.After(now.Add(MaxAhead)) {
		add("occurred_at", "lies more than a day in the future")
	}
	return append(problems, s.attributeProblems(prefix+"attributes")...)
}

// Problems answers everything that is wrong with the place, with paths below the prefix.
func (p Place) Problems(prefix string) []fault.Problem {
	problems := TextProblems(prefix+"repo_id", p.RepoID, MaxText)
	problems = append(problems, TextProblems(prefix+"branch", p.Branch, MaxText)...)
	problems = append(problems, TextProblems(prefix+"file_path", p.FilePath, MaxFilePath)...)
	return append(problems, TextProblems(prefix+"environment", p.Environment, MaxText)...)
}

func (s Signal) attributeProblems(path string) []fault.Problem {
	var problems []fault.Problem
	if len(s.Attributes) > MaxAttributes {
		problems = append(problems, fault.Problem{Path: path, Message: "has more than " + strconv.Itoa(MaxAttributes) + " entries"})
	}
	for name, value := range s.Attributes {
		problems = append(problems, attributeProblems(path+"."+name, name, value)...)
	}
	slices.SortFunc(problems, func(a, b fault.Problem) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return problems
}

func attributeProblems(path, name string, value any) []fault.Problem {
	if len(name) > MaxText {
		return []fault.Problem{{Path: path[:MaxText], Message: "has a name longer than " + strconv.Itoa(MaxText) + " bytes"}}
	}
	if problems := TextProblems(strings.TrimSuffix(path, "."+name), name, MaxText); len(problems) > 0 {
		problems[0].Message = "has a name that " + problems[0].Message
		return problems
	}
	switch v := value.(type) {
	case string:
		return TextProblems(path, v, MaxAttributeValue)
	case float64, bool:
		return nil
	}
	return []fault.Problem{{Path: path, Message: "must be a string, a number or a boolean"}}
}

// NameProblems refuses what TextProblems does, and in a name also what nobody sees:
// two that look alike must be alike.
func NameProblems(path, text string, limit int) []fault.Problem {
	if problems := TextProblems(path, text, limit); len(problems) > 0 {
		return problems
	}
	if text != strings.TrimSpace(text) || strings.ContainsFunc(text, invisible) {
		return []fault.Problem{{Path: path, Message: "has blanks around it, or control or invisible characters"}}
	}
	return nil
}

func invisible(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) && r != zeroWidthJoiner }

// zeroWidthJoiner holds one emoji together.
const zeroWidthJoiner = '\u200d'

// TextProblems refuses text that is too long or that looks like a credential
// (product.md, Secrets and code in input).
func TextProblems(path, text string, limit int) []fault.Problem {
	if len(text) > limit {
		return []fault.Problem{{Path: path, Message: "is longer than " + strconv.Itoa(limit) + " bytes"}}
	}
	if strings.ContainsRune(text, 0) {
		return []fault.Problem{{Path: path, Message: "holds the character U+0000, which cannot be stored"}}
	}
	if credential.In(text) {
		return []fault.Problem{{Path: path, Message: credential.Refusal}}
	}
	return nil
}
