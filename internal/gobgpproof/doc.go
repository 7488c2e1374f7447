// Package gobgpproof runs a design's BGP for real, inside one process and
// without root, and holds the simulator's tables against it.
//
// Every router that speaks BGP becomes a GoBGP server: the switches as their
// emitted text describes them, the nodes as their emitted Calico objects do. The
// texts are read back first; nothing here has seen the plan. A line that is
// missing in an emitted text is missing in the daemon.
//
// # What a lab is
//
// All servers listen on loopback addresses. Each address that a session of the
// design runs from gets one of 127.0.0.0/8 of its own, in the same order and in
// the same nesting of ranges, so that a switch that listens on its node subnet
// listens on a part of 127.0.0.0/8 that holds just its nodes. IPv6 sessions run
// over such addresses, too, and carry IPv6 routes. What the routes themselves
// say, next hops above all, are the addresses of the design.
//
// A lab is settled when the sessions that the simulator predicts are up, no
// other is, and no server has sent or heard anything for a while. Then the table
// of every server is compared with the predicted one: the prefixes, and of each
// the next hops, AS path, communities, local preference, MED, origin, and
// whether it is internal.
//
// # What a daemon cannot say is said
//
// GoBGP is not NX-OS and not BIRD. What a configuration asks for and GoBGP has no
// word for is reported as [NotEmulated], with a [Reason]; a test names the reports
// that its design has, and there is no other way to leave something out. The
// comparison knows no exceptions.
//
// Three things are done here and not by GoBGP, because they are not BGP:
//
//   - From the routes that GoBGP finds equally good, as many are taken as
//     "maximum-paths" allows, in GoBGP's own order. GoBGP has no such number.
//   - GoBGP's multipath is always relaxed: paths through different AS of one
//     length share the traffic. Where the router's is not, the paths that differ
//     from the best one in their AS are left out.
//   - A route enters the table unless a connected, local or static one to the same
//     prefix has a lower distance.
//
// TestGoBGP* hold GoBGP to each behaviour that this relies on.
//
// # What is not seen here
//
// There is no forwarding: nothing is pinged, no ARP, no TTL, no route to a peer.
// Graceful restart and BFD are not run; they change when a table changes, not
// what it becomes. GoBGP compares reflected routes by the router that reflected
// them and not by the one that originated them (RFC 4456 9 asks for that), and
// gives the reflector's attributes to clients only, so originators and cluster
// lists are not compared.
//
// It is a module of its own, so that GoBGP does not become a dependency of the
// library. See README.md.
package gobgpproof
