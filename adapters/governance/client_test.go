package governance_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/governance"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// service answers as it is told, and keeps what it was asked.
type service struct {
	status int
	body   string
	err    error
	asked  *http.Request
}

func (s *service) Ask(request *http.Request) (int, []byte, error) {
	s.asked = request
	return s.status, []byte(s.body), s.err
}

func TestATenantsConfigurationIsAskedForAndRead(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]tenant.Governance{
		`{"quiet_hours":{"start":20,"end":0},"retention_days":30,"privacy_tags":["pii"],"data_residency":"eu","more":1}`: {
			QuietHours: &tenant.GovernedHours{Start: 20}, RetentionDays: 30, DataResidency: "eu",
		},
		`{"quiet_hours":null,"retention_days":3650}`: {RetentionDays: 3650},
		`{"retention_days":1}`:                       {RetentionDays: 1},
	} {
		s := &service{status: http.StatusOK, body: body}
		got, err := governance.New(s).ReadGovernance(t.Context(), "acme")
		require.NoError(t, err, body)
		require.Equal(t, want, got, body)
		require.Equal(t, http.MethodGet, s.asked.Method)
		require.Equal(t, "/v1/data-governance/tenants/acme/config", s.asked.URL.String())
		require.Equal(t, "acme", s.asked.Header.Get("X-Tenant-ID"))
	}
}

func TestAReplyThatIsNotTheContractsIsNoAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `{"quiet_hours":{"start":20,"end":7}}`, `{"retention_days":null}`, "<html>planted", "[]", "null", "", `{"quiet_ho`, `{"retention_days":9,"quiet_hours":{"start":20}}`, `{"retention_days":9,"quiet_hours":{"end":7}}`,
		`{"retention_days":9,"quiet_hours":{"start":24,"end":7}}`, `{"retention_days":9,"quiet_hours":{"start":20,"end":-1}}`, `{"retention_days":9,"quiet_hours":{"start":"20:00","end":7}}`,
		`{"retention_days":9,"quiet_hours":"planted"}`, `{"retention_days":0}`, `{"retention_days":3651}`, `{"retention_days":"planted"}`,
		`{"retention_days":1.5}`, `{"retention_days":9,"data_residency":7}`, `{"retention_days":9,"data_residency":"` + strings.Repeat("x", 65) + `"}`,
	} {
		got, err := governance.New(&service{status: http.StatusOK, body: body}).ReadGovernance(t.Context(), "acme")
		require.True(t, fault.Is(err, fault.Unavailable), body)
		require.Equal(t, tenant.Governance{}, got, body)
		require.NotContains(t, err.Error(), "planted", body)
	}
}

func TestWhoRefusesWorksAndWhoFailsDoesNot(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{
		400: fault.Invalid, 401: fault.Invalid, 403: fault.Invalid, 404: fault.Invalid, 408: fault.Invalid,
		429: fault.Invalid, 500: fault.Unavailable, 503: fault.Unavailable, 204: fault.Unavailable, 302: fault.Unavailable,
	} {
		_, err := governance.New(&service{status: status, body: "{}"}).ReadGovernance(t.Context(), "acme")
		require.True(t, fault.Is(err, kind), "%d: %v", status, err)
	}
}

func TestAServiceThatCannotBeReachedKeepsItsCause(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	_, err := governance.New(&service{err: away}).ReadGovernance(t.Context(), "acme")
	require.True(t, fault.Is(err, fault.Unavailable))
	require.ErrorIs(t, err, away)
}
