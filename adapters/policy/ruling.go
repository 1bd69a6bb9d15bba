package policy

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
)

// Bounds of what is taken from a reply, far above what anybody needs: it is kept for
// minutes, and its names go into receipts.
const (
	maxList = 1000
	maxName = 512
)

// rulingReply is what is used of the answer; whatever else stands in it is passed over.
type rulingReply struct {
	Allowed      *bool            `json:"allowed"`
	SnapshotID   string           `json:"policy_snapshot_id"`
	VersionIDs   *[]string        `json:"policy_version_ids"`
	Restrictions []action.Type    `json:"restrictions"`
	Surfaces     []action.Surface `json:"surfaces"`
	Windows      []windowReply    `json:"override_windows"`
	FailClosed   bool             `json:"fail_closed"`
}

type windowReply struct {
	From  time.Time     `json:"from"`
	To    time.Time     `json:"to"`
	Lifts []action.Type `json:"lifts"`
}

// readRuling takes the whole reply or nothing. A restriction that is not understood could
// be any: it is not taken for none.
func readRuling(body []byte) (policy.Ruling, error) {
	var said rulingReply
	if err := json.Unmarshal(body, &said); err != nil || !said.sound() {
		return policy.Ruling{}, errShape
	}
	ruling := policy.Ruling{
		SnapshotID: said.SnapshotID, VersionIDs: *said.VersionIDs, Allowed: *said.Allowed, Restrictions: said.Restrictions,
		Surfaces: said.Surfaces, FailClosed: said.FailClosed,
	}
	for _, window := range said.Windows {
		ruling.Windows = append(ruling.Windows, policy.Window(window))
	}
	return ruling.Hashed(), nil
}

func (r *rulingReply) sound() bool {
	return r.Allowed != nil && r.SnapshotID != "" && sound(r.SnapshotID) &&
		r.VersionIDs != nil && soundList(*r.VersionIDs) &&
		each(r.Restrictions, action.Types()) && each(r.Surfaces, action.Surfaces()) &&
		len(r.Windows) <= maxList && !slices.ContainsFunc(r.Windows, func(w windowReply) bool { return !w.sound() })
}

func (w windowReply) sound() bool {
	return !w.From.IsZero() && !w.To.IsZero() && each(w.Lifts, action.Types())
}

// each reports whether a list holds nothing but what is known.
func each[T comparable](list, known []T) bool {
	return len(list) <= maxList && !slices.ContainsFunc(list, func(entry T) bool { return !slices.Contains(known, entry) })
}

func soundList(list []string) bool {
	return len(list) <= maxList && !slices.ContainsFunc(list, func(entry string) bool { return entry == "" || !sound(entry) })
}

func sound(text string) bool { return len(text) <= maxName && utf8.ValidString(text) }
