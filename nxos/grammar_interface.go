package nxos

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

var interfaceTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("description", func(i *Interface) *string { return &i.Description }, cli.Rest(254)),
	cli.Toggle("switchport", func(i *Interface) *Switch { return &i.Switchport }),
	cli.Value("switchport mode", func(i *Interface) *SwitchportMode { return &i.SwitchportMode },
		cli.Enum[SwitchportMode]("", "access", "trunk")),
	cli.Value("switchport access vlan", func(i *Interface) *fabric.VLAN { return &i.SwitchportAccessVLAN },
		cli.Uint[fabric.VLAN](1, 4094)),
	cli.Value("switchport trunk native vlan", func(i *Interface) *fabric.VLAN { return &i.SwitchportTrunkNativeVLAN },
		cli.Uint[fabric.VLAN](1, 4094)),
	trunkAllowedRow(),
	cli.Value("spanning-tree port type", func(i *Interface) *SpanningTreePortType { return &i.SpanningTreePortType },
		cli.Enum[SpanningTreePortType]("", "edge", "edge trunk", "network", "normal")),
	bpduGuardRow(),
	cli.Value("mtu", func(i *Interface) *uint16 { return &i.MTU }, cli.Uint[uint16](576, 9216)),
	cli.Value("vrf member", func(i *Interface) *string { return &i.VRFMember }, cli.Word(limitVRF)),
	cli.Flag("no ip redirects", func(i *Interface) *bool { return &i.NoIPRedirects }),
	cli.Flag("no ipv6 redirects", func(i *Interface) *bool { return &i.NoIPv6Redirects }),
	cli.Value("bfd interval", func(i *Interface) *BFDInterval { return &i.BFDInterval }, bfdInterval()),
	cli.Flag("no bfd echo", func(i *Interface) *bool { return &i.NoBFDEcho }),
	cli.Flag("ip forward", func(i *Interface) *bool { return &i.IPForward }),
	cli.Each("ip address", func(i *Interface) *[]Address { return &i.IPAddress }, address(false)),
	cli.Each("ipv6 address", func(i *Interface) *[]Address { return &i.IPv6Address }, address(true)),
	cli.Flag("ipv6 address use-link-local-only", func(i *Interface) *bool { return &i.IPv6AddressUseLinkLocalOnly }),
	cli.Toggle("lacp suspend-individual", func(i *Interface) *Switch { return &i.LACPSuspendIndividual }),
	cli.Flag("vpc peer-link", func(i *Interface) *bool { return &i.VPCPeerLink }),
	cli.Value("vpc", func(i *Interface) *uint16 { return &i.VPC }, cli.Uint[uint16](1, 16384)),
	cli.Value("channel-group", func(i *Interface) *ChannelGroup { return &i.ChannelGroup }, channelGroup()),
	cli.Value("hsrp version", func(i *Interface) *uint8 { return &i.HSRPVersion }, cli.Uint[uint8](1, 2)),
	cli.Toggle("shutdown", func(i *Interface) *Switch { return &i.Shutdown }),
	cli.Block("hsrp", func(i *Interface) *[]HSRPGroup { return &i.HSRP }, hsrpHead(), hsrpTable),
	cli.Block("vrrp", func(i *Interface) *[]VRRPGroup { return &i.VRRP },
		cli.Named(func(g *VRRPGroup) *uint8 { return &g.Group }, cli.Uint[uint8](1, 255)), vrrpTable),
	cli.Block("vrrpv3", func(i *Interface) *[]VRRPv3Group { return &i.VRRPv3 }, vrrpv3Head(), vrrpv3Table),
))

// interfaceName is the long name of an interface.
func interfaceName() cli.Codec[string] {
	return cli.Codec[string]{
		Append: func(b []byte, v string) []byte { return append(b, v...) },
		Parse:  parseInterfaceName,
		Check:  checkInterfaceName,
	}
}

func checkInterfaceName(name string) error {
	if !isInterfaceName(name) {
		return fmt.Errorf("%q is not the name of an interface", name)
	}
	return nil
}

func parseInterfaceName(a *cli.Args) (string, error) {
	name := a.Next()
	if name == "" {
		return "", cli.ErrMissing
	}
	return name, checkInterfaceName(name)
}

// isInterfaceName reports whether s is letters and dashes, then digits with
// slashes and a dot: "Ethernet1/1.100", "port-channel11".
func isInterfaceName(s string) bool {
	i := 0
	for i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || s[i] == '-' && i > 0) {
		i++
	}
	if i == 0 || i == len(s) || s[i-1] == '-' || len(s) > limitPolicy {
		return false
	}
	digit := false
	for ; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digit = true
		case digit && (s[i] == '/' || s[i] == '.'):
			digit = false
		default:
			return false
		}
	}
	return digit
}

