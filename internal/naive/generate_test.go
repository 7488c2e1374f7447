package naive_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A generator makes random networks. The same seed makes the same network.
type generator struct {
	*rand.Rand
	routers  []routing.Router
	as       []routing.ASN
	policies []*routing.Policy
	links    []link
}

// A link is a subnet that some VRFs are on.
type link struct {
	members []member
}

type member struct {
	router, vrf int
	v4, v6      netip.Addr
}

func generate(seed uint64) []routing.Router {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
	n := 2 + g.IntN(4)
	if g.chance(10) {
		n = 6 + g.IntN(3)
	}
	ases := []routing.ASN{65001, 65001, 65001, 65002, 64512, 100, 200}
	for range 1 + g.IntN(3) {
		g.policies = append(g.policies, g.policy())
	}
	for i := range n {
		g.as = append(g.as, ases[g.IntN(len(ases))])
		g.routers = append(g.routers, g.router(i))
	}
	for i := range n - 1 {
		g.link(len(g.links), i+1, g.IntN(i+1))
	}
	for range g.IntN(n) {
		a, b := g.IntN(n), g.IntN(n)
		if a != b {
			g.link(len(g.links), a, b)
		}
	}
	for i := range g.links {
		g.neighborsOn(&g.links[i])
	}
	g.loopbackSessions()
	for i := range g.routers {
		for j := range g.routers[i].VRFs {
			g.originate(&g.routers[i].VRFs[j])
		}
	}
	return g.routers
}

// chance is true in so many of a hundred cases.
func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *generator) router(i int) routing.Router {
	r := routing.Router{Name: fmt.Sprintf("r%d", i)}
	vrfs := []string{routing.DefaultVRF}
	if g.chance(15) {
		vrfs = append(vrfs, "blue")
	}
	for j, name := range vrfs {
		v := routing.VRF{Name: name}
		lo := netip.AddrFrom4([4]byte{10, 255, byte(j), byte(i + 1)})
		if g.chance(5) {
			lo = netip.MustParseAddr("10.255.9.9")
		}
		v.Interfaces = append(v.Interfaces, routing.Interface{Name: "lo0", Addresses: []netip.Prefix{host(lo)}, Tag: uint32(g.IntN(2)) * 12345})
		if g.chance(97) {
			v.BGP = g.bgp(i, j)
		}
		r.VRFs = append(r.VRFs, v)
	}
	return r
}

func (g *generator) bgp(i, j int) *routing.BGP {
	b := &routing.BGP{
		AS: g.as[i], MultipathRelax: g.chance(40), AlwaysCompareMED: g.chance(20),
		IPv4: g.unicast(),
	}
	if g.chance(90) {
		b.RouterID = netip.AddrFrom4([4]byte{1, byte(g.IntN(3)), byte(j), byte(i + 1)})
	}
	if g.chance(3) {
		b.RouterID = netip.MustParseAddr("1.1.1.1")
	}
	if g.chance(15) {
		b.ClusterID = netip.MustParseAddr("9.9.9.9")
	}
	if g.chance(30) {
		b.IPv6 = g.unicast()
	}
	if g.chance(5) {
		b.MaxASLength = 1 + g.IntN(3)
	}
	if g.chance(10) {
		b.DefaultLocalPref = 100 + uint32(g.IntN(2))*50
	}
	if g.chance(5) {
		b.ExternalDistance, b.InternalDistance = 200, 20
	}
	return b
}

func (g *generator) unicast() *routing.Unicast {
	widths := []int{0, 1, 2, 4, 64}
	u := &routing.Unicast{MaxPathsEBGP: widths[g.IntN(5)], MaxPathsIBGP: widths[g.IntN(5)]}
	if g.chance(10) {
		u.MaxPathsMixed = widths[g.IntN(5)]
	}
	return u
}

