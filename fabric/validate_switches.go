package fabric

import (
	"fmt"
	"maps"
)

// switches checks what all switches have in common: bounds of the platform and
// its version, and the numbers of vPC domains.
func (a *audit) switches() {
	const field = "fabric.ipFabric"
	a.optional(field+".mtu", "MTU", a.ip.MTU, 1500, 9216, "Cisco NX-OS: mtu of a routed port; 1500 is what hosts assume")
	const paths = "seeds/000: up to 64 equal paths"
	a.optional(field+".ecmp.spine", "number of paths", a.ip.ECMP.Spine, 1, 64, paths)
	a.optional(field+".ecmp.uplinks", "number of paths", a.ip.ECMP.Uplinks, 1, 64, paths)
	a.optional(field+".ecmp.nodes", "number of paths", a.ip.ECMP.Nodes, 1, 64, paths)
	for i := range a.d.Racks {
		rack, field := &a.d.Racks[i], at("racks", i)+".vpcDomain"
		if a.optional(field, "vPC domain", rack.VPCDomain, 1, 1000, "Cisco NX-OS: vpc domain") && rack.VPCDomain != 0 && len(rack.Leaves) == 1 {
			a.refuse(CodeVPCDomainUnused, field, fmt.Sprintf("vPC domain %d is pinned on rack %s, which has one leaf", rack.VPCDomain, rack.Name),
				"leave it out, or add the second leaf", "Cisco NX-OS: a vPC domain has two peers")
		}
	}
}

// ports checks the names of ports, and that none has two uses.
func (a *audit) ports() {
	a.portLayout("fabric.ipFabric.ports", a.ip.platformOf(nil), &a.ip.Ports)
	for i := range a.ip.Spines {
		s := &a.ip.Spines[i]
		a.portLayout(at("fabric.ipFabric.spines", i)+".ports", a.ip.platformOf(s.Switches), &s.Ports)
	}
	spinePorts := map[string]map[string]holder{}
	for i := range a.d.Racks {
		rack := &a.d.Racks[i]
		a.portLayout(at("racks", i)+".ports", a.ip.platformOf(rack.Switches), &rack.Ports)
		peerLink := map[string]holder{}
		if len(rack.Leaves) == 2 {
			peerLink = a.peerLink(i)
		}
		for j := range rack.Leaves {
			a.uplinkPorts(leafRef{i, j}, peerLink, spinePorts)
		}
	}
}

// portLayout checks the names in a layout, and that no port is in the peer link twice.
func (a *audit) portLayout(field string, platform Platform, layout *PortLayout) {
	a.port(field+".nodes", platform, layout.Nodes)
	a.port(field+".uplinks", platform, layout.Uplinks)
	a.port(field+".leaves", platform, layout.Leaves)
	peerLink := map[string]holder{}
	for i, name := range layout.PeerLink {
		field := at(field+".peerLink", i)
		if name == "" {
			example, _ := portExample(platform)
			a.missing(field, "the port", "name a port: "+example)
			continue
		}
		a.onePort(peerLink, field, platform, name, "the link to the vPC peer")
	}
}

// peerLink is the ports between the leaves of a rack, with where they are named.
func (a *audit) peerLink(rack int) map[string]holder {
	r, field := &a.d.Racks[rack], at("racks", rack)+".ports.peerLink"
	layout := r.Ports
	if layout.isZero() {
		field = "fabric.ipFabric.ports.peerLink"
		if layout = a.ip.Ports; !sameKind(a.ip.platformOf(r.Switches), a.ip.platformOf(nil)) {
			layout = PortLayout{}
		}
	}
	used := map[string]holder{}
	for i, name := range layout.PeerLink {
		if _, taken := used[name]; !taken {
			used[name] = holder{at(field, i), "the link to the vPC peer"}
		}
	}
	if len(layout.PeerLink) == 0 {
		for _, name := range a.ip.layoutOf(r.Switches, r.Ports).PeerLink {
			used[name] = holder{field, "the link to the vPC peer (by default)"}
		}
	}
	return used
}

