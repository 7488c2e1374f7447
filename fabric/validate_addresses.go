package fabric

import (
	"fmt"
	"net/netip"

	"go4.org/netipx"
)

const sourceSpecial = "RFC 6890: special-purpose addresses"

// unusable says why an address can be nobody's here, or "".
func unusable(a Addr) string {
	switch {
	case !a.IsValid():
		return "is not an address"
	case a.Zone() != "":
		return "has a zone"
	case a.Is4In6():
		return "is an IPv4 address written as IPv6"
	case a.IsUnspecified():
		return "is the unspecified address"
	case a.IsLoopback():
		return "is a host's own loopback address"
	case a.IsLinkLocalUnicast():
		return "is link-local"
	case a.IsMulticast():
		return "is a multicast address"
	case a.Is4() && a.As4()[0] == 0:
		return `is in "this network", 0.0.0.0/8`
	case a.Is4() && a.As4()[0] >= 240:
		return "is in the reserved range 240.0.0.0/4"
	}
	return ""
}

// address refuses an address that nothing may have, or of the other family, and
// reports whether there is a good one. Zero means not set.
func (a *audit) address(field, what string, addr Addr, f Family) bool {
	if addr == (Addr{}) {
		return false
	}
	if why := unusable(addr); why != "" {
		a.refuse(CodeAddressUnusable, field, fmt.Sprintf("%s %s %s", what, addr, why),
			"use a unicast address of the site's own ("+plainAddr(addr)+")", sourceSpecial)
		return false
	}
	return a.family(field, what, addr, f)
}

// plainAddr shows what is meant by an address that is written oddly.
func plainAddr(addr Addr) string {
	plain := addr.Unmap().WithZone("")
	if plain != addr && unusable(plain) == "" {
		return "such as " + plain.String()
	}
	return "such as 10.0.0.1 or fd00::1"
}

func (a *audit) family(field, what string, addr Addr, f Family) bool {
	if FamilyOf(addr) == f {
		return true
	}
	a.refuse(CodeWrongFamily, field, fmt.Sprintf("%s %s is not an %s address", what, addr, f),
		"use an "+f.String()+" address", "the design language: one value for each family")
	return false
}

// claimHost gives an address to one holder and refuses the second.
func (a *audit) claimHost(addr Addr, field, what string) {
	if first, taken := a.hosts[addr]; taken {
		a.refuse(CodeDuplicateAddress, field, fmt.Sprintf("%s %s is also %s at %s", what, addr, first.what, first.field),
			"give every interface and every gateway an address of its own",
			"RFC 5227, RFC 4862: duplicate addresses; seeds/000: the gateway address is nobody's BGP end")
		return
	}
	a.hosts[addr] = holder{field, what}
}

// prefix refuses a range that cannot be routed here, or of the other family, or
// with host bits, and reports whether there is a range to go on with. Zero means
// not set.
func (a *audit) prefix(field, what string, p Prefix, f Family) bool {
	return a.anyPrefix(field, what, p) && a.family(field, what, p.Addr(), f) && a.routable(field, what, p)
}

// anyPrefix is prefix for ranges of any kind, such as those of filters.
func (a *audit) anyPrefix(field, what string, p Prefix) bool {
	switch {
	case p == (Prefix{}):
		return false
	case !p.IsValid():
		a.refuse(CodePrefixLength, field, what+" has no valid length", "write it as ADDRESS/LENGTH",
			"RFC 4632 3.1, RFC 4291 2.3: length of a prefix")
		return false
	case p.Addr().Is4In6():
		a.refuse(CodeAddressUnusable, field, fmt.Sprintf("%s %s is an IPv4 range written as IPv6", what, p),
			"write it as an IPv4 range", sourceSpecial)
		return false
	case p != p.Masked():
		a.refuse(CodeHostBits, field, fmt.Sprintf("%s %s has host bits", what, p),
			"write "+p.Masked().String(), "RFC 4632 3.1; Calico: host bits in a pool are refused")
	}
	return true
}

// routable refuses a range in which a special one lies, or that lies in one.
func (a *audit) routable(field, what string, p Prefix) bool {
	for _, special := range specialRanges() {
		if p.Overlaps(special) {
			a.refuse(CodeAddressUnusable, field, fmt.Sprintf("%s %s shares addresses with %s", what, p, special),
				"use a range of the site's own unicast addresses",
				sourceSpecial+"; Calico refuses pools in 169.254.0.0/16 and fe80::/10")
			return false
		}
	}
	return true
}

func specialRanges() []Prefix {
	return []Prefix{
		netip.PrefixFrom(netip.AddrFrom4([4]byte{0}), 8),
		netip.PrefixFrom(netip.AddrFrom4([4]byte{127}), 8),
		netip.PrefixFrom(netip.AddrFrom4([4]byte{169, 254}), 16),
		netip.PrefixFrom(netip.AddrFrom4([4]byte{224}), 3),
		netip.PrefixFrom(netip.IPv6Unspecified(), 8),
		netip.PrefixFrom(netip.AddrFrom16([16]byte{0xfe, 0x80}), 10),
		netip.PrefixFrom(netip.AddrFrom16([16]byte{0xff}), 8),
	}
}

