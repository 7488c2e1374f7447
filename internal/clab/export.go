package clab

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// Files are the files that the containers get. Paths are relative to the topology's
// own file.
type Files struct {
	// Switches are the files of each switch by its name: the configuration first,
	// and for FRR the daemons file after it.
	Switches map[string][]string
	// Nodes are what the nodes get besides their addresses, by their names. A node
	// without an entry runs no routing daemon.
	Nodes map[string]Payload
	// Images of the containers.
	Images Images
}

// A Payload is what is put into a node's container.
type Payload struct {
	Mounts []Mount
	// Exec are commands run after the node has its addresses, without a shell: what
	// starts a daemon.
	Exec []string
}

// A Mount is a file put into a container.
type Mount struct{ Path, At string }

// Images are the container images; an empty one means the default.
type Images struct {
	// N9kv and VJunosSwitch are built by their users from the vendors' virtual
	// machines (vrnetlab). By default "vrnetlab/cisco_n9kv:VERSION" and
	// "vrnetlab/juniper_vjunos-switch:VERSION", with the version of the design.
	N9kv, VJunosSwitch string
	// FRR is FRR's own image by default, in the version of the design:
	// "quay.io/frrouting/frr:VERSION".
	FRR string
	// Linux is the image of nodes, hypervisors and segments:
	// "ghcr.io/srl-labs/network-multitool" by default, which has iproute2 and no
	// routing daemon.
	Linux string
}

const defaultLinux = "ghcr.io/srl-labs/network-multitool"

// Export writes a plan as a topology.
//
// The error is a [fabric.Problems]: every port, name and file that containerlab
// does not have room for.
func Export(p *fabric.Plan, files Files) (Topology, error) {
	x := exporter{
		plan: p, files: files,
		t:       Topology{Name: p.Name, Topology: Definition{Kinds: map[Kind]Node{}, Nodes: map[string]Node{}}},
		ports:   map[string]int{},
		used:    map[Endpoint]bool{},
		legs:    map[string][]leg{},
		indexes: map[string]map[int]string{},
	}
	if !labName.MatchString(p.Name) {
		x.refuse(CodeName, p.Name, fmt.Sprintf("the lab's name %q is not a letter or digit with letters, digits, dots, dashes and underscores after it", p.Name),
			"give the design such a name", sourceTopology)
	}
	x.kind(Linux, files.Images.Linux, defaultLinux)
	for _, sw := range p.Switches() {
		x.addSwitch(sw)
	}
	for _, l := range p.Links {
		x.connect(x.port(l.Leaf.Device, l.Leaf.Port), x.port(l.Spine.Device, l.Spine.Port))
	}
	x.racks()
	x.nodes()
	x.management()
	if err := x.problems.Err(); err != nil {
		return Topology{}, err
	}
	return x.t, nil
}

var labName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]*$`)

// An exporter is the state of one Export.
type exporter struct {
	plan     *fabric.Plan
	files    Files
	t        Topology
	problems fabric.Problems
	// ports counts the ports of linux containers that are numbered, ethN.
	ports map[string]int
	// used are the ends of links.
	used map[Endpoint]bool
	// legs are where nodes and hypervisors are attached.
	legs map[string][]leg
	// indexes are the ports of virtual machines by their numbers.
	indexes map[string]map[int]string
}

// refuse reports a problem once: both ends of a link look at a port.
func (x *exporter) refuse(code fabric.Code, field, detail, fix, source string) {
	if slices.ContainsFunc(x.problems, func(p fabric.Problem) bool { return p.Code == code && p.Field == field && p.Detail == detail }) {
		return
	}
	x.problems = append(x.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

// add makes a container.
func (x *exporter) add(name string, n Node) {
	if _, twice := x.t.Topology.Nodes[name]; twice {
		x.refuse(CodeName, name, "two containers would be called "+name, "rename one of the two", sourceTopology)
	}
	if !labName.MatchString(name) {
		x.refuse(CodeName, name, fmt.Sprintf("%q is no name of a container", name), "use letters, digits, dots, dashes and underscores", "Docker: names of containers")
	}
	x.t.Topology.Nodes[name] = n
}

// connect links two ports, each of which is free.
func (x *exporter) connect(a, b Endpoint) {
	for _, e := range [...]Endpoint{a, b} {
		if x.used[e] {
			x.refuse(CodePort, e.Node+" "+e.Port, "the port has two links", "give each link a port of its own", sourceTopology)
		}
		x.used[e] = true
	}
	x.t.Topology.Links = append(x.t.Topology.Links, Link{[2]Endpoint{a, b}})
}

// next is the next numbered port of a linux container. eth0 is for management.
func (x *exporter) next(name string) Endpoint {
	x.ports[name]++
	return Endpoint{name, fmt.Sprint("eth", x.ports[name])}
}

// sorted are the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
