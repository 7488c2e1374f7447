package ipam

import (
	"errors"
	"fmt"
	"math/bits"
	"net/netip"

	"go4.org/netipx"
)

// What follows are the rules by which existing sites compute addresses from ids.
// We lease by name instead, because such a rule moves many when one changes
// (avd#744); the values are computed here to be pinned or adopted as leases.

// Nth returns the n-th block of that prefix length in a pool, counted from 0.
// The error says how many blocks the pool has, or that a block is larger than
// the pool.
func Nth(pool netip.Prefix, length int, n uint64) (netip.Prefix, error) {
	switch {
	case !pool.IsValid():
		return netip.Prefix{}, errors.New("the pool is not set, or no prefix")
	case pool.Addr().Is4In6():
		return netip.Prefix{}, notASubnet(pool)
	case length < pool.Bits() || length > pool.Addr().BitLen():
		return netip.Prefix{}, fmt.Errorf("/%d is no length of a block of %v: want /%d to /%d",
			length, pool, pool.Bits(), pool.Addr().BitLen())
	}
	pool = pool.Masked()
	if more := length - pool.Bits(); more < 64 && n>>more != 0 {
		return netip.Prefix{}, fmt.Errorf("block %d is outside %v, whose /%d are 0 to %d", n, pool, length, uint64(1)<<more-1)
	}
	return netip.PrefixFrom(addrPlus(pool.Addr(), n, pool.Addr().BitLen()-length), length), nil
}

// Host returns the subnet's own address + n, which must be usable. Sites that
// number hosts by id: netlab on LANs (the node's ID) and in its management
// network (100 + ID), the ACI lab of seeds/002 (anchor 201 is 192.168.2.201).
func Host(subnet netip.Prefix, n uint64) (netip.Addr, error) {
	first, last := Usable(subnet)
	if !first.IsValid() {
		return netip.Addr{}, notASubnet(subnet)
	}
	own := subnet.Masked().Addr()
	least, most := saturated(distance(own, first)), saturated(distance(own, last))
	if n < least || n > most {
		return netip.Addr{}, fmt.Errorf("host %d is outside %v, whose hosts are %d to %d", n, subnet.Masked(), least, most)
	}
	return addrPlus(own, n, 0), nil
}

// A PointToPoint is a subnet with two ends. Who has which is said where one is
// returned.
type PointToPoint struct {
	Subnet netip.Prefix
	// First and Second are the lowest two usable addresses.
	First, Second netip.Addr
}

func nthPointToPoint(pool netip.Prefix, length int, n uint64) (PointToPoint, error) {
	subnet, err := Nth(pool, length, n)
	if err != nil {
		return PointToPoint{}, err
	}
	first, last := Usable(subnet)
	if first == last {
		return PointToPoint{}, fmt.Errorf("%v has no two addresses", subnet)
	}
	return PointToPoint{subnet, first, first.Next()}, nil
}

// SVISubnet returns the subnet of the n-th node, counted from 0, in the supernet
// of an ACI cluster with standard SVIs: the n-th IPv4 /29, or the IPv6 /125 with
// as many addresses. The preset "standard-svi" is its layout (seeds/001,
// seeds/002).
func SVISubnet(supernet netip.Prefix, n uint64) (netip.Prefix, error) {
	if !supernet.IsValid() {
		return netip.Prefix{}, notASubnet(supernet)
	}
	return Nth(supernet, supernet.Addr().BitLen()-3, n)
}

// SVISupernetLength returns the prefix length of the smallest IPv4 supernet in
// which every node has its /29: /24 for 32 nodes, /23 for 64 (seeds/001,
// seeds/002). There are 1 to 2^29 nodes.
func SVISupernetLength(nodes uint64) (int, error) {
	const most = 1 << 29
	if nodes < 1 || nodes > most {
		return 0, fmt.Errorf("%d nodes have no IPv4 supernet of /29: want 1 to %d", nodes, most)
	}
	return 29 - bits.Len64(nodes-1), nil
}

