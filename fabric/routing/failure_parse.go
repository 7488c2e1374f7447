package routing

import (
	"fmt"
	"slices"
	"strings"
)

// ParseFailure reads the name of something that may fail in this network:
//
//	leaf1                      a router
//	link:leaf1:spine2          the link between two routers
//	link:leaf1:Ethernet1/49    the link at an interface of a router
//	interface:leaf1:Vlan2300   an interface that goes down alone
//	session:leaf1:node0        every session between two routers
//
// and what [Failure] values call themselves. A link between two routers that have
// several is named by an interface. The error says what there is instead.
func (t *Tables) ParseFailure(name string) (Failure, error) {
	kind, rest, ok := strings.Cut(name, ":")
	if slices.Contains(t.names, name) || !ok {
		return t.parseDevice(name)
	}
	switch kind {
	case "device":
		return t.parseDevice(rest)
	case "link":
		return t.parseNamed(name, "link", t.linkNames())
	case "interface":
		return t.parseNamed(name, "interface", t.interfaceNames())
	case "session":
		return t.parseNamed(name, "session", t.sessionNames())
	}
	return nil, fmt.Errorf("%q: %q is none of the kinds device, link, interface and session", name, kind)
}

func (t *Tables) parseDevice(name string) (Failure, error) {
	if slices.Contains(t.names, name) {
		return FailDevice{name}, nil
	}
	return nil, fmt.Errorf("%q: there is no such router; there are %s", name, some(t.names))
}

// A nameIndex has what may be meant by each name, and the names to offer.
type nameIndex struct {
	meant map[string][]Failure
	shown []string
}

func (x *nameIndex) add(f Failure, names ...string) {
	for i, name := range append(names, f.String()) {
		if slices.Contains(x.meant[name], f) {
			continue
		}
		if i == 0 && len(x.meant[name]) == 0 {
			x.shown = append(x.shown, name)
		}
		x.meant[name] = append(x.meant[name], f)
	}
}

func (t *Tables) parseNamed(name, kind string, x nameIndex) (Failure, error) {
	switch meant := x.meant[name]; len(meant) {
	case 0:
		return nil, fmt.Errorf("%q: there is no such %s; there are %s", name, kind, some(near(name, x.shown)))
	case 1:
		return meant[0], nil
	default:
		names := make([]string, len(meant))
		for i := range meant {
			names[i] = meant[i].String()
		}
		return nil, fmt.Errorf("%q: there are several: %s", name, some(names))
	}
}

func (t *Tables) linkNames() nameIndex {
	x := nameIndex{meant: map[string][]Failure{}}
	for _, failure := range t.Links() {
		f, ok := failure.(FailLink)
		if !ok {
			continue
		}
		x.add(f, "link:"+f.A.Router+":"+f.B.Router, "link:"+f.B.Router+":"+f.A.Router,
			"link:"+f.B.String()+":"+f.A.String(),
			"link:"+f.A.Router+":"+f.A.Interface, "link:"+f.B.Router+":"+f.B.Interface)
	}
	return x
}

func (t *Tables) interfaceNames() nameIndex {
	x := nameIndex{meant: map[string][]Failure{}}
	for i := range t.s.net.instances {
		inst := &t.s.net.instances[i]
		for j := range inst.vrf.Interfaces {
			e := LinkEnd{Router: inst.router.Name, Interface: inst.vrf.Interfaces[j].Name}
			if inst.vrf.Name != DefaultVRF {
				e.VRF = inst.vrf.Name
			}
			x.add(FailInterface{e}, "interface:"+e.Router+":"+e.Interface)
		}
	}
	return x
}

func (t *Tables) sessionNames() nameIndex {
	x := nameIndex{meant: map[string][]Failure{}}
	for _, f := range t.sessionFailures() {
		all := FailSession{Router: f.Router, Peer: f.Peer}
		x.add(all, all.String(), FailSession{Router: f.Peer, Peer: f.Router}.String())
		x.add(f, f.String())
	}
	return x
}

// near returns the names that speak of a router that the name speaks of, all
// when there are none.
func near(name string, names []string) []string {
	parts := strings.Split(name, ":")
	found := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !slices.ContainsFunc(strings.Split(n, ":")[1:], func(p string) bool { return slices.Contains(parts[1:], p) })
	})
	if len(found) == 0 {
		return names
	}
	return found
}

// some lists names, the first of many.
func some(names []string) string {
	const shown = 12
	if len(names) == 0 {
		return "none"
	}
	if len(names) > shown {
		return strings.Join(names[:shown], ", ") + fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return strings.Join(names, ", ")
}
