// Package nxos reads and writes the configuration of Cisco NX-OS switches, the
// leaves and spines of an IP fabric.
//
// A [Config] is what `show running-config` prints, as typed values: every field
// carries the name of its command, so that a command is found by searching for
// it and a field is explained by the vendor's own manual. [Text] writes a Config
// in the order and indentation of the device; [Parse] reads such a text back,
// with the quirks of real devices (tabs, comment lines, short forms), and keeps
// every line that it does not model verbatim in [Config.Unmodelled].
//
// [Config.Validate] finds what the device would refuse, or accept and not do:
// names that do not fit on a line, references to route-maps that do not exist,
// blocks whose feature is not enabled.
//
// [Routers] turns texts into the neutral routers that
// [github.com/podfabric/podfabric/fabric/routing] simulates, with the defaults
// of NX-OS; [AppendRoutes] prints a predicted table as `show ip route` would.
package nxos
