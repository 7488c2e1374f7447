// Package verify holds predicted tables against what a design promises.
//
// The promises come from the plan and the running state alone, never from the
// configuration; the tables come from the configuration that was read back. A
// wrong emission therefore shows as a broken promise before anything is pushed:
//
//   - every planned session is up between the planned addresses, with the planned
//     AS numbers and timers, and there is no other;
//   - every switch has its addresses, and the shared gateway addresses;
//   - every switch has every pod block, service and node subnet over the width
//     that the design intends, with the local preference and the communities of
//     its pool;
//   - every node has what its leaves are to send it, over next hops that resolve
//     to its leaves or its neighbors, and the default route it is to have;
//   - following the next hops from anywhere, on every one of the equal paths,
//     ends at a node that has the address;
//   - nobody has a BGP route that the design knows nothing of;
//   - either end of a session stops by itself what the design does not name, and
//     has the planned password, limits and timers;
//   - ports, VLANs and vPC domains are those of the planned cabling.
//
// Of an ACI fabric all of this is promised VRF by VRF, and nothing from one VRF to
// another: what a leaf or a node knows of another VRF is a leak. There, a leaf
// reaches what is announced by the nodes that are cabled to it, whoever else
// announces it, and by the leaves that have it from a node otherwise (the two
// Figures 3 of seeds/001 and seeds/002). The fabric's own network between the leaves
// is taken as it is; that every two leaves of a VRF have its routes from each other is
// checked, since everything else rests on it. External EPGs, contracts, ports and
// policy groups are in no table, and not checked here.
package verify
