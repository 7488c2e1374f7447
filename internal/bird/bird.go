// Package bird writes the configuration of BIRD 1.6 that a node's lifted router stands
// for, for a lab to run: what Calico renders, in everything that a session or a route
// sees.
package bird

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// Config returns the configuration of BIRD 1.6 for one family of a node, ""
// when the node has no session of that family. bird reads the one for IPv4,
// bird6 the one for IPv6.
//
// It is what confd of Calico renders (bird.cfg.template, bird_aggr.cfg.template
// and bird_ipam.cfg.template of Calico 3.28.5) in everything that a session or a
// route sees: learn, persist and merge paths in the kernel protocol; the direct
// protocol without the pods' and the services' interfaces; gateway recursive, add
// paths, graceful restart, the delays and multihop of the sessions. It differs in
// that it is made of the router, that is of what the objects mean, and in that
// stock BIRD knows no krt_tunnel, which is empty without encapsulation.
//
// unprogrammed are kept from the kernel. passwords are the texts that the
// sessions' passwords are looked up in. What BIRD cannot say is an error.
func Config(r routing.Router, f routing.Family, unprogrammed []netip.Prefix, passwords []string) (string, error) {
	vrf := defaultVRF(r)
	if vrf == nil || vrf.BGP == nil || vrf.BGP.Family(f) == nil {
		return "", nil
	}
	w := writer{vrf: vrf, bgp: vrf.BGP, family: f, passwords: passwords}
	w.head(unprogrammed)
	w.static()
	sessions := 0
	for i := range w.bgp.Neighbors {
		if n := &w.bgp.Neighbors[i]; n.Address.IsValid() && routing.FamilyOf(n.Address) == f {
			w.session(n)
			sessions++
		}
	}
	if len(w.problems) > 0 {
		return "", fmt.Errorf("%s: BIRD cannot be told: %s", r.Name, strings.Join(w.problems, "; "))
	}
	if sessions == 0 {
		return "", nil
	}
	return w.String(), nil
}

// defaultVRF returns the router's default VRF, or nil.
func defaultVRF(r routing.Router) *routing.VRF {
	i := slices.IndexFunc(r.VRFs, func(v routing.VRF) bool { return v.Name == routing.DefaultVRF })
	if i < 0 {
		return nil
	}
	return &r.VRFs[i]
}

// A writer writes one configuration and notes what BIRD has no words for.
type writer struct {
	strings.Builder
	vrf       *routing.VRF
	bgp       *routing.BGP
	family    routing.Family
	passwords []string
	problems  []string
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(w, format, args...) //nolint:errcheck // a strings.Builder takes everything
	w.WriteByte('\n')
}

func (w *writer) refuse(format string, args ...any) {
	if problem := fmt.Sprintf(format, args...); !slices.Contains(w.problems, problem) {
		w.problems = append(w.problems, problem)
	}
}

func (w *writer) head(unprogrammed []netip.Prefix) {
	w.line("router id %s;", w.bgp.RouterID)
	w.line("filter calico_kernel_programming {")
	for _, p := range unprogrammed {
		if routing.FamilyOf(p.Addr()) == w.family {
			w.line("  if ( net ~ %s ) then { reject; }", p)
		}
	}
	w.line("  accept;")
	w.line("}")
	w.line("protocol kernel {")
	w.line("  learn;")
	w.line("  persist;")
	w.line("  scan time 2;")
	w.line("  import all;")
	w.line("  export filter calico_kernel_programming;")
	w.line("  graceful restart;")
	w.line("  merge paths on;")
	w.line("}")
	w.line("protocol device {")
	w.line("  scan time 2;")
	w.line("}")
	w.line("protocol direct {")
	w.line(`  interface -"cali*", -"kube-ipvs*", "*";`)
	w.line("}")
	w.line("template bgp bgp_template {")
	w.line("  local as %d;", w.bgp.AS)
	w.line("  gateway recursive;")
	w.line("  add paths on;")
	w.line("  graceful restart;")
	w.line("  connect delay time 2;")
	w.line("  connect retry time 5;")
	w.line("  error wait time 5,30;")
	w.line("}")
}

