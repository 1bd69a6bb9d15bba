package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReceiveDelivery takes a GitHub webhook delivery (api.md, POST
// /integrations/github/{tenant_id}/webhooks).
type ReceiveDelivery struct {
	TenantID  tenant.ID
	ID        string
	Event     string
	Signature string
	Body      []byte
}

// DeliveryReceived says what became of it.
type DeliveryReceived struct {
	// SignalID is empty when the delivery says nothing that the engine acts on.
	SignalID string
	// Repeated is set when the delivery had come before.
	Repeated bool
}

// Authorise implements application.Use. Who calls is known by the signature,
// which only the handler can check: it needs the tenant's secret.
func (ReceiveDelivery) Authorise() error { return nil }

// DeliveryHandler carries out ReceiveDelivery.
type DeliveryHandler struct {
	integrations ports.IntegrationReader
	cipher       ports.Cipher
	source       ports.WebhookSource
	signals      *SignalHandler
}

// NewDeliveryHandler makes the handler.
func NewDeliveryHandler(
	integrations ports.IntegrationReader, cipher ports.Cipher, source ports.WebhookSource, signals *SignalHandler,
) *DeliveryHandler {
	return &DeliveryHandler{integrations: integrations, cipher: cipher, source: source, signals: signals}
}

// Receive carries out ReceiveDelivery.
func (h *DeliveryHandler) Receive(ctx context.Context, c ReceiveDelivery) (DeliveryReceived, error) {
	delivery := ports.Delivery{
		TenantID: c.TenantID, ID: c.ID, Event: c.Event, Signature: c.Signature, Body: c.Body,
	}
	if err := h.verify(ctx, delivery); err != nil {
		return DeliveryReceived{}, err
	}
	said, err := h.source.Signal(delivery)
	if err != nil || said == nil {
		return DeliveryReceived{}, err
	}
	now := h.signals.clock.Now()
	if said.OccurredAt.IsZero() {
		said.OccurredAt = now
	}
	*said = said.NotAfter(now)
	if problems := append(said.Problems("", now), said.Place.Problems("")...); len(problems) > 0 {
		return DeliveryReceived{}, fault.InvalidInput(problems)
	}
	fresh, err := h.signals.fresh(ctx, c.TenantID, []signal.Signal{*said}, now)
	if err == nil && len(fresh) > 0 {
		_, err = h.signals.store.Commit(ctx, taking(c.TenantID, fresh, now))
	}
	return DeliveryReceived{SignalID: said.ID, Repeated: len(fresh) == 0}, err
}

// verify refuses a wrong signature and a tenant without a secret alike, so that
// nobody learns which tenants there are.
func (h *DeliveryHandler) verify(ctx context.Context, delivery ports.Delivery) error {
	refused := fault.New(fault.Unauthenticated, "BAD_SIGNATURE",
		"the delivery is not signed with this tenant's webhook secret; check the secret on both sides")
	encrypted, err := h.integrations.ReadGitHubSecret(ctx, delivery.TenantID)
	if fault.Is(err, fault.NotFound) {
		return refused
	}
	if err != nil {
		return err
	}
	secret, err := h.cipher.Decrypt(delivery.TenantID, encrypted)
	if err != nil {
		return err
	}
	if !h.source.Verify(secret, delivery) {
		return refused
	}
	return nil
}
