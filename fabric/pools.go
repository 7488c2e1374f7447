package fabric

import "github.com/podfabric/podfabric/ipam"

// Pools are the ranges that the plan draws from for whatever the design does
// not pin. A pool is only required when something is to be drawn from it.
type Pools struct {
	// Links is divided into the subnets of routed links, one range a family.
	Links Prefixes `yaml:"links,omitempty"`
	// LinkLength is the length of an IPv4 link's subnet, 30 or 31 (RFC 3021);
	// zero means 31. IPv6 links are /127 (RFC 6164).
	LinkLength int `yaml:"linkLength,omitempty"`
	// RouterIDs gives one IPv4 address to each switch.
	RouterIDs Prefix `yaml:"routerIDs,omitempty"`
	// Loopbacks6 gives one IPv6 address to each switch in a fabric with IPv6.
	Loopbacks6 Prefix `yaml:"loopbacks6,omitempty"`
	// Layout says where in a node subnet the gateway, the leaves and the nodes sit.
	// Zero means the gateway first, and the leaves and nodes behind it as they come.
	Layout SubnetLayout `yaml:"layout,omitempty"`
	// VLANs gives a VLAN to node networks that set none, the lowest that the rack
	// has free.
	VLANs VLANRange `yaml:"vlans,omitempty"`
	// NodeSubnets is divided into node subnets for racks that pin none.
	NodeSubnets Prefixes `yaml:"nodeSubnets,omitempty"`
	// NodeSubnetLength is the length of a drawn IPv4 node subnet; zero means 24.
	// IPv6 node subnets are /64.
	NodeSubnetLength int `yaml:"nodeSubnetLength,omitempty"`
	// Pods is divided into the pools of clusters that draw theirs ([PodPool.Draw]).
	Pods Prefixes `yaml:"pods,omitempty"`
	// Services is divided into the service ranges of clusters that draw theirs
	// ([Services.Draw]).
	Services Prefixes `yaml:"services,omitempty"`
	// Management gives one address to each switch's mgmt0; it is one subnet.
	Management Prefix `yaml:"management,omitempty"`
	// ManagementGateway is the default gateway of mgmt0 in the management VRF.
	ManagementGateway Addr `yaml:"managementGateway,omitempty"`
	// RackAS gives one AS to each rack.
	RackAS ASNRange `yaml:"rackAS,omitempty"`
}

// A SubnetLayout says where in every node subnet everything sits: a convention by
// name, or the places themselves. What it places is kept free for that use, and a
// pin or a lease is stronger.
type SubnetLayout struct {
	// Preset is the name of one of [ipam.Presets].
	Preset string `yaml:"preset,scalar,omitempty"`
	// IPv4 and IPv6 are the places in subnets of either family.
	IPv4 ipam.Layout `yaml:"ipv4,omitempty"`
	IPv6 ipam.Layout `yaml:"ipv6,omitempty"`
}

// IsSet reports whether there is a layout.
func (l SubnetLayout) IsSet() bool { return l.Preset != "" || !l.IPv4.IsZero() || !l.IPv6.IsZero() }

// of returns the layout of one family's subnets.
func (l SubnetLayout) of(f Family) ipam.Layout {
	if l.Preset != "" {
		c, _ := ipam.Preset(l.Preset)
		l.IPv4, l.IPv6 = c.IPv4, c.IPv6
	}
	if f == IPv6 {
		return l.IPv6
	}
	return l.IPv4
}

// gateway is where the nodes' gateway goes in a subnet: where the layout puts it,
// or else the first usable address that the layout keeps for nothing. It is
// invalid where there is none.
func (l SubnetLayout) gateway(subnet Prefix) Addr {
	layout := l.of(FamilyOf(subnet.Addr()))
	if layout.IsZero() {
		first, _ := ipam.Usable(subnet)
		return first
	}
	placed, err := layout.In(subnet)
	switch {
	case err != nil: // reported by Validate
		first, _ := ipam.Usable(subnet)
		return first
	case placed.Gateway.IsValid():
		return placed.Gateway
	case placed.Secondary.IsValid():
		return placed.Secondary
	}
	return unplaced(placed)
}

// unplaced is the first usable address of a subnet that its layout keeps for
// nothing.
func unplaced(placed ipam.Placed) Addr {
	a, last := ipam.Usable(placed.Subnet)
	for _, taken := range placed.Taken() {
		if a == taken {
			a = a.Next()
		}
	}
	if last.Less(a) {
		return Addr{}
	}
	return a
}

// Lengths are prefix lengths, one for each family; zero means none.
type Lengths struct {
	// IPv4 is 1 to 32, IPv6 is 1 to 128.
	IPv4 int `yaml:"ipv4,omitempty"`
	IPv6 int `yaml:"ipv6,omitempty"`
}

// Of returns the length of one family.
func (l Lengths) Of(f Family) int {
	if f == IPv6 {
		return l.IPv6
	}
	return l.IPv4
}
