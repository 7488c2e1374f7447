package calico

import (
	"crypto/sha256"
	"net/netip"
	"slices"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// What BIRD does that no object says (BIRD 1.6 and its user's guide).
const (
	// birdRestart is BIRD's graceful restart time.
	birdRestart = 120 * time.Second
	// birdPaths is the limit of "merge paths on".
	birdPaths = 16
	// birdTTL is the TTL of a multihop session.
	birdTTL = 255
	// birdPreference is the preference of BGP routes, external and internal.
	birdPreference = 100
	// defaultAS is Calico's AS where nothing says otherwise.
	defaultAS = 64512
)

// Routers returns what the objects make of the hosts: one router each, in the
// order of the hosts, as calico-node would configure BIRD there.
//
// state says which blocks the nodes hold and which services have endpoints
// where; a block that it does not name is not announced. Fields of the objects
// are taken to work: whether the running version knows them is not seen here
// (3.28 ignores some that the types already have). The version's operator or
// manifest is taken to leave CALICO_ROUTER_ID and CALICO_ADVERTISE_CLUSTER_IPS
// unset.
//
// The error is a [fabric.Problems]: whatever makes BIRD's configuration a matter
// of chance or keeps it from being written. What Calico swallows is not an error
// here and shows in the routers, as it does in the cluster: a peer without an
// address is no neighbor, a password that cannot be read is none, and a missing
// filter lets everything pass. [Objects.Validate] names these.
//
// What is not predicted: peers that are workloads, the port of a peer, large
// communities, and encapsulation.
func Routers(o Objects, hosts []cni.Host, state fabric.ClusterState) ([]routing.Router, error) {
	m := newModel(o, hosts, state)
	sessions := m.sessions()
	routers := make([]routing.Router, 0, len(m.nodes))
	for _, n := range m.nodes {
		routers = append(routers, m.router(n, sessions[n.name]))
	}
	if err := m.problems.Err(); err != nil {
		return nil, err
	}
	return routers, nil
}

// router builds one node's router.
//
// Comparing routes, BIRD goes by local preference, length of the AS path,
// origin, MED of one neighboring AS, external before internal, and the cost of
// the next hop; "merge paths on" joins those that are equal so far
// (bgp_rte_mergable in BIRD's proto/bgp/attrs.c). The AS numbers in the path may
// differ: that is relaxed multipath. The rest, the router ID first, only picks
// the best; age does not count ("prefer older" is off).
//
// Preferences in BIRD are higher for better: direct 240, static 200, BGP 100
// whether external or internal, and 10 for what it learns from the kernel. So
// the node's own blocks and service ranges stay its own. A default route that
// the kernel has already stays there although BIRD prefers a learned one: BIRD
// adds its own without replacing, both have no metric, and the kernel refuses
// the second.
func (m *model) router(n *node, sessions []session) routing.Router {
	vrf := n.host.VRF()
	if !m.objects.runsBGP() {
		return routing.Router{Name: n.name, VRFs: []routing.VRF{vrf}}
	}
	bgp := &routing.BGP{
		AS: n.as, RouterID: n.routerID(), ClusterID: n.clusterID,
		ExternalDistance: birdPreference, InternalDistance: birdPreference,
		MultipathRelax: true, CompareRouterID: true,
	}
	for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
		if !n.address(f).IsValid() {
			continue // "IPv4 disabled on this node."
		}
		unicast := &routing.Unicast{MaxPathsEBGP: birdPaths, MaxPathsIBGP: birdPaths}
		for _, p := range m.announced(n) {
			if routing.FamilyOf(p.Addr()) == f {
				unicast.Networks = append(unicast.Networks, routing.Network{Prefix: p, Always: true})
			}
		}
		if f == routing.IPv6 {
			bgp.IPv6 = unicast
		} else {
			bgp.IPv4 = unicast
		}
	}
	for _, b := range m.blocks[n.name] {
		// "route BLOCK blackhole", in BIRD and the kernel; a block of one address
		// needs none, its only address is a route already.
		if !b.IsSingleIP() {
			vrf.Static = append(vrf.Static, routing.Static{Prefix: b})
		}
	}
	for _, s := range sessions {
		if via, ok := s.reachableBy(); ok {
			vrf.Static = append(vrf.Static, routing.Static{Prefix: netip.PrefixFrom(s.peer, s.peer.BitLen()), Via: []netip.Addr{via}})
		}
		bgp.Neighbors = append(bgp.Neighbors, m.neighbor(n, s))
	}
	vrf.BGP = bgp
	return routing.Router{Name: n.name, VRFs: []routing.VRF{vrf}}
}

// runsBGP reports whether calico-node starts BIRD at all.
func (o Objects) runsBGP() bool {
	return o.Installation == nil || o.Installation.Spec.CalicoNetwork.BGP != bgpDisabled
}

