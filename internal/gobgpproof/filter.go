package gobgpproof

import (
	"fmt"
	"net/netip"

	"github.com/osrg/gobgp/v4/api"

	"github.com/podfabric/podfabric/fabric/routing"
)

// GoBGP has one import and one export policy for a whole server. Both are chains
// of statements, in which the ones of a session's family stand together, ask for
// its address, and end with one that accepts or rejects: the sessions with an
// address first, then the ranges, the longer before the shorter, so that a session
// is judged by the statements of its own neighbor.

// A chain writes the statements of one direction.
type chain struct {
	name       string
	statements []*api.Statement
}

func (c *chain) add(conditions *api.Conditions, actions *api.Actions) {
	c.statements = append(c.statements, &api.Statement{
		Name: fmt.Sprint(c.name, len(c.statements)+1), Conditions: conditions, Actions: actions,
	})
}

func accept() *api.Actions { return &api.Actions{RouteAction: api.RouteAction_ROUTE_ACTION_ACCEPT} }
func reject() *api.Actions { return &api.Actions{RouteAction: api.RouteAction_ROUTE_ACTION_REJECT} }

// noCommunities removes whatever communities there are.
func noCommunities() *api.CommunityAction {
	return &api.CommunityAction{Type: api.CommunityAction_TYPE_REPLACE}
}

// importFrom writes what a neighbor's routes go through.
func (t *translation) importFrom(e *end, nf *routing.NeighborFamily) {
	s := t.scope(e, importing, nf.Family)
	if limit := t.vrf.BGP.MaxASLength; limit > 0 {
		long := s.conditions()
		long.AsPathLength = &api.AsPathLength{Type: api.Comparison_COMPARISON_GE, Length: uint32(limit) + 1}
		t.imports.add(long, reject())
	}
	if lp := t.vrf.BGP.DefaultLocalPref; lp != 0 && s.external {
		t.imports.add(s.conditions(), &api.Actions{LocalPref: &api.LocalPrefAction{Value: lp}})
	}
	t.policy(&t.imports, e, &s, nf.Import, nil)
}

// exportTo writes what the routes to a neighbor go through.
func (t *translation) exportTo(e *end, nf *routing.NeighborFamily) {
	s := t.scope(e, exporting, nf.Family)
	kept := []routing.Community{noAdvertise}
	if s.external {
		kept = append(kept, noExport, noExportSubconfed)
	}
	back := s.conditions()
	back.CommunitySet = t.sets.communities(kept, api.MatchSet_TYPE_ANY)
	t.exports.add(back, reject())
	t.nextHop(e, nf, &s)
	strip := noCommunities()
	if nf.SendCommunity {
		strip = nil
	}
	if t.defaults[nf.Family] {
		own := s.conditions()
		own.RouteType = api.Conditions_ROUTE_TYPE_LOCAL
		own.PrefixSet = t.sets.prefixes([]routing.PrefixRule{{Prefix: defaultRoute(nf.Family)}})
		verdict := reject()
		if nf.DefaultOriginate {
			verdict = accept()
		}
		t.exports.add(own, verdict)
	}
	t.policy(&t.exports, e, &s, nf.Export, strip)
}

// The well-known communities of RFC 1997. GoBGP leaves them to its policies.
const (
	noExport          routing.Community = 0xffffff01
	noAdvertise       routing.Community = 0xffffff02
	noExportSubconfed routing.Community = 0xffffff03
)

