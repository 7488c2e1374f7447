package nxos

import (
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// An HSRPGroup is one `hsrp N` or `hsrp N ipv6` of an interface: a gateway
// address that a pair of switches shares.
type HSRPGroup struct {
	// Group is 0 to 255 in version 1, 0 to 4095 in version 2.
	Group uint16
	// IPv6 makes it a group of IPv6 addresses.
	IPv6           bool
	Authentication HSRPAuthentication
	Name           string
	// Preempt takes the active role back.
	Preempt bool
	// PreemptDelayMinimum and PreemptDelayReload are 0 to 3600 seconds; zero means
	// not set.
	PreemptDelayMinimum, PreemptDelayReload Seconds
	// Priority is 1 to 255, the higher is active. Zero means not set (100).
	Priority uint8
	Timers   HSRPTimers
	// IP is the shared address, of the group's family. IPSecondary are those of
	// the interface's secondary subnets.
	IP          Addr
	IPSecondary []Addr
	// IPAutoconfig derives a link-local address from the group's MAC (IPv6).
	IPAutoconfig bool
}

// HSRPTimers are `timers HELLO HOLD`. The zero value means not set (3 s, 10 s).
type HSRPTimers struct {
	// Hello is 1 to 254 seconds or 250 to 999 milliseconds, Hold 3 to 255 seconds
	// or 750 to 3000 milliseconds.
	Hello, Hold time.Duration
}

// An HSRPAuthentication is how the switches of a group trust each other. The
// zero value means not set.
type HSRPAuthentication struct {
	// Text is the plain word of `authentication text`.
	Text fabric.Secret
	// MD5KeyString is `authentication md5 key-string`, of type 0 or 7.
	MD5KeyString Password
	// MD5KeyChain names a key chain, which the model does not hold.
	MD5KeyChain string
}

// A VRRPGroup is one `vrrp N` of an interface (VRRP version 2, `feature vrrp`,
// IPv4 only). NX-OS preempts unless told otherwise.
type VRRPGroup struct {
	// Group is 1 to 255.
	Group uint8
	// Priority is 1 to 254. Zero means not set (100).
	Priority uint8
	// AdvertisementInterval is 1 to 255 seconds. Zero means not set (1).
	AdvertisementInterval Seconds
	AuthenticationText    fabric.Secret
	NoPreempt             bool
	Address               Addr
	AddressSecondary      []Addr
	// Shutdown: a group is born shut down, so an active one says No.
	Shutdown Switch
}

// A VRRPv3Group is one `vrrpv3 N address-family F` of an interface (`feature
// vrrpv3`, which excludes `feature vrrp`).
type VRRPv3Group struct {
	// Group is 1 to 255.
	Group uint8
	// IPv6 selects the address family.
	IPv6        bool
	Description string
	// Priority is 1 to 254. Zero means not set (100).
	Priority  uint8
	NoPreempt bool
	// PreemptDelayMinimum is 0 to 3600 seconds. Zero means not set.
	PreemptDelayMinimum Seconds
	// TimersAdvertise is 100 to 40950 milliseconds. Zero means not set (1 s).
	TimersAdvertise time.Duration
	// VRRPv2 also speaks version 2 (IPv4 only).
	VRRPv2 bool
	// Address is the primary; of an IPv6 group it is a link-local one.
	Address          Addr
	AddressSecondary []Addr
	Shutdown         bool
}
