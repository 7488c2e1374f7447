package gobgpproof

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/osrg/gobgp/v4/api"
	"github.com/osrg/gobgp/v4/pkg/apiutil"
	"github.com/osrg/gobgp/v4/pkg/packet/bgp"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Route is a BGP route in a router's table: what is compared.
type Route struct {
	// NextHops in order of their addresses.
	NextHops []netip.Addr
	// Internal is set when it was learned from the own AS.
	Internal bool
	// The attributes of the best path. Communities are in order.
	ASPath         []routing.ASN
	Communities    []routing.Community
	LocalPref, MED uint32
	Origin         routing.Origin
}

// A Table is the BGP routes of one router's table.
type Table map[netip.Prefix]Route

// Predicted returns the BGP routes that the simulator gives a speaker.
func Predicted(tables *routing.Tables, s Speaker) Table {
	t := Table{}
	for r := range tables.Routes(s.Router, s.VRF) {
		if r.Protocol != routing.BGPRoute {
			continue
		}
		a := r.Attributes
		route := Route{
			Internal: r.Internal, ASPath: slices.Clone(a.ASPath), Communities: sortedDistinct(a.Communities, cmp.Compare),
			LocalPref: a.LocalPref, MED: a.MED, Origin: a.Origin,
		}
		for _, h := range r.NextHops {
			route.NextHops = append(route.NextHops, h.Addr)
		}
		t[r.Prefix] = route.normal()
	}
	return t
}

// normal puts the lists in order and makes those without elements nil.
func (r Route) normal() Route {
	r.NextHops = sortedDistinct(r.NextHops, netip.Addr.Compare)
	if len(r.ASPath) == 0 {
		r.ASPath = nil
	}
	if len(r.Communities) == 0 {
		r.Communities = nil
	}
	return r
}

// A path is one route in a server's RIB.
type path struct {
	Route
	hop   netip.Addr
	local bool
	// equal is set when GoBGP finds it as good as the first, or it is the first.
	equal bool
}

// rib reads what a server has to every prefix, in the order of its preference.
func (d *daemon) rib() (map[netip.Prefix][]path, error) {
	all := map[netip.Prefix][]path{}
	for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
		if d.vrf.BGP.Family(f) == nil {
			continue
		}
		request := apiutil.ListPathRequest{TableType: api.TableType_TABLE_TYPE_GLOBAL, Family: gobgpFamily(f)}
		err := d.server.ListPath(request, func(nlri bgp.NLRI, paths []*apiutil.Path) {
			prefix := nlri.(*bgp.IPAddrPrefix).Prefix
			for _, p := range paths {
				all[prefix] = append(all[prefix], d.read(p))
			}
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.speaker, err)
		}
	}
	return all, nil
}

// defaultLocalPref is the local preference of a path without one, in GoBGP as in
// the simulator.
const defaultLocalPref = 100

func (d *daemon) read(p *apiutil.Path) path {
	r := path{local: !p.PeerAddress.IsValid(), equal: p.Best}
	r.LocalPref = defaultLocalPref
	for _, a := range p.Attrs {
		switch a := a.(type) {
		case *bgp.PathAttributeNextHop:
			r.hop = a.Value
		case *bgp.PathAttributeMpReachNLRI:
			r.hop = a.Nexthop
		case *bgp.PathAttributeAsPath:
			for _, segment := range a.Value {
				r.ASPath = append(r.ASPath, segment.GetAS()...)
			}
		case *bgp.PathAttributeCommunities:
			r.Communities = sortedDistinct(a.Value, cmp.Compare)
		case *bgp.PathAttributeLocalPref:
			r.LocalPref = a.Value
		case *bgp.PathAttributeMultiExitDisc:
			r.MED = a.Value
		case *bgp.PathAttributeOrigin:
			r.Origin = routing.Origin(a.Value)
		}
	}
	r.Internal = !r.local && p.PeerASN == d.vrf.BGP.AS
	return r
}

