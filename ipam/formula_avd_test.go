package ipam_test

import (
	"fmt"
	"math"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// avdLeaf is a leaf of AVD's example single-dc-l3ls: two spines in the same
// loopback pool, an uplink to each.
func avdLeaf(id uint32) ipam.AVDNode {
	return ipam.AVDNode{ID: id, LoopbackOffset: 2, MaxUplinkSwitches: 2}
}

// TestAVDExample holds what the example prints (single-dc-l3ls,
// FABRIC-documentation.md, and dc1-leaf2a.cfg for MLAG).
func TestAVDExample(t *testing.T) {
	loopbacks, vteps := subnetOf("10.255.0.0/27"), subnetOf("10.255.1.0/27")
	for id, want := range map[uint32]string{1: "10.255.0.1", 2: "10.255.0.2"} {
		got, err := ipam.AVDNode{ID: id}.Loopback(loopbacks, 32)
		require.NoError(t, err)
		assert.Equal(t, addrOf(want), got, "spine %d", id)
	}
	for _, row := range []struct {
		id, primary, secondary uint32
		loopback, vtep         string
		up1, down1, up2, down2 string
		mlag, l3               string
	}{
		{1, 1, 2, "10.255.0.3", "10.255.1.3", "10.255.255.0", "10.255.255.1", "10.255.255.2", "10.255.255.3", "10.255.1.64", "10.255.1.96"},
		{2, 1, 2, "10.255.0.4", "10.255.1.3", "10.255.255.4", "10.255.255.5", "10.255.255.6", "10.255.255.7", "10.255.1.65", "10.255.1.97"},
		{3, 3, 4, "10.255.0.5", "10.255.1.5", "10.255.255.8", "10.255.255.9", "10.255.255.10", "10.255.255.11", "10.255.1.68", "10.255.1.100"},
		{4, 3, 4, "10.255.0.6", "10.255.1.5", "10.255.255.12", "10.255.255.13", "10.255.255.14", "10.255.255.15", "10.255.1.69", "10.255.1.101"},
	} {
		t.Run(fmt.Sprint("leaf ", row.id), func(t *testing.T) {
			leaf := avdLeaf(row.id)
			got, err := leaf.Loopback(loopbacks, 32)
			require.NoError(t, err)
			assert.Equal(t, addrOf(row.loopback), got)
			got, err = leaf.MLAGVTEP(vteps, 32, row.primary)
			require.NoError(t, err)
			assert.Equal(t, addrOf(row.vtep), got)
			for uplink, want := range [][2]string{{row.up1, row.down1}, {row.up2, row.down2}} {
				link, err := leaf.Uplink(subnetOf("10.255.255.0/26"), 31, uint32(uplink))
				require.NoError(t, err)
				assert.Equal(t, addrOf(want[0]), link.First, "the spine")
				assert.Equal(t, addrOf(want[1]), link.Second, "the leaf")
				assert.Equal(t, netip.PrefixFrom(link.First, 31), link.Subnet)
			}
			for pool, want := range map[string]string{"10.255.1.64/27": row.mlag, "10.255.1.96/27": row.l3} {
				pair, err := ipam.MLAGFirstID.Subnet(subnetOf(pool), 31, row.primary, row.secondary)
				require.NoError(t, err)
				own := pair.First
				if row.id != row.primary {
					own = pair.Second
				}
				assert.Equal(t, addrOf(want), own)
			}
		})
	}
}

func TestAVDUplinkNumbers(t *testing.T) {
	for _, row := range []struct {
		name   string
		node   ipam.AVDNode
		pool   string
		length int
		uplink uint32
		want   string
	}{
		{"parallel uplinks multiply", ipam.AVDNode{ID: 3, MaxUplinkSwitches: 4, MaxParallelUplinks: 2}, "10.0.0.0/16", 31, 5, "10.0.0.42/31 10.0.0.42 10.0.0.43"},
		{"a /30 leaves its own address out", ipam.AVDNode{ID: 2, MaxUplinkSwitches: 2}, "10.0.0.0/16", 30, 1, "10.0.0.12/30 10.0.0.13 10.0.0.14"},
		{"an IPv6 /64 does too", ipam.AVDNode{ID: 2, MaxUplinkSwitches: 2}, "2001:db8::/48", 64, 0, "2001:db8:0:2::/64 2001:db8:0:2::1 2001:db8:0:2::2"},
		{"the largest numbers do not overflow",
			ipam.AVDNode{ID: math.MaxUint32, MaxUplinkSwitches: math.MaxUint16, MaxParallelUplinks: math.MaxUint16},
			"2001:db8::/32", 127, 0, "2001:db8:0:1:fffb:fffe:7:fffc/127 2001:db8:0:1:fffb:fffe:7:fffc 2001:db8:0:1:fffb:fffe:7:fffd"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := row.node.Uplink(subnetOf(row.pool), row.length, row.uplink)
			require.NoError(t, err)
			assert.Equal(t, row.want, fmt.Sprint(got.Subnet, " ", got.First, " ", got.Second))
		})
	}
}

