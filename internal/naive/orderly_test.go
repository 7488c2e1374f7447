package naive_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/podfabric/podfabric/fabric/routing"
)

// orderly makes a random network of the kind that data centers are: links of two,
// racks of leaves and nodes on one segment, sessions on connected subnets, filters
// and communities. Mostly nothing in it makes a route better on its way, and no
// next hop resolves by BGP, so that failures are differences.
func orderly(seed uint64) []routing.Router {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 11))}
	n := 3 + g.IntN(6)
	stubs := g.IntN(n / 2)
	// One of three schemes: every router its AS, a few shared ones, one for all.
	scheme := g.IntN(5)
	for i := range n {
		as := routing.ASN(65001 + i)
		switch scheme {
		case 0:
			as = 65001
		case 1, 2:
			as = routing.ASN(65001 + g.IntN(3))
		}
		g.as = append(g.as, as)
		v := routing.VRF{Name: routing.DefaultVRF, BGP: &routing.BGP{
			AS: as, MultipathRelax: g.chance(70), IPv4: g.unicast(),
		}}
		if g.chance(90) {
			v.BGP.RouterID = netip.AddrFrom4([4]byte{1, byte(g.IntN(3)), 0, byte(i + 1)})
		}
		if g.chance(40) {
			v.BGP.IPv6 = g.unicast()
		}
		lo := netip.AddrFrom4([4]byte{10, 255, 0, byte(i + 1)})
		v.Interfaces = append(v.Interfaces, routing.Interface{Name: "lo0", Addresses: []netip.Prefix{host(lo)}})
		g.routers = append(g.routers, routing.Router{Name: fmt.Sprintf("r%d", i), VRFs: []routing.VRF{v}})
	}
	for i := 1; i < n; i++ {
		g.connectOrderly(i, g.IntN(min(i, max(1, n-stubs))))
	}
	for range n {
		if a, b := g.IntN(n), g.IntN(n); a != b && a < n-stubs && b < n-stubs {
			g.connectOrderly(a, b)
		}
	}
	for i := range g.routers {
		g.originateOrderly(i)
	}
	return g.routers
}

// connectOrderly gives two routers, now and then more, a subnet and sessions.
func (g *generator) connectOrderly(routers ...int) {
	number := len(g.links)
	bits := 31
	if g.chance(30) {
		bits = 24
		for i := range g.routers {
			if i != routers[0] && i != routers[1] && g.chance(40) {
				routers = append(routers, i)
			}
		}
	}
	v6 := g.chance(40)
	var l link
	for at, i := range routers {
		m := member{router: i, v4: netip.AddrFrom4([4]byte{10, 0, byte(number), byte(at)})}
		if bits == 24 {
			m.v4 = netip.AddrFrom4([4]byte{10, 0, byte(number), byte(at + 2)})
		}
		f := routing.Interface{Name: fmt.Sprintf("eth%d", number), Addresses: []netip.Prefix{netip.PrefixFrom(m.v4, bits)}}
		if bits == 24 && at < 2 && g.chance(50) {
			f.Virtual = []netip.Addr{netip.AddrFrom4([4]byte{10, 0, byte(number), 1})}
		}
		if v6 {
			m.v6 = netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0, byte(number), 15: byte(at + 1)})
			f.Addresses = append(f.Addresses, netip.PrefixFrom(m.v6, 64))
		}
		v := &g.routers[i].VRFs[0]
		v.Interfaces = append(v.Interfaces, f)
		l.members = append(l.members, m)
	}
	g.links = append(g.links, l)
	for i := range l.members {
		for j := range i {
			a, b := l.members[i], l.members[j]
			if g.chance(15) {
				continue
			}
			if g.chance(20) {
				toB, toA := g.orderlyNeighbor(b, netip.Addr{}), g.orderlyNeighbor(a, a.v4)
				toB.Range = netip.PrefixFrom(a.v4, bits).Masked()
				g.attach(a, toB)
				g.attach(b, toA)
				continue
			}
			g.attach(a, g.orderlyNeighbor(b, b.v4))
			g.attach(b, g.orderlyNeighbor(a, a.v4))
			if v6 && g.chance(50) {
				g.attach(a, g.orderlyNeighbor(b, b.v6))
				g.attach(b, g.orderlyNeighbor(a, a.v6))
			}
		}
	}
}

