package eris_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/mmm-engine/mmm-engine/adapters/eris"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	bulkPath   = "/eris/v1/evidence/receipts/bulk"
	singlePath = "/eris/v1/evidence/receipts"
	requestID  = "r-1"
)

// request is one that the service received.
type request struct {
	path   string
	header http.Header
	body   string
}

// service is an evidence service that answers as a test tells it to.
type service struct {
	*httptest.Server

	mu       sync.Mutex
	received []request
}

// answers are handlers by what is posted.
type answers struct{ bulk, single http.HandlerFunc }

func newService(t *testing.T, answers answers) *service {
	t.Helper()
	s := &service{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+bulkPath, s.noting(answers.bulk))
	mux.HandleFunc("POST "+singlePath, s.noting(answers.single))
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *service) noting(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.received = append(s.received, request{path: r.URL.Path, header: r.Header, body: string(body)})
		s.mu.Unlock()
		if next == nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		// What was read is there again for the handler.
		next(w, r.WithContext(context.WithValue(r.Context(), bodyKey{}, body)))
	}
}

type bodyKey struct{}

func (s *service) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.received...)
}

func (s *service) paths() []string {
	var paths []string
	for _, r := range s.requests() {
		paths = append(paths, r.path)
	}
	return paths
}

// status answers so, with nothing else.
func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func text(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

type posted struct {
	ReceiptID string `json:"receipt_id"`
}

// takeSingle acknowledges whatever it gets.
func takeSingle(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var p posted
		_ = json.Unmarshal(bodyOf(r), &p)
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]string{"receipt_id": p.ReceiptID, "status": "accepted"})
	}
}

// takeBulk answers success, but error for the given receipts.
func takeBulk(code int, refused ...id.UUID) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var list []posted
		_ = json.Unmarshal(bodyOf(r), &list)
		results := []map[string]string{}
		for _, p := range list {
			result := map[string]string{"receipt_id": p.ReceiptID, "status": "success"}
			for _, no := range refused {
				if p.ReceiptID == no.String() {
					result = map[string]string{"receipt_id": p.ReceiptID, "status": "error", "error": "said something"}
				}
			}
			results = append(results, result)
		}
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{"results": results})
	}
}

func bodyOf(r *http.Request) []byte {
	body, _ := r.Context().Value(bodyKey{}).([]byte)
	return body
}

func newClient(t *testing.T, s *service, change func(*httpclient.Settings)) *eris.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	settings := httpclient.Settings{
		BaseURL: s.URL + "/eris/", RequestID: func() string { return requestID },
		Propagate: func(context.Context, http.Header) {},
	}
	if change != nil {
		change(&settings)
	}
	reached, err := httpclient.NewService(httpclient.NewDirect(&http.Client{Transport: transport}), settings)
	require.NoError(t, err)
	return eris.New(reached)
}

// sealed numbers receipts. The spaces would not survive another encoder.
func sealed(numbers ...byte) []ports.SealedReceipt {
	var all []ports.SealedReceipt
	for _, number := range numbers {
		receiptID := receiptID(number)
		all = append(all, ports.SealedReceipt{ID: receiptID, Text: `{"receipt_id": "` + receiptID.String() + `",  "a":"<&>"}`})
	}
	return all
}

func receiptID(number byte) id.UUID {
	return id.At(time.Date(2026, time.May, 6, 7, 8, 9, 0, time.UTC), id.Entropy{9: number})
}

func submit(t *testing.T, s *service, receipts []ports.SealedReceipt) ([]ports.Verdict, error) {
	t.Helper()
	return newClient(t, s, nil).Submit(t.Context(), "acme", receipts)
}

func requireUnavailable(t *testing.T, verdicts []ports.Verdict, err error) {
	t.Helper()
	require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
	require.Nil(t, verdicts)
}

var accepted = ports.Verdict{Accepted: true}