// link connects two routers, now and then more, by a new subnet.
func (g *generator) link(number int, routers ...int) {
	v6 := g.chance(30)
	if g.chance(25) {
		for i := range g.routers {
			if i != routers[0] && i != routers[1] && g.chance(40) {
				routers = append(routers, i)
			}
		}
	}
	bits := 24
	if len(routers) == 2 && g.chance(60) {
		bits = 30
	}
	segment, virtual := "", g.chance(10)
	if g.chance(20) {
		segment = fmt.Sprintf("link%d", number)
	}
	var l link
	for at, i := range routers {
		m := member{router: i, vrf: g.IntN(len(g.routers[i].VRFs))}
		m.v4 = netip.AddrFrom4([4]byte{10, 0, byte(number), byte(at + 1)})
		f := routing.Interface{
			Name: fmt.Sprintf("eth%d", number), Segment: segment, Down: g.chance(2),
			Addresses: []netip.Prefix{netip.PrefixFrom(m.v4, bits)},
		}
		if virtual && bits == 24 && at < 2 {
			f.Virtual = []netip.Addr{netip.AddrFrom4([4]byte{10, 0, byte(number), 254})}
		}
		if v6 {
			m.v6 = netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0, byte(number), 15: byte(at + 1)})
			f.Addresses = append(f.Addresses, netip.PrefixFrom(m.v6, 64))
		}
		v := &g.routers[i].VRFs[m.vrf]
		v.Interfaces = append(v.Interfaces, f)
		l.members = append(l.members, m)
	}
	g.links = append(g.links, l)
}

func host(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }

func (g *generator) vrf(m member) *routing.VRF { return &g.routers[m.router].VRFs[m.vrf] }

// neighborsOn configures sessions between the members of a link, mostly right.
func (g *generator) neighborsOn(l *link) {
	for i := range l.members {
		for j := range i {
			a, b := l.members[i], l.members[j]
			if g.vrf(a).BGP == nil || g.vrf(b).BGP == nil || g.chance(10) {
				continue
			}
			if g.chance(12) && a.v4.Is4() {
				g.dynamic(a, b)
				continue
			}
			toB, toA := g.neighbor(a, b, b.v4), g.neighbor(b, a, a.v4)
			if a.v6.IsValid() && g.chance(40) {
				toB, toA = g.neighbor(a, b, b.v6), g.neighbor(b, a, a.v6)
			}
			g.spoil(&toB)
			g.spoil(&toA)
			g.attach(a, toB)
			if g.chance(97) {
				g.attach(b, toA)
			}
		}
	}
}

// dynamic makes a accept b by a range.
func (g *generator) dynamic(a, b member) {
	toB, toA := g.neighbor(a, b, netip.Addr{}), g.neighbor(b, a, a.v4)
	bits := 24
	if g.chance(30) {
		bits = 16
	}
	toB.Range = netip.PrefixFrom(a.v4, bits).Masked()
	if g.chance(20) {
		toB.MaxPeers = 1
	}
	g.spoil(&toA)
	g.attach(a, toB)
	g.attach(b, toA)
}

// attach adds a neighbor unless its address or range is taken.
func (g *generator) attach(m member, nb routing.Neighbor) {
	b := g.vrf(m).BGP
	for i := range b.Neighbors {
		if nb.Address.IsValid() && b.Neighbors[i].Address == nb.Address || nb.Range.IsValid() && b.Neighbors[i].Range == nb.Range {
			return
		}
	}
	nb.Name = fmt.Sprintf("n%d", len(b.Neighbors))
	b.Neighbors = append(b.Neighbors, nb)
}

func (g *generator) neighbor(from, to member, address netip.Addr) routing.Neighbor {
	nb := routing.Neighbor{
		Address: address, Auth: routing.NewAuth("secret"),
		RemoteAS: []routing.ASRange{{First: g.as[to.router], Last: g.as[to.router]}},
		Families: []routing.NeighborFamily{g.family(routing.IPv4)},
	}
	if g.chance(20) {
		nb.RemoteAS = []routing.ASRange{routing.AnyAS}
	}
	if g.chance(25) || address.Is6() {
		nb.Families = append(nb.Families, g.family(routing.IPv6))
	}
	if g.chance(10) {
		nb.Hold = time.Duration(3+g.IntN(30)) * time.Second
	}
	return nb
}

