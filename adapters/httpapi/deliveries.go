package httpapi

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ping is the event by which GitHub tries a new webhook.
const ping = "ping"

// ReceiveGitHubDelivery implements openapi.ServerInterface.
func (s *server) ReceiveGitHubDelivery(
	c echo.Context, tenantID string, params openapi.ReceiveGitHubDeliveryParams,
) error {
	received, err := s.receive(c, tenantID, params)
	if fault.Is(err, fault.Unauthenticated) {
		c.Response().Header().Set("WWW-Authenticate", `X-Hub-Signature-256 realm="mmm-engine"`)
	}
	if err != nil {
		return err
	}
	status := http.StatusAccepted
	if params.XGitHubEvent == ping {
		status = http.StatusOK
	}
	return respond(c, status, jsonType, openapi.DeliveryAnswer{
		Accepted: true, Repeated: received.Repeated, SignalId: received.SignalID,
	})
}

func (s *server) receive(
	c echo.Context, tenantID string, params openapi.ReceiveGitHubDeliveryParams,
) (command.DeliveryReceived, error) {
	if err := deliveryHeaders(tenantID, params); err != nil {
		return command.DeliveryReceived{}, err
	}
	leave, err := s.enter()
	if err != nil {
		return command.DeliveryReceived{}, err
	}
	defer leave()
	body, err := readBody(c)
	if err != nil {
		return command.DeliveryReceived{}, err
	}
	use := command.ReceiveDelivery{
		TenantID: tenant.ID(tenantID), ID: params.XGitHubDelivery, Event: params.XGitHubEvent,
		Signature: params.XHubSignature256, Body: body,
	}
	received, err := s.Application.Commands.ReceiveDelivery.Do(c.Request().Context(), use)
	// Only what was signed is told apart from what cannot be read.
	if fault.Is(err, fault.Invalid) && !json.Valid(body) {
		err = problem.Malformed(err)
	}
	return received, err
}

// maxDeliveries bounds the memory that senders whom nobody knows yet can take.
const maxDeliveries = 16

// enter lets a delivery in while there is room, until leave is called.
func (s *server) enter() (leave func(), err error) {
	select {
	case s.deliveries <- struct{}{}:
		return func() { <-s.deliveries }, nil
	default:
		return nil, fault.New(fault.Unavailable, "DELIVERIES_FULL",
			"too many deliveries at the same moment; send it again")
	}
}

// deliveryHeaders refuses what no signature could make good, before the body is read.
func deliveryHeaders(tenantID string, params openapi.ReceiveGitHubDeliveryParams) error {
	if !tenant.ID(tenantID).Valid() {
		return fault.Missing("the tenant")
	}
	if params.XHubSignature256 == "" {
		return fault.New(fault.Unauthenticated, "SIGNATURE_MISSING",
			"sign the delivery: set a secret on the webhook, so that X-Hub-Signature-256 is sent")
	}
	var problems []fault.Problem
	for name, value := range map[string]string{
		"X-GitHub-Delivery": params.XGitHubDelivery, "X-GitHub-Event": params.XGitHubEvent,
	} {
		if !storable(value, signal.MaxText) {
			problems = append(problems, fault.Problem{Path: name, Message: "must be 1 to 256 printable characters"})
		}
	}
	return invalid(problems)
}
