package junos

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Routers says what configuration texts mean, in either form: it parses each of them
// and turns it into a router that [routing.Simulate] takes. The routers are in the
// order of the texts and carry the host names.
//
// The error holds everything wrong with every text; it wraps [ParseErrors] and
// [fabric.Problems], each with the host name or the number of the text.
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
			err = fmt.Errorf("%s: %w", c.System.HostName, err)
		case r.Name == "":
			err = fmt.Errorf("text %d: there is no host-name", i+1)
		case names[r.Name]:
			err = fmt.Errorf("%s: two texts have this host-name", r.Name)
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

// Router says what the configuration means, with the defaults of Junos:
//
//   - BGP accepts every route and sends every active route that it learned itself;
//     what is direct or static is sent only where an export policy accepts it. A route
//     that no policy of a chain decides falls to these defaults.
//   - Routes of BGP have preference 170, whether learned from the own AS or another;
//     static routes 5, direct ones 0.
//   - Peers share a path over several next hops only with `multipath`, and only if the
//     forwarding table is given all of them by a policy with `load-balance`; then over
//     as many as the chassis takes, 16 unless it says otherwise.
//   - A peer is not sent what was learned from another peer of its AS, communities are
//     sent, hold times are 90 seconds and keepalives a third of them, a session to
//     another AS has a TTL of 1.
//   - A peer that restarts is helped for 300 seconds; one that dialed in is forgotten
//     at once unless `unconfigured-peer-graceful-restart` is set.
//   - Of several route filters in a term the one with the longest prefix around the
//     route decides alone, whether its type matches or not (Juniper, "how route lists
//     are evaluated").
//   - Interfaces are up unless they say `disable`; a VLAN's routed interface only if a
//     VLAN names it.
//
// A default route that the switch has from itself (static, discarding) and that a
// peer is sent in any case, also when BGP has a better one, is taken for one that the
// peer's session originates.
//
// The instance mgmt_junos is the VRF "management".
//
// The error is [fabric.Problems] with [CodeNotPredicted]: the statements that decide
// about routes and that the prediction cannot follow, among them every statement of
// BGP, of the policies and of the routing options that the model does not know and
// that is not known to be harmless.
func (c *Config) Router() (routing.Router, error) {
	l := lift{c: c, policies: map[policyKey]*routing.Policy{}, refused: set{}}
	r := routing.Router{Name: c.System.HostName}
	r.VRFs = append(r.VRFs, l.vrf(routing.DefaultVRF, &c.RoutingOptions, &c.Protocols.BGP))
	management := RoutingInstance{}
	if i := slices.IndexFunc(c.RoutingInstances, isManagement); i >= 0 {
		management = c.RoutingInstances[i]
	}
	if c.System.ManagementInstance || management.Name != "" {
		r.VRFs = append(r.VRFs, l.vrf(managementVRF, &management.RoutingOptions, &BGP{}))
	}
	for i := range c.RoutingInstances {
		if n := &c.RoutingInstances[i]; !isManagement(*n) {
			r.VRFs = append(r.VRFs, l.vrf(n.Name, &n.RoutingOptions, &n.BGP))
		}
	}
	r.Wiring = l.wiring()
	l.kept()
	return r, l.problems.Err()
}

// managementInstance is the name of the instance that `system management-instance`
// makes, and managementVRF that of the VRF in the model.
const (
	managementInstance = "mgmt_junos"
	managementVRF      = "management"
)

func isManagement(r RoutingInstance) bool { return r.Name == managementInstance }

// A set is of names.
type set map[string]bool

// A lift is the state of one Router.
type lift struct {
	c        *Config
	policies map[policyKey]*routing.Policy
	problems fabric.Problems
	refused  set
}

// Where it is said what a refused statement does.
const (
	sourceReference = "Juniper, CLI reference: " // the statement follows
	sourceKept      = "Junos: statements of BGP, policies and routing options decide about routes"
)

// refuse reports a statement once, however many families and neighbors use it.
func (l *lift) refuse(field, detail, fix, source string) {
	if l.refused[field] {
		return
	}
	l.refused[field] = true
	l.problems = append(l.problems, fabric.Problem{Code: CodeNotPredicted, Field: field, Detail: detail, Fix: fix, Source: source})
}

func (l *lift) vrf(name string, o *RoutingOptions, b *BGP) routing.VRF {
	v := routing.VRF{Name: name}
	for i := range l.c.Interfaces {
		n := &l.c.Interfaces[i]
		for j := range n.Unit {
			u := &n.Unit[j]
			if l.instanceOf(n, u) == name && (len(u.Inet.Address) > 0 || len(u.Inet6.Address) > 0) {
				v.Interfaces = append(v.Interfaces, l.unit(n, u))
			}
		}
	}
	v.Static = l.static(name, o)
	if len(b.Group) > 0 || o.AutonomousSystem.AS != 0 && name == routing.DefaultVRF {
		v.BGP = l.bgp(name, o, b, &v)
	}
	return v
}

