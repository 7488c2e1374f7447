package site

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// facts are what texts may depend on, by the design alone.
type facts struct {
	// devices by name: all that a switch's text is made of. terms are the same of a
	// leaf without the nodes, as long as there are some of each cluster; hosts are
	// what is plugged into it.
	devices, terms map[string]string
	hosts          map[string]map[string]string
	// clusters are the terms of each; racks are those it has nodes in; objects are
	// the Nodes and BGPPeers that it must have.
	clusters, racks map[string]string
	objects         map[string]map[string]bool
}

func factsOf(d fabric.Design) facts {
	f := facts{
		devices: map[string]string{}, terms: map[string]string{}, hosts: map[string]map[string]string{},
		clusters: map[string]string{}, racks: map[string]string{}, objects: map[string]map[string]bool{},
	}
	ip := d.Fabric.(fabric.IPFabric)
	fabricWide := fmt.Sprint(familiesOf(d))
	var spines, leaves []string
	for _, s := range ip.Spines {
		spines = append(spines, s.Name)
	}
	slices.Sort(spines)
	for i := range d.Racks {
		for _, l := range d.Racks[i].Leaves {
			leaves = append(leaves, d.Racks[i].Name+" "+l.Name)
		}
	}
	slices.Sort(leaves)
	for _, s := range spines {
		f.devices[s] = fmt.Sprint(fabricWide, leaves)
	}
	for i := range d.Clusters {
		c := d.Clusters[i]
		// A subnet out of the pool is a rule of its own, and the pool is one.
		inside, outside := false, false
		for _, n := range c.Nodes {
			out := len(c.Networks) == 0 && isOutside(n.Rack)
			inside, outside = inside || !out, outside || out
		}
		c.Nodes, c.Networks = nil, nil
		f.clusters[c.Name] = fmt.Sprintf("%+v %v %v", c, inside, outside)
		f.objects[c.Name] = map[string]bool{}
	}
	racks := slices.SortedFunc(slices.Values(d.Racks), func(a, b fabric.Rack) int { return cmp.Compare(a.Name, b.Name) })
	for i := range racks {
		f.rack(&d, &racks[i], fmt.Sprint(fabricWide, spines))
	}
	return f
}

func (f facts) rack(d *fabric.Design, rack *fabric.Rack, all string) {
	var names []string
	for _, l := range rack.Leaves {
		names = append(names, l.Name)
	}
	own := fmt.Sprint(all, rack.Name, names, rack.NodeSubnet.V4.IsValid(), rack.NodeSubnet.V6.IsValid())
	var nodes []string
	hosts := map[string]string{}
	perServer := false
	clusters := slices.SortedFunc(slices.Values(d.Clusters), func(a, b fabric.Cluster) int { return cmp.Compare(a.Name, b.Name) })
	for i := range clusters {
		c := &clusters[i]
		there := false
		for _, n := range c.Nodes {
			if n.Rack != rack.Name {
				continue
			}
			there = true
			host, attach := n.Name, fmt.Sprintf("%T%+v", n.Attach, n.Attach)
			if vm, ok := n.Attach.(fabric.VM); ok {
				host = vm.Host
			}
			nodes = append(nodes, fmt.Sprint(c.Name, n.Name, attach))
			hosts[host] += fmt.Sprint(c.Name, attach) // the order of a cluster's machines does not matter
			f.objects[c.Name]["Node/"+n.Name] = true
		}
		if !there {
			continue
		}
		own += f.clusters[c.Name]
		f.racks[c.Name] += " " + rack.Name
		if _, ok := c.AS.(fabric.ASPerServer); ok || c.Peering == fabric.PeerByNode {
			perServer = true // the leaf's BGP knows its nodes one by one
		}
		for _, leaf := range names {
			for _, family := range familiesOfCluster(c) {
				f.objects[c.Name]["BGPPeer/rack-"+rack.Name+"-"+leaf+map[string]string{"ipv6": "-v6"}[family]] = true
			}
		}
	}
	slices.Sort(nodes)
	for _, leaf := range names {
		f.devices[leaf] = fmt.Sprint(own, nodes)
		if !perServer && len(nodes) > 0 {
			f.terms[leaf] = own
		}
		f.hosts[leaf] = hosts
	}
}

