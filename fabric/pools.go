package fabric

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
	// NodeSubnets is divided into node subnets for racks that pin none.
	NodeSubnets Prefixes `yaml:"nodeSubnets,omitempty"`
	// NodeSubnetLength is the length of a drawn IPv4 node subnet; zero means 24.
	// IPv6 node subnets are /64.
	NodeSubnetLength int `yaml:"nodeSubnetLength,omitempty"`
	// Management gives one address to each switch's mgmt0; it is one subnet.
	Management Prefix `yaml:"management,omitempty"`
	// ManagementGateway is the default gateway of mgmt0 in the management VRF.
	ManagementGateway Addr `yaml:"managementGateway,omitempty"`
	// RackAS gives one AS to each rack.
	RackAS ASNRange `yaml:"rackAS,omitempty"`
}
