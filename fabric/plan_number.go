package fabric

import (
	"strings"

	"github.com/podfabric/podfabric/ipam"
)

// numberSystems gives every rack its AS.
func (p *planner) numberSystems() {
	for _, s := range p.spines {
		s.AS = p.ip.SpineAS
		s.PathsExternal = orDefault(p.ip.ECMP.Spine, 64)
	}
	p.pinAS(ownerSpines, under("fabric.ipFabric", ".spineAS"), p.ip.SpineAS)
	for _, rack := range p.racks {
		p.pinAS(rackOwner(rack.design.Name), under(rack.field, ".as"), rack.design.AS)
	}
	var stated []statement
	for i := range p.d.Clusters {
		if scheme, ok := p.d.Clusters[i].AS.(ASPerCluster); ok {
			stated = append(stated, statement{clusterOwner(p.d.Clusters[i].Name), uint32(scheme.AS)})
		}
	}
	holders := p.holders(kindAS, stated)
	for i := range p.d.Clusters {
		c, field := &p.d.Clusters[i], at("clusters", i)
		switch scheme := c.AS.(type) {
		case ASPerRack:
		case ASPerCluster:
			// Two clusters may share one AS.
			if owner := clusterOwner(c.Name); holders[uint32(scheme.AS)] == owner {
				p.pinAS(owner, under(field, ".as"), scheme.AS)
			}
		case ASPerServer:
			for j := range c.Nodes {
				p.pinAS(nodeOwner(c.Name, c.Nodes[j].Name), item(field, ".nodes", j, ".as"), c.Nodes[j].AS)
			}
		}
	}
	from := asPool("pools.rackAS", p.d.Pools.RackAS)
	for _, rack := range p.racks {
		rack.as = rack.design.AS
		if rack.as == 0 {
			rack.as = p.drawAS(rackOwner(rack.design.Name), under(rack.field, ".as"), from)
		}
		for _, leaf := range rack.leaves {
			leaf.AS = rack.as
		}
	}
}

// A statement is a number that a design gives to an owner.
type statement struct {
	owner string
	n     uint32
}

// holders says whose lease a number is that several owners may state: it stays
// with whoever has it, and goes to the first by name otherwise, so that the order
// of the design decides nothing.
func (p *planner) holders(kind string, stated []statement) map[uint32]string {
	holders, keeps := make(map[uint32]string, len(stated)), map[uint32]bool{}
	for _, s := range stated {
		lease := p.held(ipam.Key{Owner: s.owner, Kind: kind})
		has := !lease.Quarantined && lease.Value == ipam.NumberValue(s.n)
		first, seen := holders[s.n]
		if !seen || has || !keeps[s.n] && s.owner < first {
			holders[s.n] = s.owner
		}
		keeps[s.n] = keeps[s.n] || has
	}
	return holders
}

func (p *planner) pinAS(owner string, field path, as ASN) {
	if as != 0 {
		p.lease(field, p.ledger.Pin(spaceAS, ipam.Key{Owner: owner, Kind: kindAS}, ipam.NumberValue(uint32(as))))
	}
}

func (p *planner) drawAS(owner string, field path, from *ipam.NumberPool) ASN {
	key := ipam.Key{Owner: owner, Kind: kindAS}
	n, err := p.ledger.Number(spaceAS, key, from)
	p.lease(field, err)
	p.bounded(key, field, n, 1, uint32(lastASN)-1)
	return ASN(n)
}

// asPool is the pool of a range of AS numbers.
func asPool(name string, r ASNRange) *ipam.NumberPool {
	pool := &ipam.NumberPool{Name: name}
	if r != (ASNRange{}) {
		pool.Ranges = []ipam.NumberRange{{First: uint32(r.First), Last: uint32(r.Last)}}
	}
	return pool
}

func (p *planner) pinPort(pp *portPlan, device, owner string, field path, port string) {
	if port == "" {
		return
	}
	n, err := parsePort(pp.platform, port)
	if err != nil {
		return // reported by Validate
	}
	p.lease(field, p.ledger.Pin(portSpace(device), ipam.Key{Owner: owner, Kind: kindPort}, ipam.NumberValue(n)))
}

// drawPort returns the owner's port on a device: its lease, wherever it is, for
// somebody has plugged in a cable there; or the lowest free one from first on.
func (p *planner) drawPort(pp *portPlan, device, owner string, field path, first string) string {
	key := ipam.Key{Owner: owner, Kind: kindPort}
	if lease, ok := p.ledger.Keep(key); ok {
		n := lease.Value.Number()
		if slot, port := n/portsPerSlot, n%portsPerSlot; slot == 0 || port < firstPort(pp.platform) || slot > 255 {
			p.lease(field, &ipam.MismatchError{Lease: lease, Asked: "a port: slot x 1000 + port"})
		}
		return portName(pp.platform, first, n)
	}
	from := pp.from(first, strings.HasPrefix(owner, "switch/"+device+"/host/"))
	if from == nil {
		return ""
	}
	n, err := p.ledger.Number(portSpace(device), key, from)
	p.lease(field, err)
	return portName(pp.platform, first, n)
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
