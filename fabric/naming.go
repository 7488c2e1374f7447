package fabric

import (
	"fmt"
	"strconv"
	"strings"
)

// What the platforms call their interfaces. A port is its name in the design and
// on the device, and a number in the ledger: slot x 1000 + port. Ethernet1/49 of
// NX-OS is 1049, et-0/0/48 of Junos (FPC 0 counting as slot 1) 1048, swp49 and
// Ethernet48 of Linux 1049 and 1048.

const (
	portsPerSlot  = 1000
	fixedPorts    = 128 // the most ports that a fixed switch has, broken out
	lineCardPorts = 36
	modularSlots  = 16
)

// parsePort reads the name of a port as the ledger's number.
func parsePort(platform Platform, name string) (uint32, error) {
	switch platform.(type) {
	case Junos:
		return parseJunosPort(name)
	case FRR:
		return parseLinuxPort(name)
	case NXOS, ACIMode:
	}
	return parseNXOSPort(name)
}

// portName is the name of a port by its number. On platforms where the first part
// of a name says what kind of port it is, that is the one of like.
func portName(platform Platform, like string, n uint32) string {
	slot, port := int(n/portsPerSlot), int(n%portsPerSlot)
	switch platform.(type) {
	case Junos:
		kind, _, _ := strings.Cut(like, "-")
		return kind + "-" + strconv.Itoa(slot-1) + "/0/" + strconv.Itoa(port)
	case FRR:
		return linuxPrefix(like) + strconv.Itoa(port)
	case NXOS, ACIMode:
	}
	return nxosPrefix + strconv.Itoa(slot) + "/" + strconv.Itoa(port)
}

// firstPort is the lowest port number of a slot.
func firstPort(platform Platform) uint32 {
	switch platform.(type) {
	case Junos, FRR:
		return 0
	case NXOS, ACIMode:
	}
	return 1
}

// portExample shows how a port is written, and who says so.
func portExample(platform Platform) (example, source string) {
	switch platform.(type) {
	case Junos:
		return "TYPE-FPC/0/PORT, such as xe-0/0/0 or et-0/0/48", "Juniper, Junos: interface naming"
	case FRR:
		return "letters and a number, such as swp49", "Linux: the name of an interface has at most 15 characters"
	case NXOS, ACIMode:
	}
	return "EthernetSLOT/PORT, such as Ethernet1/49", "Cisco NX-OS: interface names"
}

const nxosPrefix = "Ethernet"

func parseNXOSPort(name string) (uint32, error) {
	rest, ok := strings.CutPrefix(name, nxosPrefix)
	slot, port, cut := strings.Cut(rest, "/")
	if !ok || !cut {
		return 0, fmt.Errorf("%q is not a port name like Ethernet1/49", name)
	}
	s, err := strconv.ParseUint(slot, 10, 8)
	if err != nil || s == 0 {
		return 0, fmt.Errorf("%q has no slot number", name)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || n >= portsPerSlot {
		return 0, fmt.Errorf("%q has no port number", name)
	}
	return uint32(s*portsPerSlot + n), nil
}

// parseJunosPort reads "et-0/0/48". The kinds are those of Ethernet ports; a
// channel of a broken out port ("et-0/0/48:0") has no number.
func parseJunosPort(name string) (uint32, error) {
	kind, rest, _ := strings.Cut(name, "-")
	switch kind {
	case "ge", "mge", "xe", "et":
	default:
		return 0, fmt.Errorf("%q is not a port name like et-0/0/48", name)
	}
	parts := strings.Split(rest, "/")
	if len(parts) != 3 || parts[1] != "0" {
		return 0, fmt.Errorf("%q is not a port name like et-0/0/48", name)
	}
	fpc, err := strconv.ParseUint(parts[0], 10, 8)
	if err != nil || fpc == 255 {
		return 0, fmt.Errorf("%q has no FPC number", name)
	}
	n, err := strconv.ParseUint(parts[2], 10, 16)
	if err != nil || n >= portsPerSlot {
		return 0, fmt.Errorf("%q has no port number", name)
	}
	return uint32((fpc+1)*portsPerSlot + n), nil
}

// linuxPrefix is the name of a Linux interface without the number at its end.
func linuxPrefix(name string) string { return strings.TrimRight(name, "0123456789") }

// parseLinuxPort reads "swp49" or "Ethernet48". Names with a number in the middle,
// those of broken out ports ("swp1s0"), have none.
func parseLinuxPort(name string) (uint32, error) {
	prefix := linuxPrefix(name)
	isLetter := func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
	if prefix == "" || strings.ContainsFunc(prefix, func(r rune) bool { return !isLetter(r) }) || len(name) > 15 {
		return 0, fmt.Errorf("%q is not a port name like swp49", name)
	}
	n, err := strconv.ParseUint(name[len(prefix):], 10, 16)
	if err != nil || n >= portsPerSlot {
		return 0, fmt.Errorf("%q has no port number", name)
	}
	return uint32(portsPerSlot + n), nil
}

// VLANInterface is the name of the switch's routed interface in a VLAN: Vlan2300,
// irb.2300, vlan2300, or vlan-2300 in an ACI fabric.
func (s *Switch) VLANInterface(v VLAN) string { return vlanInterface(s.Platform, v) }

func vlanInterface(platform Platform, v VLAN) string {
	prefix := "Vlan"
	switch platform := platform.(type) {
	case ACIMode: // as the controller writes the encapsulation
		prefix = "vlan-"
	case Junos:
		prefix = "irb."
	case FRR:
		if platform.System == Linux {
			prefix = "vlan"
		}
	case NXOS:
	}
	return prefix + strconv.Itoa(int(v))
}

// defaultPorts are those of a switch with 48 ports for nodes.
func defaultPorts(platform Platform) PortLayout {
	switch platform := platform.(type) {
	case Junos:
		return PortLayout{Nodes: "xe-0/0/0", Uplinks: "et-0/0/48", PeerLink: []string{"xe-0/0/46", "xe-0/0/47"}, Leaves: "et-0/0/0"}
	case FRR:
		if platform.System == SONiC {
			return PortLayout{Nodes: "Ethernet0", Uplinks: "Ethernet48", PeerLink: []string{"Ethernet46", "Ethernet47"}, Leaves: "Ethernet0"}
		}
		return PortLayout{Nodes: "swp1", Uplinks: "swp49", PeerLink: []string{"swp47", "swp48"}, Leaves: "swp1"}
	case NXOS, ACIMode:
	}
	return PortLayout{Nodes: "Ethernet1/1", Uplinks: "Ethernet1/49", PeerLink: []string{"Ethernet1/47", "Ethernet1/48"}, Leaves: "Ethernet1/1"}
}
