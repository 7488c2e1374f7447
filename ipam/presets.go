package ipam

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// A Convention is the layout that a document or a tool gives to node subnets, so
// that a site built with it is adopted as it is.
type Convention struct {
	Name string `yaml:"name"`
	// Source says who gives it, and what of it is our choice.
	Source string `yaml:"source,omitempty"`
	// IPv4 and IPv6 are the layouts of the two families. They differ more often
	// than they seem to: "last" is the address below the all-ones one in IPv4 and
	// the all-ones one in IPv6 ([Usable]). A zero Layout says that the convention
	// has nothing for the family.
	IPv4 Layout `yaml:"ipv4,omitempty"`
	IPv6 Layout `yaml:"ipv6,omitempty"`
}

// Validate reports what [Layout.Validate] does, by family, and explicit
// addresses under the wrong family.
func (c Convention) Validate() error {
	var errs []error
	for _, f := range []struct {
		name string
		is4  bool
		Layout
	}{{"ipv4", true, c.IPv4}, {"ipv6", false, c.IPv6}} {
		if err := f.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.name, err))
		}
		for _, r := range append(f.roles(), role{"nodes", f.Nodes.From}, role{"nodes", f.Nodes.To}) {
			if r.at.base == baseAddr && r.at.addr.Is4() != f.is4 {
				errs = append(errs, fmt.Errorf("%s: %s: %v is not of the family", f.name, r.name, r.at))
			}
		}
	}
	return errors.Join(errs...)
}

// In places the layout of the subnet's family in the subnet, as [Layout.In].
func (c Convention) In(subnet netip.Prefix) (Placed, error) {
	layout, family := c.IPv6, "IPv6"
	if subnet.Addr().Is4() {
		layout, family = c.IPv4, "IPv4"
	}
	if layout.IsZero() {
		return Placed{}, fmt.Errorf("%s has no %s layout", c.Name, family)
	}
	return layout.In(subnet)
}

// Preset returns the convention of that name out of [Presets].
func Preset(name string) (Convention, bool) {
	all := Presets()
	if i := slices.IndexFunc(all, func(c Convention) bool { return c.Name == name }); i >= 0 {
		return all[i], true
	}
	return Convention{}, false
}

// Presets returns the conventions that are known, in a fixed order. The caller
// may change what it gets.
func Presets() []Convention {
	return []Convention{
		ipFabric(), standardSVI(), floatingSVI(), nkt(), nktWritten(), netlabManagement(),
	}
}

// ipFabric is the lab of seeds/000: rack 1 is 10.13.0.0/24 (Table 1), the SVIs
// with which nodes peer are 10.13.0.2 and .3 (Examples 7 to 10), three nodes are
// .115, .181 and .220 (Example 11). The HSRP address is printed nowhere; below
// .2 there is only one.
func ipFabric() Convention {
	l := Layout{
		Gateway: FromFirst(0),
		Leaves:  []Position{FromFirst(1), FromFirst(2)},
		Nodes:   Span{From: FromFirst(3), To: FromLast(0)},
	}
	return Convention{
		Name:   "ip-fabric",
		Source: "seeds/000, Examples 7 to 11 (leaves); the gateway's place and IPv6 are a choice",
		IPv4:   l, IPv6: clone(l),
	}
}

// standardSVI is one subnet for each node, an IPv4 /29 ([SVISubnet]).
func standardSVI() Convention {
	l := Layout{
		Leaves:    []Position{FromLast(2), FromLast(1)},
		Secondary: FromLast(0),
		Nodes:     Span{From: FromFirst(0), To: FromFirst(0)},
	}
	return Convention{
		Name:   "standard-svi",
		Source: "seeds/001 and seeds/002, example standard SVI IP allocation; IPv6 is a choice",
		IPv4:   l, IPv6: clone(l),
	}
}

// floatingSVI is one subnet for the cluster. The documents say what it must
// hold and leave the positions free. The lab of seeds/002 has nodes from
// 192.168.2.1 upwards and anchors 201 to 204 at 192.168.2.201 to .204: a host
// number equal to the leaf's node ID ([Host]), which needs a /24 and such IDs.
// The choice here works in every subnet: secondary and floating as the same
// author writes them for NKT, below them the six anchors that an L3Out may have,
// so that a further rack moves no node.
func floatingSVI() Convention {
	l := Layout{
		Leaves:    []Position{FromLast(2), FromLast(3), FromLast(4), FromLast(5), FromLast(6), FromLast(7)},
		Secondary: FromLast(0),
		Floating:  FromLast(1),
		Nodes:     Span{From: FromFirst(0), To: FromLast(8)},
	}
	return Convention{
		Name:   "floating-svi",
		Source: "seeds/001 and seeds/002, example floating SVI IP allocation, which leaves the positions free: they are a choice",
		IPv4:   l, IPv6: clone(l),
	}
}

// nkt is what NKT's code computes for ACI. It counts from the all-ones address
// in both families, which is "last+1" of IPv4 and "last" of IPv6. Anchors'
// addresses are typed in: add them as Leaves. NKT's own search for node
// addresses skips anchors, floating and secondary but not the API server's, so
// that the last of many nodes gets an address twice; here Nodes skips that too,
// and is the same otherwise.
func nkt() Convention {
	nodes := Span{From: FromFirst(0), To: FromLast(0)}
	return Convention{
		Name:   "nkt",
		Source: "NKT (camrossi/akb), terraform/appflask.py: all ones - 1 floating, - 2 secondary, - 3 API server (IPv4)",
		IPv4:   Layout{Floating: FromLast(0), Secondary: FromLast(1), Virtual: FromLast(2), Nodes: nodes},
		IPv6:   Layout{Floating: FromLast(1), Secondary: FromLast(2), Nodes: nodes},
	}
}

// nktWritten is the example in NKT's description of its variables: in
// 192.168.2.0/24, secondary .254, floating .253, nodes from .1, anchors 201 and
// 202 at .201 and .202 (as in seeds/002), API server .100. The two last are
// values and no rule.
func nktWritten() Convention {
	l := Layout{
		Secondary: FromLast(0),
		Floating:  FromLast(1),
		Nodes:     Span{From: FromFirst(0), To: FromLast(0)},
	}
	return Convention{
		Name:   "nkt-written",
		Source: "NKT (camrossi/akb), docs/terraformVars.md, the opposite order of its code; IPv6 is a choice",
		IPv4:   l, IPv6: clone(l),
	}
}

// netlabManagement has node 1 at the subnet's address + 101.
func netlabManagement() Convention {
	return Convention{
		Name:   "netlab-management",
		Source: "netlab, netsim/defaults/addressing.yml: start 100, to which the node's ID is added",
		IPv4:   Layout{Nodes: Span{From: FromFirst(100), To: FromLast(0)}},
	}
}

// clone keeps the families of one convention from sharing slices.
func clone(l Layout) Layout {
	l.Leaves, l.Avoid = slices.Clone(l.Leaves), slices.Clone(l.Avoid)
	return l
}
