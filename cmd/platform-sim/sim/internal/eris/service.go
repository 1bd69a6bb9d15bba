// Package eris stands in for the evidence service. It checks every receipt's schema, tenant, signature and id, and reports
// on each tenant's chain. It shares no code with the engine's own sealing, so that one checks the other.
package eris

import (
	"fmt"
	"net/http"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/schema"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

// Config is what the evidence service is made of. Every field but Journal is required.
type Config struct {
	// Keys finds the engine's public keys.
	Keys KeyFunc
	// KeepReceipts is how many receipts are held for repeats and chain checks, over all tenants; older ones are folded.
	KeepReceipts int
	// Now is the clock of the answers' timestamps.
	Now func() time.Time
	// Journal takes the chains over a restart; nil forgets them.
	Journal Journal
}

type service struct {
	schema schema.Table
	ledger *ledger
	keys   KeyFunc
	now    func() time.Time
}

// New returns the evidence service, which knows what its journal kept.
func New(config Config) (stage.Service, error) {
	s := &service{schema: newSchema(), ledger: newLedger(config.KeepReceipts), keys: config.Keys, now: config.Now}
	if config.Journal != nil {
		if err := s.ledger.restore(config.Journal); err != nil {
			return stage.Service{}, fmt.Errorf("know the chains again: %w", err)
		}
	}
	return stage.Service{
		Name:     "eris",
		Contract: s.contract(),
		Control: map[string]http.HandlerFunc{
			"GET /_sim/eris/chain":    s.showChain,
			"DELETE /_sim/eris/chain": s.clearChain,
		},
	}, nil
}

func (s *service) contract() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/evidence/receipts", s.single)
	mux.HandleFunc("POST /v1/evidence/receipts/bulk", s.bulk)
	mux.HandleFunc("/", reply.NotFound)
	return mux
}
