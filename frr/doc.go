// Package frr reads and writes the configuration of FRRouting, the leaves and spines
// of an IP fabric on SONiC, Cumulus Linux or plain Linux, and of the lab.
//
// A [Config] is what `vtysh -c "show running-config"` prints and /etc/frr/frr.conf
// holds, as typed values: every field carries the name of its command. [Text] writes
// a Config, [Parse] reads one back, with the lines that it does not model verbatim in
// [Config.Unmodelled].
//
// FRR routes, and the operating system does the rest: what is a bridge, a VLAN, a
// bond or a pair of leaves is configured elsewhere, and [Warnings] says for each
// switch what must exist there.
//
// # What FRR does when it is told nothing
//
// The text of [Emit] does not depend on it, and [Routers] reads other texts as FRR
// does. The defaults that surprise people from other platforms:
//
//   - All equal paths are used: maximum-paths is 256 in Debian's and the project's own
//     packages.
//   - Communities of all kinds are sent.
//   - A route is sent to the AS that it came from; the other end's loop check, or
//     as-override, decides.
//   - Nothing is taken from or sent to another AS without a route-map (traditional
//     profile, RFC 8212).
//   - Timers are 60 and 180 s in the traditional profile, 3 and 9 s in the datacenter
//     one.
//   - A route-map, prefix-list or as-path list that does not exist denies everything.
//   - A dynamic neighbor is one of at most 100.
//   - Graceful restart: FRR helps its neighbors, and announces a restart time of 120 s
//     of its own.
//   - Of an IPv6 route with a global and a link-local next hop it installs the latter.
package frr
