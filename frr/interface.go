package frr

// An Interface is an interface of the kernel. FRR gives it addresses; that it
// exists, its MTU, and what it is a bridge, bond or VLAN of is the operating
// system's matter.
type Interface struct {
	// Name is the kernel's, at most 15 characters, such as "swp49", "vlan2300" or
	// "lo".
	Name string
	// VRF is empty for the default VRF.
	VRF         string
	Description string
	// IPAddress and IPv6Address are addresses with the length of their subnets.
	IPAddress   []Prefix
	IPv6Address []Prefix
	// VRRP are the gateway addresses that the interface shares (vrrpd).
	VRRP     []VRRP
	Shutdown bool
}

// A VRRP is a virtual router of an interface: all its `vrrp N` lines.
//
// vrrpd does not make the device that answers for the virtual MAC: it uses a
// macvlan device on the interface that has the MAC 00:00:5e:00:01:N (IPv4) or
// 00:00:5e:00:02:N (IPv6) and the virtual addresses, and does not start the group
// without one (FRR user guide, VRRP; measured: FRR 8.4.4).
type VRRP struct {
	// Group is the virtual router ID, 1 to 255.
	Group uint8
	// Version is 2 or 3; zero means not set (3). IPv6 needs 3.
	Version uint8
	// NoPreempt does not take the active role back.
	NoPreempt bool
	// Priority is 1 to 254; zero means not set (100).
	Priority uint8
	// AdvertisementInterval is 10 to 40950 milliseconds; zero means not set (1 s).
	AdvertisementInterval Milliseconds
	Shutdown              bool
	// IP and IPv6 are the shared addresses.
	IP   []Addr
	IPv6 []Addr
}
