package outbound_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/infrastructure/outbound"
)

func allowed(t require.TestingT, list string) *outbound.Allowed {
	a := new(outbound.Allowed)
	require.NoError(t, a.UnmarshalText([]byte(list)))
	return a
}

func TestOnlyAddressesOfThePublicInternetArePublic(t *testing.T) {
	t.Parallel()
	for text, public := range map[string]bool{
		"8.8.8.8": true, "93.184.216.34": true, "100.63.255.255": true, "100.128.0.1": true, "172.15.0.1": true, "172.32.0.1": true,
		"192.167.255.255": true, "198.17.255.255": true, "2606:4700::1111": true, "2a00:1450::1": true, "::ffff:8.8.8.8": true,
		"10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "127.0.0.1": false, "127.8.8.8": false,
		"169.254.169.254": false, "169.254.0.1": false, "0.0.0.0": false, "0.1.2.3": false, "100.64.0.1": false, "100.100.100.200": false,
		"192.0.0.192": false, "192.0.2.1": false, "198.18.0.1": false, "203.0.113.9": false, "224.0.0.1": false, "240.0.0.1": false,
		"255.255.255.255": false, "::": false, "::1": false, "::ffff:10.0.0.1": false, "::ffff:127.0.0.1": false, "::10.0.0.1": false,
		"64:ff9b::8.8.8.8": false, "64:ff9b::a00:1": false, "64:ff9b:1::1": false, "2002:a00:1::": false, "2001::1": false,
		"2001:db8::1": false, "fc00::1": false, "fd00:ec2::254": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false,
		"ff02::1": false, "100::1": false,
	} {
		require.Equal(t, public, outbound.Public(netip.MustParseAddr(text)), text)
	}
	require.False(t, outbound.Public(netip.Addr{}))
}

// However an address is written, what it leads to is the same.
func TestAnAddressOfIPv4IsAsPublicInsideOfIPv6(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		plain := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(rt, "address")))
		require.Equal(rt, outbound.Public(plain), outbound.Public(netip.AddrFrom16(plain.As16())))
	})
}

func TestAllowedAreNamesSuffixesAddressesAndBlocks(t *testing.T) {
	t.Parallel()
	a := allowed(t, "Eris.Example.org, *.svc.cluster.local,127.0.0.1 ,10.1.0.0/16,fd00::/8")
	for host, want := range map[string]bool{
		"eris.example.org": true, "ERIS.example.org.": true, "x.eris.example.org": false, "example.org": false,
		"opa.policy.svc.cluster.local": true, "svc.cluster.local": false, "evilsvc.cluster.local": false,
	} {
		require.Equal(t, want, a.Name(host), host)
	}
	for text, want := range map[string]bool{
		"127.0.0.1": true, "::ffff:127.0.0.1": true, "127.0.0.2": false, "10.1.255.1": true, "10.2.0.1": false, "fd12::1": true, "fc00::1": false,
		"8.8.8.8": true,
	} {
		require.Equal(t, want, a.Address(netip.MustParseAddr(text)), text)
	}
}

func TestASettingIsJudgedAsFarAsItCanBeWithoutResolvingIt(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"eris.example.org": true, "eris": true, "8.8.8.8": true, "127.0.0.1": false, "[::1]": false, "::1": false, "10.0.0.1": false,
		"localhost": false, "LOCALHOST.": false, "a.localhost": false, "169.254.169.254": false, "fe80::1%eth0": false,
	} {
		require.Equal(t, want, new(outbound.Allowed).Host(host), host)
	}
	require.True(t, allowed(t, "localhost").Host("localhost"))
	require.True(t, allowed(t, "127.0.0.1").Host("localhost"))
	require.True(t, allowed(t, "::1").Host("[::1]"))
}

func TestWhatNamesNoHostIsRefused(t *testing.T) {
	t.Parallel()
	for _, list := range []string{
		"", ",", "a,,b", "https://host", "host:80", "*", "*.", "a.*.b", "10.0.0.0/33", "-a", "a b", "ä.org", "a..b",
		"10.0.0.256", "10.0.1", "2130706433", "0x7f000001", "*.0.0.1", "::ffff:10.0.0.0/104",
	} {
		require.Error(t, new(outbound.Allowed).UnmarshalText([]byte(list)), list)
	}
}
