package fabric

import (
	"errors"
	"fmt"
	"net/netip"

	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// Problems of leasing.
const (
	// CodeLeaseConflict: a pinned value already belongs to something else.
	CodeLeaseConflict Code = "lease-conflict"
	// CodeLeaseMoved: a pin took a value that something else had been leased.
	CodeLeaseMoved Code = "lease-moved"
	// CodeLeaseMismatch: the ledger holds a lease that is not what the design asks for.
	CodeLeaseMismatch Code = "lease-mismatch"
	// CodeLeaseUnknown: the ledger holds a lease under a name or a kind that no plan asks for.
	CodeLeaseUnknown Code = "lease-unknown"
	// CodePoolExhausted: a pool has nothing left of what is needed.
	CodePoolExhausted Code = "pool-exhausted"
)

// lease reports what leasing a field's value ran into.
func (p *planner) lease(field path, err error) {
	if err == nil {
		return
	}
	if leased, ok := errors.AsType[*ipam.LeasedError](err); ok {
		p.r.refuse(CodeLeaseConflict, field.String(), leased.Error(),
			"pin another value, or let the plan choose one", "every value has one owner")
		return
	}
	if mismatch, ok := errors.AsType[*ipam.MismatchError](err); ok {
		p.r.refuse(CodeLeaseMismatch, field.String(), mismatch.Error(),
			"set the pool back or pin the value to keep it; to renumber, release the lease of "+mismatch.Lease.Key.String()+" in the ledger first",
			"what is leased stays until somebody renumbers it on purpose")
		return
	}
	p.r.refuse(CodePoolExhausted, field.String(), err.Error(), "enlarge the pool or pin the value", "the size of the pool")
}

// bounded refuses a lease that was stated or adopted with a number that the
// platform does not have.
func (p *planner) bounded(key ipam.Key, field path, n, first, last uint32) {
	if lease := p.held(key); n != 0 && (n < first || n > last) || n == 0 && lease.Value.IsNumber() {
		p.lease(field, &ipam.MismatchError{Lease: lease, Asked: fmt.Sprintf("a number from %d to %d", first, last)})
	}
}

// unknown refuses leases that no design could ask for: somebody has mistyped a
// kind or a path, and the owner would be renumbered for it.
func (p *planner) unknown() {
	for _, lease := range p.ledger.Unasked() {
		if SpaceOf(lease.Key) != "" {
			continue // its owner has gone
		}
		line := ""
		if lease.Line > 0 {
			line = fmt.Sprintf("line %d of ", lease.Line)
		}
		p.r.refuse(CodeLeaseUnknown, "", fmt.Sprintf("%sthe ledger has a lease %s, and no plan asks for such a one", line, lease.Key),
			"correct its owner or kind, or remove the line", "fabric.SpaceOf: the owners and kinds of leases")
		p.r.problems[len(p.r.problems)-1].Line = 0
	}
}

// pinAddr leases a pinned host address.
func (p *planner) pinAddr(key ipam.Key, field path, a Addr) {
	if a.IsValid() {
		p.lease(field, p.ledger.Pin(spaceAddress, key, ipam.AddrValue(a)))
	}
}

// drawAddr returns the owner's address: the pin, or the first free one of the
// pool from its preferred places on.
func (p *planner) drawAddr(key ipam.Key, field path, pinned Addr, pool *hostPool, prefer ...Addr) Addr {
	if pinned.IsValid() {
		return pinned
	}
	if pool == nil {
		p.lease(field, &ipam.DrawError{Pool: key.Kind, Key: key, Err: errors.New("there is no pool")})
		return Addr{}
	}
	at := pool.place
	at.Prefer = prefer
	a, err := p.ledger.Address(spaceAddress, key, &pool.Range, at)
	if err == nil && pool.isSubnet && !pool.Prefixes[0].Contains(a) {
		err = &ipam.MismatchError{Lease: p.held(key), Asked: "an address of " + pool.Name + " (" + pool.Prefixes[0].String() + ")"}
	}
	if why := unusable(a); err == nil && why != "" {
		err = &ipam.MismatchError{Lease: p.held(key), Asked: "an address for a host: it " + why}
	} else if err == nil && pool.isSubnet {
		if first, last := ipam.Usable(pool.Prefixes[0]); a.Less(first) || last.Less(a) {
			err = &ipam.MismatchError{Lease: p.held(key), Asked: "an address that a host of " + pool.Prefixes[0].String() + " may have"}
		}
	}
	p.lease(field, err)
	return a
}

// A hostPool is a pool of host addresses.
type hostPool struct {
	ipam.Range
	place ipam.Place
	// isSubnet: the range is one subnet, outside of which an address reaches
	// nothing, whoever stated it.
	isSubnet bool
}

// hostsOf returns the pool of a range that hosts are drawn from: upwards from its
// first usable address.
func hostsOf(name string, subnet Prefix) *hostPool {
	if !subnet.IsValid() {
		return nil
	}
	first, last := ipam.Usable(subnet)
	return &hostPool{
		Range: ipam.Range{Name: name, Prefixes: []Prefix{subnet.Masked()}},
		place: ipam.Place{First: first, Last: last},
	}
}

// nodesOf returns the pool of a node subnet's hosts, and where the layout places
// the leaves in it.
func (p *planner) nodesOf(name string, subnet Prefix) (*hostPool, []Addr) {
	hosts, placed := p.hostsBy(p.d.Pools.Layout, name, subnet)
	return hosts, placed.Leaves
}

// hostsBy returns the pool of a subnet's hosts, and what a layout places in it.
func (p *planner) hostsBy(layout SubnetLayout, name string, subnet Prefix) (*hostPool, ipam.Placed) {
	hosts := hostsOf(name, subnet)
	hosts.isSubnet = true
	places := layout.of(FamilyOf(subnet.Addr()))
	if places.IsZero() {
		return hosts, ipam.Placed{}
	}
	placed, err := places.In(subnet)
	if err != nil { // Validate knows the subnets of the design, not those of leases
		p.r.refuse(CodeLayout, "pools.layout", err.Error(), "use a larger subnet, or places that it has", "pools.layout")
		return hosts, ipam.Placed{}
	}
	for _, a := range placed.Taken() {
		hosts.Reserved = append(hosts.Reserved, hostPrefix(a))
	}
	hosts.place = ipam.Place{First: placed.From, Last: placed.To}
	if placed.To.Less(placed.From) {
		hosts.place = ipam.Place{First: placed.To, Last: placed.From, Down: true}
	}
	return hosts, placed
}

// prefixRange is the pool of one prefix.
func prefixRange(name string, p Prefix) *ipam.Range {
	r := &ipam.Range{Name: name}
	if p.IsValid() {
		r.Prefixes = []Prefix{p.Masked()}
	}
	return r
}

// linksOf returns the pool of links of one family. IPv6 links keep off the
// addresses that RFC 6164 section 5 warns of: the subnet-router anycast address
// of the range, and its last 128.
func (p *planner) linksOf(f Family) *ipam.Range {
	if r := p.links[f]; r != nil {
		return r
	}
	pool := p.d.Pools.Links.Of(f)
	r := prefixRange("pools.links", pool)
	if pool.IsValid() && f == IPv6 && pool.Bits() <= 112 { // a smaller one was chosen address by address
		r.Reserved = append(r.Reserved, prefixOf(pool.Masked().Addr(), 127))
		if last, err := netipx.PrefixLastIP(pool).Prefix(121); err == nil {
			r.Reserved = append(r.Reserved, last)
		}
	}
	p.links[f] = r
	return r
}

// drawLink returns the subnet of a link between two routers: the pin, or one of
// the pool of links.
func (p *planner) drawLink(key ipam.Key, field path, pinned Prefix, f Family) Prefix {
	if pinned.IsValid() {
		return pinned.Masked()
	}
	bits := 127 // RFC 6164
	if f == IPv4 {
		bits = orDefault(p.d.Pools.LinkLength, 31)
	}
	subnet, err := p.ledger.Prefix(spaceSubnet, key, p.linksOf(f), bits)
	if err == nil && subnet.Bits() < subnet.Addr().BitLen()-2 {
		err = &ipam.MismatchError{Lease: p.held(key), Asked: "the subnet of a link: /30, /31, /126 or /127"}
	}
	p.lease(field, err)
	if err != nil {
		return Prefix{}
	}
	return subnet
}

func (p *planner) held(key ipam.Key) ipam.Lease {
	lease, _ := p.ledger.Lookup(key)
	return lease
}

// record returns the number that the key has, and leases it the one that the
// convention gives when it has none.
func (p *planner) record(space string, key ipam.Key, field path, convention, first, last int) int {
	if lease, ok := p.ledger.Keep(key); ok {
		n := int(lease.Value.Number())
		if !lease.Value.IsNumber() || n < first || n > last {
			p.lease(field, &ipam.MismatchError{Lease: lease, Asked: fmt.Sprintf("a number from %d to %d", first, last)})
		}
		return n
	}
	p.lease(field, p.ledger.Record(space, key, ipam.NumberValue(uint32(convention))))
	return convention
}

// prefixOf joins an address and a length without masking the address.
func prefixOf(a Addr, bits int) Prefix { return netip.PrefixFrom(a, bits) }
