package frr

// A Config is the configuration of one FRR as `vtysh -c "show running-config"`
// prints it and /etc/frr/frr.conf holds it. The zero value is an empty
// configuration. A slice keeps the order of its lines; in all of them the order
// has no meaning to FRR except where a sequence number gives it one.
//
// Copies share their slices; treat a Config that was handed out as read-only.
type Config struct {
	// Version is all that follows `frr version`, such as "8.4.4".
	Version string
	// Defaults is the profile of `frr defaults`. FRR's own is the one it was built
	// with, traditional unless said otherwise.
	Defaults Defaults
	// Hostname is also the name of the router in a prediction.
	Hostname string
	// LogSyslog is the level of `log syslog`; LogSyslogDefault is the line without
	// a level.
	LogSyslog LogLevel
	// ZebraNexthopKernelEnable lets zebra keep next hops and groups of them as
	// objects in the kernel, which is what it does unless told No.
	ZebraNexthopKernelEnable Switch
	// ServiceIntegratedVtyshConfig keeps all daemons' configuration in one file.
	ServiceIntegratedVtyshConfig bool
	// IPForwarding and IPv6Forwarding set the kernel's switches.
	IPForwarding   Switch
	IPv6Forwarding Switch
	// IPPrefixList and IPv6PrefixList are separate name spaces.
	IPPrefixList     []PrefixList
	IPv6PrefixList   []PrefixList
	ASPathAccessList []ASPathAccessList
	CommunityList    []CommunityList
	RouteMap         []RouteMap
	// IPRoute and IPv6Route are the static routes of the default VRF.
	IPRoute   []Route
	IPv6Route []Route
	VRF       []VRF
	Interface []Interface
	BFD       BFD
	// RouterBGP is zero (AS 0) when there is no BGP in the default VRF. Those of
	// other VRFs have no field.
	RouterBGP RouterBGP
	// IPNHTResolveViaDefault lets a default route resolve a BGP next hop.
	IPNHTResolveViaDefault   bool
	IPv6NHTResolveViaDefault bool
	// Unmodelled are the lines that Parse has no field for, in their order.
	// Text writes them back.
	Unmodelled []Line
}

// A Line is a line that the model has no field for, kept as it was. It may hold a
// secret of a command that the model does not know: nothing redacts it.
type Line struct {
	// Context is the path of mode lines the line stands under, such as
	// ["router bgp 65001", "address-family ipv4 unicast"]; empty for a global
	// line. The modes on it are modelled ones.
	Context []string
	// Text is the line without the indentation of its context. Lines below an
	// unmodelled mode line follow it with their own, further indentation, and with
	// the line that ends the mode.
	Text string
	// Number is the line's number in the text that was read, or 0. Text does not
	// write it.
	Number int
}

// Defaults is a profile of `frr defaults`: what commands mean that are not
// written. The zero value is not set.
type Defaults uint8

// The profiles.
const (
	// DefaultsTraditional are the defaults of IETF documents: timers 60 and 180 s.
	DefaultsTraditional Defaults = iota + 1
	// DefaultsDatacenter are shorter: timers 3 and 9 s, no policy needed for eBGP.
	DefaultsDatacenter
)

// A LogLevel is the level of a log target. The zero value is no target.
type LogLevel uint8

// The levels.
const (
	LogSyslogDefault LogLevel = iota + 1
	LogEmergencies
	LogAlerts
	LogCritical
	LogErrors
	LogWarnings
	LogNotifications
	LogInformational
	LogDebugging
)

// A VRF is a `vrf` block: a VRF device of the kernel and its static routes.
type VRF struct {
	Name      string
	IPRoute   []Route
	IPv6Route []Route
}

// A Route is a static route, `ip route` or `ipv6 route`.
type Route struct {
	Prefix Prefix
	// Discard drops the packets instead; then there is neither Interface nor
	// NextHop.
	Discard Discard
	NextHop Addr
	// Interface is the way out, optional when there is a NextHop.
	Interface string
	Tag       uint32
	// Distance is the administrative distance; zero means not set (1).
	Distance uint8
	// NextHopVRF is where NextHop is looked up, when not in the route's own VRF.
	NextHopVRF string
}

// A Discard is how a static route drops packets. The zero value does not.
type Discard uint8

// The ways.
const (
	Null0 Discard = iota + 1
	Blackhole
	Reject // answers with an ICMP error
)

// A BFD is the `bfd` block.
type BFD struct {
	// On says that there is the block. It may be without a profile: one with lines
	// that have no field here, such as a `peer`, or with none at all.
	On      bool
	Profile []BFDProfile
}

// A BFDProfile is a `profile` that neighbors name.
type BFDProfile struct {
	Name string
	// DetectMultiplier is 2 to 255; zero means not set (3).
	DetectMultiplier uint8
	// TransmitInterval and ReceiveInterval are 10 to 60000 milliseconds; zero means
	// not set (300).
	TransmitInterval Milliseconds
	ReceiveInterval  Milliseconds
	// PassiveMode waits for the other end.
	PassiveMode bool
	Shutdown    bool
}

// Milliseconds is a whole number of milliseconds.
type Milliseconds uint16
