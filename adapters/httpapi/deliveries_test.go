package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestADeliveryIsHandedOnAsItWasSigned(t *testing.T) {
	t.Parallel()
	var got command.ReceiveDelivery
	s := open(t, with(func(a *application.Application) {
		a.Commands.ReceiveDelivery = recorded(&got, command.DeliveryReceived{SignalID: "s", Repeated: true})
	}))
	r := good()["receiveGitHubDelivery"]
	r.body = "{ \"b\":1,\n\"a\":\"<\" }"
	answer := s.do(t, r)
	require.Equal(t, http.StatusAccepted, answer.status)
	require.JSONEq(t, `{"accepted":true,"repeated":true,"signal_id":"s"}`, answer.body)
	require.Equal(t, command.ReceiveDelivery{
		TenantID: "acme", ID: "d", Event: "push", Signature: "sha256=00", Body: []byte(r.body),
	}, got)
}

func TestAPingIsAnsweredAsOne(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Commands.ReceiveDelivery = always[command.ReceiveDelivery](command.DeliveryReceived{})
	}))
	r := good()["receiveGitHubDelivery"]
	r.header["X-GitHub-Event"] = "ping"
	answer := s.do(t, r)
	require.Equal(t, http.StatusOK, answer.status)
	require.JSONEq(t, `{"accepted":true,"repeated":false}`, answer.body)
}

func TestADeliveryWithoutAGoodSignatureIsNotAuthenticated(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Commands.ReceiveDelivery = failing[command.ReceiveDelivery, command.DeliveryReceived](
			fault.New(fault.Unauthenticated, "SIGNATURE_INVALID", "the signature is not good"))
	}))
	r := good()["receiveGitHubDelivery"]
	for signature, code := range map[string]string{"": "SIGNATURE_MISSING", "sha256=00": "SIGNATURE_INVALID"} {
		r.header["X-Hub-Signature-256"] = signature
		answer := s.do(t, r)
		require.Equal(t, code, s.problem(t, answer, http.StatusUnauthorized).Code)
		require.Contains(t, answer.header.Get("WWW-Authenticate"), "X-Hub-Signature-256")
	}
}

func TestASecretIsSetAndNotRepeated(t *testing.T) {
	t.Parallel()
	var got command.SetGitHubSecret
	s := open(t, with(func(a *application.Application) {
		a.Commands.SetGitHubSecret = recorded(&got, command.GitHubSecretSet{Committed: command.Committed{Token: "t3"}})
	}))
	r := good()["setGitHubSecret"]
	r.token = adminToken
	answer := s.do(t, r)
	require.Equal(t, http.StatusNoContent, answer.status)
	require.Empty(t, answer.body)
	require.Equal(t, "t3", answer.header.Get("MMM-Consistency-Token"))
	require.Equal(t, "0123456789abcdef", got.Secret)
	require.Equal(t, "acme", string(got.TenantID))
}

func TestASignedDeliveryThatIsNoJSONIsMalformed(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Commands.ReceiveDelivery = failing[command.ReceiveDelivery, command.DeliveryReceived](
			fault.InvalidInput([]fault.Problem{{Message: "cannot be understood"}}))
	}))
	r := good()["receiveGitHubDelivery"]
	for body, status := range map[string]int{`{"a":`: http.StatusBadRequest, `{"a":1}`: http.StatusUnprocessableEntity} {
		r.body = body
		s.problem(t, s.do(t, r), status)
	}
}