// bpduGuardRow also reads the word "enable" that the device prints.
func bpduGuardRow() cli.Row[Interface] {
	r := cli.Flag("spanning-tree bpduguard", func(i *Interface) *bool { return &i.SpanningTreeBPDUGuard })
	r.Append = func(w *cli.Writer, i *Interface) {
		if i.SpanningTreeBPDUGuard {
			w.Line("spanning-tree bpduguard enable")
		}
	}
	read := r.Read
	r.Read = func(i *Interface, a *cli.Args) error {
		if !a.Take("enable") {
			return cli.ErrNotModelled
		}
		return read(i, a)
	}
	return r
}

// trunkAllowedRow reads "add RANGES", which continues a long line, too.
func trunkAllowedRow() cli.Row[Interface] {
	return cli.Row[Interface]{
		Keyword: "switchport trunk allowed vlan",
		Append: func(w *cli.Writer, i *Interface) {
			if len(i.SwitchportTrunkAllowedVLAN) > 0 {
				w.Begin("switchport trunk allowed vlan ")
				cli.AppendValue(w, vlanRanges(), i.SwitchportTrunkAllowedVLAN)
				w.End()
			}
		},
		Read: func(i *Interface, a *cli.Args) error {
			if w := a.Peek(); a.No() || w == "none" || w == "all" || w == "except" || w == "remove" {
				return cli.ErrNotModelled
			}
			add := a.Take("add")
			ranges, err := vlanRanges().Parse(a)
			if err != nil {
				return err
			}
			if !a.Done() {
				return cli.ErrNotModelled
			}
			if add {
				ranges = append(i.SwitchportTrunkAllowedVLAN, ranges...)
			}
			i.SwitchportTrunkAllowedVLAN = ranges
			return nil
		},
		Check: func(c *cli.Checker, i *Interface) {
			c.Report("switchport trunk allowed vlan", vlanRanges().Check(i.SwitchportTrunkAllowedVLAN))
		},
	}
}

func bfdInterval() cli.Codec[BFDInterval] {
	ms := milliseconds(50, 999)
	return cli.Codec[BFDInterval]{
		Append: func(b []byte, v BFDInterval) []byte {
			b = ms.Append(b, v.Interval)
			b = ms.Append(append(b, " min_rx "...), v.MinRX)
			return strconv.AppendUint(append(b, " multiplier "...), uint64(v.Multiplier), 10)
		},
		Parse: func(a *cli.Args) (v BFDInterval, err error) {
			if v.Interval, err = ms.Parse(a); err != nil {
				return v, err
			}
			if !a.Take("min_rx") {
				return v, errors.New("min_rx is missing")
			}
			if v.MinRX, err = ms.Parse(a); err != nil {
				return v, err
			}
			if !a.Take("multiplier") {
				return v, errors.New("multiplier is missing")
			}
			v.Multiplier, err = cli.ParseUint[uint8](a.Next(), 1, 50)
			return v, err
		},
		Check: func(v BFDInterval) error {
			return errors.Join(ms.Check(v.Interval), ms.Check(v.MinRX), cli.CheckUint(v.Multiplier, 1, 50))
		},
	}
}

// address is "A/N [secondary] [tag T]".
func address(v6 bool) cli.Codec[Address] {
	return cli.Codec[Address]{
		Append: func(b []byte, v Address) []byte {
			b = v.Prefix.AppendTo(b)
			if v.Secondary {
				b = append(b, " secondary"...)
			}
			if v.Tag != 0 {
				b = strconv.AppendUint(append(b, " tag "...), uint64(v.Tag), 10)
			}
			return b
		},
		Parse: func(a *cli.Args) (v Address, err error) {
			if w := a.Peek(); w == "dhcp" || w == "autoconfig" || w == "use-link-local-only" {
				return v, cli.ErrNotModelled
			}
			if v.Prefix, err = parsePrefix(a, v6); err != nil {
				return v, err
			}
			v.Secondary = a.Take("secondary")
			return v, parseTag(a, &v.Tag)
		},
		Check: func(v Address) error {
			if !v.Prefix.IsValid() {
				return errors.New("the address is not set")
			}
			return checkFamily(v.Prefix.Addr(), v6)
		},
	}
}

// channelGroup also reads the word "force", which is not stored.
func channelGroup() cli.Codec[ChannelGroup] {
	mode := cli.Enum[ChannelMode]("on", "active", "passive")
	return cli.Codec[ChannelGroup]{
		Append: func(b []byte, v ChannelGroup) []byte {
			b = strconv.AppendUint(b, uint64(v.Number), 10)
			if v.Mode != ChannelOn {
				b = mode.Append(append(b, " mode "...), v.Mode)
			}
			return b
		},
		Parse: func(a *cli.Args) (v ChannelGroup, err error) {
			if v.Number, err = cli.ParseUint[uint16](a.Next(), 1, 4096); err != nil {
				return v, err
			}
			a.Take("force")
			if a.Take("mode") {
				v.Mode, err = mode.Parse(a)
			}
			return v, err
		},
		Check: func(v ChannelGroup) error {
			return errors.Join(cli.CheckUint(v.Number, 1, 4096), mode.Check(v.Mode))
		},
	}
}