var managementPort = regexp.MustCompile(`^(em\d|fxp0|me0|vme|re\d:mgmt-\d)$`)

// instanceOf is the VRF that a unit is in.
func (l *lift) instanceOf(n *Interface, u *Unit) string {
	name := unitName(n, u)
	for i := range l.c.RoutingInstances {
		if r := &l.c.RoutingInstances[i]; slices.Contains(r.Interface, name) {
			if isManagement(*r) {
				return managementVRF
			}
			return r.Name
		}
	}
	if l.c.System.ManagementInstance && managementPort.MatchString(n.Name) {
		return managementVRF
	}
	return routing.DefaultVRF
}

// unitName is what other statements call a unit, such as et-0/0/48.0.
func unitName(n *Interface, u *Unit) string { return n.Name + "." + strconv.Itoa(int(u.Number)) }

// etherHeader is what the MTU of a port counts and that of IP does not; defaultMTU
// is the port's without a statement.
const (
	etherHeader = 14
	vlanTag     = 4
	defaultMTU  = 1514
)

func (l *lift) unit(n *Interface, u *Unit) routing.Interface {
	r := routing.Interface{Name: unitName(n, u), MTU: defaultMTU - etherHeader, Down: n.Disable || u.Disable}
	if n.MTU != 0 {
		r.MTU = int(n.MTU) - etherHeader
	}
	if m := max(u.Inet.MTU, u.Inet6.MTU); m != 0 {
		r.MTU = int(m)
	}
	if n.Name == irb && !slices.ContainsFunc(l.c.VLANs, func(v VLAN) bool { return v.L3Interface == r.Name && v.VLANID != 0 }) {
		r.Down = true // no VLAN comes up through it
	}
	for _, list := range [2][]Address{u.Inet.Address, u.Inet6.Address} {
		for _, a := range list {
			r.Addresses = append(r.Addresses, a.Prefix)
			for _, g := range a.VRRPGroup {
				r.Virtual = append(r.Virtual, g.VirtualAddress...)
				if g.VirtualLinkLocalAddress.IsValid() {
					r.Virtual = append(r.Virtual, g.VirtualLinkLocalAddress)
				}
			}
		}
	}
	return r
}

// irb is the interface whose units route VLANs.
const irb = "irb"

// Preferences of Junos (Juniper, "route preferences overview").
const (
	preferenceStatic    = 5
	preferenceAggregate = 130
	preferenceBGP       = 170
)

func (l *lift) static(vrf string, o *RoutingOptions) []routing.Static {
	var routes []routing.Static
	add := func(path string, list []StaticRoute) {
		for _, s := range list {
			r := routing.Static{Prefix: s.Prefix, Via: s.NextHop, Distance: preferenceStatic, Tag: s.Tag.Value}
			if s.Preference.IsSet {
				// The model counts from 1 to 255, and has no room for a static route that
				// ties with a direct one.
				r.Distance = uint8(min(max(s.Preference.Value, 1), 255))
			}
			if len(s.NextHop) > 0 && (s.Discard || s.Reject) {
				l.refuse(path+" "+s.Prefix.String(), "it both discards and has a next hop", "keep one of them", sourceReference+"static")
			}
			if s.Discard || s.Reject || len(s.NextHop) > 0 {
				routes = append(routes, r)
			}
		}
	}
	add(instancePath(vrf)+"routing-options static route", o.Static)
	for _, rib := range o.RIB {
		path := instancePath(vrf) + "routing-options rib " + rib.Name
		if name := map[string]string{routing.DefaultVRF: "", managementVRF: managementInstance + "."}; rib.Name != "inet.0" && rib.Name != "inet6.0" &&
			rib.Name != name[vrf]+"inet.0" && rib.Name != name[vrf]+"inet6.0" && rib.Name != vrf+".inet.0" && rib.Name != vrf+".inet6.0" {
			l.refuse(path, "the routes of this table are not known; those of inet.0 and inet6.0 are", "put them there", sourceReference+"rib")
			continue
		}
		add(path+" static route", rib.Static)
	}
	return routes
}

// instancePath is the path of statements of a VRF.
func instancePath(vrf string) string {
	switch vrf {
	case routing.DefaultVRF:
		return ""
	case managementVRF:
		vrf = managementInstance
	}
	return "routing-instances " + vrf + " "
}
