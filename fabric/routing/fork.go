package routing

import (
	"maps"
	"slices"
)

// fork returns a copy of a solution that can be changed and can grow, while the
// tables of the first are being read.
func (s *solution) fork() *solution {
	f := *s
	f.net = s.net.fork()
	f.entries = slices.Clone(s.entries)
	for i, g := range s.graphs {
		copied := *g
		copied.hops = g.hops.fork()
		f.graphs[i] = &copied
	}
	f.final = &resolver{
		net: f.net, bgp: &f, loops: s.final.loops,
		usable: maps.Clone(s.final.usable), memo: maps.Clone(s.final.memo),
	}
	return &f
}

func (n *network) fork() *network {
	f := *n
	f.instances = slices.Clone(n.instances)
	f.localIndex = maps.Clone(n.localIndex)
	f.prefixes = &prefixTable{
		list: slices.Clone(n.prefixes.list), index: maps.Clone(n.prefixes.index),
		carried: slices.Clone(n.prefixes.carried), lengths: n.prefixes.lengths, covers: maps.Clone(n.prefixes.covers),
	}
	f.in = n.in.fork()
	return &f
}

func (in *interner) fork() *interner {
	return &interner{
		paths: slices.Clone(in.paths), pathIndex: maps.Clone(in.pathIndex),
		attrs: slices.Clone(in.attrs), attrIndex: maps.Clone(in.attrIndex), merit: slices.Clone(in.merit),
		comms: slices.Clone(in.comms), commIndex: maps.Clone(in.commIndex),
		clusters: slices.Clone(in.clusters), clusterIndex: maps.Clone(in.clusterIndex),
		addrs: slices.Clone(in.addrs), addrIndex: maps.Clone(in.addrIndex),
	}
}

func (s *hopSets) fork() hopSets {
	f := hopSets{
		ways: slices.Clone(s.ways), extra: maps.Clone(s.extra), sets: slices.Clone(s.sets),
		words: slices.Clone(s.words), last: slices.Clone(s.last), index: maps.Clone(s.index),
	}
	for v := range f.ways {
		f.ways[v] = slices.Clip(f.ways[v]) // what is added must not be seen by the other
	}
	return f
}
