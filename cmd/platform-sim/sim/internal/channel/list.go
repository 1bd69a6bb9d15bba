package channel

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

func (s *service) list(w http.ResponseWriter, r *http.Request) {
	reply.JSON(w, http.StatusOK, s.record.list(r.URL.Query().Get("tenant_id")))
}

func (s *service) clear(w http.ResponseWriter, _ *http.Request) {
	s.record.clear()
	w.WriteHeader(http.StatusNoContent)
}