func TestAVDLoopbackLengths(t *testing.T) {
	got, err := avdLeaf(1).Loopback(subnetOf("2001:db8::/64"), 128)
	require.NoError(t, err)
	assert.Equal(t, addrOf("2001:db8::3"), got)
	got, err = avdLeaf(1).Loopback(subnetOf("2001:db8::/48"), 64)
	require.NoError(t, err)
	assert.Equal(t, addrOf("2001:db8:0:3::1"), got)
}

func TestMLAGAlgorithms(t *testing.T) {
	pool := subnetOf("10.255.1.64/27")
	for _, row := range []struct {
		algorithm          ipam.MLAGAlgorithm
		primary, secondary uint32
		want               string
	}{
		{"", 3, 4, "10.255.1.68/31"},
		{ipam.MLAGFirstID, 3, 4, "10.255.1.68/31"},
		{ipam.MLAGFirstID, 4, 3, "10.255.1.70/31"},
		{ipam.MLAGOddID, 1, 2, "10.255.1.64/31"},
		{ipam.MLAGOddID, 3, 4, "10.255.1.66/31"},
		{ipam.MLAGOddID, 4, 3, "10.255.1.66/31"},
		{ipam.MLAGOddID, 2, 5, "10.255.1.68/31"},
		{ipam.MLAGSameSubnet, 1, 2, "10.255.1.64/31"},
		{ipam.MLAGSameSubnet, 31, 32, "10.255.1.64/31"},
	} {
		got, err := row.algorithm.Subnet(pool, 31, row.primary, row.secondary)
		require.NoError(t, err)
		assert.Equal(t, subnetOf(row.want), got.Subnet, "%q %d %d", row.algorithm, row.primary, row.secondary)
	}
	for _, row := range []struct {
		algorithm          ipam.MLAGAlgorithm
		primary, secondary uint32
		want               string
	}{
		{ipam.MLAGOddID, 1, 3, "one odd and one even"},
		{ipam.MLAGOddID, 2, 4, "one odd and one even"},
		{ipam.MLAGFirstID, 0, 1, "id 0"},
		{ipam.MLAGFirstID, 1, 0, "id 0"},
		{ipam.MLAGFirstID, 2, 2, "both switches of the pair have id 2"},
		{ipam.MLAGFirstID, 17, 18, "block 16 is outside"},
		{"firstid", 1, 2, "want first_id, odd_id or same_subnet"},
	} {
		_, err := row.algorithm.Subnet(pool, 31, row.primary, row.secondary)
		require.ErrorContains(t, err, row.want)
	}
}

func TestAVDRefuses(t *testing.T) {
	_, err := ipam.AVDNode{}.Loopback(subnetOf("10.0.0.0/24"), 32)
	require.ErrorContains(t, err, "id 0")
	_, err = avdLeaf(1).MLAGVTEP(subnetOf("10.0.0.0/24"), 32, 0)
	require.ErrorContains(t, err, "id 0")
	_, err = avdLeaf(254).Loopback(subnetOf("10.0.0.0/24"), 32)
	require.ErrorContains(t, err, "block 256 is outside 10.0.0.0/24")
	_, err = ipam.AVDNode{MaxUplinkSwitches: 1}.Uplink(subnetOf("10.0.0.0/24"), 31, 0)
	require.ErrorContains(t, err, "id 0")
	_, err = avdLeaf(1).Uplink(subnetOf("10.0.0.0/24"), 31, 2)
	require.ErrorContains(t, err, "uplink 2 is too many: max_uplink_switches x max_parallel_uplinks is 2")
	_, err = avdLeaf(65).Uplink(subnetOf("10.0.0.0/24"), 31, 0)
	require.ErrorContains(t, err, "block 128 is outside")
}

func ExampleAVDNode_Uplink() {
	leaf := ipam.AVDNode{ID: 3, LoopbackOffset: 2, MaxUplinkSwitches: 2}
	for uplink := range uint32(2) {
		link, err := leaf.Uplink(netip.MustParsePrefix("10.255.255.0/26"), 31, uplink)
		fmt.Println("spine", link.First, "leaf", link.Second, err)
	}
	// Output:
	// spine 10.255.255.8 leaf 10.255.255.9 <nil>
	// spine 10.255.255.10 leaf 10.255.255.11 <nil>
}
