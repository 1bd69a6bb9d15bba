package sim

import (
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/channel"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/eris"
	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/stage"
)

// The shapes under /_sim, for those who ask over HTTP.
type (
	// Listing is GET /_sim/{service}/received.
	Listing = stage.Listing
	// Received is one request in a Listing.
	Received = stage.Received
	// Fault is GET and PUT /_sim/{service}/fault.
	Fault = stage.Fault
	// Chain is GET /_sim/eris/chain.
	Chain = eris.Chain
	// TenantChain is one tenant's part of a Chain.
	TenantChain = eris.TenantChain
	// Fork is a sequence that several receipts claim.
	Fork = eris.Fork
	// BrokenLink is a receipt that does not follow from its predecessor.
	BrokenLink = eris.BrokenLink
	// Deliveries is GET /_sim/{edge_agent|ci_workflow|alerting}/deliveries.
	Deliveries = channel.Deliveries
	// Delivery is one webhook-id in Deliveries.
	Delivery = channel.Delivery
)