func (g *generator) orderlyNeighbor(to member, address netip.Addr) routing.Neighbor {
	as := g.as[to.router]
	nf := routing.NeighborFamily{Family: routing.IPv4, SendCommunity: g.chance(60), RouteReflectorClient: g.chance(40)}
	if g.chance(60) {
		nf.NextHop = routing.NextHopRule(1 + g.IntN(2))
	}
	nf.NoThirdParty, nf.PeerASCheck, nf.ASOverride = g.chance(50), g.chance(10), g.chance(15)
	if g.chance(10) {
		nf.AllowOwnAS = 1
	}
	nf.DefaultOriginate = g.chance(2)
	if g.chance(2) {
		nf.MaxPrefixes = 4 + g.IntN(8)
	}
	nf.Import, nf.Export = g.orderlyPolicy(), g.orderlyPolicy()
	nb := routing.Neighbor{
		Address: address, RemoteAS: []routing.ASRange{routing.AnyAS}, Families: []routing.NeighborFamily{nf},
		Shutdown: g.chance(2), Passive: g.chance(3),
	}
	if address.IsValid() && as != 0 {
		nb.RemoteAS = []routing.ASRange{{First: as, Last: as}}
	}
	if address.Is6() {
		nb.Families[0].Family = routing.IPv6
	} else if g.chance(20) {
		v6 := nf
		v6.Family = routing.IPv6
		nb.Families = append(nb.Families, v6)
	}
	return nb
}

// orderlyPolicy filters, and changes what has no part in the order of routes.
func (g *generator) orderlyPolicy() *routing.Policy {
	if !g.chance(30) {
		return nil
	}
	p := &routing.Policy{Name: "orderly"}
	for i := range 1 + g.IntN(2) {
		t := routing.Term{Seq: 10 * (i + 1), Permit: g.chance(60), Continue: g.chance(10), Match: g.match()}
		if g.chance(40) {
			t.Set.HasCommunities, t.Set.Communities = true, []routing.Community{g.community()}
		}
		if g.chance(20) {
			t.Set.Prepend = []routing.ASN{999}
		}
		if g.chance(3) {
			t.Set.HasLocalPref, t.Set.LocalPref = true, 200
		}
		p.Terms = append(p.Terms, t)
	}
	if g.chance(85) {
		p.Terms = append(p.Terms, routing.Term{Seq: 100, Permit: true})
	}
	return p
}

func (g *generator) originateOrderly(i int) {
	v := &g.routers[i].VRFs[0]
	u := v.BGP.IPv4
	for range 1 + g.IntN(2) {
		u.Networks = append(u.Networks, routing.Network{
			Prefix: g.pick("10.100.0.0/24", "10.100.1.0/24", "10.100.1.0/25", "10.101.0.0/24", "10.102.0.0/24", "10.103.0.0/20"), Always: true,
		})
	}
	if g.chance(40) {
		u.Networks = append(u.Networks, routing.Network{Prefix: v.Interfaces[0].Addresses[0]})
	}
	if g.chance(30) {
		f := v.Interfaces[g.IntN(len(v.Interfaces))]
		u.Networks = append(u.Networks, routing.Network{Prefix: f.Addresses[0].Masked()})
	}
	if g.chance(3) {
		u.Redistribute = append(u.Redistribute, routing.Redistribute{From: routing.Direct})
	}
	if g.chance(10) {
		u.Aggregates = append(u.Aggregates, routing.Aggregate{Prefix: netip.MustParsePrefix("10.100.0.0/16"), SummaryOnly: g.chance(50)})
	}
	if g.chance(10) {
		v.Static = append(v.Static, routing.Static{
			Prefix: netip.MustParsePrefix("0.0.0.0/0"), Via: []netip.Addr{netip.AddrFrom4([4]byte{10, 0, byte(g.IntN(len(g.links))), byte(1 + g.IntN(2))})},
		})
	}
	if v6 := v.BGP.IPv6; v6 != nil {
		v6.Networks = append(v6.Networks, routing.Network{Prefix: netip.MustParsePrefix(fmt.Sprintf("2001:db8:1%02d::/64", i)), Always: true})
	}
}
