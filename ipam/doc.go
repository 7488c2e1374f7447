// Package ipam keeps what a plan hands out: addresses, subnets and numbers, each
// leased to the name of what it belongs to.
//
// A lease never moves while its owner exists: planning a grown, shrunk or
// reordered design with the ledger of the last plan changes only what it must.
// A pin, which is a value that the design states, wins over a lease.
//
// The package knows nothing of fabrics. Owners are paths made of names, such as
// "link/leaf1/spine1", never of positions.
package ipam
