package llm

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// answer is the contract's.
type answer struct {
	ResponseID string  `json:"response_id,omitempty"`
	Decision   string  `json:"decision,omitempty"`
	Output     *output `json:"output"`
	RiskFlags  []flag  `json:"risk_flags,omitempty"`
	Safety     *safety `json:"safety,omitempty"`
}

type output struct {
	Content string `json:"content"`
	Summary string `json:"redacted_output_summary"`
}

type flag struct {
	RiskClass string `json:"risk_class"`
	Severity  string `json:"severity"`
}

type safety struct {
	Status    string `json:"status"`
	RiskFlags []flag `json:"risk_flags"`
	Summary   string `json:"redaction_summary"`
}

// tell has every answer be as told, until it is forgotten. What is told is not checked: a gateway may differ from its document.
func (s *service) tell(w http.ResponseWriter, r *http.Request) {
	var told struct {
		answer

		// ChatOnly has the gateway serve /api/v1/llm/chat alone.
		ChatOnly bool `json:"chat_only"`
	}
	if err := reply.Bind(w, r, &told); err != nil {
		reply.Refuse(w, err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chatOnly, s.told = told.ChatOnly, nil
	if told.Decision != "" || told.Safety != nil {
		s.told = &told.answer
	}
	reply.JSON(w, http.StatusOK, told.answer)
}

func (s *service) forget(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told, s.chatOnly = nil, false
	w.WriteHeader(http.StatusNoContent)
}
