package junos

import (
	"errors"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
)

// The names and bounds are those of Juniper's own model of the configuration
// (github.com/Juniper/yang, 23.4R1, junos-qfx-conf-*), but for what its manual says
// more narrowly. The forms are also those that Batfish's grammar reads
// (FlatJuniper*.g4).

// Bounds of names and texts.
const (
	limitName        = 63
	limitDescription = 255
)

var configTable = table[Config]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("version", func(c *Config) *string { return &c.Version }, texts()),
	block("system", func(c *Config) *System { return &c.System }, table[System]{
		leaf("host-name", func(s *System) *string { return &s.HostName }, names(limitDescription)),
		flag("management-instance", func(s *System) *bool { return &s.ManagementInstance }),
	}),
	block("chassis", func(c *Config) *Chassis { return &c.Chassis }, table[Chassis]{
		within("aggregated-devices", table[Chassis]{within("ethernet", table[Chassis]{
			leaf("device-count", func(c *Chassis) *uint16 { return &c.AggregatedDevices }, uints[uint16](1, 4092)),
		})}),
		leaf("maximum-ecmp", func(c *Chassis) *uint16 { return &c.MaximumECMP }, widths()),
	}),
	within("interfaces", table[Config]{
		list("", func(c *Config) *[]Interface { return &c.Interfaces }, func(i *Interface) *string { return &i.Name }, interfaceNames(), interfaceTable),
	}),
	block("multi-chassis", func(c *Config) *MultiChassis { return &c.MultiChassis }, table[MultiChassis]{
		list("multi-chassis-protection", func(m *MultiChassis) *[]Protection { return &m.Protection },
			func(p *Protection) *Addr { return &p.Peer }, addrs(true, false), table[Protection]{
				leaf("interface", func(p *Protection) *string { return &p.Interface }, names(40)),
			}),
	}),
	block("policy-options", func(c *Config) *PolicyOptions { return &c.PolicyOptions }, policyOptionsTable),
	within("routing-instances", table[Config]{
		list("", func(c *Config) *[]RoutingInstance { return &c.RoutingInstances },
			func(r *RoutingInstance) *string { return &r.Name }, names(limitName), instanceTable),
	}),
	block("routing-options", func(c *Config) *RoutingOptions { return &c.RoutingOptions }, routingOptionsTable),
	block("protocols", func(c *Config) *Protocols { return &c.Protocols }, protocolsTable),
	block("switch-options", func(c *Config) *SwitchOptions { return &c.SwitchOptions }, table[SwitchOptions]{
		leaf("service-id", func(s *SwitchOptions) *uint16 { return &s.ServiceID }, uints[uint16](1, 65535)),
	}),
	within("vlans", table[Config]{
		list("", func(c *Config) *[]VLAN { return &c.VLANs }, func(v *VLAN) *string { return &v.Name }, names(limitDescription), table[VLAN]{
			leaf("vlan-id", func(v *VLAN) *fabric.VLAN { return &v.VLANID }, uints[fabric.VLAN](1, 4094)),
			leaf("l3-interface", func(v *VLAN) *string { return &v.L3Interface }, names(limitName)),
		}),
	}),
}

var instanceTable = table[RoutingInstance]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("instance-type", func(r *RoutingInstance) *InstanceType { return &r.InstanceType },
		enums[InstanceType]("", "virtual-router", "vrf", "forwarding")),
	each("interface", func(r *RoutingInstance) *[]string { return &r.Interface }, names(limitName)),
	block("routing-options", func(r *RoutingInstance) *RoutingOptions { return &r.RoutingOptions }, routingOptionsTable),
	within("protocols", table[RoutingInstance]{
		block("bgp", func(r *RoutingInstance) *BGP { return &r.BGP }, bgpTable),
	}),
}

var routingOptionsTable = table[RoutingOptions]{ //nolint:gochecknoglobals // the grammar, never written
	presence("graceful-restart", func(r *RoutingOptions) *GlobalGracefulRestart { return &r.GracefulRestart },
		func(g *GlobalGracefulRestart) *bool { return &g.On }, table[GlobalGracefulRestart]{
			flag("disable", func(g *GlobalGracefulRestart) *bool { return &g.Disable }),
			leaf("restart-duration", func(g *GlobalGracefulRestart) *uint16 { return &g.RestartDuration }, uints[uint16](120, 10000)),
		}),
	list("rib", func(r *RoutingOptions) *[]RIB { return &r.RIB }, func(r *RIB) *string { return &r.Name }, names(limitName), table[RIB]{
		within("static", table[RIB]{
			inlineList("route", func(r *RIB) *[]StaticRoute { return &r.Static },
				func(s *StaticRoute) *Prefix { return &s.Prefix }, prefixes(true, true, false), staticTable),
		}),
	}),
	within("static", table[RoutingOptions]{
		inlineList("route", func(r *RoutingOptions) *[]StaticRoute { return &r.Static },
			func(s *StaticRoute) *Prefix { return &s.Prefix }, prefixes(true, true, false), staticTable),
	}),
	leaf("router-id", func(r *RoutingOptions) *Addr { return &r.RouterID }, addrs(true, false)),
	optionsRow[RoutingOptions, AutonomousSystem]{
		words: split("autonomous-system"), at: func(r *RoutingOptions) *AutonomousSystem { return &r.AutonomousSystem },
		append: func(b []string, v AutonomousSystem) []string { return appendLoops(append(b, v.AS.String()), v.Loops) },
		parse: func(words []string, v *AutonomousSystem) error {
			return options(words, func(word string, next func() string) (err error) {
				if word == "loops" {
					v.Loops, err = loops().one([]string{next()})
				} else {
					v.AS, err = asOption(word)
				}
				return err
			})
		},
		verify: func(v AutonomousSystem) error { return errors.Join(asns().check(v.AS), checkLoops(v.Loops)) },
	},
	within("forwarding-table", table[RoutingOptions]{
		leaves("export", func(r *RoutingOptions) *[]string { return &r.ForwardingTableExport }, names(limitDescription)),
	}),
}

