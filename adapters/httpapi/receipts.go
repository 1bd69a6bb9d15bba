package httpapi

import (
	"cmp"
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetReceipt implements openapi.ServerInterface.
func (s *server) GetReceipt(c echo.Context, receiptID string) error {
	key, err := keyOf("the receipt", receiptID)
	if err != nil {
		return err
	}
	view, err := s.Application.Queries.GetReceipt.Do(c.Request().Context(),
		query.GetReceipt{Caller: callerOf(c), ReceiptID: key})
	if err != nil {
		return err
	}
	return ok(c, receiptAnswer(view))
}

func receiptAnswer(view ports.ReceiptView) openapi.ReceiptAnswer {
	return openapi.ReceiptAnswer{ReceiptId: view.ID, Status: view.State, Receipt: json.RawMessage(view.Document)}
}

// ListReceipts implements openapi.ServerInterface.
func (s *server) ListReceipts(c echo.Context, params openapi.ListReceiptsParams) error {
	window, problems := windowOf(callerOf(c), "receipts?status="+params.Status, params.Limit, params.Cursor)
	state := receipt.State(params.Status)
	if state != "" && !state.Valid() {
		problems = append(problems, fault.Problem{Path: "status", Message: "must be one of pending, sealed, emitted, failed"})
	}
	before, err := receiptPlace(state, window.after)
	if err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	page, err := s.Application.Queries.ListReceipts.Do(c.Request().Context(),
		query.ListReceipts{Caller: callerOf(c), State: state, Before: before, Limit: window.limit})
	if err != nil {
		return err
	}
	return ok(c, openapi.ReceiptPage{
		Items: each(page.Items, receiptEntry),
		NextCursor: nextCursor(window, page.More, page.Items, func(e ports.ReceiptEntry) string {
			return placeText(state, e.ReceiptPlace)
		}),
	})
}

// GetReceiptChain implements openapi.ServerInterface.
func (s *server) GetReceiptChain(c echo.Context, tenantID string) error {
	chain, err := s.Application.Queries.GetReceiptChain.Do(c.Request().Context(),
		query.GetReceiptChain{Caller: callerOf(c), TenantID: tenant.ID(tenantID)})
	if err != nil {
		return err
	}
	return ok(c, openapi.ReceiptChain{
		TenantId: tenantID, Sequence: chain.Head.Sequence, Hash: cmp.Or(chain.Head.Hash, receipt.Genesis), Emitted: chain.Emitted,
		Kid: chain.KID, SealedAt: chain.SealedAt,
	})
}

// RedriveReceipts implements openapi.ServerInterface.
func (s *server) RedriveReceipts(c echo.Context, _ openapi.RedriveReceiptsParams) error {
	body, err := s.readShaped(c, "RedriveRequest")
	if err != nil {
		return err
	}
	use := intake.Redrive(body)
	use.Keyed, use.Caller = keyedOf(c), callerOf(c)
	done, err := s.Application.Commands.RedriveReceipts.Do(c.Request().Context(), use)
	if err != nil {
		return err
	}
	stampCommitted(c, done.Committed)
	return respond(c, http.StatusAccepted, jsonType, openapi.RedriveAnswer{Requeued: done.Requeued})
}

func receiptEntry(e ports.ReceiptEntry) openapi.ReceiptEntry {
	answer := openapi.ReceiptEntry{
		ReceiptId: e.ID, Status: e.State, CreatedAt: e.CreatedAt, ParentReceiptId: e.Parent,
		Sequence: e.Sequence, PrevHash: e.PrevHash, Hash: e.Hash, Kid: e.KID, SealedAt: e.SealedAt,
	}
	if e.Refusal != nil {
		answer.FailedAt, answer.Reason, answer.RequeuedAt = e.Refusal.At, e.Refusal.Reason, e.Refusal.RequeuedAt
	}
	return answer
}
