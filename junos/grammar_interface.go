package junos

import "regexp"

var interfaceTable = table[Interface]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("description", func(i *Interface) *string { return &i.Description }, texts()),
	flag("disable", func(i *Interface) *bool { return &i.Disable }),
	leaf("mtu", func(i *Interface) *uint16 { return &i.MTU }, uints[uint16](256, maximumMTU)),
	within("ether-options", table[Interface]{
		leaf("802.3ad", func(i *Interface) *string { return &i.Aggregate }, names(limitName)),
	}),
	block("aggregated-ether-options", func(i *Interface) *AggregatedEtherOptions { return &i.AggregatedEtherOptions }, aggregateTable),
	list("unit", func(i *Interface) *[]Unit { return &i.Unit }, func(u *Unit) *uint32 { return &u.Number }, uints[uint32](0, 1073741823), unitTable),
}

// maximumMTU is the largest that a QFX takes, with the Ethernet header (Juniper, MTU
// default and maximum values).
const maximumMTU = 9216

var aggregateTable = table[AggregatedEtherOptions]{ //nolint:gochecknoglobals // the grammar, never written
	block("lacp", func(a *AggregatedEtherOptions) *LACP { return &a.LACP }, table[LACP]{
		flag("active", func(l *LACP) *bool { return &l.Active }),
		flag("passive", func(l *LACP) *bool { return &l.Passive }),
		leaf("system-id", func(l *LACP) *string { return &l.SystemID }, macs()),
		leaf("admin-key", func(l *LACP) *uint16 { return &l.AdminKey }, uints[uint16](1, 65535)),
	}),
	block("mc-ae", func(a *AggregatedEtherOptions) *MCAE { return &a.MCAE }, table[MCAE]{
		leaf("mc-ae-id", func(m *MCAE) *uint16 { return &m.ID }, uints[uint16](1, 65535)),
		leaf("redundancy-group", func(m *MCAE) *uint32 { return &m.RedundancyGroup }, uints[uint32](1, 4294967294)),
		leaf("chassis-id", func(m *MCAE) *Number { return &m.ChassisID }, numbers(1)),
		leaf("mode", func(m *MCAE) *MCAEMode { return &m.Mode }, enums[MCAEMode]("", "active-active", "active-standby")),
		leaf("status-control", func(m *MCAE) *StatusControl { return &m.StatusControl }, enums[StatusControl]("", "active", "standby")),
		leaf("init-delay-time", func(m *MCAE) *uint16 { return &m.InitDelayTime }, uints[uint16](1, 6000)),
	}),
}

var unitTable = table[Unit]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("description", func(u *Unit) *string { return &u.Description }, texts()),
	flag("disable", func(u *Unit) *bool { return &u.Disable }),
	presence("family inet", func(u *Unit) *Inet { return &u.Inet }, func(f *Inet) *bool { return &f.On }, table[Inet]{
		leaf("mtu", func(f *Inet) *uint16 { return &f.MTU }, uints[uint16](256, maximumMTU)),
		flag("no-redirects", func(f *Inet) *bool { return &f.NoRedirects }),
		addressRow(false, table[Address]{
			flag("primary", func(a *Address) *bool { return &a.Primary }),
			flag("preferred", func(a *Address) *bool { return &a.Preferred }),
			vrrpRow("vrrp-group", table[VRRPGroup]{
				leaves("virtual-address", func(g *VRRPGroup) *[]Addr { return &g.VirtualAddress }, addrs(true, false)),
			}),
		}),
	}),
	presence("family inet6", func(u *Unit) *Inet { return &u.Inet6 }, func(f *Inet) *bool { return &f.On }, table[Inet]{
		leaf("mtu", func(f *Inet) *uint16 { return &f.MTU }, uints[uint16](256, maximumMTU)),
		addressRow(true, table[Address]{
			flag("primary", func(a *Address) *bool { return &a.Primary }),
			flag("preferred", func(a *Address) *bool { return &a.Preferred }),
			vrrpRow("vrrp-inet6-group", table[VRRPGroup]{
				leaf("virtual-link-local-address", func(g *VRRPGroup) *Addr { return &g.VirtualLinkLocalAddress }, addrs(false, true)),
				leaves("virtual-inet6-address", func(g *VRRPGroup) *[]Addr { return &g.VirtualAddress }, addrs(false, true)),
			}),
		}),
	}),
	presence("family ethernet-switching", func(u *Unit) *EthernetSwitching { return &u.EthernetSwitching },
		func(e *EthernetSwitching) *bool { return &e.On }, table[EthernetSwitching]{
			leaf("interface-mode", func(e *EthernetSwitching) *InterfaceMode { return &e.InterfaceMode }, enums[InterfaceMode]("", "access", "trunk")),
			within("vlan", table[EthernetSwitching]{
				leaves("members", func(e *EthernetSwitching) *[]string { return &e.VLANMembers }, names(limitDescription)),
			}),
		}),
}

func addressRow(v6 bool, rows table[Address]) row[Inet] {
	return list("address", func(f *Inet) *[]Address { return &f.Address }, func(a *Address) *Prefix { return &a.Prefix }, prefixes(!v6, v6, true), rows)
}

func vrrpRow(keyword string, addresses table[VRRPGroup]) row[Address] {
	return list(keyword, func(a *Address) *[]VRRPGroup { return &a.VRRPGroup }, func(g *VRRPGroup) *uint8 { return &g.Group },
		uints[uint8](0, 255), append(addresses, table[VRRPGroup]{
			leaf("priority", func(g *VRRPGroup) *uint8 { return &g.Priority }, uints[uint8](1, 255)),
			flag("preempt", func(g *VRRPGroup) *bool { return &g.Preempt }),
			flag("no-preempt", func(g *VRRPGroup) *bool { return &g.NoPreempt }),
			flag("accept-data", func(g *VRRPGroup) *bool { return &g.AcceptData }),
		}...))
}

// interfaceNames are all but the statements that stand beside interfaces and say
// something of several.
func interfaceNames() codec[string] {
	c := names(limitName)
	parse, check := c.parse, c.check
	c.parse = func(words []string) (string, int, error) {
		switch words[0] {
		case "interface-range", "traceoptions", "interface-set":
			return "", 0, errNotModelled
		}
		return parse(words)
	}
	c.check = func(v string) error {
		if _, _, err := c.parse([]string{v}); err != nil {
			return errName
		}
		return check(v)
	}
	return c
}

var macPattern = regexp.MustCompile(`^([0-9a-f]{2}:){5}[0-9a-f]{2}$`)

func macs() codec[string] {
	check := func(s string) error {
		if !macPattern.MatchString(s) {
			return errMAC
		}
		return nil
	}
	return single(func(v string) string { return v }, func(s string) (string, error) { return s, check(s) }, check)
}
