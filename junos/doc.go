// Package junos reads and writes the configuration of Juniper QFX switches, the
// leaves and spines of an IP fabric.
//
// A [Config] mirrors Junos's own hierarchy, as typed values: every field carries the
// name of its statement, so that a statement is found by searching for it and a field
// is explained by Juniper's statement reference. [Text] writes a Config in braces, as
// `show configuration` prints it, and [SetText] as the commands that make it, as
// `show configuration | display set` does; [Parse] reads both and says nothing of
// which it was. Statements that are not modelled are kept in [Config.Unmodelled].
//
// [Config.Validate] finds what the device would refuse to commit, or commit and not
// do: policies that decide nothing and leave the routes to BGP's own defaults, policies
// that nobody applies, several paths that never reach the forwarding table, peers of
// one AS that do not learn of each other.
//
// [Routers] turns texts into the neutral routers that
// [github.com/podfabric/podfabric/fabric/routing] simulates, with Junos's defaults: BGP
// accepts everything, and sends only what BGP learned, over one path. [Emit] is the way
// from a plan to Configs, and [AppendRoutes] prints a predicted table as `show route`
// would.
//
// There is no parser of Junos in Go or in Debian that could judge what this package
// writes. The accepted forms are rows of its tests instead, each with the document,
// the YANG module or the configuration of Batfish's tests that it is from.
package junos
