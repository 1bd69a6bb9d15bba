// Package governance stands in for the data governance service (downstream.md, Data Governance): it answers the
// configuration that it was told of a tenant; of others, one without quiet hours and with the longest retention.
package governance

import (
	"net/http"
	"sync"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

type service struct {
	mu    sync.Mutex
	known map[string]config
}

// config is one as the contract has it.
type config struct {
	QuietHours    *quietHours `json:"quiet_hours,omitempty"`
	RetentionDays int         `json:"retention_days"`
	PrivacyTags   []string    `json:"privacy_tags"`
	DataResidency string      `json:"data_residency"`
}

// quietHours are hours of the day, UTC.
type quietHours struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// New returns the data governance service, which knows no tenant yet.
func New() stage.Service {
	s := &service{known: map[string]config{}}
	contract := http.NewServeMux()
	contract.HandleFunc("GET /v1/data-governance/tenants/{tenant_id}/config", s.answer)
	contract.HandleFunc("/", reply.NotFound)
	return stage.Service{
		Name:     "governance",
		Contract: contract,
		Control: map[string]http.HandlerFunc{
			"PUT /_sim/governance/configs/{tenant_id}":    s.tell,
			"DELETE /_sim/governance/configs/{tenant_id}": s.forget,
		},
	}
}

func (s *service) answer(w http.ResponseWriter, r *http.Request) {
	tenantID := r.PathValue("tenant_id")
	if r.Header.Get("X-Tenant-ID") != tenantID {
		reply.Refuse(w, reply.ProblemError{
			Status: http.StatusForbidden, Code: "TENANT_MISMATCH", Detail: "X-Tenant-ID must be the tenant of the path",
		})
		return
	}
	s.mu.Lock()
	known, is := s.known[tenantID]
	s.mu.Unlock()
	if !is {
		known = config{PrivacyTags: []string{}, RetentionDays: mostDays, DataResidency: "eu"}
	}
	reply.JSON(w, http.StatusOK, known)
}

// mostDays is ten years.
const mostDays = 3650

func (s *service) tell(w http.ResponseWriter, r *http.Request) {
	told := config{PrivacyTags: []string{}, RetentionDays: mostDays, DataResidency: "eu"}
	if err := reply.Bind(w, r, &told); err != nil {
		reply.Refuse(w, err)
		return
	}
	if wrong := told.wrong(); len(wrong) > 0 {
		reply.Refuse(w, reply.Invalid("INVALID", wrong...))
		return
	}
	s.mu.Lock()
	s.known[r.PathValue("tenant_id")] = told
	s.mu.Unlock()
	reply.JSON(w, http.StatusOK, told)
}

func (c *config) wrong() []reply.FieldError {
	var wrong []reply.FieldError
	within := func(path string, value, least, most int) {
		if value < least || value > most {
			wrong = append(wrong, reply.FieldError{Path: path, Message: "is out of its bounds"})
		}
	}
	const lastHour = 23
	if c.QuietHours != nil {
		within("quiet_hours.start", c.QuietHours.Start, 0, lastHour)
		within("quiet_hours.end", c.QuietHours.End, 0, lastHour)
	}
	within("retention_days", c.RetentionDays, 1, mostDays)
	return wrong
}

func (s *service) forget(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, r.PathValue("tenant_id"))
	w.WriteHeader(http.StatusNoContent)
}