func (a *audit) uplinkPorts(l leafRef, peerLink map[string]holder, spinePorts map[string]map[string]holder) {
	rack := &a.d.Racks[l.rack]
	leaf := &rack.Leaves[l.leaf]
	if len(leaf.Uplinks) == 0 {
		return
	}
	used := maps.Clone(peerLink)
	for k := range leaf.Uplinks {
		up, field := &leaf.Uplinks[k], at(at(at("racks", l.rack)+".leaves", l.leaf)+".uplinks", k)
		a.onePort(used, field+".port", a.ip.platformOf(rack.Switches), up.Port, "the link to "+up.Spine)
		i, known := a.spineOf[up.Spine]
		if !known {
			continue // reported with the references
		}
		if spinePorts[up.Spine] == nil {
			spinePorts[up.Spine] = map[string]holder{}
		}
		a.onePort(spinePorts[up.Spine], field+".spinePort", a.ip.platformOf(a.ip.Spines[i].Switches), up.SpinePort, "the link to "+leaf.Name)
	}
}

// onePort checks a port's name and that the device does not use it already.
func (a *audit) onePort(used map[string]holder, field string, platform Platform, name, what string) {
	if name == "" || !a.port(field, platform, name) {
		return
	}
	if first, taken := used[name]; taken {
		a.refuse(CodePortConflict, field, fmt.Sprintf("port %s for %s is also %s at %s", name, what, first.what, first.field),
			"use another port", "one cable a port")
		return
	}
	used[name] = holder{field, what}
}

// port checks a port's name; empty means not set.
func (a *audit) port(field string, platform Platform, name string) bool {
	if name == "" {
		return true
	}
	n, err := parsePort(platform, name)
	example, source := portExample(platform)
	switch {
	case err != nil:
		a.refuse(CodePortName, field, quoted(name)+" is not the name of a port", "write it as the switch prints it: "+example, source)
		return false
	case portName(platform, name, n) != name:
		a.refuse(CodePortName, field, quoted(name)+" is not how the switch prints the port", "write "+portName(platform, name, n), source)
		return false
	}
	return true
}

// ecmp warns where more devices announce one prefix than a switch spreads the
// traffic for it over: the paths above that are not used.
func (a *audit) ecmp() {
	const field = "fabric.ipFabric.ecmp"
	a.narrow(field+".uplinks", "leaf", "spines announce every remote prefix", a.ip.ECMP.Uplinks, len(a.ip.Spines))
	most, where := 0, ""
	leaves := 0
	for i := range a.d.Clusters {
		c := &a.d.Clusters[i]
		if len(c.Services.All()) == 0 {
			continue
		}
		perRack, below := map[int]int{}, 0
		for j := range c.Nodes {
			if rack, known := a.rackOf[c.Nodes[j].Rack]; known {
				if perRack[rack] == 0 {
					below += len(a.d.Racks[rack].Leaves)
				}
				perRack[rack]++
				if perRack[rack] > most {
					most, where = perRack[rack], fmt.Sprintf("nodes of cluster %s in rack %s announce its services", c.Name, c.Nodes[j].Rack)
				}
			}
		}
		leaves = max(leaves, below)
	}
	a.narrow(field+".nodes", "leaf", where, a.ip.ECMP.Nodes, most)
	a.narrow(field+".spine", "spine", "leaves announce the services of one cluster", a.ip.ECMP.Spine, leaves)
}

func (a *audit) narrow(field, device, who string, width, advertisers int) {
	if width = orDefault(width, 64); width < 1 || advertisers <= width {
		return
	}
	fix := "spread the cluster over more racks, or announce host routes of services with traffic policy Local"
	if advertisers <= 64 {
		fix = fmt.Sprintf("use at least %d", advertisers)
	}
	a.warn(CodeECMPNarrow, field, fmt.Sprintf("%d %s, and a %s spreads traffic over %d", advertisers, who, device, width), fix,
		"seeds/000, seeds/002: at most 64 equal paths")
}
