package gobgpproof

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/osrg/gobgp/v4/api"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A translation turns one BGP process into what a GoBGP server is told.
type translation struct {
	network *Network
	speaker Speaker
	vrf     *routing.VRF
	ends    []*end
	loop    *loopbacks

	sets             sets
	imports, exports chain
	// defaults are the families in which the router sends a default route that it
	// need not have.
	defaults [2]bool

	global   *api.Global
	peers    []*api.Peer
	groups   []*api.PeerGroup
	dynamic  []*api.DynamicNeighbor
	networks []network
}

// cannot reports what GoBGP does not do.
func (t *translation) cannot(neighbor string, r Reason, detail string) {
	t.network.reports = append(t.network.reports, NotEmulated{t.speaker, neighbor, r, detail})
}

func (t *translation) translate(keys map[routing.Auth]string) {
	b := t.vrf.BGP
	t.global = &api.Global{
		Asn: b.AS, RouterId: b.RouterID.String(),
		// These two are variables of the whole process in GoBGP, and the same in
		// every lab: equal routes share the traffic, and the router ID decides
		// between external routes too, not their age.
		UseMultiplePaths:      true,
		RouteSelectionOptions: &api.RouteSelectionOptionsConfig{ExternalCompareRouterId: true},
	}
	if b.AlwaysCompareMED {
		t.cannot("", AnyMED, "")
	}
	for f, u := range [...]*routing.Unicast{b.IPv4, b.IPv6} {
		if u == nil {
			continue
		}
		t.global.Families = append(t.global.Families, uint32(f)) // 0 IPv4 unicast, 1 IPv6 unicast
		if u.MaxPathsMixed > 0 {
			t.cannot("", MixedPaths, routing.Family(f).String())
		}
	}
	t.networks = t.originated()
	for _, e := range t.ends {
		for i := range e.neighbor.Families {
			if nf := &e.neighbor.Families[i]; nf.DefaultOriginate {
				t.defaults[nf.Family] = true
			}
		}
	}
	for f, needed := range t.defaults {
		d := defaultRoute(routing.Family(f))
		switch {
		case needed && t.announces(d):
			t.cannot("", DefaultRoute, "it announces "+d.String()+" to all")
		case needed:
			t.networks = append(t.networks, network{d, routing.BGPRoute})
		}
	}
	for i, e := range t.ends {
		t.neighbor(i, e, keys)
	}
}

// announces reports whether a process originates a prefix.
func (t *translation) announces(p netip.Prefix) bool {
	return slices.ContainsFunc(t.networks, func(n network) bool { return n.prefix == p })
}

