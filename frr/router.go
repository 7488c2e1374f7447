package frr

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

// Router says what the configuration means, with the defaults of FRR (see the
// package comment) and of the profile that it names: peer-groups are resolved, the
// member's own lines winning; an interface is up unless it says `shutdown`, and
// whether the operating system has it is not known here.
//
// A reference to a list or route-map that does not exist denies every route, and a
// match by it never holds (measured: FRR 8.4.4). Of the IPv6 next hops the global
// one is predicted, which FRR installs where it is told `set ipv6 next-hop
// prefer-global` or the neighbor sends no other.
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

type set map[string]bool

// Where it is said what a refused command does.
const (
	sourceGuide = "FRR user guide, " // the command follows
	sourceKept  = "FRR: lines of router bgp, route-maps, lists, static routes and addresses decide about routes"
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
// their blocks, then those that only interfaces name.
func (c *Config) vrfNames() []string {
	names := []string{routing.DefaultVRF}
	seen := set{"": true, routing.DefaultVRF: true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for i := range c.VRF {
		add(c.VRF[i].Name)
	}
	for i := range c.Interface {
		add(c.Interface[i].VRF)
	}
	return names
}

func (l *lift) vrf(name string) routing.VRF {
	c := l.c
	v := routing.VRF{Name: name}
	for i := range c.Interface {
		n := &c.Interface[i]
		if vrfName(n.VRF) == name && len(n.IPAddress)+len(n.IPv6Address) > 0 {
			v.Interfaces = append(v.Interfaces, n.lift())
		}
	}
	if name == routing.DefaultVRF {
		v.Static = l.static("", c.IPRoute, c.IPv6Route)
	}
	for i := range c.VRF {
		if x := &c.VRF[i]; x.Name == name {
			v.Static = append(v.Static, l.static("vrf "+name+": ", x.IPRoute, x.IPv6Route)...)
		}
	}
	if name == routing.DefaultVRF && c.RouterBGP.AS != 0 {
		v.BGP = l.bgp()
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

func (i *Interface) lift() routing.Interface {
	r := routing.Interface{Name: i.Name, Down: i.Shutdown}
	r.Addresses = slices.Concat(i.IPAddress, i.IPv6Address)
	for _, g := range i.VRRP {
		if !g.Shutdown {
			r.Virtual = append(append(r.Virtual, g.IP...), g.IPv6...)
		}
	}
	return r
}

// static joins the lines of one prefix and distance: they are next hops of one
// route.
func (l *lift) static(path string, lists ...[]Route) []routing.Static {
	type key struct {
		prefix   Prefix
		distance uint8
	}
	var routes []routing.Static
	index := map[key]int{}
	for _, list := range lists {
		for _, r := range list {
			if r.Discard == 0 && (!r.NextHop.IsValid() || r.NextHopVRF != "") {
				l.refuse(fmt.Sprintf("%sip route %s", path, r.Prefix), routeDetail(&r),
					"give a next hop of the route's own VRF", sourceGuide+"Static")
				continue
			}
			k := key{r.Prefix, max(1, r.Distance)}
			i, seen := index[k]
			if !seen {
				i = len(routes)
				index[k] = i
				routes = append(routes, routing.Static{Prefix: r.Prefix, Distance: k.distance, Tag: r.Tag})
			}
			if r.Discard == 0 {
				routes[i].Via = append(routes[i].Via, r.NextHop)
			}
		}
	}
	return routes
}

// routeDetail says why a static route is not predicted.
func routeDetail(r *Route) string {
	if r.NextHopVRF != "" {
		return "the next hop is in VRF " + r.NextHopVRF + ", and only routes inside their own VRF are predicted"
	}
	return "the next hop is interface " + r.Interface + " alone, and only next hops with an address are predicted"
}

// kept refuses the lines without a field that may decide about routes.
func (l *lift) kept() {
	for _, line := range l.c.Unmodelled {
		if decides(line) {
			text := redact(line.Text)
			l.refuse(strings.Join(append(slices.Clone(line.Context), text), ": "),
				fmt.Sprintf("%q may decide about routes, and only commands with a field are predicted", text),
				"say it with the fields of Config, or drop the line before the prediction", sourceKept)
		}
	}
}

// decides reports whether a kept line may change which routes there are.
func decides(line Line) bool {
	text := strings.TrimPrefix(line.Text, "no ")
	if strings.HasPrefix(text, " ") || strings.HasPrefix(text, "exit") {
		return false // below another kept line, which is judged itself
	}
	if len(line.Context) == 0 {
		return startsWithAny(text, "ip prefix-list", "ipv6 prefix-list", "bgp community-list", "bgp as-path", "ip as-path", "route-map",
			"ip route", "ipv6 route", "ip protocol", "ipv6 protocol", "router bgp", "ip nht", "ipv6 nht", "ip import-table") &&
			!strings.Contains(text, " description ") && !strings.HasSuffix(text, " optimization")
	}
	switch head := line.Context[0]; {
	case strings.HasPrefix(head, "route-map "):
		return true
	case strings.HasPrefix(head, "router bgp "):
		return !harmless(text)
	case strings.HasPrefix(head, "vrf "):
		return startsWithAny(text, "ip route", "ipv6 route", "ip protocol", "ipv6 protocol")
	case strings.HasPrefix(head, "interface "):
		return startsWithAny(text, "ip address", "ipv6 address", "vrrp")
	}
	return false
}

// harmless reports whether a line of router bgp changes no unicast route of a
// settled network.
func harmless(text string) bool {
	words := strings.Fields(text)
	if len(words) > 2 && words[0] == "neighbor" {
		return startsWithAny(strings.Join(words[2:], " "),
			"capability", "timers delayopen", "strict-capability-match", "override-capability", "dont-capability-negotiate",
			"solo", "shutdown message", "bfd check-control-plane-failure", "path-attribute", "graceful-shutdown", "description")
	}
	return startsWithAny(text,
		"address-family l2vpn", "address-family ipv4 vpn", "address-family ipv6 vpn", "address-family ipv4 multicast", "address-family ipv6 multicast",
		"address-family ipv4 labeled-unicast", "address-family ipv6 labeled-unicast", "address-family ipv4 flowspec", "address-family ipv6 flowspec",
		"bgp default show-", "bgp default subgroup-pkt-queue-max", "bgp default l2vpn-evpn", "bgp graceful-restart", "bgp long-lived-graceful-restart",
		"bgp suppress-fib-pending", "bgp minimum-holdtime", "bgp hard-administrative-reset", "bgp update-delay", "bgp session-dscp",
		"bgp enforce-first-as", "coalesce-time", "update-delay", "read-quanta", "write-quanta", "bmp ", "segment-routing", "vni ", "sid ", "neighbor-down")
}

func startsWithAny(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}