// inSubnet refuses an address outside its subnet, and the subnet's own two.
func (a *audit) inSubnet(field, what string, addr Addr, subnet Prefix) bool {
	if !subnet.Contains(addr) {
		a.refuse(CodeOutsideSubnet, field, fmt.Sprintf("%s %s is outside %s", what, addr, subnet.Masked()),
			"use an address inside the subnet, or change the subnet", "RFC 4271 5.1.3: neighbors and next hops are on a shared subnet")
		return false
	}
	if why := notAHost(addr, subnet); why != "" {
		a.refuse(CodeNotAHost, field, fmt.Sprintf("%s %s is the %s of %s", what, addr, why, subnet.Masked()),
			"use an address between them", "RFC 919, RFC 4291 2.6.1: addresses that stand for the subnet; RFC 3021, RFC 6164: a subnet of two has none")
		return false
	}
	return true
}

// notAHost says which address of the subnet itself this is, or "".
func notAHost(addr Addr, subnet Prefix) string {
	switch {
	case subnet.Bits() >= addr.BitLen()-1:
		return "" // two addresses: both are hosts
	case addr == subnet.Masked().Addr() && addr.Is4():
		return "network address"
	case addr == subnet.Masked().Addr():
		return "subnet-router anycast address"
	case addr.Is4() && addr == netipx.PrefixLastIP(subnet):
		return "broadcast address"
	}
	return ""
}

// spines checks the spines' own addresses.
func (a *audit) spines() {
	for i := range a.ip.Spines {
		s, field := &a.ip.Spines[i], at("fabric.ipFabric.spines", i)
		a.switchAddresses(field, s.Name, s.RouterID, s.Loopback6, s.Management)
	}
}

// leaves checks the leaves' own addresses and the subnets of pinned links.
func (a *audit) leaves() {
	for i := range a.d.Racks {
		for j := range a.d.Racks[i].Leaves {
			leaf, field := &a.d.Racks[i].Leaves[j], at(at("racks", i)+".leaves", j)
			a.switchAddresses(field, leaf.Name, leaf.RouterID, leaf.Loopback6, leaf.Management)
			for k := range leaf.Uplinks {
				a.uplink(&leaf.Uplinks[k], at(field+".uplinks", k)+".subnet", leaf.Name)
			}
		}
	}
}

func (a *audit) switchAddresses(field, name string, routerID, loopback6 Addr, management Prefix) {
	if a.address(field+".routerID", "router ID", routerID, IPv4) {
		a.claimHost(routerID, field+".routerID", "the router ID of "+name)
		a.claim(hostPrefix(routerID), usedLoopback, -1, field+".routerID", "router ID of "+name)
	} else if routerID == (Addr{}) && !a.d.Pools.RouterIDs.IsValid() {
		a.poolMissing(field+".routerID", "the router ID of "+name, "pools.routerIDs")
	}
	if a.address(field+".loopback6", "loopback", loopback6, IPv6) {
		a.claimHost(loopback6, field+".loopback6", "the loopback of "+name)
		a.claim(hostPrefix(loopback6), usedLoopback, -1, field+".loopback6", "loopback of "+name)
	}
	a.management(field+".management", name, management)
}

func (a *audit) management(field, name string, management Prefix) {
	const what = "management address"
	if management == (Prefix{}) {
		return
	}
	if !management.IsValid() {
		a.refuse(CodePrefixLength, field, what+" has no valid length", "write it as ADDRESS/LENGTH, with the length of its subnet",
			"RFC 4632 3.1, RFC 4291 2.3: length of a prefix")
		return
	}
	if !a.address(field, what, management.Addr(), FamilyOf(management.Addr())) || !a.inSubnet(field, what, management.Addr(), management) {
		return
	}
	if management.IsSingleIP() {
		a.refuse(CodePrefixLength, field, fmt.Sprintf("%s %s is a subnet of its own, from which nothing is reached", what, management),
			"write it with the length of the management subnet", "RFC 4632 3.1, RFC 4291 2.3: length of a prefix")
		return
	}
	a.claimHost(management.Addr(), field, "the management address of "+name)
	a.claim(management.Masked(), usedManagement, -1, field, "management subnet of "+name)
	gateway := a.d.Pools.ManagementGateway
	if gateway.IsValid() && !management.Contains(gateway) {
		a.refuse(CodeOutsideSubnet, field, fmt.Sprintf("the management gateway %s is outside %s", gateway, management.Masked()),
			"pin an address in the gateway's subnet, or change pools.managementGateway", "a next hop is on a connected subnet")
	}
}

func (a *audit) uplink(up *Uplink, field, leaf string) {
	what := "link from " + leaf + " to " + up.Spine
	for _, f := range Families() {
		p := up.Subnet.Of(f)
		if !a.prefix(field, what, p, f) {
			continue
		}
		low, high := p.Addr().BitLen()-2, p.Addr().BitLen()-1
		if p.Bits() < low || p.Bits() > high {
			a.refuse(CodePrefixLength, field, fmt.Sprintf("%s has the subnet %s", what, p),
				fmt.Sprintf("use a /%d or /%d: one address for each end", low, high), "RFC 3021, RFC 6164: subnets of point-to-point links")
		}
		a.claim(p.Masked(), usedLink, -1, field, what)
	}
}

func (a *audit) poolMissing(field, what, pool string) {
	a.refuse(CodePoolMissing, field, what+" is not pinned and there is no pool to draw it from",
		"pin it, or set "+pool, "the design language: what is not pinned is drawn from a pool")
}
