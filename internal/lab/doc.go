// Package lab runs a design for real: a network namespace for every device, FRR on
// the switches from the very frr.conf that is emitted, BIRD on the nodes as
// calico-node would have it, and bridges and veth devices for the wires. Every
// table of every daemon and kernel is then held against the prediction, packets
// are sent along the predicted paths, and what can break is broken.
//
// # What is proven
//
// A [Draft] is a design planned and written with FRR on every switch. Its
// [Draft.Network] writes the texts and lifts the routers out of them, and the
// prediction is made of those routers. [Start] loads the same texts into the
// daemons. So three things must agree: what the plan promises, what the text is
// taken to mean, and what daemons that were written by others make of it.
//
// [Lab.Converge] compares, in both directions and without a list of exceptions:
// every session with its hold time, every path that BGP uses with next hop, AS
// path, communities, local preference, origin and MED, every route of zebra with
// its distance, metric and next hops, and every route of every kernel.
// [Lab.Reach] pings and traces between pods, services and a host outside.
// [Lab.Fail] breaks something, holds the tables against the prediction for what is
// left, and measures how long flows were without an answer.
//
// # What stands for what
//
// The kernel decides what a lab can have, and [Probe] finds that out by trying.
// All that is needed are namespaces, veth and bridges:
//
//   - a bridge is the VLAN of a rack, with the leaves, their peer link and the
//     nodes' port-channels: neither vPC nor LACP nor tags are emulated;
//   - loopback addresses are on lo;
//   - a shared gateway address is given to the leaf of the highest priority, and
//     moved when that dies: neither VRRP nor HSRP runs;
//   - a pod is a namespace behind a host route and proxy ARP, as with Calico;
//   - a service address is on kube-ipvs0 of every node that answers for it, as
//     with kube-proxy in IPVS mode; the node answers in place of a pod;
//   - the host outside is on a segment with all spines, which announce it.
//
// # What is left behind
//
// Nothing. [Lab.Close] ends the daemons, deletes the namespaces and removes the
// files, also when a start fails half-way, when a context ends, and when something
// panics. A program that is killed cannot do that; the next [Start] or [Sweep]
// does it, and tells the labs that are alive from those that are not by a lock.
package lab
