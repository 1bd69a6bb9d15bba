package eris_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestSeveralReceiptsGoInOneCallToTheByte(t *testing.T) {
	t.Parallel()
	for _, code := range []int{200, 201, 202} {
		s := newService(t, answers{bulk: takeBulk(code)})
		receipts := sealed(1, 2)
		verdicts, err := submit(t, s, receipts)
		require.NoError(t, err)
		require.Equal(t, []ports.Verdict{accepted, accepted}, verdicts)
		require.Equal(t, []string{bulkPath}, s.paths())
		got := s.requests()[0]
		require.Equal(t, "["+receipts[0].Text+","+receipts[1].Text+"]", got.body)
		require.Equal(t, "acme", got.header.Get("X-Tenant-ID"))
		require.Equal(t, "application/json", got.header.Get("Content-Type"))
		require.Empty(t, got.header.Get("Idempotency-Key"))
	}
}

func TestNoReceiptsMakeNoCall(t *testing.T) {
	t.Parallel()
	s := newService(t, answers{})
	verdicts, err := submit(t, s, nil)
	require.NoError(t, err)
	require.Empty(t, verdicts)
	require.Empty(t, s.paths())
}

func TestWithoutBulkReceiptsGoOneByOneInOrder(t *testing.T) {
	t.Parallel()
	for _, code := range []int{422, 404, 405, 501, 400, 413} {
		s := newService(t, answers{bulk: status(code), single: takeSingle(201)})
		receipts := sealed(1, 2, 3)
		verdicts, err := submit(t, s, receipts)
		require.NoError(t, err)
		require.Equal(t, []ports.Verdict{accepted, accepted, accepted}, verdicts)
		require.Equal(t, []string{bulkPath, singlePath, singlePath, singlePath}, s.paths())
		for i, got := range s.requests()[1:] {
			require.Equal(t, receipts[i].Text, got.body)
		}
	}
}

func TestOneMalformedReceiptCostsOnlyItself(t *testing.T) {
	t.Parallel()
	single := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Idempotency-Key") == receiptID(2).String() {
			status(422)(w, r)
			return
		}
		takeSingle(201)(w, r)
	}
	s := newService(t, answers{bulk: status(422), single: single})
	verdicts, err := submit(t, s, sealed(1, 2, 3))
	require.NoError(t, err)
	refused := ports.Verdict{Final: true, Reason: "the evidence service answered 422"}
	require.Equal(t, []ports.Verdict{accepted, refused, accepted}, verdicts)
}

func TestAnErrorInBulkIsAskedAgainSingly(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]struct {
		single http.HandlerFunc
		want   ports.Verdict
	}{
		"it is final":     {status(422), ports.Verdict{Final: true, Reason: "the evidence service answered 422"}},
		"it works":        {takeSingle(201), accepted},
		"it is postponed": {status(503), ports.Verdict{Reason: "the evidence service went away before its verdict"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, answers{bulk: takeBulk(201, receiptID(2)), single: rule.single})
			verdicts, err := submit(t, s, sealed(1, 2, 3))
			require.NoError(t, err)
			require.Equal(t, []ports.Verdict{accepted, rule.want, accepted}, verdicts)
			require.Equal(t, []string{bulkPath, singlePath}, s.paths())
			require.Equal(t, receiptID(2).String(), s.requests()[1].header.Get("Idempotency-Key"))
		})
	}
}

func TestVerdictsKnownBeforeTroubleAreKept(t *testing.T) {
	t.Parallel()
	single := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Idempotency-Key") == receiptID(2).String() {
			status(500)(w, r)
			return
		}
		takeSingle(201)(w, r)
	}
	s := newService(t, answers{bulk: status(404), single: single})
	verdicts, err := submit(t, s, sealed(1, 2, 3))
	require.NoError(t, err)
	open := ports.Verdict{Reason: "the evidence service went away before its verdict"}
	require.Equal(t, []ports.Verdict{accepted, open, open}, verdicts)
	require.Len(t, s.paths(), 3, "nothing is sent behind the trouble")
}

func TestTroubleBeforeAnyVerdictIsAnswered(t *testing.T) {
	t.Parallel()
	s := newService(t, answers{bulk: takeBulk(201, receiptID(1), receiptID(2)), single: status(503)})
	verdicts, err := submit(t, s, sealed(1, 2))
	requireUnavailable(t, verdicts, err)
}

func TestABulkReplyThatSaysTooLittleIsNoVerdict(t *testing.T) {
	t.Parallel()
	one, two, other := receiptID(1).String(), receiptID(2).String(), id.UUID{1}.String()
	for name, body := range map[string]string{
		"garbage":           `<html>`,
		"another shape":     `[]`,
		"no results":        `{}`,
		"a receipt missing": `{"results":[{"receipt_id":"` + one + `","status":"success"}]}`,
		"another receipt":   `{"results":[{"receipt_id":"` + one + `","status":"success"},{"receipt_id":"` + other + `","status":"success"}]}`,
		"another status":    `{"results":[{"receipt_id":"` + one + `","status":"success"},{"receipt_id":"` + two + `","status":"perhaps"}]}`,
		"no id":             `{"results":[{"receipt_id":"` + one + `","status":"success"},{"status":"success"}]}`,
		"half of it":        `{"results":[{"receipt_id":"` + one + `","status":"success"},{"receipt_id":"` + two + `","stat`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, answers{bulk: text(201, body)})
			verdicts, err := submit(t, s, sealed(1, 2))
			requireUnavailable(t, verdicts, err)
			require.Equal(t, []string{bulkPath}, s.paths())
		})
	}
}

func TestResultsInAnotherOrderAndMoreFieldsAreTaken(t *testing.T) {
	t.Parallel()
	body := `{"results":[{"receipt_id":"` + receiptID(2).String() + `","status":"success","new":1},` +
		`{"receipt_id":"` + receiptID(1).String() + `","status":"error"}],"more":{}}`
	s := newService(t, answers{bulk: text(201, body), single: status(409)})
	verdicts, err := submit(t, s, sealed(1, 2))
	require.NoError(t, err)
	require.Equal(t, []ports.Verdict{{Final: true, Reason: "the evidence service answered 409"}, accepted}, verdicts)
}

func TestAnErrorBesideASuccessOfTheSameReceiptCounts(t *testing.T) {
	t.Parallel()
	success := `{"receipt_id":"` + receiptID(1).String() + `","status":"success"}`
	failure := `{"receipt_id":"` + receiptID(1).String() + `","status":"error"}`
	second := `{"receipt_id":"` + receiptID(2).String() + `","status":"success"}`
	for _, results := range []string{success + "," + failure, failure + "," + success} {
		s := newService(t, answers{bulk: text(201, `{"results":[`+results+`,`+second+`]}`), single: takeSingle(200)})
		verdicts, err := submit(t, s, sealed(1, 2))
		require.NoError(t, err)
		require.Equal(t, []ports.Verdict{accepted, accepted}, verdicts)
		require.Equal(t, []string{bulkPath, singlePath}, s.paths())
	}
}

func TestOtherBulkAnswersAreUnavailable(t *testing.T) {
	t.Parallel()
	for _, code := range []int{500, 502, 503, 408, 429, 401, 403, 204, 302} {
		s := newService(t, answers{bulk: status(code)})
		verdicts, err := submit(t, s, sealed(1, 2))
		requireUnavailable(t, verdicts, err)
		require.Equal(t, []string{bulkPath}, s.paths())
	}
}