func familiesOfCluster(c *fabric.Cluster) []string {
	var has [2]bool
	for _, p := range c.Pods {
		has[0] = has[0] || p.Prefix.Addr().Is4() || p.Draw.IPv4 != 0
		has[1] = has[1] || p.Prefix.Addr().Is6() || p.Draw.IPv6 != 0
	}
	return familyNames(has)
}

func familyNames(has [2]bool) []string {
	var names []string
	for i, name := range []string{"ipv4", "ipv6"} {
		if has[i] {
			names = append(names, name)
		}
	}
	return names
}

// familiesOf are those of the fabric.
func familiesOf(d fabric.Design) []string {
	var has [2]bool
	for i := range d.Clusters {
		for _, f := range familiesOfCluster(&d.Clusters[i]) {
			has[map[string]int{"ipv6": 1}[f]] = true
		}
	}
	for i := range d.Racks {
		has[0] = has[0] || d.Racks[i].NodeSubnet.V4.IsValid()
		has[1] = has[1] || d.Racks[i].NodeSubnet.V6.IsValid()
	}
	return familyNames(has)
}

// ownersOf are all owners and kinds that a design needs values for.
func ownersOf(d fabric.Design) map[string]bool {
	all := map[string]bool{}
	need := func(owner string, kinds ...string) {
		for _, k := range kinds {
			all[owner+" "+k] = true
		}
	}
	families, ip := familiesOf(d), d.Fabric.(fabric.IPFabric)
	each := func(kind string, of []string) []string {
		var kinds []string
		for _, f := range of {
			kinds = append(kinds, kind+"-"+f)
		}
		return kinds
	}
	device := func(name string) {
		need("switch/"+name, "router-id", "management-ipv4")
		if slices.Contains(families, "ipv6") {
			need("switch/"+name, "loopback-ipv6")
		}
	}
	need("fabric/spines", "as")
	need("fabric/management", "gateway-ipv4")
	for _, s := range ip.Spines {
		device(s.Name)
	}
	network := func(rack *fabric.Rack, owner string, vlan fabric.VLAN, pinned fabric.Prefixes, users []*fabric.Cluster) {
		has := [2]bool{pinned.V4.IsValid(), pinned.V6.IsValid()}
		for _, c := range users {
			for _, f := range familiesOfCluster(c) {
				has[map[string]int{"ipv6": 1}[f]] = true
			}
		}
		of := familyNames(has)
		if len(of) > 0 || vlan != 0 {
			need(owner, "vlan")
		}
		if len(of) > 0 {
			need(owner, "gateway-group")
		}
		need(owner, each("node-subnet", of)...)
		need(owner, each("gateway", of)...)
		for _, l := range rack.Leaves {
			need(owner+"/switch/"+l.Name, each("address", of)...)
		}
	}
	for i := range d.Racks {
		rack := &d.Racks[i]
		own := "rack/" + rack.Name
		need(own, "as")
		for _, l := range rack.Leaves {
			device(l.Name)
			need(own+"/switch/"+l.Name, "side")
			for _, u := range l.Uplinks { // what is pinned is leased also when nobody needs it
				if u.Subnet.V6.IsValid() {
					need("switch/"+l.Name+"/switch/"+u.Spine, "link-ipv6")
				}
			}
			for _, s := range ip.Spines {
				need("switch/"+l.Name+"/switch/"+s.Name, append(each("link", families), "port")...)
				need("switch/"+s.Name+"/switch/"+l.Name, "port")
			}
			if len(rack.Leaves) == 2 {
				need("switch/"+l.Name+"/peer-link/Ethernet1-47", "port")
				need("switch/"+l.Name+"/peer-link/Ethernet1-48", "port")
			}
		}
		if len(rack.Leaves) == 2 {
			need(own, "vpc-domain", "channel")
			if ip.BackupVLAN != 0 {
				need(own, append(each("backup", families), "backup-vlan")...)
			}
		}
		var users []*fabric.Cluster
		for c := range d.Clusters {
			c := &d.Clusters[c]
			var of []*fabric.Cluster
			for n := range c.Nodes {
				if c.Nodes[n].Rack == rack.Name {
					of = []*fabric.Cluster{c}
					cabled(&c.Nodes[n], rack, need)
				}
			}
			i := slices.IndexFunc(c.Networks, func(n fabric.ClusterNetwork) bool { return n.Rack == rack.Name })
			if i < 0 {
				users = append(users, of...)
				continue
			}
			network(rack, "cluster/"+c.Name+"/rack/"+rack.Name, c.Networks[i].VLAN, c.Networks[i].NodeSubnet, of)
		}
		network(rack, own, rack.VLAN, rack.NodeSubnet, users)
	}
	for i := range d.Clusters {
		c := &d.Clusters[i]
		own := "cluster/" + c.Name
		for _, n := range c.Nodes {
			need(own+"/node/"+n.Name, each("address", familiesOfCluster(c))...)
			if _, ok := c.AS.(fabric.ASPerServer); ok {
				need(own+"/node/"+n.Name, "as")
			}
		}
		if _, ok := c.AS.(fabric.ASPerCluster); ok {
			need(own, "as")
		}
		ranges(c, need)
	}
	return all
}

