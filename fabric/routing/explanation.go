package routing

import (
	"fmt"
	"net/netip"
	"strings"
)

// An Explanation is why a VRF has a route by just these next hops, or has none: a
// chain of decisions.
//
// For a route that is there, the chain starts at the router that originates it
// and follows the best route from router to router. At the VRF itself it has a
// step for every session: what came over it and whether it is used, or where it
// was lost. For a route that is missing, the chain names the routers that
// originate it, then starts at the VRF and goes back, on every session, to the
// routers that have the route or cannot have it.
type Explanation struct {
	Router, VRF string
	Prefix      netip.Prefix
	// Route is what the table holds; Found is false when it holds nothing.
	Route Route
	Found bool
	Steps []Step
}

// A Step is one decision about a route.
type Step struct {
	// Router and VRF made the decision, or would have.
	Router, VRF string
	// Peer is the router at the other end of the session that the step is about,
	// PeerVRF its VRF; "" when it is about no session.
	Peer, PeerVRF string
	Decision      Decision
	// Rule is what the best route won by over the next one ([Best]), or what this
	// one lost by ([Worse]).
	Rule Rule
	// Policy and Seq name the policy term of a denial; Seq is -1 when no term
	// matched.
	Policy string
	Seq    int
	// Source is the protocol that a route is originated from or installed by.
	Source Protocol
	// Path is the AS path on the wire, or of the best route.
	Path []ASN
	// NextHop is the one the step is about; Gateway and Interface are what it
	// resolves to.
	NextHop   netip.Addr
	Gateway   netip.Addr
	Interface string
	// State and Detail say why a session is down.
	State  SessionState
	Detail string
}

// String returns the step as a sentence without a full stop.
func (s Step) String() string {
	var b strings.Builder
	b.WriteString(place(s.Router, s.VRF))
	if s.Peer != "" {
		switch {
		case s.Decision >= Advertised && s.Decision < OwnASInPath, s.Decision == DefaultOriginated:
			b.WriteString(" to " + place(s.Peer, s.PeerVRF))
		default:
			b.WriteString(" from " + place(s.Peer, s.PeerVRF))
		}
	}
	b.WriteString(": " + s.Decision.String())
	switch s.Decision {
	case Best:
		if s.Rule != NoRule {
			b.WriteString(" by " + s.Rule.String())
		}
	case Worse:
		b.WriteString(" by " + s.Rule.String())
	case DeniedOnExport, DeniedOnImport:
		if s.Seq < 0 {
			fmt.Fprintf(&b, " by %s, no term of which matches", s.Policy)
		} else {
			fmt.Fprintf(&b, " by %s %d", s.Policy, s.Seq)
		}
	case Originated, Installed, Outranked:
		b.WriteString(", " + s.Source.String())
	case Resolved:
		fmt.Fprintf(&b, ": %s by %s on %s", s.NextHop, s.Gateway, s.Interface)
	case SessionDown:
		b.WriteString(", " + s.State.String())
	default: // the decision says it all
	}
	if s.Detail != "" {
		b.WriteString(" (" + s.Detail + ")")
	}
	if len(s.Path) > 0 {
		fmt.Fprintf(&b, ", path %s", strings.Trim(fmt.Sprint(s.Path), "[]"))
	}
	if s.NextHop.IsValid() && s.Decision != Resolved {
		fmt.Fprintf(&b, ", next hop %s", s.NextHop)
	}
	return b.String()
}

func place(router, vrf string) string {
	if vrf == DefaultVRF || vrf == "" {
		return router
	}
	return router + "/" + vrf
}

// String returns one step a line.
func (e Explanation) String() string {
	lines := make([]string, 0, len(e.Steps)+1)
	has := "has no route to"
	if e.Found {
		has = "has a route to"
	}
	lines = append(lines, fmt.Sprintf("%s %s %s", place(e.Router, e.VRF), has, e.Prefix))
	for _, s := range e.Steps {
		lines = append(lines, "  "+s.String())
	}
	return strings.Join(lines, "\n")
}

var protocolNames = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	Direct: "direct", Local: "local", Virtual: "virtual", StaticRoute: "static", BGPRoute: "bgp", AggregateRoute: "aggregate",
}

func (p Protocol) String() string {
	if int(p) < len(protocolNames) {
		return protocolNames[p]
	}
	return "unknown"
}
