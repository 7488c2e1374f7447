package verify

import (
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// spineWays are the ways of an IP fabric: up from a node to its leaves, to a
// spine, and down again, and between the leaves of a pair where a backup VLAN
// routes. A path that goes down and up again would lead through a leaf of another
// rack, whose AS-path loop check is there to prevent that.
type spineWays struct {
	*living
	// spines of a leaf, and the leaf behind its backup VLAN, -1 for none.
	spines map[int32][]int32
	backup map[int32]int32
}

func newSpineWays(living *living) ways {
	c := living.c
	l := &spineWays{living: living, spines: map[int32][]int32{}, backup: map[int32]int32{}}
	for i := range c.plan.Links {
		leaf, spine := c.expected.byName[c.plan.Links[i].Leaf.Device], c.expected.byName[c.plan.Links[i].Spine.Device]
		l.spines[leaf] = append(l.spines[leaf], spine)
	}
	for _, s := range c.plan.Switches() {
		l.backup[c.expected.byName[s.Name]] = -1
		if s.Backup == nil {
			continue
		}
		for _, other := range c.expected.leaves[s.Rack] {
			if own := c.expected.byName[s.Name]; own != other {
				l.backup[own] = other
			}
		}
	}
	return l
}

func (*spineWays) follow() {}

func (*spineWays) shared(routing.FailLink) bool { return false }

func (*spineWays) stranded() []int32 { return nil }

func (*spineWays) cutsOff([]routing.Failure) bool { return false }

// leaves are the living ones that a device's packets can enter the fabric by.
func (l *spineWays) leaves(i int32) []int32 {
	d := &l.c.expected.devices[i]
	var all []int32
	add := func(leaf int32) {
		if !l.dead[leaf] && !l.links[[2]int32{i, leaf}] && !slices.Contains(all, leaf) {
			all = append(all, leaf)
		}
	}
	switch {
	case l.dead[i] || d.sw != nil && d.sw.Role == fabric.RoleSpine:
		return nil
	case d.sw != nil:
		add(i)
	default:
		for _, leaf := range l.c.expected.leaves[d.rack] {
			add(leaf)
		}
	}
	for _, leaf := range slices.Clone(all) {
		if other := l.backup[leaf]; other >= 0 && !l.links[[2]int32{leaf, other}] {
			add(other)
		}
	}
	return all
}

// spinesOf are the living ones that leaves have a living link to, or the device
// itself when it is one.
func (l *spineWays) spinesOf(i int32, leaves []int32) []int32 {
	if sw := l.c.expected.devices[i].sw; sw != nil && sw.Role == fabric.RoleSpine && !l.dead[i] {
		return []int32{i}
	}
	var all []int32
	for _, leaf := range leaves {
		for _, spine := range l.spines[leaf] {
			if !l.dead[spine] && !l.links[[2]int32{leaf, spine}] && !slices.Contains(all, spine) {
				all = append(all, spine)
			}
		}
	}
	return all
}

// reaches reports whether the cabling leaves a device a way to one that
// announces the destination.
func (l *spineWays) reaches(i int32, dest *destination) bool {
	leaves := l.leaves(i)
	spines := l.spinesOf(i, leaves)
	return slices.ContainsFunc(dest.devices, func(to int32) bool {
		down := l.leaves(to)
		meet := func(a, b []int32) bool {
			return slices.ContainsFunc(a, func(x int32) bool { return slices.Contains(b, x) })
		}
		return l.announces(to, dest) && (i == to || meet(leaves, down) || meet(spines, l.spinesOf(to, down)))
	})
}

// alone reports whether a device has no way to a spine, or none to a leaf.
func (l *spineWays) alone(i int32) bool {
	d := &l.c.expected.devices[i]
	if d.sw != nil && d.sw.Role == fabric.RoleSpine {
		return !slices.ContainsFunc(l.c.plan.Links, func(link fabric.Link) bool {
			leaf := l.c.expected.byName[link.Leaf.Device]
			return l.c.expected.byName[link.Spine.Device] == i && !l.dead[leaf] && !l.links[[2]int32{leaf, i}]
		})
	}
	return len(l.spinesOf(i, l.leaves(i))) == 0
}
