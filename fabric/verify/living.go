package verify

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// living knows what has failed, and which ways that leaves.
type living struct {
	ways
	c *checker
	// Of what has failed: devices, links between two devices, and addresses of
	// interfaces that are down.
	dead  []bool
	links map[[2]int32]bool
	gone  map[netip.Addr]bool
}

// ways are those that the cabling of a fabric leaves. No configuration can offer
// more.
type ways interface {
	// follow notes what else does not work once the failures are noted.
	follow()
	// reaches reports whether there is a way from a device to one that announces the
	// destination.
	reaches(i int32, dest *destination) bool
	// alone reports whether a device has no way out.
	alone(i int32) bool
	// shared reports whether a link is of a segment on which both its interfaces stay
	// up.
	shared(f routing.FailLink) bool
	// stranded are the devices that live and count as dead, since nothing reaches them.
	stranded() []int32
	// cutsOff reports whether failures cut off devices that live, whatever the tables
	// say.
	cutsOff(failures []routing.Failure) bool
}

func newLiving(c *checker) *living {
	l := &living{
		c: c, dead: make([]bool, len(c.expected.devices)), links: map[[2]int32]bool{}, gone: map[netip.Addr]bool{},
	}
	l.ways = c.arch.ways(l)
	return l
}

// strike notes what has failed, until heal forgets it.
func (l *living) strike(failures []routing.Failure) {
	for _, failure := range failures {
		switch f := failure.(type) {
		case routing.FailDevice:
			if i, ok := l.c.expected.byName[f.Router]; ok {
				l.dead[i] = true
			}
		case routing.FailLink:
			a, okA := l.c.expected.byName[f.A.Router]
			b, okB := l.c.expected.byName[f.B.Router]
			if okA && okB {
				l.links[[2]int32{a, b}], l.links[[2]int32{b, a}] = true, true
			}
			if !l.shared(f) {
				l.lose(f.A)
				l.lose(f.B)
			}
		case routing.FailInterface, routing.FailSession:
		}
	}
	l.follow()
}

func (l *living) heal() {
	clear(l.dead)
	clear(l.links)
	clear(l.gone)
}

// lose notes the addresses of an interface that is down.
func (l *living) lose(e routing.LinkEnd) {
	config := l.c.tables.Config(e.Router)
	if config == nil {
		return
	}
	for i := range config.VRFs {
		for j := range config.VRFs[i].Interfaces {
			if f := &config.VRFs[i].Interfaces[j]; f.Name == e.Interface {
				for _, a := range f.Addresses {
					l.gone[a.Addr()] = true
				}
			}
		}
	}
}

// announced reports whether anybody alive announces the destination.
func (l *living) announced(dest *destination) bool {
	return slices.ContainsFunc(dest.devices, func(i int32) bool { return l.announces(i, dest) })
}

// announces reports whether a device still has what it announces: it lives, and
// of a node subnet, so does its interface there.
func (l *living) announces(i int32, dest *destination) bool {
	if l.dead[i] {
		return false
	}
	if dest.kind == kindSubnet {
		for a := range l.gone {
			if dest.prefix.Contains(a) && l.c.expected.owner[a] == i {
				return false
			}
		}
	}
	return true
}
