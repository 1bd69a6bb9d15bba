package policy

import (
	"net/http"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// ruling is the contract's answer. What is left out of it when the stand-in is told gets a default.
type ruling struct {
	Allowed      bool     `json:"allowed"`
	SnapshotID   string   `json:"policy_snapshot_id"`
	VersionIDs   []string `json:"policy_version_ids"`
	Restrictions []string `json:"restrictions"`
	Surfaces     []string `json:"surfaces,omitzero"`
	Windows      []window `json:"override_windows"`
	FailClosed   bool     `json:"fail_closed"`
}

type window struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Lifts []string  `json:"lifts"`
}

func defaults(tenantID string) ruling {
	return ruling{
		Allowed: true, SnapshotID: "snapshot-of-" + tenantID, VersionIDs: []string{"platform-policy@1"},
		Restrictions: []string{}, Windows: []window{},
	}
}

func (s *service) tellRuling(w http.ResponseWriter, r *http.Request) {
	told := defaults(r.PathValue("tenant_id"))
	if err := reply.Bind(w, r, &told); err != nil {
		reply.Refuse(w, err)
		return
	}
	if wrong := told.wrong(); len(wrong) > 0 {
		reply.Refuse(w, reply.Invalid("INVALID", wrong...))
		return
	}
	s.mu.Lock()
	s.rulings[r.PathValue("tenant_id")] = told
	s.mu.Unlock()
	reply.JSON(w, http.StatusOK, told)
}

func (r *ruling) wrong() []reply.FieldError {
	wrong := unknown("restrictions", r.Restrictions, actionTypes())
	wrong = append(wrong, unknown("surfaces", r.Surfaces, []string{"ide", "ci", "alert"})...)
	for _, window := range r.Windows {
		wrong = append(wrong, unknown("override_windows.lifts", window.Lifts, actionTypes())...)
		if !window.From.Before(window.To) {
			wrong = append(wrong, reply.FieldError{Path: "override_windows.to", Message: "must be after from"})
		}
	}
	return wrong
}

func actionTypes() []string { return []string{"mirror", "mentor", "multiplier"} }

func unknown(path string, list, known []string) []reply.FieldError {
	if slices.ContainsFunc(list, func(entry string) bool { return !slices.Contains(known, entry) }) {
		return []reply.FieldError{{Path: path, Message: "must hold the contract's only"}}
	}
	return nil
}

// rulingOf answers what was told of the tenant.
func (s *service) rulingOf(tenantID string) ruling {
	s.mu.Lock()
	defer s.mu.Unlock()
	if told, is := s.rulings[tenantID]; is {
		return told
	}
	return defaults(tenantID)
}
