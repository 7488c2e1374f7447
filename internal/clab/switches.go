package clab

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// addSwitch makes the container of a switch.
func (x *exporter) addSwitch(sw *fabric.Switch) {
	group := sw.Role.String()
	paths := x.files.Switches[sw.Name]
	wanted := 1
	if _, ok := sw.Platform.(fabric.FRR); ok {
		wanted = 2
	}
	if len(paths) < wanted {
		x.refuse(CodeFile, sw.Name, fmt.Sprintf("%d files for %s, which needs %d", len(paths), sw.Name, wanted),
			"name its configuration, and for FRR its daemons file", sourceTopology)
		return
	}
	switch platform := sw.Platform.(type) {
	case fabric.NXOS:
		x.kind(N9kv, x.files.Images.N9kv, "vrnetlab/cisco_n9kv:"+tag(platform.Version))
		x.add(sw.Name, Node{Kind: N9kv, Group: group, StartupConfig: paths[0]})
	case fabric.Junos:
		x.kind(VJunosSwitch, x.files.Images.VJunosSwitch, "vrnetlab/juniper_vjunos-switch:"+tag(platform.Version))
		x.add(sw.Name, Node{Kind: VJunosSwitch, Group: group, StartupConfig: paths[0]})
	case fabric.FRR:
		image := x.files.Images.FRR
		if image == "" {
			image = "quay.io/frrouting/frr:" + platform.Version
		}
		x.add(sw.Name, Node{
			Kind: Linux, Image: image, Group: group,
			Binds: []string{paths[0] + ":/etc/frr/frr.conf", paths[1] + ":/etc/frr/daemons"},
			Exec:  frrCommands(sw, platform),
		})
	case fabric.ACIMode:
		x.refuse(CodeFile, sw.Name, sw.Name+" runs in ACI mode, of which there is no image", "run the cluster's side alone", sourceTopology)
	}
}

// kind says what all containers of a kind have in common. Switches of one kind may
// differ in their versions; the first one's image is taken.
func (x *exporter) kind(k Kind, image, otherwise string) {
	if _, ok := x.t.Topology.Kinds[k]; ok {
		return
	}
	if image == "" {
		image = otherwise
	}
	x.t.Topology.Kinds[k] = Node{Image: image}
}

// tag makes a version the tag of an image, which has no parentheses: 9.3.8 of 9.3(8).
func tag(version string) string { return strings.Trim(notInTags.ReplaceAllString(version, "."), ".") }

var notInTags = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// frrCommands make what FRR configures and does not create: VRRP's devices (FRR user
// guide, VRRP) and SONiC's loopback. Then vtysh, which does not start without a
// configuration of its own, loads frr.conf again into devices that are there.
func frrCommands(sw *fabric.Switch, platform fabric.FRR) []string {
	commands := []string{
		"sysctl -w net.ipv4.ip_forward=1",
		"sysctl -w net.ipv6.conf.all.forwarding=1",
		"sysctl -w net.ipv4.fib_multipath_hash_policy=1",
	}
	if platform.System == fabric.SONiC {
		commands = append(commands, "ip link add Loopback0 type dummy", "ip link set Loopback0 up")
	}
	for i := range sw.Networks {
		n := &sw.Networks[i]
		if n.Protocol != fabric.VRRP {
			continue
		}
		parent := sw.VLANInterface(n.VLAN)
		for f, gateway := range n.Gateway.All() {
			// RFC 5798 7.3: one virtual MAC address for a group of each family.
			name, mac := fmt.Sprintf("vrrp4-%d-%d", n.VLAN, n.Group), fmt.Sprintf("00:00:5e:00:01:%02x", n.Group)
			if f == fabric.IPv6 {
				name, mac = fmt.Sprintf("vrrp6-%d-%d", n.VLAN, n.Group), fmt.Sprintf("00:00:5e:00:02:%02x", n.Group)
			}
			commands = append(commands,
				fmt.Sprintf("ip link add %s link %s addrgenmode random type macvlan mode bridge", name, parent),
				fmt.Sprintf("ip link set dev %s address %s", name, mac),
				fmt.Sprintf("ip addr add %s/%d dev %s", gateway, n.Addresses.Of(f).Bits(), name),
				fmt.Sprintf("ip link set dev %s up", name),
			)
		}
	}
	return append(commands, "touch /etc/frr/vtysh.conf", "vtysh -b")
}

// How many ports the virtual machines have.
const (
	n9kvPorts   = 64
	vjunosPorts = 10
)

// maxDevice is the length of a network device's name.
const maxDevice = 15

var (
	nxosPort  = regexp.MustCompile(`^Ethernet1/([0-9]+)$`)
	junosPort = regexp.MustCompile(`^(?:et|xe|ge)-0/0/([0-9]+)$`)
)

// port is a switch's port in the topology. Its name is the plan's; what the
// container has no port for is refused.
func (x *exporter) port(device, name string) Endpoint {
	kind := x.t.Topology.Nodes[device].Kind
	switch kind {
	case N9kv:
		x.numbered(device, name, nxosPort, 1, n9kvPorts, "Ethernet1/1 to Ethernet1/64", sourceN9kv)
	case VJunosSwitch:
		x.numbered(device, name, junosPort, 0, vjunosPorts-1, "ports 0 to 9 of 0/0", sourceVJunos)
	case Linux:
		x.device(device, name)
	}
	return Endpoint{device, name}
}

// numbered checks a port of a virtual machine, which is known by its number alone.
func (x *exporter) numbered(device, name string, form *regexp.Regexp, first, last int, has, source string) {
	fix := "lay the ports of the rack or the fabric out within these"
	match := form.FindStringSubmatch(name)
	if match == nil {
		x.refuse(CodePort, device+" "+name, "the virtual machine has no port "+name+"; it has "+has, fix, source)
		return
	}
	n, err := strconv.Atoi(match[1])
	if err != nil || n < first || n > last {
		x.refuse(CodePort, device+" "+name, "the virtual machine has no port "+name+"; it has "+has, fix, source)
		return
	}
	if x.indexes[device] == nil {
		x.indexes[device] = map[int]string{}
	}
	if other, ok := x.indexes[device][n]; ok && other != name {
		x.refuse(CodePort, device+" "+name, fmt.Sprintf("%s and %s are one port of the virtual machine", other, name), fix, source)
	}
	x.indexes[device][n] = name
}

// device checks the name of a network device.
func (x *exporter) device(container, name string) {
	if len(name) > maxDevice || name == "eth0" || !deviceName.MatchString(name) {
		x.refuse(CodePort, container+" "+name, fmt.Sprintf("%q is no name of a network device of a container", name),
			"use up to 15 characters, and not eth0", sourceLinux)
	}
}

var deviceName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
