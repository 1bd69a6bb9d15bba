package system_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// asking are the settings of an engine that asks the identity service about each token.
func asking(s *stack, from string) {
	s.environ["IAM_MODE"], s.environ["IAM_SERVICE_URL"], s.environ["IAM_TENANT_FROM"] = "remote", s.simulator+"/iam", from
	s.environ["READY_REQUIRES"] = "database"
}

// minted is a token of the identity service's own, with every role and scope.
func (r renter) minted(t *testing.T, actorID string) renter {
	t.Helper()
	return r.mintedFor(t, actorID, "human")
}

func (r renter) mintedFor(t *testing.T, actorID, actorType string) renter {
	t.Helper()
	grant := almighty(r.id)
	scopes := make([]string, len(grant.Scopes))
	for i, scope := range grant.Scopes {
		scopes[i] = string(scope)
	}
	got := r.do(t, request{method: http.MethodPost, path: r.simulator + "/iam/token", body: document{
		"tenant_id": r.id, "sub": actorID, "actor_type": actorType, "roles": grant.Roles, "scope": strings.Join(scopes, " "),
	}})
	r.token = decoded[struct {
		Token string `json:"access_token"`
	}](t, got, http.StatusOK).Token
	return r
}

// withIdentity is an engine that asks, and a tenant that it let in.
func withIdentity(t *testing.T) renter {
	t.Helper()
	s := prepare(t, nil)
	asking(s, "claim")
	s.startEngine(t)
	r := s.renter(t).minted(t, "kim")
	r.publish(t, talkative())
	return r
}

func TestTheIdentityServiceIsAskedOnceForATokenAndAMinute(t *testing.T) {
	t.Parallel()
	r := withIdentity(t)
	for number := range int64(30) { // more than it answers a second
		r.decide(t, r.askFor("ada", number))
	}
	require.InDelta(t, 1, r.metrics(t).value(callsTotal, labels{"service": "iam", "operation": "verify", "result": "success"}), 0)
}

func TestTheTenantMayStandInTheSubject(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"sub_prefix", "sub_suffix"} {
		s := prepare(t, nil)
		asking(s, from)
		s.startEngine(t)
		got := s.do(t, request{method: http.MethodPut, path: s.simulator + "/_sim/iam/form", body: document{"tenant_in": from}})
		require.Equal(t, http.StatusOK, got.status)
		r := s.renter(t).minted(t, "kim")
		r.publish(t, talkative())
		own := r.decide(t, r.ask("security.code_scanning", alert()))
		require.Equal(t, r.id, own.TenantID, from)
		require.Equal(t, "kim", own.ActorID, from)
	}
}

func TestTheIdentityServiceSaysWhatKindOfActorCalls(t *testing.T) {
	t.Parallel()
	r := withIdentity(t)
	for _, kind := range []string{"human", "ai_agent"} {
		caller := r.mintedFor(t, "a-"+kind, kind)
		got := decoded[struct {
			Decision struct {
				ActorID   string `json:"actor_id"`
				ActorType string `json:"actor_type"`
			}
		}](t, caller.do(t, caller.post("/decide", caller.ask("security.code_scanning", alert()), nil)), http.StatusOK).Decision
		require.Equal(t, "a-"+kind, got.ActorID)
		require.Equal(t, kind, got.ActorType)
	}
	nobody := r.mintedFor(t, "a-service", "service")
	require.Equal(t, "TOKEN_INVALID", refused(t, nobody.do(t, nobody.post("/decide", nobody.askFor("ada", 1), nil)), http.StatusUnauthorized).Code)
}

func TestATokenThatTheIdentityServiceRefusesIsABadOne(t *testing.T) {
	t.Parallel()
	r := withIdentity(t)
	known := r.token
	for range 10 {
		r.token = "made-up"
		got := r.do(t, r.post("/decide", r.askFor("ada", 1), nil))
		require.Equal(t, "TOKEN_INVALID", refused(t, got, http.StatusUnauthorized).Code)
	}
	r.token = known
	metrics := r.metrics(t)
	require.InDelta(t, 2, metrics.value(callsTotal, labels{"service": "iam"}), 0, "a refusal holds for a while, too")
	require.InDelta(t, 0, metrics.value("mmm_circuit_state", labels{"name": "iam"}), 0)
}

// Nobody is let in unverified, and nobody is sent away to log in. Those who are known go on.
func TestDegradedWithoutTheIdentityServiceNobodyNewIsLetIn(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]document{
		"errors": {"mode": "error", "value": 503}, "busy": {"mode": "error", "value": 429}, "garbage": {"mode": "garbage"},
		"resets": {"mode": "reset"}, "hangs": {"mode": "hang"}, "another schema": {"mode": "schema"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := withIdentity(t)
			r.decide(t, r.askFor("ada", 1))
			strangers := []renter{}
			for _, who := range []string{"a", "b", "c", "d", "e", "f"} {
				strangers = append(strangers, r.minted(t, who))
			}
			r.misbehave(t, "iam", fault)
			before := r.counts(t)
			for _, stranger := range strangers {
				got := stranger.do(t, stranger.post("/decide", stranger.askFor("ada", 1), nil))
				require.Equal(t, "IAM_UNAVAILABLE", refused(t, got, http.StatusServiceUnavailable).Code)
				require.NotEmpty(t, got.header.Get("Retry-After"))
			}
			require.Equal(t, before, r.counts(t), "nothing is recorded")
			r.decide(t, r.askFor("ada", 2))
			opened := 0
			if name != "busy" { // who asks for a pause works
				opened = 1
			}
			require.InDelta(t, opened, r.metrics(t).value("mmm_circuit_state", labels{"name": "iam"}), 0)
			require.Len(t, (&whole{renter: r}).transitions("iam"), opened)
		})
	}
}

// With keys of its own the engine asks nobody.
func TestWithTheKeysOfTheIssuerKnownItsOutageShutsNobodyOut(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	s.environ["IAM_MODE"], s.environ["IAM_ISSUER"], s.environ["READY_REQUIRES"] = "jwks", s.simulator+"/iam", "database"
	s.startEngine(t)
	r := s.renter(t).minted(t, "kim")
	r.publish(t, talkative())
	fresh := r.minted(t, "lee")
	r.misbehave(t, "iam", document{"mode": "error", "value": 503})
	require.Equal(t, "lee", fresh.decide(t, fresh.ask("security.code_scanning", alert())).ActorID)
}
