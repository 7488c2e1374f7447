package gobgpproof

import (
	"net/netip"

	"github.com/osrg/gobgp/v4/api"

	"github.com/podfabric/podfabric/fabric/routing"
)

// common is what a peer and a group of peers are told alike.
type common struct {
	as, localAS                                routing.ASN
	password                                   string
	external, reflect, override, removePrivate bool
	clusterID                                  netip.Addr
	allowOwnAS, multihop                       int
	families                                   []*api.AfiSafi
	timers                                     *api.Timers
}

func (c *common) reflector() *api.RouteReflector {
	if !c.reflect {
		return nil
	}
	r := &api.RouteReflector{RouteReflectorClient: true}
	if c.clusterID.IsValid() {
		r.RouteReflectorClusterId = c.clusterID.String()
	}
	return r
}

func (c *common) ttl() *api.EbgpMultihop {
	if !c.external || c.multihop <= 1 {
		return nil
	}
	return &api.EbgpMultihop{Enabled: true, MultihopTtl: uint32(c.multihop)}
}

func (c *common) removal() api.RemovePrivate {
	if c.removePrivate {
		return api.RemovePrivate_REMOVE_PRIVATE_ALL
	}
	return api.RemovePrivate_REMOVE_PRIVATE_UNSPECIFIED
}

func (c *common) peer(address, local string, shutdown, passive bool) *api.Peer {
	return &api.Peer{
		Conf: &api.PeerConf{
			NeighborAddress: address, PeerAsn: c.as, LocalAsn: c.localAS, AuthPassword: c.password,
			AllowOwnAsn: uint32(c.allowOwnAS), ReplacePeerAsn: c.override, RemovePrivate: c.removal(),
			AdminDown: shutdown,
		},
		RouteReflector: c.reflector(), EbgpMultihop: c.ttl(), Timers: c.timers, AfiSafis: c.families,
		Transport: &api.Transport{LocalAddress: local, PassiveMode: passive},
	}
}

// group is a range of peers: it waits for them.
func (c *common) group(name, local string) *api.PeerGroup {
	return &api.PeerGroup{
		Conf: &api.PeerGroupConf{
			PeerGroupName: name, PeerAsn: c.as, LocalAsn: c.localAS, AuthPassword: c.password,
			AllowOwnAsn: uint32(c.allowOwnAS), ReplacePeerAsn: c.override, RemovePrivate: c.removal(),
		},
		RouteReflector: c.reflector(), EbgpMultihop: c.ttl(), Timers: c.timers, AfiSafis: c.families,
		Transport: &api.Transport{LocalAddress: local, PassiveMode: true},
	}
}