// Tables are what the servers of a lab hold.
type Tables struct {
	Of map[Speaker]Table
	// NotEmulated are the routes that GoBGP has and the router would not, for a
	// reason that only shows here.
	NotEmulated []NotEmulated
}

// Tables reads the tables of all servers that run.
func (l *Lab) Tables() (Tables, error) {
	tables := Tables{Of: map[Speaker]Table{}}
	for _, d := range l.daemons {
		rib, err := d.rib()
		if err != nil {
			return Tables{}, err
		}
		tables.Of[d.speaker] = d.install(rib)
		tables.NotEmulated = append(tables.NotEmulated, d.check(rib)...)
	}
	return tables, nil
}

// install makes a table of a RIB.
func (d *daemon) install(rib map[netip.Prefix][]path) Table {
	b := d.vrf.BGP
	has := locals(d.vrf)
	t := Table{}
	for prefix, paths := range rib {
		best := paths[0]
		if best.local {
			continue
		}
		distance := cmp.Or(b.ExternalDistance, 20)
		if best.Internal {
			distance = cmp.Or(b.InternalDistance, 200)
		}
		if l, ok := has[prefix]; ok && l.distance <= distance {
			continue
		}
		r := best.Route
		r.NextHops = share(paths, d.vrf.BGP, routing.FamilyOf(prefix.Addr()))
		t[prefix] = r.normal()
	}
	return t
}

// share returns the next hops of a route: of the paths that GoBGP finds equal, as
// many as the router uses.
func share(paths []path, b *routing.BGP, f routing.Family) []netip.Addr {
	best, u := paths[0], b.Family(f)
	width := u.MaxPathsEBGP
	if best.Internal {
		width = u.MaxPathsIBGP
	}
	var hops []netip.Addr
	for _, p := range paths {
		switch {
		case len(hops) == max(1, width):
			return hops
		case !p.equal, !b.MultipathRelax && !slices.Equal(p.ASPath, best.ASPath), slices.Contains(hops, p.hop):
		default:
			hops = append(hops, p.hop)
		}
	}
	return hops
}

// check reports the paths whose next hop the router has no route to, and the
// default routes beside one that was originated in place of another.
func (d *daemon) check(rib map[netip.Prefix][]path) []NotEmulated {
	var found []NotEmulated
	known := make([]netip.Prefix, 0, len(rib))
	for p := range locals(d.vrf) {
		known = append(known, p)
	}
	for p, paths := range rib {
		if !paths[0].local {
			known = append(known, p)
		}
	}
	for prefix, paths := range rib {
		for _, p := range paths {
			if !p.local && !slices.ContainsFunc(known, func(k netip.Prefix) bool { return k.Contains(p.hop) }) {
				found = append(found, NotEmulated{d.speaker, "", UnresolvedNextHop, fmt.Sprintf("%s via %s", prefix, p.hop)})
			}
			if !p.local && prefix.Bits() == 0 && d.defaults[routing.FamilyOf(prefix.Addr())] {
				found = append(found, NotEmulated{d.speaker, "", DefaultRoute, "it learns " + prefix.String()})
			}
		}
	}
	slices.SortFunc(found, func(a, b NotEmulated) int { return cmp.Compare(a.String(), b.String()) })
	return found
}

// String returns the table with a line for each route, in order of prefixes.
func (t Table) String() string {
	var b strings.Builder
	prefixes := slices.SortedFunc(maps.Keys(t), func(a, b netip.Prefix) int {
		return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
	})
	for _, p := range prefixes {
		fmt.Fprintf(&b, "%s %s\n", p, t[p])
	}
	return b.String()
}

func (r Route) String() string {
	kind := "external"
	if r.Internal {
		kind = "internal"
	}
	return fmt.Sprintf("%s via %v, path %v, communities %v, local preference %d, MED %d, origin %d",
		kind, r.NextHops, r.ASPath, communityWords(r.Communities), r.LocalPref, r.MED, r.Origin)
}
