package ipam_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

func TestNth(t *testing.T) {
	for _, row := range []struct {
		pool   string
		length int
		n      uint64
		want   string
		err    string
	}{
		{"10.0.0.0/24", 29, 0, "10.0.0.0/29", ""},
		{"10.0.0.0/24", 29, 31, "10.0.0.248/29", ""},
		{"10.0.0.0/24", 29, 32, "", "block 32 is outside 10.0.0.0/24, whose /29 are 0 to 31"},
		{"10.0.0.77/24", 32, 255, "10.0.0.255/32", ""},
		{"10.0.0.0/24", 24, 0, "10.0.0.0/24", ""},
		{"10.0.0.0/24", 24, 1, "", "whose /24 are 0 to 0"},
		{"10.0.0.0/24", 23, 0, "", "/23 is no length of a block of 10.0.0.0/24: want /24 to /32"},
		{"10.0.0.0/24", 33, 0, "", "want /24 to /32"},
		{"0.0.0.0/0", 32, math.MaxUint32, "255.255.255.255/32", ""},
		{"0.0.0.0/0", 32, math.MaxUint32 + 1, "", "outside"},
		{"0.0.0.0/0", 32, math.MaxUint64, "", "outside"},
		{"0.0.0.0/0", 0, 0, "0.0.0.0/0", ""},
		{"255.255.255.0/24", 25, 1, "255.255.255.128/25", ""},
		{"2001:db8::/48", 64, 65535, "2001:db8:0:ffff::/64", ""},
		{"2001:db8::/48", 64, 65536, "", "whose /64 are 0 to 65535"},
		{"2001:db8::/48", 127, 1 << 63, "2001:db8:0:1::/127", ""},
		{"2001:db8::/64", 128, math.MaxUint64, "2001:db8::ffff:ffff:ffff:ffff/128", ""},
		{"2001:db8::/65", 128, math.MaxUint64, "", "outside"},
		{"2001:db8::/32", 100, math.MaxUint64, "2001:db8:fff:ffff:ffff:ffff:f000::/100", ""},
		{"::/0", 128, math.MaxUint64, "::ffff:ffff:ffff:ffff/128", ""},
		{"::/0", 64, math.MaxUint64, "ffff:ffff:ffff:ffff::/64", ""},
		{"::/0", 1, 1, "8000::/1", ""},
		{"::/0", 0, 0, "::/0", ""},
		{"::/0", 129, 0, "", "want /0 to /128"},
	} {
		t.Run(fmt.Sprint(row.pool, " /", row.length, " ", row.n), func(t *testing.T) {
			got, err := ipam.Nth(subnetOf(row.pool), row.length, row.n)
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				assert.Equal(t, netip.Prefix{}, got)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, subnetOf(row.want), got)
		})
	}
	_, err := ipam.Nth(netip.Prefix{}, 24, 0)
	require.ErrorContains(t, err, "the pool is not set")
	_, err = ipam.Nth(netip.PrefixFrom(netip.MustParseAddr("::ffff:10.0.0.0"), 120), 124, 0)
	require.ErrorContains(t, err, "IPv4 prefix inside IPv6")
}

// TestNthAgainstBigNumbers compares with the rule in integers of any size.
func TestNthAgainstBigNumbers(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	fits := 0
	for range 20000 {
		raw := make([]byte, []int{4, 16}[rng.IntN(2)])
		for i := range raw {
			raw[i] = byte(rng.Uint32())
		}
		address, _ := netip.AddrFromSlice(raw)
		if address.Is4In6() {
			continue
		}
		pool := netip.PrefixFrom(address, rng.IntN(address.BitLen()+1)).Masked()
		length := pool.Bits() + rng.IntN(address.BitLen()-pool.Bits()+1)
		n := rng.Uint64() >> rng.IntN(64)

		size := new(big.Int).Lsh(big.NewInt(1), uint(address.BitLen()-length))
		sum := new(big.Int).Mul(size, new(big.Int).SetUint64(n))
		end := new(big.Int).Lsh(big.NewInt(1), uint(address.BitLen()-pool.Bits()))
		got, err := ipam.Nth(pool, length, n)
		if sum.Cmp(end) >= 0 {
			require.Error(t, err, "%v /%d %d", pool, length, n)
			continue
		}
		fits++
		require.NoError(t, err, "%v /%d %d", pool, length, n)
		sum.Add(sum, new(big.Int).SetBytes(pool.Addr().AsSlice()))
		want, _ := netip.AddrFromSlice(sum.FillBytes(raw))
		require.Equal(t, netip.PrefixFrom(want, length), got, "%v /%d %d", pool, length, n)
	}
	assert.Greater(t, fits, 2000)
}

