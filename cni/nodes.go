package cni

import (
	"bytes"
	"fmt"
	"net/netip"

	"go.yaml.in/yaml/v3"

	"github.com/podfabric/podfabric/fabric"
)

// NodesYAML returns what the operating systems of a cluster's nodes have to be
// configured with before the plugin comes: of each node its labels, its interface
// towards the leaves with addresses and MTU, and its default route. The words are
// netplan's; who installs the nodes otherwise reads them off. It is nil when the plan
// has no such cluster.
//
//	nodes:
//	  - name: node0
//	    labels: {rack: bb1}
//	    interface: bond0
//	    addresses: [10.13.0.115/24]
//	    routes:
//	      - to: default
//	        via: 10.13.0.1
//
// The MTU is there where it has to be that of the leaves' interfaces (ACI). A default
// route that is not this network's to say has no line.
func NodesYAML(p *fabric.Plan, cluster string) ([]byte, error) {
	c := p.Cluster(cluster)
	if c == nil {
		return nil, nil
	}
	file := struct {
		Nodes []nodeSettings `yaml:"nodes"`
	}{Nodes: []nodeSettings{}}
	for i := range c.Nodes {
		n := &c.Nodes[i]
		settings := nodeSettings{Name: n.Name, Labels: n.Labels, Interface: n.Interface, MTU: mtuOf(p, n)}
		for _, a := range n.Addresses.All() {
			settings.Addresses = append(settings.Addresses, a)
		}
		for _, g := range n.Gateway.All() {
			settings.Routes = append(settings.Routes, route{To: "default", Via: g})
		}
		file.Nodes = append(file.Nodes, settings)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What the nodes of cluster %s have to be configured with before the network plugin.\n", cluster)
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(file); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type nodeSettings struct {
	Name      string            `yaml:"name"`
	Labels    map[string]string `yaml:"labels,flow"`
	Interface string            `yaml:"interface"`
	Addresses []netip.Prefix    `yaml:"addresses,flow"`
	MTU       int               `yaml:"mtu,omitempty"`
	Routes    []route           `yaml:"routes,omitempty"`
}

type route struct {
	To  string     `yaml:"to"`
	Via netip.Addr `yaml:"via"`
}

// mtuOf is the MTU that a node shares with the SVIs of an ACI fabric; with another,
// sessions come up and large updates stall.
func mtuOf(p *fabric.Plan, n *fabric.PlannedNode) int {
	if p.ACI == nil {
		return 0
	}
	for i := range p.Leaves {
		if p.Leaves[i].Rack == n.Rack {
			return p.Leaves[i].MTU
		}
	}
	return 0
}