var staticTable = table[StaticRoute]{ //nolint:gochecknoglobals // the grammar, never written
	flag("discard", func(s *StaticRoute) *bool { return &s.Discard }),
	flag("reject", func(s *StaticRoute) *bool { return &s.Reject }),
	leaves("next-hop", func(s *StaticRoute) *[]Addr { return &s.NextHop }, orKept(addrs(true, true), isHex)),
	leaf("preference", func(s *StaticRoute) *Number { return &s.Preference }, numbers(4294967295)),
	leaf("tag", func(s *StaticRoute) *Number { return &s.Tag }, numbers(4294967295)),
}

var protocolsTable = table[Protocols]{ //nolint:gochecknoglobals // the grammar, never written
	block("bgp", func(p *Protocols) *BGP { return &p.BGP }, bgpTable),
	block("iccp", func(p *Protocols) *ICCP { return &p.ICCP }, iccpTable),
	block("rstp", func(p *Protocols) *RSTP { return &p.RSTP }, table[RSTP]{
		list("interface", func(r *RSTP) *[]RSTPInterface { return &r.Interface }, func(i *RSTPInterface) *string { return &i.Name },
			names(limitName), table[RSTPInterface]{
				flag("disable", func(i *RSTPInterface) *bool { return &i.Disable }),
				flag("edge", func(i *RSTPInterface) *bool { return &i.Edge }),
			}),
		flag("bpdu-block-on-edge", func(r *RSTP) *bool { return &r.BPDUBlockOnEdge }),
	}),
	within("vrrp", table[Protocols]{flag("version-3", func(p *Protocols) *bool { return &p.VRRPVersion3 })}),
}

var iccpTable = table[ICCP]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("local-ip-addr", func(i *ICCP) *Addr { return &i.LocalIPAddr }, addrs(true, false)),
	list("peer", func(i *ICCP) *[]ICCPPeer { return &i.Peer }, func(p *ICCPPeer) *Addr { return &p.Address }, addrs(true, false), table[ICCPPeer]{
		leaf("session-establishment-hold-time", func(p *ICCPPeer) *uint16 { return &p.SessionEstablishmentHoldTime }, uints[uint16](45, 600)),
		leaves("redundancy-group-id-list", func(p *ICCPPeer) *[]uint32 { return &p.RedundancyGroupIDList }, uints[uint32](1, 4294967294)),
		within("backup-liveness-detection", table[ICCPPeer]{
			leaf("backup-peer-ip", func(p *ICCPPeer) *Addr { return &p.BackupPeerIP }, addrs(true, false)),
		}),
		within("liveness-detection", table[ICCPPeer]{
			leaf("minimum-interval", func(p *ICCPPeer) *uint32 { return &p.MinimumInterval }, uints[uint32](1, 255000)),
			leaf("multiplier", func(p *ICCPPeer) *uint8 { return &p.Multiplier }, uints[uint8](1, 255)),
		}),
	}),
}

// widths are the bounds of equal paths that the chassis takes.
func widths() codec[uint16] {
	c := uints[uint16](16, 128)
	known := func(v uint16) error {
		if !slices.Contains([]uint16{16, 32, 64, 128}, v) {
			return errors.New(strconv.Itoa(int(v)) + " is none of 16, 32, 64 and 128")
		}
		return nil
	}
	parse := c.parse
	c.parse = func(words []string) (uint16, int, error) {
		v, used, err := parse(words)
		if err == nil {
			err = known(v)
		}
		return v, used, err
	}
	c.check = known
	return c
}

// orKept keeps statements whose value is of another kind than the codec's, told by
// its first character.
func orKept[V any](c codec[V], first func(byte) bool) codec[V] {
	parse := c.parse
	c.parse = func(words []string) (v V, used int, err error) {
		if words[0] == "" || !first(words[0][0]) {
			return v, 0, errNotModelled
		}
		return parse(words)
	}
	return c
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isHex reports whether c may begin an address.
func isHex(c byte) bool { return isDigit(c) || c == ':' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// options reads the options of one statement; next takes the word behind one, "" at
// the end.
func options(words []string, option func(word string, next func() string) error) error {
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		next := func() string {
			if len(words) == 0 {
				return ""
			}
			w := words[0]
			words = words[1:]
			return w
		}
		if err := option(word, next); err != nil {
			return err
		}
	}
	return nil
}

func asOption(word string) (fabric.ASN, error) {
	if word == "" || !isDigit(word[0]) {
		return 0, errNotModelled
	}
	return asns().one([]string{word})
}

func loops() codec[uint8] { return uints[uint8](1, 10) }

func appendLoops(b []string, n uint8) []string {
	if n != 0 {
		b = loops().append(append(b, "loops"), n)
	}
	return b
}

func checkLoops(n uint8) error {
	if n == 0 {
		return nil
	}
	return loops().check(n)
}
