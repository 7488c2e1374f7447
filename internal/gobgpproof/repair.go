package gobgpproof

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/osrg/gobgp/v4/api"
	"github.com/osrg/gobgp/v4/pkg/apiutil"
	"github.com/osrg/gobgp/v4/pkg/packet/bgp"

	"github.com/podfabric/podfabric/fabric/routing"
)

// What a server has for a neighbor (its Adj-RIB-Out, RFC 4271 3.2) and what the
// neighbor has from it (the Adj-RIB-In there) are the same once everything is
// said. With GoBGP 4.8.0 they sometimes are not, as its source shows and as is
// measured: one session in some hundred where many come up or change at once.
//
//   - A new neighbor is sent the routes a moment before the session counts as
//     established, and a route that arrives in that moment is not sent to it, ever.
//   - With the AS override, the loop check looks at the path of a withdrawn route as
//     it was before the override, finds the neighbor's AS, and the withdrawal is not
//     sent.
//   - Updates that wait to be sent are packed together, withdrawals first. A route
//     that was changed and then withdrawn is withdrawn and then announced when the
//     two came from different neighbors, and stays there, dead.
//
//   - A route of a client, sent to another iBGP neighbor, is not withdrawn there when
//     that neighbor's own route becomes the best one.
//
// A lab that is silent is therefore looked through, and what was lost is said
// again: by sending everything once more, and by a new session where a dead route
// is left. Only what the servers themselves say is compared here, and nothing that
// is predicted. What is lost again in the same session is left as it is, and the
// comparison of the tables shows whether it matters.

// A gap is a session in which one side does not have what the other has for it.
type gap struct {
	from *daemon
	to   netip.Addr // the other end, on the loopback
	// session is the end that has something to say, reverse the other one.
	session, reverse Session
	// dead is set when it has something that the other does not have.
	dead bool
}

// How often a session is repaired after a change of the lab: sending again costs
// nothing, and a new session may lose something anew.
const (
	sendings = 10
	resets   = 1
)

// gaps returns the sessions in which something was lost and that have not been
// repaired in vain.
func (l *Lab) gaps() (map[gap]bool, error) {
	at := map[netip.Addr]*daemon{}
	of := map[Speaker]*daemon{}
	for _, d := range l.daemons {
		of[d.speaker] = d
		for _, e := range d.ends {
			at[e.local] = d
		}
	}
	found := map[gap]bool{}
	for s := range l.events.established() {
		from, to := of[s.Speaker], at[s.Remote]
		if from == nil || to == nil {
			continue
		}
		local := from.localTo(s.Remote)
		missing, dead, err := lost(from, to, l.network.loop.image[local], l.network.loop.image[s.Remote])
		if err != nil {
			return nil, err
		}
		dead = dead && l.reset[s] < resets
		if dead || missing && l.sent[s] < sendings {
			found[gap{from, l.network.loop.image[s.Remote], s, Session{to.speaker, local}, dead}] = true
		}
	}
	return found, nil
}

// localTo is the address that a server's session with another one runs from.
func (d *daemon) localTo(remote netip.Addr) netip.Addr {
	for _, e := range d.ends {
		if e.accepts(remote) {
			return e.local
		}
	}
	return netip.Addr{}
}

// lost compares what one server has for another with what the other has from it.
func lost(from, to *daemon, fromImage, toImage netip.Addr) (missing, dead bool, err error) {
	sent, err := from.adjacent(api.TableType_TABLE_TYPE_ADJ_OUT, toImage)
	if err != nil {
		return false, false, err
	}
	received, err := to.adjacent(api.TableType_TABLE_TYPE_ADJ_IN, fromImage)
	if err != nil {
		return false, false, err
	}
	for p, r := range sent {
		missing = missing || received[p] != r
	}
	for p := range received {
		_, ok := sent[p]
		// What the other announces itself is the best that it has, whatever it hears.
		dead = dead || !ok && !to.announces(p)
	}
	return missing, dead, nil
}

// adjacent reads what a server has for, or from, a neighbor.
func (d *daemon) adjacent(table api.TableType, neighbor netip.Addr) (map[netip.Prefix]string, error) {
	routes := map[netip.Prefix]string{}
	for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
		if d.vrf.BGP.Family(f) == nil {
			continue
		}
		request := apiutil.ListPathRequest{TableType: table, Name: neighbor.String(), Family: gobgpFamily(f)}
		err := d.server.ListPath(request, func(nlri bgp.NLRI, paths []*apiutil.Path) {
			for _, p := range paths {
				read := d.read(p)
				read.NextHops, read.Internal = []netip.Addr{read.hop}, false
				routes[nlri.(*bgp.IPAddrPrefix).Prefix] = read.String()
			}
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.speaker, err)
		}
	}
	return routes, nil
}

// repair makes the servers say again what was lost.
func (l *Lab) repair(ctx context.Context, gaps map[gap]bool) error {
	for g := range gaps {
		l.Repairs++
		if g.dead {
			l.reset[g.session]++
			l.reset[g.reverse]++
		} else {
			l.sent[g.session]++
		}
		again := &api.ResetPeerRequest{Address: g.to.String(), Soft: !g.dead, Direction: api.ResetPeerRequest_DIRECTION_OUT}
		if err := g.from.server.ResetPeer(ctx, again); err != nil {
			return fmt.Errorf("%s: %w", g.from.speaker, err)
		}
	}
	return nil
}
