package stage

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// bodyLimit holds a bulk of some thousand receipts.
const bodyLimit = 16 << 20

// Station runs one service: record, then fault, then contract.
type Station struct {
	service Service
	inbox   inbox
	fault   atomic.Pointer[Fault]
	now     func() time.Time
	random  func() float64
}

// NewStation runs the service without a fault. Random draws from [0, 1) and decides which requests a fault with a rate
// under 1 hits; it must be safe for concurrent use.
func NewStation(service Service, now func() time.Time, random func() float64) *Station {
	station := &Station{service: service, now: now, random: random}
	station.fault.Store(&Fault{Mode: ModeNone, Rate: 1})
	return station
}

// ServeHTTP serves the contract, on paths without the service's prefix.
func (s *Station) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := reply.Read(w, r, bodyLimit)
	fault := s.draw()
	s.record(r, body, fault)
	if !inject(w, r, fault) {
		return
	}
	if err != nil {
		reply.Refuse(w, err)
		return
	}
	if fault.Mode == ModeLate {
		s.service.Contract.ServeHTTP(unheard{header: http.Header{}}, withBody(r, body))
		hang(r)
	}
	s.service.Contract.ServeHTTP(w, withBody(r, body))
}

func (s *Station) draw() Fault {
	fault := *s.fault.Load()
	if fault.Rate < 1 && s.random() >= fault.Rate {
		return Fault{Mode: ModeNone}
	}
	return fault
}

func (s *Station) record(r *http.Request, body []byte, fault Fault) {
	if s.service.SecretBodies {
		body = nil
	}
	mode := fault.Mode
	if mode == ModeNone {
		mode = ""
	}
	s.inbox.add(receive(r, body, s.now(), mode))
}
