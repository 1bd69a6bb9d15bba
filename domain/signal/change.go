package signal

import "strings"

// Change is what of the version history a signal is about (downstream.md, Delivery:
// target). Every part may be empty.
type Change struct {
	Commit string `json:"commit,omitempty"`
	// PullRequest is the pull request's number, Line the line of the file; both count
	// from 1.
	PullRequest int64 `json:"pr,omitempty"`
	Line        int64 `json:"line,omitempty"`
}

// The attributes that say so, whoever sends the signal. A number is the pull
// request's only where the event is about a change; an alert has a number too.
const (
	attributeCommit = "sha"
	attributeNumber = "number"
	attributeLine   = "line"
)

// Change answers what the attributes say of it.
func (s Signal) Change() Change {
	change := Change{Line: s.count(attributeLine)}
	change.Commit, _ = s.Attributes[attributeCommit].(string)
	if s.concernsChange() {
		change.PullRequest = s.count(attributeNumber)
	}
	return change
}

func (s Signal) concernsChange() bool {
	for _, family := range []string{"change.", "review.", "ci."} {
		if strings.HasPrefix(s.EventType, family) {
			return true
		}
	}
	return false
}

// count answers a whole number from 1, else 0.
func (s Signal) count(attribute string) int64 {
	const most = 1 << 53 // whole numbers are exact up to here
	number, _ := s.Attributes[attribute].(float64)
	if number < 1 || number > most || number != float64(int64(number)) {
		return 0
	}
	return int64(number)
}
