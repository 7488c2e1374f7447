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
package verify
