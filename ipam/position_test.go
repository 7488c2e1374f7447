package ipam_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// subnetOf and addrOf read the literals of the tests of layouts and formulas.
func subnetOf(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func addrOf(s string) netip.Addr {
	if s == "" {
		return netip.Addr{}
	}
	return netip.MustParseAddr(s)
}

// at reads a position.
func at(s string) ipam.Position {
	p, err := ipam.ParsePosition(s)
	if err != nil {
		panic(err)
	}
	return p
}

func TestUsable(t *testing.T) {
	for _, row := range []struct{ name, subnet, first, last string }{
		{"IPv4 has no network and no broadcast address", "10.13.0.0/24", "10.13.0.1", "10.13.0.254"},
		{"host bits do not matter", "10.13.0.77/24", "10.13.0.1", "10.13.0.254"},
		{"an IPv4 /30 has two", "10.0.0.4/30", "10.0.0.5", "10.0.0.6"},
		{"an IPv4 /31 has both, RFC 3021", "10.0.0.4/31", "10.0.0.4", "10.0.0.5"},
		{"an IPv4 /32 has one", "10.0.0.4/32", "10.0.0.4", "10.0.0.4"},
		{"all of IPv4", "0.0.0.0/0", "0.0.0.1", "255.255.255.254"},
		{"IPv6 has no anycast address, RFC 4291, but its all-ones", "2001:db8::/64", "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff"},
		{"an IPv6 /126 has three", "2001:db8::/126", "2001:db8::1", "2001:db8::3"},
		{"an IPv6 /127 has both, RFC 6164", "2001:db8::2/127", "2001:db8::2", "2001:db8::3"},
		{"an IPv6 /128 has one", "2001:db8::/128", "2001:db8::", "2001:db8::"},
		{"all of IPv6", "::/0", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	} {
		t.Run(row.name, func(t *testing.T) {
			first, last := ipam.Usable(subnetOf(row.subnet))
			assert.Equal(t, addrOf(row.first), first)
			assert.Equal(t, addrOf(row.last), last)
		})
	}
	for _, p := range []netip.Prefix{{}, netip.PrefixFrom(netip.MustParseAddr("::ffff:10.0.0.0"), 120)} {
		first, last := ipam.Usable(p)
		assert.False(t, first.IsValid() || last.IsValid(), "%v has none", p)
	}
}

func TestPositionTextAndValue(t *testing.T) {
	for _, row := range []struct {
		text string
		want ipam.Position
	}{
		{"", ipam.Position{}},
		{"first", ipam.FromFirst(0)},
		{"first+2", ipam.FromFirst(2)},
		{"first+18446744073709551615", ipam.FromFirst(math.MaxUint64)},
		{"last", ipam.FromLast(0)},
		{"last-1", ipam.FromLast(1)},
		{"10.13.0.2", ipam.Exactly(netip.MustParseAddr("10.13.0.2"))},
		{"2001:db8::1", ipam.Exactly(netip.MustParseAddr("2001:db8::1"))},
	} {
		t.Run(row.text, func(t *testing.T) {
			got, err := ipam.ParsePosition(row.text)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
			assert.Equal(t, row.text, got.String())
			assert.Equal(t, row.text == "", got.IsZero())
		})
	}
	assert.Equal(t, at("10.0.0.1"), ipam.Exactly(netip.MustParseAddr("::ffff:10.0.0.1")))
	assert.Equal(t, at("fe80::1"), ipam.Exactly(netip.MustParseAddr("fe80::1%eth0")))
	assert.Equal(t, ipam.Position{}, ipam.Exactly(netip.Addr{}))
}

func TestPositionRefuses(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"first-1", "counts into the subnet"},
		{"last+1", "counts into the subnet"},
		{"first+0", "1 or more"},
		{"last-01", "1 or more"},
		{"first+", "no count"},
		{"first++1", "no count"},
		{"last--1", "no count"},
		{"first+1x", "no count"},
		{"first+18446744073709551616", "at most 18446744073709551615"},
		{"firstly", "counts into the subnet"},
		{"First", "no position"},
		{" first", "no position"},
		{"10.13.0", "no position"},
		{"10.13.0.2/24", "no position"},
		{"fe80::1%eth0", "has a zone"},
		{"::ffff:10.0.0.1", "write 10.0.0.1"},
	} {
		t.Run(row.text, func(t *testing.T) {
			p := ipam.FromFirst(7)
			require.ErrorContains(t, p.UnmarshalText([]byte(row.text)), row.want)
			assert.Equal(t, ipam.FromFirst(7), p, "an error changes nothing")
		})
	}
}

