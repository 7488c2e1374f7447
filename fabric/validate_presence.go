package fabric

import (
	"fmt"
	"strconv"
)

// presence holds the design to what every design has: a kind of fabric with
// spines, racks with one or two leaves, clusters with an AS scheme, a CNI and
// pods.
func (a *audit) presence() {
	const source = "seeds/000, seeds/001: a rack has one leaf, or the two of a vPC pair"
	switch a.d.Fabric.(type) {
	case nil:
		a.missing("fabric", "the kind of fabric", "set IPFabric or ACI")
	case IPFabric:
		a.fabricPresence()
	case ACI:
		a.aciPresence()
	default:
		a.unknownVariant("fabric", a.d.Fabric, "IPFabric or ACI, as a value")
	}
	if len(a.d.Racks) == 0 {
		a.refuse(CodeMissing, "racks", "the design has no racks", "add a rack with its leaves", source)
	}
	for i := range a.d.Racks {
		if n := len(a.d.Racks[i].Leaves); n == 0 || n > 2 {
			a.refuse(CodeLeafCount, at("racks", i)+".leaves",
				fmt.Sprintf("rack %s has %d leaves, and a rack has 1 or 2", a.d.Racks[i].Name, n),
				"give it one leaf, or the two of a vPC pair; split a larger rack in two", source)
		}
	}
	for i := range a.d.Clusters {
		a.clusterPresence(&a.d.Clusters[i], at("clusters", i))
	}
}

func (a *audit) fabricPresence() {
	const field = "fabric.ipFabric"
	if len(a.ip.Spines) == 0 {
		a.missing(field+".spines", "a spine", "name the spines that the leaves are linked to")
	}
	a.platforms()
	a.choice(field+".gateway", int(a.ip.Gateway), gatewayNames())
}

func (a *audit) clusterPresence(c *Cluster, field string) {
	switch c.AS.(type) {
	case nil:
		a.missing(field+".as", "an AS scheme", "set ASPerRack, ASPerServer or ASPerCluster")
	case ASPerRack, ASPerServer, ASPerCluster:
	default:
		a.unknownVariant(field+".as", c.AS, "ASPerRack, ASPerServer or ASPerCluster, as a value")
	}
	switch c.CNI.(type) {
	case nil:
		a.missing(field+".cni", "the network plugin", "set Calico with its version")
	case Calico:
	default:
		a.unknownVariant(field+".cni", c.CNI, "Calico, as a value")
	}
	a.choice(field+".defaultRoute", int(c.DefaultRoute), defaultRouteNames())
	a.choice(field+".peering", int(c.Peering), peeringNames())
	if len(c.Pods) == 0 {
		a.missing(field+".pods", "a pod pool", "add the range that the pods of cluster "+c.Name+" get addresses from")
	}
	if len(c.Nodes) == 0 {
		a.warn(CodeEmptyCluster, field+".nodes",
			"cluster "+c.Name+" has no nodes: no session, filter or node network is planned for it",
			"add its nodes", "seeds/000: leaves peer with the nodes of their rack")
	}
	for i := range c.Nodes {
		switch c.Nodes[i].Attach.(type) {
		case nil, Bond, SingleHomed, VM:
		default:
			a.unknownVariant(at(field+".nodes", i)+".attach", c.Nodes[i].Attach, "Bond, SingleHomed or VM, as a value")
		}
	}
}

// missing refuses that something is not set.
func (a *audit) missing(field, what, fix string) {
	a.refuse(CodeMissing, field, what+" is not set", fix, "the design language: required")
}

// unknownVariant refuses a value behind an interface that is none of its
// variants, such as a pointer to one.
func (a *audit) unknownVariant(field string, v any, want string) {
	a.refuse(CodeUnknownVariant, field, fmt.Sprintf("%T is not one of the choices", v), "use "+want,
		"the design language: closed choices")
}

// choice refuses a number that stands for none of the names.
func (a *audit) choice(field string, v int, names []string) {
	if v >= len(names) {
		a.refuse(CodeUnknownVariant, field, strconv.Itoa(v)+" is not one of the choices",
			fmt.Sprintf("use one of %q", names), "the design language: closed choices")
	}
}

// inRange refuses a number outside its bounds; it reports whether all is well.
func (a *audit) inRange(field, what string, v, low, high int, source string) bool {
	if low <= v && v <= high {
		return true
	}
	a.refuse(CodeOutOfRange, field, fmt.Sprintf("%s %d is outside %d to %d", what, v, low, high),
		fmt.Sprintf("use a value from %d to %d", low, high), source)
	return false
}

// optional is inRange for a number whose zero means that it is not set.
func (a *audit) optional(field, what string, v, low, high int, source string) bool {
	return v == 0 || a.inRange(field, what, v, low, high, source)
}