// spoil breaks a neighbor now and then.
func (g *generator) spoil(nb *routing.Neighbor) {
	switch g.IntN(110) {
	case 0:
		nb.Auth = routing.NewAuth("other")
	case 1:
		nb.Auth = routing.Auth{}
	case 2:
		nb.Auth = routing.UnknownAuth()
	case 3:
		nb.RemoteAS = []routing.ASRange{{First: 300, Last: 400}}
	case 4:
		nb.Shutdown = true
	case 5, 6:
		nb.Passive = true
	case 7:
		nb.Source = netip.MustParseAddr("10.255.0.1")
	case 8:
		nb.LocalAS = 65001
	case 9:
		nb.LocalAS = 777
	case 10:
		nb.Families = nil
	case 11:
		nb.TTL = 4
	case 12:
		if nb.Address.Is4() {
			nb.Address = netip.AddrFrom4([4]byte{10, 0, nb.Address.As4()[2], 254})
		}
	}
}

// loopbackSessions configures multihop sessions between loopbacks, with static
// routes towards them, or none.
func (g *generator) loopbackSessions() {
	for _, l := range g.links {
		for i := range l.members {
			for j := range i {
				a, b := l.members[i], l.members[j]
				va, vb := g.vrf(a), g.vrf(b)
				if va.BGP == nil || vb.BGP == nil || !g.chance(20) {
					continue
				}
				la, lb := va.Interfaces[0].Addresses[0].Addr(), vb.Interfaces[0].Addresses[0].Addr()
				g.route(va, lb, b.v4)
				g.route(vb, la, a.v4)
				toB, toA := g.neighbor(a, b, lb), g.neighbor(b, a, la)
				for _, end := range []struct {
					nb  *routing.Neighbor
					src netip.Addr
				}{{&toB, la}, {&toA, lb}} {
					end.nb.TTL = 2
					if g.chance(20) {
						end.nb.TTL, end.nb.DisableConnectedCheck = 0, g.chance(80)
					}
					if g.chance(85) {
						end.nb.Source = end.src
					}
				}
				g.attach(a, toB)
				g.attach(b, toA)
			}
		}
	}
}

// route adds a static route towards a loopback.
func (g *generator) route(v *routing.VRF, to, via netip.Addr) {
	s := routing.Static{Prefix: host(to), Via: []netip.Addr{via}}
	switch g.IntN(8) {
	case 0:
		return
	case 1:
		s.Prefix = netip.PrefixFrom(to, 24).Masked()
	case 2:
		s.Prefix = netip.MustParsePrefix("0.0.0.0/0")
	case 3:
		s.Distance = 250
	}
	v.Static = append(v.Static, s)
}

func (g *generator) family(f routing.Family) routing.NeighborFamily {
	nf := routing.NeighborFamily{Family: f, SendCommunity: g.chance(60)}
	nf.RouteReflectorClient = g.chance(25)
	if g.chance(25) {
		nf.NextHop = routing.NextHopRule(1 + g.IntN(3))
	}
	nf.NoThirdParty = g.chance(10)
	nf.ThirdPartyFromAfar = g.chance(30)
	nf.ASOverride = g.chance(8)
	nf.PeerASCheck = g.chance(8)
	nf.RemovePrivateAS = g.chance(5)
	if g.chance(6) {
		nf.AllowOwnAS = 1 + g.IntN(2)
	}
	if g.chance(8) {
		nf.DefaultOriginate = true
		nf.DefaultPolicy = g.somePolicy(30)
	}
	if g.chance(2) {
		nf.MaxPrefixes, nf.MaxPrefixesWarn = 1+g.IntN(6), g.chance(20)
	}
	if g.chance(5) {
		nf.Weight = uint16(g.IntN(3)) * 100
	}
	nf.Import, nf.Export = g.somePolicy(20), g.somePolicy(20)
	return nf
}

