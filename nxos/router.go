package nxos

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Routers says what configuration texts mean: it parses each of them and turns it
// into a router that [routing.Simulate] takes. The routers are in the order of
// the texts and carry the hostnames.
//
// The error holds everything wrong with every text; it wraps [ParseErrors] and
// [fabric.Problems], each with the hostname or the number of the text.
func Routers(texts ...[]byte) ([]routing.Router, error) {
	routers := make([]routing.Router, 0, len(texts))
	var errs []error
	names := map[string]bool{}
	for i, text := range texts {
		c, err := Parse(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("text %d: %w", i+1, err))
			continue
		}
		r, err := c.Router()
		switch {
		case err != nil:
			err = fmt.Errorf("%s: %w", c.Hostname, err)
		case r.Name == "":
			err = fmt.Errorf("text %d: there is no hostname", i+1)
		case names[r.Name]:
			err = fmt.Errorf("%s: two texts have this hostname", r.Name)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		names[r.Name] = true
		routers = append(routers, r)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return routers, nil
}

// Router says what the configuration means, with the defaults of NX-OS: templates
// are resolved, the neighbor's own lines winning; an address family is active
// only where it is written; the leaf does not send a neighbor the routes of its
// own AS unless told to; communities are not sent unless told to; eBGP sessions
// have a TTL of 1; distances are 20, 200 and 220, timers 60 and 180 seconds. An
// SVI is down unless it says `no shutdown`, every other interface is up unless it
// says `shutdown`.
//
// References to what does not exist: a route-map denies every route and every AS
// number (as Batfish reads NX-OS; the vendor documents nothing), a prefix-list
// permits every route (Cisco: an empty prefix list permits all routes), a
// community list permits none. Validate reports all of them.
//
// The error is [fabric.Problems] with [CodeNotPredicted]: the commands that
// decide about routes and that the prediction cannot follow, among them every
// line of router bgp and the route-maps that the model does not know and that is
// not known to be harmless.
func (c *Config) Router() (routing.Router, error) {
	l := lift{c: c, policies: map[policyKey]*routing.Policy{}, refused: set{}}
	r := routing.Router{Name: c.Hostname}
	for _, name := range c.vrfNames() {
		r.VRFs = append(r.VRFs, l.vrf(name))
	}
	r.Wiring = l.wiring()
	l.kept()
	return r, l.problems.Err()
}

// A lift is the state of one Router.
type lift struct {
	c        *Config
	policies map[policyKey]*routing.Policy
	problems fabric.Problems
	refused  set
}

// Where it is said what a refused command does.
const (
	sourceReference = "Cisco NX-OS command reference, " // the command follows
	sourceKept      = "NX-OS: lines of router bgp, route-maps, lists, static routes and addresses decide about routes"
)

// refuse reports a command once, however many families and neighbors use it.
func (l *lift) refuse(field, detail, fix, source string) {
	if l.refused[field] {
		return
	}
	l.refused[field] = true
	l.problems = append(l.problems, fabric.Problem{Code: CodeNotPredicted, Field: field, Detail: detail, Fix: fix, Source: source})
}

// vrfNames are the VRFs in use: the default one, then the others in the order of
// their contexts, then those that only interfaces or BGP name.
func (c *Config) vrfNames() []string {
	names := []string{routing.DefaultVRF}
	seen := set{"": true, routing.DefaultVRF: true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for i := range c.VRFContext {
		add(c.VRFContext[i].Name)
	}
	for i := range c.Interface {
		add(c.Interface[i].VRFMember)
	}
	for i := range c.RouterBGP.VRF {
		add(c.RouterBGP.VRF[i].Name)
	}
	return names
}

func (l *lift) vrf(name string) routing.VRF {
	c := l.c
	v := routing.VRF{Name: name}
	for i := range c.Interface {
		n := &c.Interface[i]
		if vrfName(n.VRFMember) == name && n.isLayer3() {
			v.Interfaces = append(v.Interfaces, n.lift())
		}
	}
	if name == routing.DefaultVRF {
		v.Static = l.static("", c.IPRoute, c.IPv6Route)
	}
	for i := range c.VRFContext {
		if x := &c.VRFContext[i]; x.Name == name {
			v.Static = append(v.Static, l.static("vrf context "+name+": ", x.IPRoute, x.IPv6Route)...)
		}
	}
	if c.RouterBGP.AS != 0 {
		v.BGP = l.bgp(name)
	}
	return v
}

// vrfName is the name of the VRF that an empty field stands for.
func vrfName(s string) string {
	if s == "" {
		return routing.DefaultVRF
	}
	return s
}

// isLayer3 reports whether i has an address.
func (i *Interface) isLayer3() bool {
	return (len(i.IPAddress) > 0 || len(i.IPv6Address) > 0) && i.Switchport != Yes
}

func (i *Interface) lift() routing.Interface {
	r := routing.Interface{Name: i.Name, MTU: defaultMTU, Down: i.Shutdown == Yes || i.isSVI() && i.Shutdown != No}
	if i.MTU != 0 {
		r.MTU = int(i.MTU)
	}
	for _, list := range [2][]Address{i.IPAddress, i.IPv6Address} {
		for _, a := range list {
			r.Addresses = append(r.Addresses, a.Prefix)
			if r.Tag == 0 {
				r.Tag = a.Tag
			}
		}
	}
	add := func(first Addr, others []Addr) {
		if first.IsValid() {
			r.Virtual = append(r.Virtual, first)
		}
		r.Virtual = append(r.Virtual, others...)
	}
	for _, g := range i.HSRP {
		add(g.IP, g.IPSecondary)
	}
	for _, g := range i.VRRP {
		if g.Shutdown == No {
			add(g.Address, g.AddressSecondary)
		}
	}
	for _, g := range i.VRRPv3 {
		if !g.Shutdown {
			add(g.Address, g.AddressSecondary)
		}
	}
	return r
}

// static joins the lines of one prefix and preference: they are next hops of one
// route.
func (l *lift) static(path string, lists ...[]Route) []routing.Static {
	type key struct {
		prefix     Prefix
		preference uint8
	}
	var routes []routing.Static
	index := map[key]int{}
	for _, list := range lists {
		for _, r := range list {
			if !r.Null0 && (!r.NextHop.IsValid() || r.VRF != "") {
				l.refuse(fmt.Sprintf("%sip route %s", path, r.Prefix), routeDetail(&r),
					"give a next hop of the route's own VRF", sourceReference+"ip route")
				continue
			}
			k := key{r.Prefix, max(1, r.Preference)}
			i, seen := index[k]
			if !seen {
				i = len(routes)
				index[k] = i
				routes = append(routes, routing.Static{Prefix: r.Prefix, Distance: k.preference, Tag: r.Tag})
			}
			if !r.Null0 {
				routes[i].Via = append(routes[i].Via, r.NextHop)
			}
		}
	}
	return routes
}

// routeDetail says why a static route is not predicted.
func routeDetail(r *Route) string {
	if r.VRF != "" {
		return "the next hop is in vrf " + r.VRF + ", and only routes inside their own VRF are predicted"
	}
	if r.Interface == "" {
		return "there is no next hop, and only next hops with an address are predicted"
	}
	return "the next hop is interface " + r.Interface + " alone, and only next hops with an address are predicted"
}

// kept refuses the lines without a field that may decide about routes.
func (l *lift) kept() {
	b := &l.c.RouterBGP
	shut := slices.ContainsFunc(b.TemplatePeer, func(t TemplatePeer) bool { return t.Shutdown }) ||
		slices.ContainsFunc(b.TemplatePeerSession, func(t TemplatePeerSession) bool { return t.Shutdown })
	for _, line := range l.c.Unmodelled {
		if decides(line) || shut && line.Text == "no shutdown" {
			text := redact(line.Text)
			l.refuse(strings.Join(append(slices.Clone(line.Context), text), ": "),
				fmt.Sprintf("%q may decide about routes, and only commands with a field are predicted", text),
				"say it with the fields of Config, or drop the line before the prediction", sourceKept)
		}
	}
}

// decides reports whether a kept line may change which routes there are.
func decides(line Line) bool {
	text := line.Text
	if strings.HasPrefix(text, " ") {
		return false // below another kept line, which is judged itself
	}
	if len(line.Context) == 0 {
		return startsWithAny(text, "ip prefix-list", "ipv6 prefix-list", "ip community-list standard", "route-map", "ip route", "ipv6 route") &&
			!strings.Contains(text, " description ") && !strings.HasSuffix(text, " pbr-statistics")
	}
	switch head := line.Context[0]; {
	case strings.HasPrefix(head, "route-map "):
		return true
	case strings.HasPrefix(head, "router bgp "):
		return !startsWithAny(text, harmlessBGP()...)
	case strings.HasPrefix(head, "vrf context "):
		return startsWithAny(text, "ip route", "ipv6 route", "vni")
	case strings.HasPrefix(head, "interface "):
		return startsWithAny(text, "ip address", "ipv6 address")
	}
	return false
}

// harmlessBGP are lines that change no unicast route of a settled network.
func harmlessBGP() []string {
	return []string{
		"event-history", "log-neighbor-changes", "dynamic-capability", "capability suppress", "suppress-fib-pending", "low-memory", "dampen-igp-metric",
		"nexthop trigger-delay", "wait-igp-convergence", "isolate", "address-family l2vpn", "address-family vpnv4",
		"address-family vpnv6", "address-family link-state", "address-family ipv4 multicast", "address-family ipv6 multicast",
		"address-family ipv4 mvpn", "address-family ipv6 mvpn", "address-family ipv4 labeled-unicast", "dont-capability-negotiate",
		"no shutdown", "no dynamic-capability", "client-to-client reflection", "neighbor-down", "flush-routes", "bfd",
		"next-hop-third-party", "timers",
	}
}

func startsWithAny(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}
