package fabric

// A VLAN is an IEEE 802.1Q VLAN ID. Zero means "not set". NX-OS hands out 1 to
// 3967 by default and reserves the rest.
type VLAN uint16