func (g *generator) somePolicy(percent int) *routing.Policy {
	if !g.chance(percent) {
		return nil
	}
	return g.policies[g.IntN(len(g.policies))]
}

func (g *generator) pick(pool ...string) netip.Prefix {
	return netip.MustParsePrefix(pool[g.IntN(len(pool))])
}

// prefix is one of the few that the networks are about.
func (g *generator) prefix() netip.Prefix {
	return g.pick("10.100.0.0/16", "10.100.1.0/24", "10.100.1.0/25", "10.100.2.0/24", "10.101.0.0/24",
		"10.100.3.0/24", "10.100.3.0/26", "10.102.0.0/24", "10.102.0.0/23", "10.103.0.0/20", "0.0.0.0/0", "10.96.0.0/12",
		"10.255.0.0/24", "10.255.0.1/32", "10.255.0.2/32", "10.0.0.0/24", "10.0.1.0/30")
}

func (g *generator) prefix6() netip.Prefix {
	return g.pick("2001:db8:100::/48", "2001:db8:100:1::/64", "::/0")
}

// originate gives a VRF static routes, networks, redistribution and aggregates.
func (g *generator) originate(v *routing.VRF) {
	for range g.IntN(3) {
		s := routing.Static{Prefix: g.prefix(), Tag: uint32(g.IntN(2)) * 12345}
		if g.chance(30) {
			s.Via = append(s.Via, netip.AddrFrom4([4]byte{10, 0, byte(g.IntN(4)), byte(1 + g.IntN(2))}))
		}
		if g.chance(10) {
			s.Via = append(s.Via, netip.AddrFrom4([4]byte{10, 255, 0, byte(1 + g.IntN(4))}))
		}
		if g.chance(15) {
			s.Distance = 230
		}
		v.Static = append(v.Static, s)
	}
	if v.BGP == nil {
		return
	}
	u := v.BGP.IPv4
	for range g.IntN(4) {
		u.Networks = append(u.Networks, routing.Network{Prefix: g.prefix(), Policy: g.somePolicy(15), Always: g.chance(60)})
	}
	if g.chance(25) {
		lo := v.Interfaces[0].Addresses[0]
		u.Networks = append(u.Networks, routing.Network{Prefix: lo, Policy: g.somePolicy(10)})
	}
	if g.chance(20) {
		u.Redistribute = append(u.Redistribute, routing.Redistribute{
			From: []routing.Protocol{routing.Direct, routing.StaticRoute, routing.Local, routing.Virtual}[g.IntN(4)], Policy: g.somePolicy(30),
		})
	}
	if g.chance(15) {
		u.Aggregates = append(u.Aggregates, routing.Aggregate{Prefix: g.pick("10.100.0.0/16", "10.96.0.0/12", "0.0.0.0/0"), SummaryOnly: g.chance(50)})
	}
	if v6 := v.BGP.IPv6; v6 != nil {
		v6.Networks = append(v6.Networks, routing.Network{Prefix: g.prefix6(), Always: true})
		if g.chance(15) {
			v6.Aggregates = append(v6.Aggregates, routing.Aggregate{Prefix: netip.MustParsePrefix("2001:db8:100::/48"), SummaryOnly: g.chance(50)})
		}
	}
}

func (g *generator) policy() *routing.Policy {
	p := &routing.Policy{Name: fmt.Sprintf("p%d", len(g.policies))}
	for i := range 1 + g.IntN(3) {
		p.Terms = append(p.Terms, routing.Term{
			Seq: 10 * (i + 1), Permit: g.chance(75), Continue: g.chance(20), Match: g.match(), Set: g.set(),
		})
	}
	if g.chance(70) {
		p.Terms = append(p.Terms, routing.Term{Seq: 100, Permit: true})
	}
	return p
}