// policy writes a router's policy, nil being one that permits everything, and
// ends the statements of the scope. What is accepted loses its communities when
// strip is not nil.
func (t *translation) policy(c *chain, e *end, s *scope, p *routing.Policy, strip *api.CommunityAction) {
	accepting := func(a *api.Actions) *api.Actions {
		a.RouteAction = api.RouteAction_ROUTE_ACTION_ACCEPT
		if strip != nil {
			a.Community = strip
		}
		return a
	}
	if p == nil {
		c.add(s.conditions(), accepting(&api.Actions{}))
		return
	}
	undecided := false // a term permitted and went on, and nothing has decided since
	for i := range p.Terms {
		term := &p.Terms[i]
		cannot := func(what string) {
			t.cannot(e.neighbor.Name, PolicyTerm, fmt.Sprintf("%s %d: %s", p.Name, term.Seq, what))
		}
		all, unable := s.match(&t.sets, &term.Match)
		if unable != "" {
			cannot(unable)
			continue
		}
		actions := reject()
		if term.Permit {
			if actions, unable = s.actions(&term.Set); unable != "" {
				cannot(unable)
				continue
			}
			if !term.Continue {
				actions = accepting(actions)
			} else if len(all) > 1 {
				cannot("several lists, and the policy goes on")
				continue
			}
		}
		for _, conditions := range all {
			c.add(conditions, actions)
		}
		undecided = term.Permit && term.Continue || undecided && !isEmpty(&term.Match)
	}
	if undecided {
		t.cannot(e.neighbor.Name, PolicyTerm, p.Name+" permits and goes on, and no term decides about the rest")
	}
	c.add(s.conditions(), reject())
}

// isEmpty reports whether a match holds for every route.
func isEmpty(m *routing.Match) bool {
	return !m.Never && !m.ReceivedFromPeer && !m.ASPathLength.IsSet &&
		len(m.Prefixes)+len(m.NextHops)+len(m.Communities)+len(m.ASPathHas)+len(m.ASPathOrigin)+len(m.Tags)+len(m.Sources)+len(m.PeerAS) == 0
}

// nextHop writes the router's next-hop rule (RFC 4271 5.1.3). The addresses are
// those of the design, so that no route names a loopback address.
func (t *translation) nextHop(e *end, nf *routing.NeighborFamily, s *scope) {
	self := &api.Actions{Nexthop: &api.NexthopAction{Address: e.local.String()}}
	keep := &api.Actions{Nexthop: &api.NexthopAction{Unchanged: true}}
	when := func(kind api.Conditions_RouteType, a *api.Actions) {
		c := s.conditions()
		c.RouteType = kind
		t.exports.add(c, a)
	}
	when(api.Conditions_ROUTE_TYPE_LOCAL, self)
	both := func(a *api.Actions) {
		when(api.Conditions_ROUTE_TYPE_INTERNAL, a)
		when(api.Conditions_ROUTE_TYPE_EXTERNAL, a)
	}
	switch {
	case nf.NextHop == routing.NextHopUnchanged:
		both(keep)
	case nf.NextHop == routing.NextHopSelfAll, nf.NextHop == routing.NextHopSelf && s.external:
		both(self)
	case nf.NextHop == routing.NextHopSelf:
		when(api.Conditions_ROUTE_TYPE_EXTERNAL, self)
	case s.external:
		both(self)
		if subnet := connected(t.vrf, e.remote()); subnet.IsValid() && !nf.NoThirdParty {
			t.thirdParty(e, s, subnet.Masked(), keep, self)
		}
	}
}

// thirdParty keeps a next hop that is on the subnet shared with the neighbor,
// unless it is the neighbor itself.
func (t *translation) thirdParty(e *end, s *scope, subnet netip.Prefix, keep, self *api.Actions) {
	for _, kind := range [...]api.Conditions_RouteType{api.Conditions_ROUTE_TYPE_INTERNAL, api.Conditions_ROUTE_TYPE_EXTERNAL} {
		c := s.conditions()
		c.RouteType, c.NextHopInList = kind, []string{subnet.String()}
		t.exports.add(c, keep)
		for _, peer := range e.peers {
			c := s.conditions()
			c.RouteType, c.NextHopInList = kind, []string{host(peer).String()}
			c.NeighborSet = t.sets.neighbors(host(t.loop.image[peer]))
			t.exports.add(c, self)
		}
	}
}
