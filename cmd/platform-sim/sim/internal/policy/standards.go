package policy

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

type standard struct {
	ID      string `json:"standard_id"`
	Name    string `json:"name"`
	Version string `json:"version"`
	Rules   []rule `json:"compliance_rules"`
}

type rule struct {
	AppliesTo struct {
		Repositories []string `json:"repos"`
		Branches     []string `json:"branches"`
	} `json:"applies_to"`
	Forbid []string `json:"forbid"`
}

func (s *service) tellStandards(w http.ResponseWriter, r *http.Request) {
	var told struct {
		Items []standard `json:"items"`
	}
	if err := reply.Bind(w, r, &told); err != nil {
		reply.Refuse(w, err)
		return
	}
	var wrong []reply.FieldError
	for _, one := range told.Items {
		wrong = append(wrong, one.wrong()...)
	}
	if len(wrong) > 0 {
		reply.Refuse(w, reply.Invalid("INVALID", wrong...))
		return
	}
	s.mu.Lock()
	s.standards[r.PathValue("tenant_id")] = told.Items
	s.mu.Unlock()
	reply.JSON(w, http.StatusOK, told)
}

func (s *standard) wrong() []reply.FieldError {
	var wrong []reply.FieldError
	for path, value := range map[string]string{"items.standard_id": s.ID, "items.version": s.Version} {
		if value == "" {
			wrong = append(wrong, reply.FieldError{Path: path, Message: "is required"})
		}
	}
	for _, one := range s.Rules {
		wrong = append(wrong, unknown("items.compliance_rules.forbid", one.Forbid, actionTypes())...)
	}
	return wrong
}

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch tenantID := query.Get("tenant_id"); {
	case tenantID == "":
		reply.Refuse(w, reply.Invalid("INVALID", reply.FieldError{Path: "tenant_id", Message: "is required"}))
	case query.Get("framework") != "mmm":
		reply.Refuse(w, reply.Invalid("INVALID", reply.FieldError{Path: "framework", Message: "must be mmm"}))
	case r.Header.Get("X-Tenant-ID") != tenantID:
		reply.Refuse(w, mismatch("X-Tenant-ID must be the tenant_id that is asked for"))
	default:
		s.mu.Lock()
		items := append([]standard{}, s.standards[tenantID]...)
		s.mu.Unlock()
		reply.JSON(w, http.StatusOK, map[string][]standard{"items": items})
	}
}