// neighbor is one "protocol bgp" of BIRD's configuration.
//
// Every session is multihop, also on one subnet. That rules out that BIRD
// compares interfaces when it sends: to another AS the next hop is always the
// node itself, never a third party; to the own AS it stays what it was, the node
// for what it originates (bgp_update_attrs in BIRD 1.6).
func (m *model) neighbor(n *node, s session) routing.Neighbor {
	f := routing.FamilyOf(s.peer)
	internal := s.as == n.as
	neighbor := routing.Neighbor{
		Name: s.name, Address: s.peer, RemoteAS: []routing.ASRange{{First: s.as, Last: s.as}},
		Source: n.address(f), TTL: birdTTL, DisableConnectedCheck: true, Passive: s.passive,
		Auth:      s.auth,
		Keepalive: birdHold / 3, Hold: birdHold,
		GracefulRestart: birdRestart,
		// The template always has "graceful restart", with which BIRD also announces
		// the long-lived form and keeps the routes of whoever does (measured:
		// BIRD 1.6.8, projectcalico/bird@1e2ff99d proto/bgp).
		Restart: routing.Restart{Aware: true, Able: true, LongLived: true, Time: birdRestart, KeepsLongLived: true},
	}
	family := routing.NeighborFamily{Family: f, NoThirdParty: true, SendCommunity: true}
	if s.restart > 0 {
		neighbor.GracefulRestart, neighbor.Restart.Time = s.restart, s.restart
	}
	if spec := s.spec; spec != nil {
		if spec.SourceAddress == v3.SourceAddressNone {
			neighbor.Source = netip.Addr{}
		}
		if spec.LocalASNumber != nil {
			neighbor.LocalAS = routing.ASN(*spec.LocalASNumber)
			internal = s.as == neighbor.LocalAS
		}
		if spec.NumAllowedLocalASNumbers != nil && spec.PeerSelector == "" && !s.reverse {
			family.AllowOwnAS = int(*spec.NumAllowedLocalASNumbers)
		}
		family.NextHop = nextHop(spec, internal)
	}
	family.RouteReflectorClient = internal && n.clusterID.IsValid() && s.clusterID != n.clusterID && !s.mesh
	var filters []string
	if s.spec != nil {
		filters = s.spec.Filters
	}
	family.Import = m.importPolicy(n, f, filters)
	family.Export = m.exportPolicy(n, f, filters)
	neighbor.Families = []routing.NeighborFamily{family}
	return neighbor
}

// reachableBy is the gateway of the route to the peer that confd adds for it.
func (s session) reachableBy() (netip.Addr, bool) {
	if s.spec == nil || s.spec.ReachableBy == "" {
		return netip.Addr{}, false
	}
	via, err := netip.ParseAddr(s.spec.ReachableBy)
	return via, err == nil && via.BitLen() == s.peer.BitLen()
}

// nextHop reads nextHopMode (3.30), which replaces keepOriginalNextHop; that one
// only works towards another AS.
func nextHop(spec *v3.BGPPeerSpec, internal bool) routing.NextHopRule {
	if spec.NextHopMode != nil {
		switch string(*spec.NextHopMode) {
		case string(v3.NextHopModeSelf):
			return routing.NextHopSelfAll
		case string(v3.NextHopModeKeep):
			return routing.NextHopUnchanged
		}
		return routing.NextHopStandard
	}
	if spec.KeepOriginalNextHop && spec.PeerSelector == "" && !internal {
		return routing.NextHopUnchanged
	}
	return routing.NextHopStandard
}

// routerID is the node's IPv4 address, for IPv6 too. A node without one needs
// CALICO_ROUTER_ID=hash, and gets the ID that Calico then makes of its name.
func (n *node) routerID() netip.Addr {
	if a := n.address(routing.IPv4); a.IsValid() {
		return a
	}
	sum := sha256.Sum256([]byte(n.name))
	if sum[0] > 223 {
		sum[0] -= 32 // not a multicast address
	}
	return netip.AddrFrom4([4]byte(sum[:4]))
}

// AppendRoutes appends a node's predicted table as "ip route" shows it, see
// [cni.AppendRoutes]. Routes inside the service ranges are left out: Calico keeps
// them from the kernel, where kube-proxy handles the services.
func (o Objects) AppendRoutes(b []byte, h cni.Host, routes []routing.Route) []byte {
	services := o.serviceRanges()
	kept := slices.DeleteFunc(slices.Clone(routes), func(r routing.Route) bool {
		return r.Protocol == routing.BGPRoute && slices.ContainsFunc(services, func(p netip.Prefix) bool { return contains(p, r.Prefix) })
	})
	return cni.AppendRoutes(b, h, kept, "bird")
}
