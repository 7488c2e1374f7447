package fabric

import (
	"errors"
	"net/netip"

	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// The scopes of the ledger: within one, values are unique.
const (
	scopeAddress = "address" // host addresses, over the whole fabric
	scopeSubnet  = "subnet"  // node and link subnets
	scopeAS      = "as"
	scopeDomain  = "vpc-domain"
)

// Problems of leasing.
const (
	// CodeLeaseConflict: a pinned value already belongs to something else.
	CodeLeaseConflict Code = "lease-conflict"
	// CodeLeaseMoved: a pin took a value that something else had been leased.
	CodeLeaseMoved Code = "lease-moved"
	// CodePoolExhausted: a pool has nothing left of what is needed.
	CodePoolExhausted Code = "pool-exhausted"
)

// pinAddr leases a pinned host address.
func (p *planner) pinAddr(owner string, field path, a Addr) {
	if a.IsValid() {
		p.lease(field, p.ledger.PinPrefix(scopeAddress, owner, prefixOf(a, a.BitLen())))
	}
}

// drawAddr returns the owner's address: the pin, or one of the pool.
func (p *planner) drawAddr(owner string, field path, pinned Addr, pool Prefix) Addr {
	if pinned.IsValid() {
		return pinned
	}
	host, err := p.ledger.Prefix(scopeAddress, owner, pool, pool.Addr().BitLen())
	p.lease(field, err)
	return host.Addr()
}

// reserve keeps the addresses of a subnet that no host may have: the network
// and broadcast addresses, and IPv6's subnet-router anycast address.
func (p *planner) reserve(subnet Prefix) {
	if !subnet.IsValid() || subnet.Bits() >= subnet.Addr().BitLen()-1 {
		return
	}
	first := subnet.Masked().Addr()
	owner := "subnet/" + subnet.String()
	p.lease(under("", ""), p.ledger.PinPrefix(scopeAddress, owner+"/first", prefixOf(first, first.BitLen())))
	if first.Is4() {
		last := netipx.PrefixLastIP(subnet)
		p.lease(under("", ""), p.ledger.PinPrefix(scopeAddress, owner+"/last", prefixOf(last, last.BitLen())))
	}
}

// reserveLinks keeps links off the addresses of an IPv6 range that RFC 6164
// section 5 warns of: the subnet-router anycast address, and the last 128.
func (p *planner) reserveLinks(pool Prefix) {
	if !pool.IsValid() || pool.Bits() > 112 {
		return // a range this small was chosen address by address
	}
	// A link that is pinned there stays there: what is pinned wins.
	_ = p.ledger.PinPrefix(scopeSubnet, "range/"+pool.String()+"/first", prefixOf(pool.Masked().Addr(), 127))
	if last, err := netipx.PrefixLastIP(pool).Prefix(121); err == nil {
		_ = p.ledger.PinPrefix(scopeSubnet, "range/"+pool.String()+"/last", last)
	}
}

// lease reports what leasing a field's value ran into.
func (p *planner) lease(field path, err error) {
	if conflict, ok := errors.AsType[*ipam.ConflictError](err); ok {
		p.r.refuse(CodeLeaseConflict, field.String(),
			conflict.Value+" belongs to "+conflict.Owner,
			"pin another value, or let the plan choose one",
			"every value has one owner")
		return
	}
	if exhausted, ok := errors.AsType[*ipam.ExhaustedError](err); ok {
		p.r.refuse(CodePoolExhausted, field.String(),
			exhausted.Error(),
			"enlarge the pool or pin the value",
			"the size of the pool")
	}
}

// prefixOf joins an address and a length without masking the address.
func prefixOf(a Addr, bits int) Prefix { return netip.PrefixFrom(a, bits) }