func defaultRoute(f routing.Family) netip.Prefix {
	if f == routing.IPv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// families are the families of a neighbor that the process has.
func (t *translation) families(e *end) []*routing.NeighborFamily {
	var all []*routing.NeighborFamily
	for i := range e.neighbor.Families {
		if nf := &e.neighbor.Families[i]; t.vrf.BGP.Family(nf.Family) != nil {
			all = append(all, nf)
		}
	}
	return all
}

// external reports whether the sessions of an end are with another AS. A range of
// AS is always taken to be of others.
func (t *translation) external(e *end) bool {
	as, one := remoteAS(e.neighbor)
	return !one || as != t.as(e)
}

// remoteAS returns the one AS that a neighbor may have.
func remoteAS(nb *routing.Neighbor) (routing.ASN, bool) {
	if len(nb.RemoteAS) != 1 || nb.RemoteAS[0].First != nb.RemoteAS[0].Last {
		return 0, false
	}
	return nb.RemoteAS[0].First, true
}

// image is where a neighbor is on the loopback.
func (t *translation) imageOf(e *end) netip.Prefix {
	if e.neighbor.Range.IsValid() {
		return t.loop.covered[e.neighbor.Range.Masked()]
	}
	return host(t.loop.image[e.neighbor.Address])
}

func (t *translation) scope(e *end, d direction, f routing.Family) scope {
	s := scope{
		direction: d, family: f, neighbors: t.sets.neighbors(t.imageOf(e)),
		external: t.external(e), own: t.as(e), networks: t.networks,
	}
	s.remote, _ = remoteAS(e.neighbor)
	for _, other := range e.facing {
		s.peers = append(s.peers, peer{t.loop.image[other.end.local], other.speaker.as(other.end)})
	}
	return s
}

// neighbor translates a neighbor: a peer, or a peer group with a range of
// addresses.
func (t *translation) neighbor(index int, e *end, keys map[routing.Auth]string) {
	nb, families := e.neighbor, t.families(e)
	t.report(e, families)
	if len(families) == 0 || nb.Shutdown && nb.Range.IsValid() {
		return // the session never comes up
	}
	c := common{password: key(keys, nb.Auth), external: t.external(e), clusterID: t.vrf.BGP.ClusterID}
	if c.as, _ = remoteAS(nb); nb.LocalAS != t.vrf.BGP.AS {
		c.localAS = nb.LocalAS
	}
	for _, nf := range families {
		c.reflect = c.reflect || nf.RouteReflectorClient
		c.override = c.override || nf.ASOverride && c.external
		c.removePrivate = c.removePrivate || nf.RemovePrivateAS && c.external
		c.allowOwnAS = max(c.allowOwnAS, nf.AllowOwnAS)
		c.families = append(c.families, afiSafi(nf))
		t.importFrom(e, nf)
		t.exportTo(e, nf)
	}
	local := t.loop.image[e.local].String()
	c.timers = timers(nb)
	c.multihop = nb.TTL
	if nb.Range.IsValid() {
		group := fmt.Sprint("range", index+1)
		t.groups = append(t.groups, c.group(group, local))
		t.dynamic = append(t.dynamic, &api.DynamicNeighbor{Prefix: t.imageOf(e).String(), PeerGroup: group})
		return
	}
	t.peers = append(t.peers, c.peer(t.loop.image[nb.Address].String(), local, nb.Shutdown, nb.Passive || t.yields(e)))
}

// yields reports whether an end leaves it to the other one to dial. Routers that
// dial each other at once keep the connection of the one with the higher router ID
// (RFC 4271 6.8), so that the other need not dial. Measured: GoBGP 4.8.0 may leave
// both ends of such a collision in OpenConfirm until the hold time is over.
func (t *translation) yields(e *end) bool {
	if len(e.facing) != 1 {
		return false
	}
	other := e.facing[0]
	nb := other.end.neighbor
	return nb.Address.IsValid() && !nb.Passive && !nb.Shutdown && len(other.speaker.families(other.end)) > 0 &&
		t.vrf.BGP.RouterID.Less(other.speaker.vrf.BGP.RouterID)
}

// key returns the text that stands for a password. Passwords that agree have the
// same.
func key(keys map[routing.Auth]string, a routing.Auth) string {
	k, ok := keys[a]
	if !ok {
		k = fmt.Sprint("key", len(keys))
		keys[a] = k
	}
	return k
}

// The timers that a router uses which configures none, as the simulator has them.
func timers(nb *routing.Neighbor) *api.Timers {
	seconds := func(d, otherwise time.Duration) uint64 {
		if d <= 0 {
			d = otherwise
		}
		return uint64(d / time.Second)
	}
	return &api.Timers{Config: &api.TimersConfig{
		HoldTime:          seconds(nb.Hold, routing.DefaultHold),
		KeepaliveInterval: seconds(nb.Keepalive, routing.DefaultKeepalive),
		ConnectRetry:      connectRetry,
		// After a reset by hand, of which the default is 30 seconds.
		IdleHoldTimeAfterReset: 1,
	}}
}

// connectRetry is the shortest time between two attempts that GoBGP has.
const connectRetry = 2

func afiSafi(nf *routing.NeighborFamily) *api.AfiSafi {
	a := &api.AfiSafi{Config: &api.AfiSafiConfig{Family: apiFamily(nf.Family), Enabled: true}}
	if nf.MaxPrefixes > 0 && !nf.MaxPrefixesWarn {
		a.PrefixLimits = &api.PrefixLimit{Family: apiFamily(nf.Family), MaxPrefixes: uint32(nf.MaxPrefixes)}
	}
	return a
}

// report tells what GoBGP does not do for a neighbor.
func (t *translation) report(e *end, families []*routing.NeighborFamily) {
	nb := e.neighbor
	cannot := func(r Reason, detail string) { t.cannot(nb.Name, r, detail) }
	if nb.Auth == routing.UnknownAuth() {
		cannot(UnknownPassword, "")
	}
	if nb.LocalAS != 0 && nb.LocalAS != t.vrf.BGP.AS {
		cannot(OtherLocalAS, "")
	}
	if nb.MaxPeers > 0 && len(e.peers) > nb.MaxPeers {
		cannot(TooManyPeers, fmt.Sprintf("%d of %d", len(e.peers), nb.MaxPeers))
	}
	if !connected(t.vrf, e.remote()).IsValid() {
		cannot(Unconnected, e.remote().String())
	}
	_, one := remoteAS(nb)
	for _, f := range e.facing {
		theirs := f.speaker.as(f.end)
		expected := slices.ContainsFunc(nb.RemoteAS, func(r routing.ASRange) bool { return r.Contains(theirs) })
		if !one && (!expected || theirs == t.as(e)) {
			cannot(PeerASRange, fmt.Sprintf("%s has AS %d", f.speaker.speaker, theirs))
		}
	}
	for _, nf := range families {
		if nf.Weight != 0 {
			cannot(Weight, "")
		}
		if nf.DefaultOriginate && nf.DefaultPolicy != nil {
			cannot(DefaultRoute, "with policy "+nf.DefaultPolicy.Name)
		}
		if !t.external(e) {
			continue
		}
		if nf.ASOverride && nf.PeerASCheck {
			cannot(CheckBeforeOverride, "")
		}
		if nf.ASOverride && !one {
			cannot(PeerASRange, "of which GoBGP overrides none")
		}
		for _, f := range e.facing {
			for _, there := range f.speaker.families(f.end) {
				if there.Family == nf.Family && there.AllowOwnAS > 0 && !nf.PeerASCheck && !nf.ASOverride {
					cannot(SenderCheck, f.speaker.speaker.String())
				}
			}
		}
	}
}
