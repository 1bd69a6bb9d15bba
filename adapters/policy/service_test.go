package policy_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/ports"
)

// service answers as it is told, and keeps what it was asked.
type service struct {
	status int
	body   string
	err    error

	asked *http.Request
	sent  string
}

func (s *service) Ask(request *http.Request) (int, []byte, error) {
	s.asked = request
	sent, err := io.ReadAll(request.Body)
	s.sent = string(sent)
	if err == nil {
		err = s.err
	}
	return s.status, []byte(s.body), err
}

func question() ports.PolicyQuestion {
	return ports.PolicyQuestion{TenantID: "acme", Epoch: 3, Situation: policy.Situation{
		Surface: action.CI, RepoID: "acme/shop", Branch: "main", ActorType: "human", Roles: []string{"dev"},
	}}
}

// requireAsked wants exactly this to have been sent, byte for byte: rulings are kept by it.
func (s *service) requireAsked(t *testing.T, method, target, sent string) {
	t.Helper()
	require.Equal(t, method, s.asked.Method)
	require.Equal(t, target, s.asked.URL.String())
	require.Equal(t, sent, s.sent)
	require.Equal(t, "acme", s.asked.Header.Get("X-Tenant-ID"))
}