// cabled needs the ports and the channel of a node or its hypervisor.
func cabled(n *fabric.Node, rack *fabric.Rack, need func(string, ...string)) {
	host, leaves := n.Name, rack.Leaves
	switch a := n.Attach.(type) {
	case fabric.Bond:
	case fabric.VM:
		host = a.Host
	case fabric.SingleHomed:
		leaves = []fabric.Leaf{{Name: a.Leaf}}
	}
	for _, l := range leaves {
		need("switch/"+l.Name+"/host/"+host, "port")
	}
	if len(leaves) == 2 {
		need("rack/"+rack.Name+"/host/"+host, "channel")
	}
}

// ranges needs the pod and service ranges of a cluster.
func ranges(c *fabric.Cluster, need func(string, ...string)) {
	family := func(p netip.Prefix) string {
		if p.Addr().Is4() {
			return "-ipv4"
		}
		return "-ipv6"
	}
	own := "cluster/" + c.Name
	named := func(p netip.Prefix) string {
		return strings.Join(strings.FieldsFunc(p.String(), func(r rune) bool { return strings.ContainsRune(".:/", r) }), "-")
	}
	for _, p := range c.Pods {
		switch {
		case p.Draw.IPv4 != 0:
			need(own+"/pods/"+p.Name, "pods-ipv4")
		case p.Draw.IPv6 != 0:
			need(own+"/pods/"+p.Name, "pods-ipv6")
		default:
			need(own+"/pods/"+c.Name+"-"+named(p.Prefix), "pods"+family(p.Prefix))
		}
	}
	for _, p := range c.Services.ClusterIPs {
		need(own+"/range/"+named(p), "cluster-ips"+family(p))
	}
	if c.Services.Draw.ClusterIPs.IPv4 != 0 {
		need(own, "cluster-ips-ipv4", "load-balancer-ips-ipv4")
	}
	if c.Services.Draw.ClusterIPs.IPv6 != 0 {
		need(own, "cluster-ips-ipv6")
	}
}

// networksOf are the owners of all node networks of a design, and of the leaves'
// addresses on them.
func networksOf(d *fabric.Design) map[string]bool {
	all := map[string]bool{}
	add := func(owner string, rack *fabric.Rack) {
		all[owner] = true
		for _, l := range rack.Leaves {
			all[owner+"/switch/"+l.Name] = true
		}
	}
	for i := range d.Racks {
		rack := &d.Racks[i]
		add("rack/"+rack.Name, rack)
		for j := range d.Clusters {
			for _, n := range d.Clusters[j].Networks {
				if n.Rack == rack.Name {
					add("cluster/"+d.Clusters[j].Name+"/rack/"+rack.Name, rack)
				}
			}
		}
	}
	return all
}
