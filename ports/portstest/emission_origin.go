package portstest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

const sampleTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func waitingOrigin(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	decided, unrecorded := Branched(acme, 1, Noon()), Branched(acme, 2, Noon())
	unrecorded.ReceiptID = SampleID(20)
	made, silent, reported := DecisionSet(decided, nil), DecisionSet(unrecorded, nil), outcomeReceipt(decided.ID.String())
	made.Trace, reported.Trace = sampleTrace, sampleTrace
	about := SampleOutcome(decided, outcome.Shown, 30).Outcome
	reported.Outcome = about
	change := adminReceipt()
	change.Trace = sampleTrace
	sets := []ports.WriteSet{made, silent, reported, change}
	var rows []ports.Receipt
	for _, set := range sets {
		_, err := s.Store.Commit(t.Context(), set)
		require.NoError(t, err)
		rows = append(rows, set.Receipts...)
	}
	require.NoError(t, s.append(t.Context(), 0, segment(t, acme, receipt.Head{}, rows...)))
	waiting, err := s.Log.ReadWaiting(t.Context(), "", 10, 10)
	require.NoError(t, err)
	var origins []ports.ReceiptOrigin
	for _, one := range waiting {
		origins = append(origins, one.Origin)
	}
	ours := ports.ReceiptOrigin{Trace: sampleTrace, ActorID: "ada"}
	require.Equal(t, []ports.ReceiptOrigin{ours, {}, ours, {Trace: sampleTrace}}, origins)
}

// outcomeReceipt is a set with a receipt about a decision.
func outcomeReceipt(decisionID string) ports.WriteSet {
	return receiptAbout(40, canonical.Object{{Name: "decision_id", Value: decisionID}})
}

// adminReceipt is a set with a receipt about no decision.
func adminReceipt() ports.WriteSet {
	return receiptAbout(50, canonical.Object{{Name: "resource", Value: "playbook/1"}})
}

func receiptAbout(n byte, inputs canonical.Object) ports.WriteSet {
	body := receipt.Body{ID: SampleID(n), TenantID: acme, At: Noon(), Inputs: inputs}
	return ports.WriteSet{
		TenantID: acme, At: Noon(), Receipts: []ports.Receipt{ports.ReceiptOf(body)},
		Events: []event.Event{{ID: SampleID(n), TenantID: acme, Name: event.OutcomeRecorded, At: Noon(), ReceiptID: body.ID}},
	}
}