// static writes the routes that the node originates, and those towards peers
// that are reached by another gateway. A default route is the operating
// system's, and BIRD learns it from the kernel.
func (w *writer) static() {
	w.line("protocol static {")
	var blackholes []netip.Prefix
	for _, n := range w.bgp.Family(w.family).Networks {
		blackholes = append(blackholes, n.Prefix)
	}
	for _, s := range w.vrf.Static {
		switch {
		case routing.FamilyOf(s.Prefix.Addr()) != w.family || s.Prefix.Bits() == 0:
		case len(s.Via) == 0:
			if !slices.Contains(blackholes, s.Prefix) {
				blackholes = append(blackholes, s.Prefix)
			}
		case len(s.Via) == 1:
			w.line("  route %s via %s;", s.Prefix, s.Via[0])
		default:
			w.refuse("a static route with several next hops, to %s", s.Prefix)
		}
	}
	for _, p := range blackholes {
		w.line("  route %s blackhole;", p)
	}
	w.line("}")
}

// session writes one "protocol bgp".
func (w *writer) session(n *routing.Neighbor) {
	i := slices.IndexFunc(n.Families, func(f routing.NeighborFamily) bool { return f.Family == w.family })
	if i < 0 {
		return
	}
	f := &n.Families[i]
	if len(n.RemoteAS) != 1 || n.RemoteAS[0].First != n.RemoteAS[0].Last {
		w.refuse("an AS that is not one number, of neighbor %s", n.Address)
		return
	}
	as := n.RemoteAS[0].First
	w.line("protocol bgp %s from bgp_template {", Name(n.Address))
	if n.LocalAS != 0 {
		w.line("  local as %d;", n.LocalAS)
	}
	w.line("  ttl security off;")
	w.line("  multihop;")
	w.line("  neighbor %s as %d;", n.Address, as)
	if n.Source.IsValid() {
		w.line("  source address %s;", n.Source)
	}
	w.filter("import", f.Import, "accept")
	w.filter("export", f.Export, "accept")
	if n.Passive {
		w.line("  passive on;")
	}
	if n.GracefulRestart > 0 {
		w.line("  graceful restart time %d;", int(n.GracefulRestart.Seconds()))
	}
	if f.RouteReflectorClient {
		w.line("  rr client;")
		w.line("  rr cluster id %s;", w.bgp.ClusterID)
	}
	if n.Auth.IsSet() {
		w.line("  password \"%s\";", w.password(n))
	}
	switch f.NextHop {
	case routing.NextHopStandard:
	case routing.NextHopSelfAll:
		w.line("  next hop self;")
	case routing.NextHopUnchanged:
		w.line("  next hop keep;")
	case routing.NextHopSelf:
		w.refuse("next hop self for other than reflected routes, towards %s", n.Address)
	}
	if f.AllowOwnAS > 0 {
		w.line("  allow local as %d;", f.AllowOwnAS)
	}
	if f.ASOverride || f.PeerASCheck || f.DefaultOriginate || f.RemovePrivateAS || f.MaxPrefixes > 0 || f.Weight > 0 {
		w.refuse("a setting that no calico-node makes, towards %s", n.Address)
	}
	w.line("}")
}

// Name is what the session with a peer is called, as confd does it.
func Name(peer netip.Addr) string {
	return "Node_" + strings.NewReplacer(".", "_", ":", "_").Replace(peer.String())
}

// password finds the text of a session's password.
func (w *writer) password(n *routing.Neighbor) string {
	for _, text := range w.passwords {
		if text != "" && routing.NewAuth(text) == n.Auth {
			if strings.ContainsAny(text, "\"\n") {
				w.refuse("a password with a quote or a line break, for %s", n.Address)
			}
			return text
		}
	}
	w.refuse("the password for %s, whose text is not known", n.Address)
	return ""
}
