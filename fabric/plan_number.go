package fabric

import (
	"fmt"
	"strconv"
	"strings"
)

// numberSystems gives every rack its AS.
func (p *planner) numberSystems() {
	for _, s := range p.spines {
		s.AS = p.ip.SpineAS
		s.PathsExternal = orDefault(p.ip.ECMP.Spine, 64)
	}
	p.pinAS("spines", under("fabric.ipFabric", ".spineAS"), p.ip.SpineAS)
	for _, rack := range p.racks {
		p.pinAS("rack/"+rack.design.Name, under(rack.field, ".as"), rack.design.AS)
	}
	for i := range p.d.Clusters {
		c, field := &p.d.Clusters[i], at("clusters", i)
		switch scheme := c.AS.(type) {
		case ASPerRack:
		case ASPerCluster:
			// Two clusters may share one AS; the number then has one owner.
			p.pinAS("clusters/"+scheme.AS.String(), under(field, ".as"), scheme.AS)
		case ASPerServer:
			for j := range c.Nodes {
				p.pinAS(nodeASOwner(c.Name, c.Nodes[j].Name), item(field, ".nodes", j, ".as"), c.Nodes[j].AS)
			}
		}
	}
	for _, rack := range p.racks {
		rack.as = rack.design.AS
		if rack.as == 0 {
			n, err := p.ledger.Number(scopeAS, "rack/"+rack.design.Name,
				uint32(p.d.Pools.RackAS.First), uint32(p.d.Pools.RackAS.Last))
			p.lease(under(rack.field, ".as"), err)
			rack.as = ASN(n)
		}
		for _, leaf := range rack.leaves {
			leaf.AS = rack.as
		}
	}
}

func (p *planner) pinAS(owner string, field path, as ASN) {
	if as != 0 {
		p.lease(field, p.ledger.PinNumber(scopeAS, owner, uint32(as)))
	}
}

func nodeASOwner(cluster, node string) string { return "cluster/" + cluster + "/node/" + node }

// A port's number in the ledger is slot x portsPerSlot + port, "Ethernet2/3"
// being 2003.
const (
	portsPerSlot   = 1000
	fixedPorts     = 128 // the most ports that a fixed switch has, broken out
	lineCardPorts  = 36
	modularSlots   = 16
	portNamePrefix = "Ethernet"
)

// parsePort reads "Ethernet1/49" as the ledger's number.
func parsePort(name string) (uint32, error) {
	rest, ok := strings.CutPrefix(name, portNamePrefix)
	slot, port, cut := strings.Cut(rest, "/")
	if !ok || !cut {
		return 0, fmt.Errorf("%q is not a port name like Ethernet1/49", name)
	}
	s, err := strconv.ParseUint(slot, 10, 8)
	if err != nil || s == 0 {
		return 0, fmt.Errorf("%q has no slot number", name)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || n >= portsPerSlot {
		return 0, fmt.Errorf("%q has no port number", name)
	}
	return uint32(s*portsPerSlot + n), nil
}

func portName(n uint32) string {
	return portNamePrefix + strconv.Itoa(int(n/portsPerSlot)) + "/" + strconv.Itoa(int(n%portsPerSlot))
}

func (p *planner) pinPort(device, owner string, field path, port string) {
	if port == "" {
		return
	}
	n, err := parsePort(port)
	if err != nil {
		return // reported by Validate
	}
	p.lease(field, p.ledger.PinNumber("port/"+device, owner, n))
}

// drawPort returns the owner's port on a device: its lease, or the lowest free
// one from first on.
func (p *planner) drawPort(device, owner string, field path, first string) string {
	n, err := parsePort(first)
	if err != nil {
		return ""
	}
	modular := false
	if platform, ok := p.ip.Switches.(NXOS); ok {
		modular = platform.Modular
	}
	scope := "port/" + device
	if leased, ok := p.ledger.NumberOf(scope, owner); ok {
		p.lease(field, p.ledger.PinNumber(scope, owner, leased))
		return portName(leased)
	}
	slot := n / portsPerSlot
	if !modular {
		got, err := p.ledger.Number(scope, owner, n, slot*portsPerSlot+fixedPorts)
		p.lease(field, err)
		return portName(got)
	}
	from := portsFrom{device, n}
	if full := p.full[from]; full > 0 {
		slot = full + 1
		n = slot*portsPerSlot + 1
	}
	for {
		got, err := p.ledger.Number(scope, owner, n, slot*portsPerSlot+lineCardPorts)
		if err == nil || slot == modularSlots {
			p.lease(field, err)
			return portName(got)
		}
		p.full[from] = slot
		slot++
		n = slot*portsPerSlot + 1
	}
}

// A portsFrom is the ports of a modular device from a first one on.
type portsFrom struct {
	device string
	first  uint32
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
