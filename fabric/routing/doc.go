// Package routing predicts what a network of BGP routers converges to.
//
// It is given routers as their configuration describes them: interfaces,
// static routes, BGP neighbors and policies, per VRF. It knows no vendor and no
// design: the packages of the vendors (nxos, cni/calico, ...) read real
// configuration text and lift it into [Router] values, and [Simulate] says which
// sessions come up and what every router's tables then hold.
//
// What it leaves out: the order and timing of events, the metric of an IGP
// towards a next hop (all next hops that resolve are equally far), the hops that a
// TTL is spent on, BGP additional paths and confederations.
//
// The words are those of the standards: RFC 4271 (BGP-4), RFC 4456 (route
// reflection), RFC 1997 (communities), RFC 4724 (graceful restart).
package routing