func TestHost(t *testing.T) {
	for _, row := range []struct {
		name, subnet string
		n            uint64
		want         string
	}{
		{"seeds/002: anchor 201", "192.168.2.0/24", 201, "192.168.2.201"},
		{"netlab: node 42 on its first LAN", "172.16.0.0/24", 42, "172.16.0.42"},
		{"netlab: management of node 1", "192.168.121.0/24", 100 + 1, "192.168.121.101"},
		{"the low end of a link", "10.0.0.0/31", 0, "10.0.0.0"},
		{"IPv6", "2001:db8::/64", 0x10, "2001:db8::10"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := ipam.Host(subnetOf(row.subnet), row.n)
			require.NoError(t, err)
			assert.Equal(t, addrOf(row.want), got)
		})
	}
	for _, n := range []uint64{0, 255, 301, math.MaxUint64} {
		_, err := ipam.Host(subnetOf("192.168.2.0/24"), n)
		require.ErrorContains(t, err, "whose hosts are 1 to 254")
	}
	_, err := ipam.Host(netip.Prefix{}, 1)
	require.Error(t, err)
}

// TestSVIOfTheDocuments is the allocation of seeds/001 and seeds/002 and the
// nodes in the BGP summary of Leaf203 there.
func TestSVIOfTheDocuments(t *testing.T) {
	c, _ := ipam.Preset("standard-svi")
	for n, node := range []string{"192.168.1.1", "192.168.1.9", "192.168.1.17"} {
		subnet, err := ipam.SVISubnet(subnetOf("192.168.1.0/24"), uint64(n))
		require.NoError(t, err)
		placed, err := c.In(subnet)
		require.NoError(t, err)
		assert.Equal(t, addrOf(node), placed.From)
	}
	for _, row := range []struct {
		nodes uint64
		want  int
	}{{1, 29}, {2, 28}, {3, 27}, {31, 24}, {32, 24}, {33, 23}, {64, 23}, {65, 22}, {1 << 29, 0}} {
		got, err := ipam.SVISupernetLength(row.nodes)
		require.NoError(t, err)
		assert.Equal(t, row.want, got, "%d nodes", row.nodes)
		supernet := netip.PrefixFrom(netip.AddrFrom4([4]byte{}), got)
		_, err = ipam.SVISubnet(supernet, row.nodes-1)
		require.NoError(t, err, "the last node has a subnet")
	}
	_, err := ipam.SVISubnet(subnetOf("192.168.0.0/24"), 32)
	require.ErrorContains(t, err, "whose /29 are 0 to 31")
	for _, nodes := range []uint64{0, 1<<29 + 1} {
		_, err = ipam.SVISupernetLength(nodes)
		require.Error(t, err)
	}
	got, err := ipam.SVISubnet(subnetOf("2001:db8::/120"), 1)
	require.NoError(t, err)
	assert.Equal(t, subnetOf("2001:db8::8/125"), got)
	_, err = ipam.SVISubnet(netip.Prefix{}, 0)
	require.Error(t, err)
}

// TestNetlab is netlab's tutorial on its built-in pools.
func TestNetlab(t *testing.T) {
	for id, want := range map[uint64]string{1: "10.0.0.1", 4: "10.0.0.4", 42: "10.0.0.42"} {
		got, err := ipam.NetlabLoopback(subnetOf("10.0.0.0/24"), id)
		require.NoError(t, err)
		assert.Equal(t, addrOf(want), got)
	}
	link, err := ipam.NetlabLink(subnetOf("10.1.0.0/16"), 30, 0)
	require.NoError(t, err)
	assert.Equal(t, ipam.PointToPoint{Subnet: subnetOf("10.1.0.0/30"), First: addrOf("10.1.0.1"), Second: addrOf("10.1.0.2")}, link)
	link, err = ipam.NetlabLink(subnetOf("10.1.0.0/16"), 30, 2)
	require.NoError(t, err)
	assert.Equal(t, ipam.PointToPoint{Subnet: subnetOf("10.1.0.8/30"), First: addrOf("10.1.0.9"), Second: addrOf("10.1.0.10")}, link)
	lan, err := ipam.NetlabLAN(subnetOf("172.16.0.0/16"), 24, 0)
	require.NoError(t, err)
	assert.Equal(t, subnetOf("172.16.0.0/24"), lan)
	lan, err = ipam.NetlabLAN(subnetOf("172.16.0.0/16"), 24, 255)
	require.NoError(t, err)
	assert.Equal(t, subnetOf("172.16.255.0/24"), lan)

	_, err = ipam.NetlabLoopback(subnetOf("10.0.0.0/24"), 0)
	require.Error(t, err)
	_, err = ipam.NetlabLoopback(subnetOf("10.0.0.0/24"), 256)
	require.ErrorContains(t, err, "whose /32 are 0 to 255")
	_, err = ipam.NetlabLoopback(subnetOf("2001:db8::/48"), 1)
	require.ErrorContains(t, err, "no IPv4 pool")
	_, err = ipam.NetlabLoopback(netip.Prefix{}, 1)
	require.Error(t, err)
	_, err = ipam.NetlabLink(subnetOf("10.1.0.0/16"), 30, 1<<14)
	require.Error(t, err)
	_, err = ipam.NetlabLink(subnetOf("10.1.0.0/16"), 32, 0)
	require.ErrorContains(t, err, "no two addresses")
}

