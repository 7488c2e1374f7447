package ipam

import (
	"errors"
	"fmt"
	"net/netip"
)

// An AVDNode are the keys of Arista AVD by which it computes the addresses of
// one switch (pyavd/api/ip_addressing at 3cac535). Numbers are AVD's; an IPv6
// pool takes the IPv6 keys.
type AVDNode struct {
	// ID is the switch's id, from 1, unique among its node type.
	ID uint32
	// LoopbackOffset is loopback_ipv4_offset or loopback_ipv6_offset: usually the
	// number of spines, where leaves and spines share a pool. So another spine
	// moves every leaf (avd#744).
	LoopbackOffset uint32
	// MaxUplinkSwitches is max_uplink_switches, by default the number of
	// uplink_switches.
	MaxUplinkSwitches uint16
	// MaxParallelUplinks is max_parallel_uplinks; 0 is AVD's default, 1.
	MaxParallelUplinks uint16
}

// Loopback returns the address out of a pool that is the switch's router ID and
// Loopback0 (loopback_ipv4_pool), its VTEP if it is in no MLAG pair
// (vtep_loopback_ipv4_pool), or its diagnostic loopback in a VRF: that of block
// id + offset. The length of a block is 32 in IPv4; in IPv6, where the block's
// first host is the address, it is loopback.ipv6_prefix_length, 128 or 64.
func (n AVDNode) Loopback(pool netip.Prefix, length int) (netip.Addr, error) {
	return n.loopback(pool, length, n.ID)
}

// MLAGVTEP returns the VTEP that the two switches of an MLAG pair share: the
// block of the primary's id + offset. Either switch of the pair gives the same.
func (n AVDNode) MLAGVTEP(pool netip.Prefix, length int, primary uint32) (netip.Addr, error) {
	return n.loopback(pool, length, primary)
}

func (n AVDNode) loopback(pool netip.Prefix, length int, id uint32) (netip.Addr, error) {
	if id < 1 {
		return netip.Addr{}, errors.New("id 0 is none: ids count from 1")
	}
	block, err := Nth(pool, length, uint64(id)+uint64(n.LoopbackOffset))
	if err != nil {
		return netip.Addr{}, err
	}
	first, _ := Usable(block)
	return first, nil
}

// Uplink returns the subnet of one uplink out of uplink_ipv4_pool. Uplinks are
// counted from 0 in the order of uplink_interfaces. First belongs to the switch
// above, Second to this one. The length is p2p_uplinks.ipv4_prefix_length, by
// default 31, or p2p_uplinks.ipv6_prefix_length.
//
// The number of the subnet is (id - 1) * max_uplink_switches *
// max_parallel_uplinks + uplink. An uplink beyond the two maxima would take the
// subnet of the next id, and is an error here, though not in AVD.
func (n AVDNode) Uplink(pool netip.Prefix, length int, uplink uint32) (PointToPoint, error) {
	each := uint64(n.MaxUplinkSwitches) * uint64(max(n.MaxParallelUplinks, 1))
	switch {
	case n.ID < 1:
		return PointToPoint{}, errors.New("id 0 is none: ids count from 1")
	case uint64(uplink) >= each:
		return PointToPoint{}, fmt.Errorf("uplink %d is too many: max_uplink_switches x max_parallel_uplinks is %d", uplink, each)
	}
	// At most (2^32-1) * (2^16-1)^2, which a uint64 holds.
	return nthPointToPoint(pool, length, uint64(n.ID-1)*each+uint64(uplink))
}

// MLAGAlgorithm is AVD's fabric_ip_addressing.mlag.algorithm. The zero value is
// AVD's default, first_id.
type MLAGAlgorithm string

// The words of AVD.
const (
	// MLAGFirstID takes subnet number id of the primary - 1.
	MLAGFirstID MLAGAlgorithm = "first_id"
	// MLAGOddID takes subnet number (odd id of the pair - 1) / 2, so that no subnet
	// is left out. That is what AVD's code does; its prose omits the division.
	MLAGOddID MLAGAlgorithm = "odd_id"
	// MLAGSameSubnet takes the first subnet for every pair, as nothing of it
	// leaves the pair.
	MLAGSameSubnet MLAGAlgorithm = "same_subnet"
)

// Subnet returns the subnet between the switches of an MLAG pair with these ids,
// out of mlag_peer_ipv4_pool or mlag_peer_l3_ipv4_pool. First belongs to the
// primary, which is the first node of the group, Second to the other. The length
// is mlag.ipv4_prefix_length, by default 31, or mlag.ipv6_prefix_length.
func (a MLAGAlgorithm) Subnet(pool netip.Prefix, length int, primary, secondary uint32) (PointToPoint, error) {
	switch {
	case primary < 1 || secondary < 1:
		return PointToPoint{}, errors.New("id 0 is none: ids count from 1")
	case primary == secondary:
		return PointToPoint{}, fmt.Errorf("both switches of the pair have id %d", primary)
	}
	switch a {
	case "", MLAGFirstID:
		return nthPointToPoint(pool, length, uint64(primary-1))
	case MLAGOddID:
		odd := primary
		if odd%2 == 0 {
			odd = secondary
		}
		if primary%2 == secondary%2 {
			return PointToPoint{}, fmt.Errorf("odd_id needs one odd and one even id, not %d and %d", primary, secondary)
		}
		return nthPointToPoint(pool, length, uint64(odd-1)/2)
	case MLAGSameSubnet:
		return nthPointToPoint(pool, length, 0)
	}
	return PointToPoint{}, fmt.Errorf("%q is no algorithm: want first_id, odd_id or same_subnet", string(a))
}
