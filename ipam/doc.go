// Package ipam keeps what a plan hands out: addresses, subnets and numbers, each
// leased to the name of what it belongs to.
//
// A lease never moves while its owner exists: planning a grown, shrunk or
// reordered design with the [Ledger] of the last plan changes only what it must.
// A pin, which is a value that the design states, wins over a lease. What is freed
// is quarantined before somebody else gets it. Renaming and renumbering are done
// on purpose ([Ledger.Rename], [Ledger.Release]), and a site that exists already
// is taken in with the numbers that it uses ([Ledger.Adopt]).
//
// The text of a ledger ([Ledger.AppendText], [Parse]) has one lease a line and
// lives well in git. A [Store] keeps it, with compare-and-swap on a revision, so
// that two planners never hand out the same value ([Update]); the packages
// filestore, etcdstore and kubestore are stores on a file, in etcd and in a
// ConfigMap.
//
// Below the ledger stand [Pool] and [Numbers], which hand out blocks of any size
// and numbers without knowing to whom; they can be used alone. Beside it stand the
// conventions of where in a subnet everything sits ([Layout], [Presets]) and the
// rules by which other tools work out numbers from ids ([AVDNode] and others), for
// sites that were built with them.
//
// The package knows nothing of fabrics. Owners are paths made of names, such as
// "switch/leaf1/switch/spine1", never of positions. It has no clock: the time of a
// plan is the caller's to say ([Ledger].Now).
package ipam
