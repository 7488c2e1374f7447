package routing

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// The simulator handles a route as a few integers: everything that can be large
// (AS paths, community sets, cluster lists, whole attribute sets, addresses) is
// stored once and named by its index, so that "is it the same?" is one compare.
// Index 0 is the empty value of each kind.

// A pathNode is an AS path: its nearest AS, and the rest.
type pathNode struct {
	as     ASN
	origin ASN // the last AS
	tail   uint32
	length uint32
	// members is a Bloom filter of the path's ASes.
	members uint64
}

// memberBit returns the bit of an AS in a path's Bloom filter.
func memberBit(as ASN) uint64 { return 1 << (as * 0x9e3779b1 >> 26) }

type pathKey struct {
	as   ASN
	tail uint32
}

// attrs are the attributes of a route without its next hop.
type attrs struct {
	path       uint32
	localPref  uint32
	med        uint32
	comms      uint32
	clusters   uint32
	originator uint32 // a router ID; 0 when not reflected
	weight     uint16
	origin     Origin
}

// An interner stores each value once.
type interner struct {
	paths     []pathNode
	pathIndex map[pathKey]uint32

	attrs     []attrs
	attrIndex map[attrs]uint32
	// merit orders attribute sets by the steps of the decision that need nothing
	// but them: weight, local preference, AS path length, origin. Lower is better.
	merit []uint64

	comms        [][]Community
	commIndex    map[string]uint32
	clusters     [][]uint32
	clusterIndex map[string]uint32

	addrs     []netip.Addr
	addrIndex map[netip.Addr]uint32

	buf []byte
}

func newInterner() *interner {
	return &interner{
		paths:        make([]pathNode, 1, 1024),
		pathIndex:    make(map[pathKey]uint32, 1024),
		attrs:        make([]attrs, 1, 1024),
		attrIndex:    make(map[attrs]uint32, 1024),
		merit:        make([]uint64, 1, 1024),
		comms:        make([][]Community, 1),
		commIndex:    map[string]uint32{},
		clusters:     make([][]uint32, 1),
		clusterIndex: map[string]uint32{},
		addrs:        make([]netip.Addr, 1, 1024),
		addrIndex:    make(map[netip.Addr]uint32, 1024),
	}
}

// prepend returns the path that starts with as and goes on with tail.
func (in *interner) prepend(as ASN, tail uint32) uint32 {
	key := pathKey{as, tail}
	if id, ok := in.pathIndex[key]; ok {
		return id
	}
	rest := in.paths[tail]
	n := pathNode{as: as, origin: rest.origin, tail: tail, length: rest.length + 1, members: rest.members | memberBit(as)}
	if tail == 0 {
		n.origin = as
	}
	id := uint32(len(in.paths))
	in.paths = append(in.paths, n)
	in.pathIndex[key] = id
	return id
}

// pathHas reports whether a path contains as.
func (in *interner) pathHas(path uint32, as ASN) bool {
	if in.paths[path].members&memberBit(as) == 0 {
		return false
	}
	for ; path != 0; path = in.paths[path].tail {
		if in.paths[path].as == as {
			return true
		}
	}
	return false
}

// path returns the ASes of a path, nearest first.
func (in *interner) path(id uint32) []ASN {
	if id == 0 {
		return nil
	}
	ases := make([]ASN, 0, in.paths[id].length)
	for ; id != 0; id = in.paths[id].tail {
		ases = append(ases, in.paths[id].as)
	}
	return ases
}

// pathOf is the inverse of path.
func (in *interner) pathOf(ases []ASN) uint32 {
	var id uint32
	for _, as := range slices.Backward(ases) {
		id = in.prepend(as, id)
	}
	return id
}

// attr returns the index of an attribute set.
func (in *interner) attr(a attrs) uint32 {
	if id, ok := in.attrIndex[a]; ok {
		return id
	}
	id := uint32(len(in.attrs))
	in.attrs = append(in.attrs, a)
	in.attrIndex[a] = id
	in.merit = append(in.merit, meritOf(a, in.paths[a.path].length))
	return id
}

// meritOf packs the attribute steps of the decision process: 16 bits of weight,
// 32 of local preference, 14 of AS path length, 2 of origin.
func meritOf(a attrs, length uint32) uint64 {
	const longest = 1<<14 - 1
	return uint64(^a.weight)<<48 | uint64(^a.localPref)<<16 | uint64(min(length, longest))<<2 | uint64(a.origin&3)
}

// preferenceOf cuts a merit to weight and local preference, which decide before
// a route of the router's own is preferred.
func preferenceOf(merit uint64) uint64 { return merit >> 16 }

// communities returns the index of a set of communities, in any order.
func (in *interner) communities(set []Community) uint32 {
	if len(set) == 0 {
		return 0
	}
	set = slices.Clone(set)
	slices.Sort(set)
	set = slices.Compact(set)
	id, added := in.words(in.commIndex, set, len(in.comms))
	if added {
		in.comms = append(in.comms, set)
	}
	return id
}

// addCluster returns the cluster list that starts with cluster.
func (in *interner) addCluster(cluster, list uint32) uint32 {
	longer := append([]uint32{cluster}, in.clusters[list]...)
	id, added := in.words(in.clusterIndex, longer, len(in.clusters))
	if added {
		in.clusters = append(in.clusters, longer)
	}
	return id
}

func (in *interner) words(index map[string]uint32, words []uint32, next int) (id uint32, added bool) {
	in.buf = in.buf[:0]
	for _, w := range words {
		in.buf = binary.BigEndian.AppendUint32(in.buf, w)
	}
	if id, ok := index[string(in.buf)]; ok {
		return id, false
	}
	id = uint32(next)
	index[string(in.buf)] = id
	return id, true
}

// addr returns the index of an address; the invalid one has index 0.
func (in *interner) addr(a netip.Addr) uint32 {
	if !a.IsValid() {
		return 0
	}
	if id, ok := in.addrIndex[a]; ok {
		return id
	}
	id := uint32(len(in.addrs))
	in.addrs = append(in.addrs, a)
	in.addrIndex[a] = id
	return id
}

// idOf turns a router ID or cluster ID into a number, 0 when it is not one.
func idOf(a netip.Addr) uint32 {
	if !a.Is4() {
		return 0
	}
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

// idAddr is the inverse of idOf.
func idAddr(id uint32) netip.Addr {
	if id == 0 {
		return netip.Addr{}
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], id)
	return netip.AddrFrom4(b)
}
