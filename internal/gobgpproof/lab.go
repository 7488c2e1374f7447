package gobgpproof

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"syscall"

	"github.com/osrg/gobgp/v4/api"
	"github.com/osrg/gobgp/v4/pkg/apiutil"
	"github.com/osrg/gobgp/v4/pkg/packet/bgp"
	"github.com/osrg/gobgp/v4/pkg/server"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Lab is a network of running GoBGP servers. Its methods are for one goroutine
// at a time.
type Lab struct {
	// Repairs counts the sessions in which GoBGP had lost something, see
	// [Lab.Settle].
	Repairs int

	network *Network
	port    uint16
	daemons []*daemon
	events  *events
	cancel  context.CancelFunc
	// sent and reset count the repairs of a session since the last change.
	sent, reset map[Session]int
}

// A daemon is one running server.
type daemon struct {
	*translation
	server *server.BgpServer
}

// ports is how many ports are tried before a lab gives up.
const ports = 16

// Start starts the servers: first all of them with what they announce and their
// policies, then their neighbors, so that whoever dials is heard. [Lab.Stop] ends
// them.
func (n *Network) Start(ctx context.Context) (*Lab, error) {
	var err error
	for range ports {
		var l *Lab
		if l, err = n.start(ctx); err == nil {
			return l, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, err
}

func (n *Network) start(ctx context.Context) (*Lab, error) {
	port, err := n.freePort()
	if err != nil {
		return nil, err
	}
	watched, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &Lab{network: n, port: port, cancel: cancel, events: newEvents(), sent: map[Session]int{}, reset: map[Session]int{}}
	for _, t := range n.speakers {
		d := &daemon{t, server.NewBgpServer(server.LoggerOption(slog.New(slog.DiscardHandler), nil))}
		l.daemons = append(l.daemons, d)
		go d.server.Serve()
		if err := d.start(ctx, port); err != nil {
			l.Stop()
			return nil, fmt.Errorf("%s: %w", t.speaker, err)
		}
		if err := l.events.watch(watched, d, n.loop); err != nil {
			l.Stop()
			return nil, fmt.Errorf("%s: %w", t.speaker, err)
		}
	}
	for _, d := range l.daemons {
		if err := d.connect(ctx, port); err != nil {
			l.Stop()
			return nil, fmt.Errorf("%s: %w", d.speaker, err)
		}
	}
	return l, nil
}

// freePort asks the system for a port that is free on the first address. That it
// is free on the others is seen when the servers listen.
func (n *Network) freePort() (uint16, error) {
	at := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	for _, t := range n.speakers {
		for _, e := range t.ends {
			at = n.loop.image[e.local]
		}
	}
	listener, err := net.Listen("tcp4", netip.AddrPortFrom(at, 0).String())
	if err != nil {
		return 0, err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return 0, errors.Join(err, listener.Close())
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return uint16(number), errors.Join(err, listener.Close())
}

// Stop ends all servers.
func (l *Lab) Stop() {
	l.cancel()
	var ended sync.WaitGroup
	for _, d := range l.daemons {
		ended.Go(d.server.Stop)
	}
	ended.Wait()
	l.daemons = nil
}

// Fail ends the servers of one router, as its end would: its sessions are closed.
func (l *Lab) Fail(router string) {
	clear(l.sent)
	clear(l.reset)
	l.daemons = slices.DeleteFunc(l.daemons, func(d *daemon) bool {
		if d.speaker.Router != router {
			return false
		}
		d.server.Stop()
		l.events.forget(d.speaker)
		return true
	})
}

// start gives the server its AS, its policies and what it announces.
func (d *daemon) start(ctx context.Context, port uint16) error {
	listening := map[netip.Addr]bool{}
	d.global.ListenPort, d.global.ListenAddresses = int32(port), nil
	for _, e := range d.ends {
		if at := d.loop.image[e.local]; !listening[at] {
			listening[at] = true
			d.global.ListenAddresses = append(d.global.ListenAddresses, at.String())
		}
	}
	if len(d.global.ListenAddresses) == 0 {
		d.global.ListenPort = -1
	}
	if err := d.server.StartBgp(ctx, &api.StartBgpRequest{Global: d.global}); err != nil {
		return err
	}
	for _, set := range d.sets.list {
		if err := d.server.AddDefinedSet(ctx, &api.AddDefinedSetRequest{DefinedSet: set}); err != nil {
			return fmt.Errorf("set %s: %w", set.GetName(), err)
		}
	}
	for way, c := range map[api.PolicyDirection]*chain{
		api.PolicyDirection_POLICY_DIRECTION_IMPORT: &d.imports,
		api.PolicyDirection_POLICY_DIRECTION_EXPORT: &d.exports,
	} {
		p := &api.Policy{Name: c.name, Statements: c.statements}
		if err := d.server.AddPolicy(ctx, &api.AddPolicyRequest{Policy: p}); err != nil {
			return fmt.Errorf("policy %s: %w", c.name, err)
		}
		assignment := &api.PolicyAssignment{
			Name: "global", Direction: way, DefaultAction: api.RouteAction_ROUTE_ACTION_ACCEPT,
			Policies: []*api.Policy{{Name: c.name}},
		}
		if err := d.server.SetPolicyAssignment(ctx, &api.SetPolicyAssignmentRequest{Assignment: assignment}); err != nil {
			return fmt.Errorf("policy %s: %w", c.name, err)
		}
	}
	return d.announce()
}

// announce originates the networks of the router, with itself as the next hop.
func (d *daemon) announce() error {
	for _, n := range d.networks {
		p := n.prefix
		nlri, err := bgp.NewIPAddrPrefix(p)
		if err != nil {
			return fmt.Errorf("network %s: %w", p, err)
		}
		path := &apiutil.Path{Family: gobgpFamily(routing.FamilyOf(p.Addr())), Nlri: nlri}
		path.Attrs = append(path.Attrs, bgp.NewPathAttributeOrigin(bgp.BGP_ORIGIN_ATTR_TYPE_IGP))
		if p.Addr().Is4() {
			hop, err := bgp.NewPathAttributeNextHop(netip.IPv4Unspecified())
			if err != nil {
				return fmt.Errorf("network %s: %w", p, err)
			}
			path.Attrs = append(path.Attrs, hop)
		} else {
			reach, err := bgp.NewPathAttributeMpReachNLRI(path.Family, []bgp.PathNLRI{{NLRI: nlri}}, netip.IPv6Unspecified())
			if err != nil {
				return fmt.Errorf("network %s: %w", p, err)
			}
			path.Attrs = append(path.Attrs, reach)
		}
		if _, err := d.server.AddPath(apiutil.AddPathRequest{Paths: []*apiutil.Path{path}}); err != nil {
			return fmt.Errorf("network %s: %w", p, err)
		}
	}
	return nil
}

func gobgpFamily(f routing.Family) bgp.Family {
	if f == routing.IPv6 {
		return bgp.RF_IPv6_UC
	}
	return bgp.RF_IPv4_UC
}

// connect adds the neighbors.
func (d *daemon) connect(ctx context.Context, port uint16) error {
	for _, g := range d.groups {
		if err := d.server.AddPeerGroup(ctx, &api.AddPeerGroupRequest{PeerGroup: g}); err != nil {
			return fmt.Errorf("group %s: %w", g.GetConf().GetPeerGroupName(), err)
		}
	}
	for _, n := range d.dynamic {
		if err := d.server.AddDynamicNeighbor(ctx, &api.AddDynamicNeighborRequest{DynamicNeighbor: n}); err != nil {
			return fmt.Errorf("range %s: %w", n.GetPrefix(), err)
		}
	}
	for _, p := range d.peers {
		p.Transport.RemotePort = uint32(port)
		if err := d.server.AddPeer(ctx, &api.AddPeerRequest{Peer: p}); err != nil {
			return fmt.Errorf("neighbor %s: %w", p.GetConf().GetNeighborAddress(), err)
		}
	}
	return nil
}
