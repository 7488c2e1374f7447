// Package podfabric is the front door of a library for people who run Kubernetes
// on their own data-center fabric; it holds no code.
//
// One typed design becomes the exact configuration of both ends of every BGP
// session: the switches' and the nodes'. What is emitted is read back, simulated
// and checked before anything is pushed:
//
//	Design ──Plan──▶ Plan ──Emit──▶ typed vendor configuration ──Text──▶ bytes
//	                  │                                                   │
//	                  │ promises                                          │ Parse
//	                  ▼                                                   ▼
//	            verify.Check ◀── Tables ◀── Simulate ◀── routing.Router ◀─ lift
//
// Start with package fabric: [Load] a design or write one as a literal, and
// [Plan] it. Packages nxos, junos, frr, aci and cni/calico emit the plan for their
// platform, read their own text back and lift it into the routers of package fabric/routing,
// which simulates them. Package fabric/verify holds the result against what the
// design promises. The programs in examples show all of it.
//
// [Load]: https://pkg.go.dev/github.com/podfabric/podfabric/fabric#Load
// [Plan]: https://pkg.go.dev/github.com/podfabric/podfabric/fabric#Design.Plan
package podfabric