func TestNKTClusterAS(t *testing.T) {
	for fabric, want := range map[uint32]uint32{
		1: 2, 65002: 65003, 65533: 65534, 65534: 65533, 65535: 65534, 4200000000: 4199999999, math.MaxUint32: math.MaxUint32 - 1,
	} {
		got, err := ipam.NKTClusterAS(fabric)
		require.NoError(t, err)
		assert.Equal(t, want, got, "of %d", fabric)
	}
	_, err := ipam.NKTClusterAS(0)
	require.Error(t, err)
}

func TestNKTRangesAfter(t *testing.T) {
	for _, row := range []struct{ nodes, pods, cluster, external, err string }{
		{"192.168.2.0/24", "192.168.3.0/24", "192.168.4.0/24", "192.168.5.0/24", ""},
		{"10.0.0.128/25", "10.0.1.0/25", "10.0.1.128/25", "10.0.2.0/25", ""},
		{"2001:db8:0:2::/64", "2001:db8:0:3::/64", "2001:db8:0:4::/108", "2001:db8:0:4::10:0/108", ""},
		{"2001:db8::/107", "2001:db8::20:0/107", "2001:db8::40:0/108", "2001:db8::50:0/108", ""},
		{"2001:db8::/108", "", "", "", "external services: block 1 is outside"},
		{"2001:db8::/112", "", "", "", "services: /108 is no length"},
		{"255.255.254.0/24", "", "", "", "is followed by 1 prefixes of its size: want 3"},
		{"ffff:ffff:ffff:fffe::/64", "", "", "", "is followed by 1 prefixes of its size: want 2"},
	} {
		t.Run(row.nodes, func(t *testing.T) {
			got, err := ipam.NKTRangesAfter(subnetOf(row.nodes))
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, ipam.NKTRanges{
				Pods: subnetOf(row.pods), ClusterServices: subnetOf(row.cluster), ExternalServices: subnetOf(row.external),
			}, got)
		})
	}
	_, err := ipam.NKTRangesAfter(netip.Prefix{})
	require.Error(t, err)
}

func TestNKTPair(t *testing.T) {
	got, err := ipam.NKTPair(subnetOf("10.99.0.0/24"), 1)
	require.NoError(t, err)
	assert.Equal(t, ipam.PointToPoint{Subnet: subnetOf("10.99.0.4/30"), First: addrOf("10.99.0.5"), Second: addrOf("10.99.0.6")}, got)
	_, err = ipam.NKTPair(subnetOf("10.99.0.0/24"), 64)
	require.Error(t, err)
	_, err = ipam.NKTPair(subnetOf("2001:db8::/64"), 0)
	require.Error(t, err)
}

func TestACCRouterID(t *testing.T) {
	got, err := ipam.ACCRouterID(203)
	require.NoError(t, err)
	assert.Equal(t, addrOf("1.1.4.203"), got, "that of Leaf203 in seeds/002")
	for _, node := range []uint64{0, 256, 1101} {
		_, err = ipam.ACCRouterID(node)
		require.ErrorContains(t, err, "want a node ID from 1 to 255")
	}
}

func ExampleNth() {
	fmt.Println(ipam.Nth(netip.MustParsePrefix("192.168.1.0/24"), 29, 2))
	fmt.Println(ipam.Nth(netip.MustParsePrefix("192.168.1.0/24"), 29, 32))
	// Output:
	// 192.168.1.16/29 <nil>
	// invalid Prefix block 32 is outside 192.168.1.0/24, whose /29 are 0 to 31
}
