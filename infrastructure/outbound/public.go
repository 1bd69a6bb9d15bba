// Package outbound keeps calls of services away from addresses that an operator did not
// mean: those of this machine, of private networks, and of the cloud's own (reliability.md,
// OWASP API Security).
package outbound

import (
	"net/netip"
	"slices"
)

// Public reports whether an address belongs to the public internet. It goes by the special
// registries of IANA; an IPv6 address that stands for one of IPv4 is never public, since
// what it leads to is decided elsewhere.
func Public(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return address.IsValid() && address.IsGlobalUnicast() && !address.IsPrivate() &&
		!slices.ContainsFunc(special, func(block netip.Prefix) bool { return block.Contains(address) })
}

// special are the blocks, beside those that net/netip knows, that lead to no host of the
// public internet.
var special = prefixes( //nolint:gochecknoglobals // nothing changes it
	"0.0.0.0/8",       // this network
	"100.64.0.0/10",   // carriers' own
	"192.0.0.0/24",    // protocols
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // relays to IPv6
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"240.0.0.0/4",     // reserved, and broadcast
	"::/96",           // IPv4 inside, long since given up
	"64:ff9b::/96",    // IPv4 inside
	"64:ff9b:1::/48",  // IPv4 inside
	"100::/64",        // discarded
	"2001::/23",       // protocols, tunnels among them
	"2001:db8::/32",   // documentation
	"2002::/16",       // IPv4 inside
	"3fff::/20",       // documentation
	"5f00::/16",       // segment routing
	"fec0::/10",       // sites' own, long since given up
)

func prefixes(blocks ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, len(blocks))
	for i, block := range blocks {
		parsed[i] = netip.MustParsePrefix(block)
	}
	return parsed
}
