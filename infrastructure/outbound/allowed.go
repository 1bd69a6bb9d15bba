package outbound

import (
	"errors"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// Allowed are the hosts that may be called though their addresses are not public. The zero
// value allows none.
type Allowed struct {
	names, suffixes []string
	blocks          []netip.Prefix
}

var (
	errAllowed = errors.New("names something that is no host; set names (eris.example.org), *.suffixes, addresses or blocks " +
		"(10.0.0.0/8), separated by commas")
	name = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)
	// number ends what is meant for an address: no name of a host does (RFC 3696, 2).
	number = regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)$`)
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Allowed) UnmarshalText(text []byte) error {
	var read Allowed
	for entry := range strings.SplitSeq(string(text), ",") {
		if !read.add(plain(strings.TrimSpace(entry))) {
			return errAllowed
		}
	}
	*a = read
	return nil
}

func (a *Allowed) add(entry string) bool {
	if block, err := netip.ParsePrefix(entry); err == nil {
		a.blocks = append(a.blocks, block.Masked())
		return !block.Addr().Is4In6() // addresses are compared as those of IPv4
	}
	if address, err := netip.ParseAddr(entry); err == nil {
		a.blocks = append(a.blocks, netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
		return true
	}
	suffix, wild := strings.CutPrefix(entry, "*.")
	switch {
	case !name.MatchString(suffix) || number.MatchString(suffix):
		return false
	case wild:
		a.suffixes = append(a.suffixes, "."+suffix)
	default:
		a.names = append(a.names, suffix)
	}
	return true
}

// plain writes a host in the one way that it is compared.
func plain(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// Name reports whether the host was allowed by its name, whatever it resolves to.
func (a *Allowed) Name(host string) bool {
	host = plain(host)
	return slices.Contains(a.names, host) ||
		slices.ContainsFunc(a.suffixes, func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}

// Address reports whether the address may be reached: it is public, or was allowed.
func (a *Allowed) Address(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return Public(address) || slices.ContainsFunc(a.blocks, func(block netip.Prefix) bool { return block.Contains(address) })
}

// Host reports whether a host as it stands in a setting may be called, as far as can be
// told without resolving it: what it resolves to is looked at with every connection.
func (a *Allowed) Host(host string) bool {
	host = strings.Trim(plain(host), "[]")
	switch address, err := netip.ParseAddr(host); {
	case a.Name(host):
		return true
	case err == nil:
		return a.Address(address)
	case host == "localhost" || strings.HasSuffix(host, ".localhost"):
		return a.Address(netip.MustParseAddr("127.0.0.1"))
	}
	return net.ParseIP(host) == nil
}