// NetlabLoopback returns the IPv4 loopback of the node with that ID, from 1, in
// netlab: the pool's address + id. Its pool is 10.0.0.0/24 by default; router IDs
// come from the same numbers.
func NetlabLoopback(pool netip.Prefix, id uint64) (netip.Addr, error) {
	if !pool.Addr().Is4() {
		return netip.Addr{}, fmt.Errorf("%v is no IPv4 pool", pool)
	}
	if id < 1 {
		return netip.Addr{}, errors.New("node 0 is none: netlab counts from 1")
	}
	p, err := Nth(pool, 32, id)
	return p.Addr(), err
}

// NetlabLink returns the n-th point-to-point link, counted from 0 in the order
// of definition, in netlab: /30s of 10.1.0.0/16 by default. First belongs to the
// node whose name is the lower one. A link that is defined earlier than others
// moves them all.
func NetlabLink(pool netip.Prefix, length int, n uint64) (PointToPoint, error) {
	return nthPointToPoint(pool, length, n)
}

// NetlabLAN returns the subnet of the n-th LAN or stub link, counted from 0 in
// the order of definition, in netlab: /24s of 172.16.0.0/16 by default. A node
// has the address of its ID in it ([Host]).
func NetlabLAN(pool netip.Prefix, length int, n uint64) (netip.Prefix, error) {
	return Nth(pool, length, n)
}

// NKTClusterAS returns the AS number that NKT offers for a cluster: the fabric's
// + 1; from fabric AS 65534 upwards, so for every 4-byte AS too, the fabric's
// - 1.
func NKTClusterAS(fabric uint32) (uint32, error) {
	switch {
	case fabric == 0:
		return 0, errors.New("the fabric's AS is not set")
	case fabric >= 65534:
		return fabric - 1, nil
	}
	return fabric + 1, nil
}

// NKTRanges are the ranges that NKT offers for a cluster.
type NKTRanges struct {
	Pods, ClusterServices, ExternalServices netip.Prefix
}

// NKTRangesAfter returns the ranges that NKT offers for a node subnet. IPv4: the
// next three prefixes of the subnet's size. IPv6: the pods the next one, the
// services the first two /108 of the one after, which must hold two.
func NKTRangesAfter(nodes netip.Prefix) (NKTRanges, error) {
	if first, _ := Usable(nodes); !first.IsValid() {
		return NKTRanges{}, notASubnet(nodes)
	}
	var next [3]netip.Prefix
	want := len(next)
	if nodes.Addr().Is6() {
		want--
	}
	for i, p := 0, nodes.Masked(); i < want; i++ {
		after := netipx.PrefixLastIP(p).Next()
		if !after.IsValid() {
			return NKTRanges{}, fmt.Errorf("%v is followed by %d prefixes of its size: want %d", nodes, i, want)
		}
		p = netip.PrefixFrom(after, p.Bits())
		next[i] = p
	}
	if nodes.Addr().Is4() {
		return NKTRanges{next[0], next[1], next[2]}, nil
	}
	cluster, err := Nth(next[1], 108, 0)
	if err != nil {
		return NKTRanges{}, fmt.Errorf("services: %w", err)
	}
	external, err := Nth(next[1], 108, 1)
	if err != nil {
		return NKTRanges{}, fmt.Errorf("external services: %w", err)
	}
	return NKTRanges{next[0], cluster, external}, nil
}

// NKTPair returns the subnet of the iBGP session between the leaves of the n-th
// vPC pair, counted from 0, in NKT's VXLAN design: a /30, in which First belongs
// to the vPC primary. NKT has its addresses typed in and offers the address
// after the primary's for the secondary.
func NKTPair(pool netip.Prefix, n uint64) (PointToPoint, error) {
	if !pool.Addr().Is4() {
		return PointToPoint{}, fmt.Errorf("%v is no IPv4 pool", pool)
	}
	return nthPointToPoint(pool, 30, n)
}

// ACCRouterID returns the router ID that acc-provision gives to the ACI leaf
// with that node ID when it has none: 1.1.4.<node>. ACI has IDs from 101; above
// 255 the rule yields no address.
func ACCRouterID(node uint64) (netip.Addr, error) {
	if node < 1 || node > 255 {
		return netip.Addr{}, fmt.Errorf("1.1.4.%d is no address: want a node ID from 1 to 255", node)
	}
	return netip.AddrFrom4([4]byte{1, 1, 4, byte(node)}), nil
}
