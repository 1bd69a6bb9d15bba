package ubi

import (
	"net/http"
	"strconv"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

const mostAsked = 100

// question is what GET /v1/ubi/signals/recent asks for.
type question struct {
	tenantID, actorID string
	limit             int
}

// recent answers the newest first.
func (s *service) recent(w http.ResponseWriter, r *http.Request) {
	asked, err := questionOf(r)
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	reply.JSON(w, http.StatusOK, map[string][]signal{"signals": s.about(asked)})
}

func questionOf(r *http.Request) (question, error) {
	query := r.URL.Query()
	limit, err := strconv.Atoi(query.Get("limit"))
	var wrong []reply.FieldError
	if err != nil || limit < 1 || limit > mostAsked {
		wrong = append(wrong, reply.FieldError{Path: "limit", Message: "must be from 1 to 100"})
	}
	for _, path := range []string{"tenant_id", "actor_id"} {
		if query.Get(path) == "" {
			wrong = append(wrong, reply.FieldError{Path: path, Message: "is required"})
		}
	}
	switch {
	case len(wrong) > 0:
		return question{}, reply.Invalid("INVALID", wrong...)
	case r.Header.Get("X-Tenant-ID") != query.Get("tenant_id"):
		return question{}, reply.ProblemError{
			Status: http.StatusForbidden, Code: "TENANT_MISMATCH", Detail: "X-Tenant-ID must be the tenant_id that is asked for",
		}
	}
	return question{tenantID: query.Get("tenant_id"), actorID: query.Get("actor_id"), limit: limit}, nil
}

func (s *service) about(asked question) []signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := []signal{}
	for i := len(s.known) - 1; i >= 0 && len(found) < asked.limit; i-- {
		one := s.known[i]
		if one.TenantID == asked.tenantID && (one.ActorScope != "actor" || one.ActorOrGroupID == asked.actorID) {
			found = append(found, one)
		}
	}
	return found
}
