package aci

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A peering is where a BGP peer of the tree is: the address that the leaf has
// there, and the nodes of that subnet that are cabled to other leaves.
type peering struct {
	source    netip.Addr
	elsewhere []netip.Addr
	// down keeps the session down.
	down bool
}

// loopbackPeer lifts a peer of a node profile, whose session runs from a loopback
// of the L3Out: without one it does not come up (Cisco bug CSCvm28482).
func (l *lift) loopbackPeer(p, at, ctx *node) {
	dn, _ := at.Attributes["tDn"].DN()
	leaf, ok := l.leaves[dn]
	if !ok {
		return // reported with the leaf
	}
	remote, _ := p.Attributes["addr"].Addr()
	where := peering{down: true}
	for _, a := range loopbacks(at) {
		if a.Is4() == remote.Is4() {
			where.source, where.down = a, false
			break
		}
	}
	l.peer(l.site(leaf, ctx), p, where)
}

// peer lifts a BGP peer on one leaf. Without BGP in the L3Out it is not deployed.
func (l *lift) peer(s *site, p *node, where peering) {
	out := p.above(L3extOut)
	if out.one(BgpExtP) == nil {
		return
	}
	remote, ok := p.Attributes["addr"].Prefix()
	if !ok {
		return // reported by the schema
	}
	n := routing.Neighbor{
		Name: p.Attributes["addr"].text, Shutdown: where.down || p.Value("adminSt").text == "disabled",
		DisableConnectedCheck: p.Value("peerCtrl").Has("dis-conn-check"),
		Auth:                  routing.NewAuth(p.Attributes["password"].secret.Reveal()),
	}
	if ttl, _ := p.Value("ttl").Number(); ttl > 1 {
		n.TTL = int(ttl)
	}
	if where.source.IsValid() && where.source.Is4() == remote.Addr().Is4() {
		n.Source = where.source
	}
	// A subnet is one of dynamic neighbors, which the leaf waits for. A host prefix
	// is a neighbor.
	if remote.IsSingleIP() {
		n.Address = remote.Addr()
	} else {
		n.Range = remote.Masked()
	}
	for i := range s.neighbors {
		if old := &s.neighbors[i]; old.Address == n.Address && old.Range == n.Range {
			l.refuse(CodeConflict, p.dn.String(), fmt.Sprintf("%s has the neighbor %s in this VRF already", l.facts.Leaves[s.leaf].Name, n.Name),
				"keep one of the peers", "BGP: a neighbor of a VRF has one configuration")
			return
		}
	}
	if a := p.one(BgpAsP); a != nil {
		if as, ok := a.Attributes["asn"].ASN(); ok {
			n.RemoteAS = []routing.ASRange{{First: routing.ASN(as), Last: routing.ASN(as)}}
		}
	} else {
		l.unpredicted(p.dn.String(), "its AS is not said", "add bgpAsP below it")
	}
	if p.Value("connectivityType").text != "tenant" {
		l.unpredicted(p.field("connectivityType"), "sessions between pods and sites are not predicted", "leave it out")
	}
	n.Keepalive, n.Hold = s.process.keepalive, s.process.hold
	if s.process.helper {
		// A leaf only helps: it does not ask its neighbors to keep its routes (seeds/002,
		// "BGP Graceful Restart").
		n.GracefulRestart, n.Restart = s.process.stale, routing.Restart{Aware: true}
	}
	l.bfd(p, &n)
	as := l.localAS(p, &n)
	if p.Value("addrTCtrl").Has("af-ucast") {
		n.Families = []routing.NeighborFamily{l.neighborFamily(p, out, where, as)}
	}
	s.neighbors = append(s.neighbors, n)
}

// bfd reads the BFD policy of the interface. A policy with a key is one that no
// node answers: no plugin of Kubernetes can be given the key.
func (l *lift) bfd(p *node, n *routing.Neighbor) {
	if !p.Value("peerCtrl").Has("bfd") {
		return
	}
	var profile *node
	if i := p.above(L3extLIfP); i != nil {
		profile = i.one(BfdIfP)
	}
	if profile != nil && profile.Value("type").text != "none" {
		return
	}
	o := l.policyOf(profile, BfdRsIfPol, "tnBfdIfPolName")
	number := func(attribute string) int {
		v, _ := o.Value(attribute).Number()
		return int(v)
	}
	n.BFD = o.Value("adminSt").text != "disabled"
	n.BFDTimers = routing.BFDTimers{
		Interval: time.Duration(number("minTxIntvl")) * time.Millisecond, Receive: time.Duration(number("minRxIntvl")) * time.Millisecond,
		Multiplier: number("detectMult"),
	}
}