func (g *generator) match() routing.Match {
	var m routing.Match
	switch g.IntN(13) {
	case 0, 1, 2:
		m.Prefixes = []*routing.PrefixList{g.prefixList()}
		if g.chance(20) {
			m.Prefixes = append(m.Prefixes, g.prefixList())
		}
	case 3:
		m.NextHops = []*routing.PrefixList{{Rules: []routing.PrefixRule{{Permit: true, Prefix: netip.MustParsePrefix("10.0.0.0/16"), Min: g.IntN(20), Max: 32}}}}
	case 4:
		m.Communities = []*routing.CommunityList{g.communityList()}
	case 5:
		m.ASPathHas = []routing.ASRange{{First: 65001, Last: 65001}}
	case 6:
		m.ASPathOrigin = []routing.ASRange{{First: 100, Last: 64999}, {First: 65002, Last: 65002}}
	case 7:
		m.Tags = []uint32{12345}
	case 8:
		m.Sources = []routing.Protocol{routing.BGPRoute, routing.StaticRoute}
	case 9:
		m.PeerAS = []routing.ASRange{{First: 65000, Last: 65001}}
	case 10:
		m.ReceivedFromPeer = true
	case 11:
		m.ASPathLength = routing.PathLength{IsSet: true, Min: g.IntN(3), Max: g.IntN(4)}
	}
	m.Never = g.chance(2)
	return m
}

func (g *generator) prefixList() *routing.PrefixList {
	l := &routing.PrefixList{Name: "l"}
	for range 1 + g.IntN(2) {
		p := g.prefix()
		r := routing.PrefixRule{Permit: g.chance(75), Prefix: p, Min: p.Bits(), Max: p.Bits()}
		if g.chance(60) {
			r.Max = 32
		}
		l.Rules = append(l.Rules, r)
	}
	return l
}

func (g *generator) communityList() *routing.CommunityList {
	l := &routing.CommunityList{}
	for range 1 + g.IntN(2) {
		r := routing.CommunityRule{Permit: g.chance(75), All: []routing.Community{g.community()}}
		if g.chance(20) {
			r.All = append(r.All, g.community())
		}
		l.Rules = append(l.Rules, r)
	}
	return l
}

func (g *generator) community() routing.Community {
	return []routing.Community{65000<<16 | 1, 65000<<16 | 2, 65000<<16 | 3, 0xffffff01, 0xffffff02}[g.IntN(5)]
}

func (g *generator) set() routing.Set {
	var s routing.Set
	if g.chance(15) {
		s.HasLocalPref, s.LocalPref = true, 50+50*uint32(g.IntN(4))
	}
	if g.chance(20) {
		s.HasMED, s.MED = true, 10*uint32(g.IntN(3))
	}
	if g.chance(5) {
		s.HasWeight, s.Weight = true, uint16(g.IntN(2))*100
	}
	if g.chance(10) {
		s.HasOrigin, s.Origin = true, routing.Origin(g.IntN(3))
	}
	if g.chance(25) {
		s.HasCommunities, s.Additive = true, g.chance(60)
		for range 1 + g.IntN(2) {
			s.Communities = append(s.Communities, g.community())
		}
	}
	if g.chance(10) {
		s.DeleteCommunities = g.communityList()
	}
	if g.chance(12) {
		s.Prepend = []routing.ASN{[]routing.ASN{65001, 100, 999}[g.IntN(3)]}
	}
	if g.chance(4) {
		s.NextHop = netip.AddrFrom4([4]byte{10, 0, byte(g.IntN(4)), byte(1 + g.IntN(3))})
	}
	s.NextHopUnchanged = g.chance(4)
	if g.chance(5) {
		s.HasTag, s.Tag = true, 12345
	}
	return s
}
