package verify

import (
	"net/netip"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Check holds the tables against the promises of the plan, in the state that
// [fabric.Plan.State] returned. No failures means that the configuration behind
// the tables does what the design says.
func Check(p *fabric.Plan, state fabric.State, t *routing.Tables) Failures {
	var failures Failures
	for _, o := range t.Oscillations() {
		failures = append(failures, Failure{Settles, strings.Join(o.Routers, ", "), o.Prefix, "routes that come to rest", "routes that keep changing"})
	}
	checkers := checkersOf(p, state, t)
	for _, c := range checkers {
		c.sessions()
		c.devices()
		c.walk()
		c.arch.wiring()
		failures = append(failures, c.failures...)
	}
	if p.ACI != nil {
		failures = append(failures, strays(checkers, t)...)
	}
	return failures
}

// checkersOf are the parts of a fabric that know nothing of each other, each with
// a checker: all of an IP fabric, and each VRF of an ACI fabric.
func checkersOf(p *fabric.Plan, state fabric.State, t *routing.Tables) []*checker {
	if p.ACI != nil {
		return vrfCheckers(p, state, t)
	}
	c := newChecker(p, t, expect(p, state))
	c.arch = leafSpine{c}
	for i := range p.Sessions {
		c.planned = append(c.planned, &p.Sessions[i])
	}
	for i := range p.Clusters {
		c.clusters(&p.Clusters[i])
	}
	return []*checker{c}
}

func newChecker(p *fabric.Plan, t *routing.Tables, e *expectation) *checker {
	return &checker{
		plan: p, tables: t, expected: e,
		probed: map[*routing.NeighborFamily]bool{}, limited: map[*routing.NeighborFamily]bool{}, foreignTo: map[foreignKey][]netip.Prefix{},
	}
}

// clusters notes a cluster that the checker is about.
func (c *checker) clusters(cluster *fabric.PlannedCluster) {
	for i := range cluster.Pods {
		c.sendsCommunities = c.sendsCommunities || len(cluster.Pods[i].Communities) > 0
	}
}

// A checker carries one check.
type checker struct {
	plan     *fabric.Plan
	tables   *routing.Tables
	expected *expectation
	arch     architecture
	// planned are the sessions that the checker is about.
	planned []*fabric.Session
	// got holds, by device and by index of prefix, what the tables have.
	got [][]held
	// sendsCommunities says that routes carry communities between switches.
	sendsCommunities bool
	// probed are the policies that were probed already, foreignTo what they were
	// probed with; limited are those whose limit on paths was probed.
	probed    map[*routing.NeighborFamily]bool
	limited   map[*routing.NeighborFamily]bool
	foreignTo map[foreignKey][]netip.Prefix
	failures  Failures
}

// An architecture is what the promises depend on besides devices, destinations and
// sessions: which switch has what, and by which way. There is one for each kind of
// fabric.
type architecture interface {
	// inner reports whether a session is one that the fabric has by itself.
	inner(s routing.Session) bool
	// foreign reports whether the checker is not about a VRF of a router.
	foreign(router, vrf string) bool
	// addresses checks that a switch has its addresses and shares its gateways.
	addresses(d *device, has addressTable)
	// wiring checks what lies below IP.
	wiring()
	// want returns the next hops that a switch may use towards a destination, and how
	// many of them it uses at the most. none is set when nothing is promised: the
	// switch has the prefix itself, or cannot have it.
	want(i int32, d *device, dest *destination) (want []netip.Addr, most int, none bool)
	// localPreference is what a switch's route to a destination has, where ok.
	localPreference(d *device, dest *destination) (preference uint32, ok bool)
	// learns reports whether a node may have a BGP route to a destination of others,
	// and sent whether its leaves are to send it one.
	learns(d *device, dest *destination) bool
	sent(d *device, dest *destination) bool
	// defaults reports whether a device may have a default route by BGP.
	defaults(d *device, f fabric.Family) bool
	// nodeHops checks where a node sends packets to.
	nodeHops(i int32, d *device, dest *destination, h held)
	// terms checks the knobs of a switch's end of a session.
	terms(s *fabric.Session, own fabric.End, end routing.Session, bgp *routing.BGP, n *routing.Neighbor, f *routing.NeighborFamily, expect expectFunc)
	// rules are what passes between a node and its leaves at one end; nil when
	// anything does.
	rules(d *device, s *fabric.Session) *rules
	// ways are those that failures leave.
	ways(l *living) ways
}

// An expectFunc reports what is not as wanted.
type expectFunc func(ok bool, what string, want, got any)

// held is a device's route to one of the expected prefixes.
type held struct {
	present  bool
	discards bool
	nextHops []routing.NextHop
}

func heldOf(r routing.Route) held {
	return held{present: r.Prefix.IsValid(), discards: len(r.NextHops) == 0, nextHops: r.NextHops}
}

func (c *checker) fail(promise Promise, device string, prefix netip.Prefix, want, got string) {
	c.failures = append(c.failures, Failure{promise, device, prefix, want, got})
}