// A shownAS is what a local AS does to AS paths, beyond standing for the fabric's:
// in is put in front of what is received, out is put behind it in what is sent.
type shownAS struct{ in, out routing.ASN }

// localAS reads the local AS of a peer. "replace-as" shows it alone; "no-prepend"
// and "none" show the fabric's own behind it, and "none" puts it into received
// paths as well: so does NX-OS by local-as, and recorded tables of leaves show it.
func (l *lift) localAS(p *node, n *routing.Neighbor) shownAS {
	local := p.one(BgpLocalAsnP)
	if local == nil {
		return shownAS{}
	}
	as, ok := local.Attributes["localAsn"].ASN()
	if !ok || as == l.facts.AS {
		return shownAS{}
	}
	n.LocalAS = routing.ASN(as)
	switch local.Value("asnPropagate").text {
	case "replace-as":
		return shownAS{}
	case "no-prepend":
		return shownAS{out: routing.ASN(l.facts.AS)}
	case "none":
		return shownAS{in: routing.ASN(as), out: routing.ASN(l.facts.AS)}
	}
	l.unpredicted(local.field("asnPropagate"), "a neighbor that may use either AS is not predicted", "take replace-as, no-prepend or none")
	return shownAS{}
}

func (l *lift) neighborFamily(p, out *node, where peering, as shownAS) routing.NeighborFamily {
	ctrl := p.Value("ctrl")
	f := routing.NeighborFamily{
		Family:        familyOf(p),
		ASOverride:    ctrl.Has("as-override"),
		PeerASCheck:   !ctrl.Has("dis-peer-as-check"),
		SendCommunity: ctrl.Has("send-com"),
	}
	if ctrl.Has("nh-self") {
		f.NextHop = routing.NextHopSelf
	}
	if ctrl.Has("allow-self-as") {
		times, _ := p.Value("allowedSelfAsCnt").Number()
		f.AllowOwnAS = int(times)
	}
	switch remove := p.Value("privateASctrl"); {
	case remove.Has("replace-as"), remove.Has("remove-exclusive") && !remove.Has("remove-all"):
		l.unpredicted(p.field("privateASctrl"), "replacing private AS numbers, and removing them from paths that have no other, is not predicted", "take remove-all with remove-exclusive, or nothing")
	case remove.Has("remove-all"):
		f.RemovePrivateAS = true
	}
	weight, _ := p.Value("weight").Number()
	f.Weight = uint16(weight)
	l.limit(p, &f)

	// An anchor prefers the nodes that are cabled to it (seeds/002, Figure 3): "Leaf101
	// will only install one ECMP path for 1.1.1.1/32 via 192.168.2.1 as the locally
	// attached route is preferred". Nodes cabled elsewhere may peer with it over the
	// floating SVI all the same. In the fabric their next hops are further away. Here
	// the routes of all nodes are lifted by one in weight, which is the leaf's own and
	// goes no further, and those by next hops that are cabled elsewhere are not. Other
	// anchors' routes lose anyhow: they are internal.
	var lowered *routing.Set
	if len(where.elsewhere) > 0 {
		if f.Weight < 65535 {
			f.Weight++
		}
		lowered = &routing.Set{Weight: f.Weight - 1, HasWeight: true}
	}
	f.Import = l.importPolicy(p, out, as, where.elsewhere, lowered)
	f.Export = l.exportPolicy(p, out, as)
	return f
}

func familyOf(p *node) routing.Family {
	if a, ok := p.Attributes["addr"].Addr(); ok && a.Is6() {
		return routing.IPv6
	}
	return routing.IPv4
}

// limit reads how many prefixes a neighbor may send. "shut" and "restart" take the
// session down, and one that is restarted gets as many again: it is predicted to
// stay down. "reject", the default, is "reject prefixes beyond the configured limit"
// (APIC management information model, bgp:MaxPfxAct): it leaves out the prefixes that came last, which
// nobody knows beforehand: the session is predicted to go down, so that what comes
// close to the limit is seen. "log" only warns.
func (l *lift) limit(p *node, f *routing.NeighborFamily) {
	o := l.policyOf(p, BgpRsPeerPfxPol, "tnBgpPeerPfxPolName")
	most, _ := o.Value("maxPfx").Number()
	f.MaxPrefixes, f.MaxPrefixesWarn = int(most), o.Value("action").text == "log"
}

// hosts is a list of addresses.
func hosts(name string, addresses []netip.Addr) *routing.PrefixList {
	list := &routing.PrefixList{Name: name}
	for _, a := range slices.SortedFunc(slices.Values(addresses), netip.Addr.Compare) {
		p := netip.PrefixFrom(a, a.BitLen())
		list.Rules = append(list.Rules, routing.PrefixRule{Permit: true, Prefix: p, Min: p.Bits(), Max: p.Bits()})
	}
	return list
}
