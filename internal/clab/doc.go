// Package clab writes a design as a topology of containerlab, so that whoever has
// Docker boots the same switches and nodes with the same configurations.
//
// # What becomes what
//
//   - A switch with NX-OS is a cisco_n9kv: the virtual Nexus 9000, an image that its
//     owner builds. Its ports keep their names, Ethernet1/N.
//   - A switch with Junos is a juniper_vjunosswitch, likewise. Its ports keep their
//     names; what the virtual machine has no port for is refused.
//   - A switch with FRR is a linux container with FRR's own image; its configuration
//     and its daemons file are mounted. Ports are network devices, named as in the
//     plan.
//   - A node is a linux container with its address and default route, and with what
//     the caller mounts: BIRD's configuration, say.
//   - A hypervisor is a linux container with a bridge that knows VLANs; its virtual
//     machines are nodes behind it.
//
// Nodes of racks with NX-OS or Junos are wired as planned: a bond (LACP) with a leg
// in each leaf, a single port, or the hypervisor's trunk, and the leaves' peer link.
// The datapath of these kinds passes LACP on [docs]. A bridge in between would not,
// and NX-OS suspends a port of a port-channel that hears no LACP.
//
// FRR alone has no multi-chassis link aggregation. In its racks, one linux container
// with a bridge stands for the node network of a VLAN; a leaf's VLAN interface is
// its port there, and so is a node's one interface. The ports, port-channels and the
// peer link of such a leaf are not built.
//
// # What is known of it
//
// The topologies are valid against the schema of containerlab 0.60. No image was
// booted. What containerlab's documentation says, and is relied on here: the names
// of kinds and ports, that a startup configuration is applied after the boot, where
// paths are relative to, and that CLAB_MGMT_PASSTHROUGH gives a virtual machine the
// management address of its container, which the configurations of NX-OS presume.
// vJunos-switch has ten ports, 0 to 9, and calls them ge-: give the rack a layout of
// such ports, as in
//
//	ports: {nodes: ge-0/0/0, peerLink: [ge-0/0/6, ge-0/0/7], uplinks: ge-0/0/8}
//
// Arista's cEOS is no stand-in for another vendor's switch: it would read none of
// these configurations. It is left out.
package clab
