package policy

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
)

// situation is what the engine may tell below the given path, and all it may.
func situation(path string) schema.Table {
	return schema.Table{
		schema.Required(path, schema.IsObject),
		schema.Required(path+".surface", schema.IsOneOf("ide", "ci", "alert", "background")),
		schema.Required(path+".actor_type", schema.IsOneOf("human", "ai_agent", "service")),
		schema.Required(path+".roles", schema.IsListOf(schema.IsName)),
		schema.Required(path+".environment", schema.IsText),
		schema.Required(path+".repository", schema.IsText),
		schema.Required(path+".branch", schema.IsText),
	}
}

func (s *service) evaluate(w http.ResponseWriter, r *http.Request) {
	tenantID := r.PathValue("tenant_id")
	if _, err := said(r, "context", situation("context")); err != nil {
		reply.Refuse(w, err)
		return
	}
	if r.Header.Get("X-Tenant-ID") != tenantID {
		reply.Refuse(w, mismatch("X-Tenant-ID must be the tenant of the path"))
		return
	}
	reply.JSON(w, http.StatusOK, s.rulingOf(tenantID))
}

// data answers as Open Policy Agent's data API does: every document is the tenant's ruling, but for one named undefined.
func (s *service) data(w http.ResponseWriter, r *http.Request) {
	input, err := said(r, "input", append(situation("input"), schema.Required("input.tenant_id", schema.IsName)))
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	answer := map[string]any{"decision_id": rand.Text()}
	if tenantID, _ := input["tenant_id"].(string); !strings.HasSuffix(r.PathValue("document"), "undefined") {
		answer["result"] = s.rulingOf(tenantID)
	}
	reply.JSON(w, http.StatusOK, answer)
}

// said reads a body of one member, and answers that. Who is asked about is nobody's business: no other field may be told.
func said(r *http.Request, member string, contract schema.Table) (map[string]any, error) {
	body, err := reply.Bounded(r)
	if err != nil {
		return nil, err
	}
	var object map[string]any
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, reply.Malformed("the body must be a JSON object")
	}
	if wrong := contract.CheckExactly(object); len(wrong) > 0 {
		return nil, reply.Invalid("INVALID", wrong...)
	}
	told, _ := object[member].(map[string]any)
	return told, nil
}

func mismatch(detail string) error {
	return reply.ProblemError{Status: http.StatusForbidden, Code: "TENANT_MISMATCH", Detail: detail}
}
