package routing

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// A FailureError names failures of things that a network does not have, one a
// line.
type FailureError []string

func (e FailureError) Error() string { return strings.Join(e, "\n") }

// A cut is what a set of failures takes out of a network: routers, interfaces
// and sessions.
type cut struct {
	dead  []int32 // instances
	ports []port  // interfaces that go down, of other instances
	links []int32 // sessions that are lost while their addresses stay
}

// cutting finds what the failures are about.
type cutting struct {
	s        *solution
	segments *segments
	ports    map[LinkEnd]port // with the VRF written out
	// linksAt are the sessions of each instance.
	linksAt [][]int32
}

func newCutting(s *solution) *cutting {
	c := &cutting{s: s, segments: newSegments(s.net), ports: map[LinkEnd]port{}, linksAt: make([][]int32, len(s.net.instances))}
	for i := range s.net.instances {
		inst := &s.net.instances[i]
		for j := range inst.vrf.Interfaces {
			c.ports[LinkEnd{inst.router.Name, inst.vrf.Name, inst.vrf.Interfaces[j].Name}] = port{int32(i), int32(j)}
		}
	}
	for i := range s.links {
		l := &s.links[i]
		c.linksAt[l.a.inst] = append(c.linksAt[l.a.inst], int32(i))
		if l.b.inst != l.a.inst {
			c.linksAt[l.b.inst] = append(c.linksAt[l.b.inst], int32(i))
		}
	}
	return c
}

// of returns what the failures take away, or a [FailureError].
func (c *cutting) of(failures []Failure) (cut, error) {
	var out cut
	var problems FailureError
	for _, f := range failures {
		if err := c.add(&out, f); err != nil {
			problems = append(problems, err.Error())
		}
	}
	if len(problems) > 0 {
		return cut{}, problems
	}
	slices.Sort(out.dead)
	out.dead = slices.Compact(out.dead)
	slices.SortFunc(out.ports, port.compare)
	out.ports = slices.Compact(out.ports)
	out.ports = slices.DeleteFunc(out.ports, func(p port) bool {
		_, dead := slices.BinarySearch(out.dead, p.inst)
		return dead
	})
	slices.Sort(out.links)
	out.links = slices.Compact(out.links)
	return out, nil
}

func (c *cutting) add(out *cut, failure Failure) error {
	switch f := failure.(type) {
	case FailDevice:
		first, last, ok := c.instancesOf(f.Router)
		if !ok {
			return fmt.Errorf("%s: there is no router %q", f, f.Router)
		}
		for i := first; i < last; i++ {
			out.dead = append(out.dead, i)
		}
	case FailLink:
		return c.addLink(out, f)
	case FailInterface:
		p, err := c.port(f.LinkEnd)
		if err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		out.ports = append(out.ports, p)
	case FailSession:
		return c.addSession(out, f)
	case nil:
		return fmt.Errorf("a failure is nil")
	}
	return nil
}

func (c *cutting) instancesOf(router string) (first, last int32, ok bool) {
	if first, ok = c.s.net.first[router]; !ok {
		return 0, 0, false
	}
	for last = first; int(last) < len(c.s.net.instances) && c.s.net.instances[last].router.Name == router; last++ {
	}
	return first, last, last > first
}

func (c *cutting) port(e LinkEnd) (port, error) {
	p, ok := c.ports[LinkEnd{e.Router, e.vrf(), e.Interface}]
	if !ok {
		return port{}, fmt.Errorf("%s has no interface %q", place(e.Router, e.VRF), e.Interface)
	}
	return p, nil
}

func (c *cutting) addLink(out *cut, f FailLink) error {
	p, err := c.port(f.A)
	if err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	q, err := c.port(f.B)
	if err != nil {
		return fmt.Errorf("%s: %w", f, err)
	}
	if c.segments.alone(p, q) {
		out.ports = append(out.ports, p, q)
		return nil
	}
	links := c.between(p, q)
	if len(links) == 0 && !c.meet(p, q) {
		return fmt.Errorf("%s: the two interfaces do not meet in a subnet", f)
	}
	out.links = append(out.links, links...)
	return nil
}

// meet reports whether two interfaces share a subnet, or run a session on one.
func (c *cutting) meet(p, q port) bool {
	for o := range c.segments.others(p) {
		if o == q {
			return true
		}
	}
	return len(c.between(p, q)) > 0
}

// between returns the sessions between the addresses of two interfaces.
func (c *cutting) between(p, q port) []int32 {
	var links []int32
	n := c.s.net
	for _, i := range c.linksAt[p.inst] {
		l := &c.s.links[i]
		at := func(inst int32, a netip.Addr, want port) bool {
			got, ok := n.portOf(inst, a)
			return ok && got == want
		}
		if at(l.a.inst, l.aAddr, p) && at(l.b.inst, l.bAddr, q) || at(l.a.inst, l.aAddr, q) && at(l.b.inst, l.bAddr, p) {
			links = append(links, i)
		}
	}
	return links
}

func (c *cutting) addSession(out *cut, f FailSession) error {
	first, last, ok := c.instancesOf(f.Router)
	if !ok {
		return fmt.Errorf("%s: there is no router %q", f, f.Router)
	}
	found := false
	for inst := first; inst < last; inst++ {
		for _, i := range c.linksAt[inst] {
			l := &c.s.links[i]
			other, address := l.b.inst, l.bAddr
			if l.b.inst == inst {
				other, address = l.a.inst, l.aAddr
			}
			if c.s.net.instances[other].router.Name == f.Peer && (!f.Address.IsValid() || f.Address == address) {
				out.links = append(out.links, i)
				found = true
			}
		}
	}
	if !found {
		return fmt.Errorf("%s: %s has no such session with %s", f, f.Router, f.Peer)
	}
	return nil
}

// remaining returns the routers as a cut leaves them: without the dead ones,
// interfaces down, and the neighbors of lost sessions shut down at the end that
// dials, since the other one may accept many.
func (c *cutting) remaining(routers []Router, out cut) []Router {
	left := slices.Clone(routers)
	n := c.s.net
	vrfs := map[int32]*VRF{} // copies, by instance
	vrfOf := func(inst int32) *VRF {
		if v, ok := vrfs[inst]; ok {
			return v
		}
		name := n.instances[inst].router.Name
		i := slices.IndexFunc(left, func(r Router) bool { return r.Name == name })
		j := inst - n.first[name]
		if _, copied := vrfs[-1-int32(i)]; !copied {
			left[i].VRFs = slices.Clone(left[i].VRFs)
			vrfs[-1-int32(i)] = nil
		}
		v := &left[i].VRFs[j]
		v.Interfaces = slices.Clone(v.Interfaces)
		if v.BGP != nil {
			bgp := *v.BGP
			bgp.Neighbors = slices.Clone(bgp.Neighbors)
			v.BGP = &bgp
		}
		vrfs[inst] = v
		return v
	}
	for _, p := range out.ports {
		vrfOf(p.inst).Interfaces[p.iface].Down = true
	}
	for _, i := range out.links {
		l := &c.s.links[i]
		vrfOf(l.a.inst).BGP.Neighbors[l.a.neighbor].Shutdown = true
	}
	return slices.DeleteFunc(left, func(r Router) bool {
		first, ok := n.first[r.Name]
		if !ok {
			return false
		}
		_, dead := slices.BinarySearch(out.dead, first)
		return dead && len(r.VRFs) > 0
	})
}
