package verify

import (
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// aciWays are the ways of an ACI fabric: from a node to the leaves that it is
// cabled to, and between any two leaves by the fabric. To a node they lead by a
// leaf that it has a session with, wherever that is.
type aciWays struct {
	*living
	aciVRF
	lost []int32
}

func (c aciVRF) ways(l *living) ways { return &aciWays{living: l, aciVRF: c} }

// follow takes the nodes that no cable is left of for dead. The prediction may go
// on having their sessions, with leaves that they peer with from afar.
func (w *aciWays) follow() {
	w.lost = w.lost[:0]
	for i := range w.expected.devices {
		d := &w.expected.devices[i]
		if d.node == nil || w.dead[i] || w.cabled(int32(i)) {
			continue
		}
		w.lost = append(w.lost, int32(i))
	}
	for _, i := range w.lost {
		w.dead[i] = true
	}
}

// cabled reports whether a living leaf is left that a node has a link to.
func (w *aciWays) cabled(i int32) bool {
	return slices.ContainsFunc(w.expected.devices[i].node.Leaves, func(name string) bool {
		leaf, ok := w.expected.byName[name]
		return ok && w.connects(i, leaf)
	})
}

// connects reports whether a leaf lives, and so does the link to it.
func (w *aciWays) connects(i, leaf int32) bool { return !w.dead[leaf] && !w.links[[2]int32{i, leaf}] }

func (w *aciWays) stranded() []int32 { return w.lost }

// cutsOff reports whether failures strand more nodes than each of them alone.
func (w *aciWays) cutsOff(failures []routing.Failure) bool {
	count := func(failures []routing.Failure) int {
		w.heal()
		w.strike(failures)
		return len(w.lost)
	}
	apart := 0
	for i := range failures {
		apart += count(failures[i : i+1])
	}
	return count(failures) > apart
}

// shared: every cable of a node is one of several on its subnet.
func (*aciWays) shared(routing.FailLink) bool { return true }

func (w *aciWays) reaches(i int32, dest *destination) bool {
	f := familyOf(dest.prefix)
	if w.dead[i] || !w.out(i, f) {
		return false
	}
	return slices.ContainsFunc(dest.devices, func(to int32) bool {
		return w.announces(to, dest) && (i == to || w.expected.devices[to].sw != nil || w.heard(to, f))
	})
}

// out reports whether a device has a way out: by its gateway, or by what a leaf
// sends it.
func (w *aciWays) out(i int32, f fabric.Family) bool {
	d := &w.expected.devices[i]
	return d.sw != nil || d.node.Gateway.Of(f).IsValid() || w.heard(i, f)
}

// heard reports whether a leaf is left that a node has a session with.
func (w *aciWays) heard(i int32, f fabric.Family) bool {
	return slices.ContainsFunc(w.peers[nodeFamily{i, f}], func(p peerLeaf) bool { return w.connects(i, p.leaf) })
}

func (w *aciWays) alone(i int32) bool {
	return w.expected.devices[i].sw == nil && !w.heard(i, fabric.IPv4) && !w.heard(i, fabric.IPv6)
}

// cables are the links between nodes and the leaves that they are cabled to, each
// as the loss of the session over it. A vPC has a way around by the other leaf, so
// that this is the worst that may come of it.
func (r *resilience) cables(t *routing.Tables) []routing.Failure {
	is := func(leaf, node routing.LinkEnd) bool {
		return slices.ContainsFunc(r.parts, func(p *part) bool {
			c, ok := p.arch.(aciVRF)
			if !ok || leaf.Interface == overlayInterface || c.foreign(leaf.Router, leaf.VRF) || node.VRF != "" {
				return false
			}
			l, known := c.expected.byName[leaf.Router]
			n, found := c.expected.byName[node.Router]
			return known && found && c.expected.devices[l].sw != nil && c.expected.devices[n].node != nil && c.attached(l, n)
		})
	}
	return slices.DeleteFunc(t.Links(), func(failure routing.Failure) bool {
		f, ok := failure.(routing.FailLink)
		return !ok || !is(f.A, f.B) && !is(f.B, f.A)
	})
}
