package fabric

// Problems of addresses and address ranges.
const (
	// CodeAddressUnusable: an address or range is of a kind that no device here may have.
	CodeAddressUnusable Code = "address-unusable"
	// CodeHostBits: a range is written with host bits.
	CodeHostBits Code = "host-bits"
	// CodeWrongFamily: an address is of the other family than its place demands.
	CodeWrongFamily Code = "wrong-family"
	// CodePrefixLength: a range is longer or shorter than its use allows.
	CodePrefixLength Code = "prefix-length"
	// CodeOutsideSubnet: a pinned address lies outside the subnet it belongs to.
	CodeOutsideSubnet Code = "address-outside-subnet"
	// CodeWithoutSubnet: an address is pinned on a network whose subnet of that family is not.
	CodeWithoutSubnet Code = "address-without-subnet"
	// CodeNotAHost: a pinned address is the network or broadcast address of its subnet.
	CodeNotAHost Code = "address-not-a-host"
	// CodeDuplicateAddress: two interfaces have the same address.
	CodeDuplicateAddress Code = "duplicate-address"
	// CodePoolOverlap: a range that many addresses are drawn from shares some with another range.
	CodePoolOverlap Code = "pool-overlap"
	// CodeSubnetOverlap: two subnets share addresses.
	CodeSubnetOverlap Code = "subnet-overlap"
	// CodeManagementOverlap: a range shares addresses with management, which only its VRF keeps apart.
	CodeManagementOverlap Code = "management-overlap"
	// CodeVLANConflict: two node networks below the same leaves have one VLAN.
	CodeVLANConflict Code = "vlan-conflict"
	// CodeSubnetTooSmall: a node subnet has too few addresses for gateway, leaves and nodes.
	CodeSubnetTooSmall Code = "subnet-too-small"
	// CodeFamilyMissing: something needs a family that its surroundings do not have.
	CodeFamilyMissing Code = "family-missing"
	// CodeFamilyUnused: an address is pinned in a family in which nothing is planned.
	CodeFamilyUnused Code = "family-unused"
	// CodePoolMissing: something is neither pinned nor is there a pool to draw it from.
	CodePoolMissing Code = "pool-missing"
)