func TestPositionInASubnet(t *testing.T) {
	for _, row := range []struct{ position, subnet, want, err string }{
		{"first", "10.13.0.0/24", "10.13.0.1", ""},
		{"first+2", "10.13.0.0/24", "10.13.0.3", ""},
		{"first+253", "10.13.0.0/24", "10.13.0.254", ""},
		{"first+254", "10.13.0.0/24", "", "first+254 is outside 10.13.0.0/24, which goes to first+253 (10.13.0.254)"},
		{"last", "10.13.0.9/24", "10.13.0.254", ""},
		{"last-253", "10.13.0.0/24", "10.13.0.1", ""},
		{"last-254", "10.13.0.0/24", "", "last-254 is outside 10.13.0.0/24, which goes to last-253 (10.13.0.1)"},
		{"last", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", ""},
		{"last-1", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:fffe", ""},
		{"first+18446744073709551615", "2001:db8::/63", "2001:db8:0:1::", ""},
		{"last-18446744073709551615", "2001:db8::/63", "2001:db8:0:1::", ""},
		{"first+18446744073709551614", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", ""},
		{"first+18446744073709551615", "2001:db8::/64", "", "goes to first+18446744073709551614"},
		{"first+1", "10.0.0.0/31", "10.0.0.1", ""},
		{"first+1", "10.0.0.0/32", "", "goes to first (10.0.0.0)"},
		{"10.13.0.2", "10.13.0.0/24", "10.13.0.2", ""},
		{"10.13.1.2", "10.13.0.0/24", "", "outside the usable addresses of 10.13.0.0/24, 10.13.0.1 to 10.13.0.254"},
		{"10.13.0.255", "10.13.0.0/24", "", "outside the usable addresses"},
		{"10.13.0.0", "10.13.0.0/24", "", "outside the usable addresses"},
		{"2001:db8::", "2001:db8::/64", "", "outside the usable addresses"},
		{"10.13.0.2", "2001:db8::/64", "", "not of the family"},
		{"", "10.13.0.0/24", "", "not set"},
	} {
		t.Run(row.position+" in "+row.subnet, func(t *testing.T) {
			got, err := at(row.position).In(subnetOf(row.subnet))
			if row.want == "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, addrOf(row.want), got)
		})
	}
	_, err := ipam.FromFirst(0).In(netip.Prefix{})
	require.ErrorContains(t, err, "the subnet is not set")
	_, err = ipam.FromFirst(0).In(netip.PrefixFrom(netip.MustParseAddr("::ffff:10.0.0.0"), 120))
	require.ErrorContains(t, err, "IPv4 prefix inside IPv6")
}

// TestPositionIsWhatCountingGives compares with a twin that lists the usable
// addresses and counts.
func TestPositionIsWhatCountingGives(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		subnet := randomSubnet(rng)
		all := usableByListing(subnet)
		first, last := ipam.Usable(subnet)
		require.Equal(t, all[0], first, "%v", subnet)
		require.Equal(t, all[len(all)-1], last, "%v", subnet)
		n := rng.IntN(len(all) + 2)
		up, err := ipam.FromFirst(uint64(n)).In(subnet)
		down, derr := ipam.FromLast(uint64(n)).In(subnet)
		if n >= len(all) {
			require.Error(t, err, "first+%d of %v", n, subnet)
			require.Error(t, derr, "last-%d of %v", n, subnet)
			continue
		}
		require.NoError(t, err)
		require.NoError(t, derr)
		require.Equal(t, all[n], up, "first+%d of %v", n, subnet)
		require.Equal(t, all[len(all)-1-n], down, "last-%d of %v", n, subnet)
	}
}

// randomSubnet has at most 256 addresses, and host bits that do not matter. It
// often lies at an end of the address space.
func randomSubnet(rng *rand.Rand) netip.Prefix {
	if rng.IntN(2) == 0 {
		v := [4]byte{10, 0, byte(rng.Uint32()), byte(rng.Uint32())}
		if rng.IntN(4) == 0 {
			v = [4]byte{255, 255, 255, byte(rng.Uint32())}
		}
		return netip.PrefixFrom(netip.AddrFrom4(v), 24+rng.IntN(9))
	}
	v := [16]byte{0: 0x20, 1: 1, 14: byte(rng.Uint32()), 15: byte(rng.Uint32())}
	if rng.IntN(4) == 0 {
		for i := range 15 {
			v[i] = 255
		}
	}
	return netip.PrefixFrom(netip.AddrFrom16(v), 120+rng.IntN(9))
}

// usableByListing goes through the subnet address by address.
func usableByListing(subnet netip.Prefix) []netip.Addr {
	var all []netip.Addr
	for a := subnet.Masked().Addr(); a.IsValid() && subnet.Contains(a); a = a.Next() {
		all = append(all, a)
	}
	if len(all) > 2 {
		all = all[1:]
		if subnet.Addr().Is4() {
			all = all[:len(all)-1]
		}
	}
	return all
}

func FuzzParsePosition(f *testing.F) {
	for _, s := range []string{"", "first", "first+2", "last-1", "first-1", "last+1", "10.13.0.2", "2001:db8::1", "::ffff:1.2.3.4", "fe80::1%0", "first+18446744073709551616"} {
		f.Add(s, uint64(0x0a0d0000), 24)
	}
	f.Fuzz(func(t *testing.T, s string, address uint64, length int) {
		p, err := ipam.ParsePosition(s)
		if err != nil {
			assert.Equal(t, ipam.Position{}, p)
			return
		}
		again, err := ipam.ParsePosition(p.String())
		require.NoError(t, err)
		assert.Equal(t, p, again)
		for _, a := range []netip.Addr{
			netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address)}),
			netip.AddrFrom16([16]byte{byte(address >> 56), byte(address >> 48), byte(address >> 40), 15: byte(address)}),
			{},
		} {
			subnet := netip.PrefixFrom(a, length)
			got, err := p.In(subnet)
			if err != nil {
				continue
			}
			first, last := ipam.Usable(subnet)
			assert.True(t, subnet.Contains(got) && !got.Less(first) && !last.Less(got), "%v of %v is %v", p, subnet, got)
		}
	})
}

func ExampleParsePosition() {
	for _, text := range []string{"first+2", "last-1", "last+1"} {
		p, err := ipam.ParsePosition(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		v4, _ := p.In(netip.MustParsePrefix("10.13.0.0/24"))
		v6, _ := p.In(netip.MustParsePrefix("2001:db8:13::/64"))
		fmt.Println(p, v4, v6)
	}
	// Output:
	// first+2 10.13.0.3 2001:db8:13::3
	// last-1 10.13.0.253 2001:db8:13:0:ffff:ffff:ffff:fffe
	// "last+1" is no position: from last one counts into the subnet, as in "last-2"
}
