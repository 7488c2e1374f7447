package frr

import (
	"errors"
	"fmt"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// The grammar: one table a mode, one row a command. A row writes the command and
// reads it, and the order of the rows is the order of the text: what others refer
// to comes first, because vtysh complains of a route-map that it has not read yet.

var configTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("frr version", func(c *Config) *string { return &c.Version }, cli.Rest(limitWord)),
	cli.Value("frr defaults", func(c *Config) *Defaults { return &c.Defaults },
		cli.Enum[Defaults]("", "traditional", "datacenter")),
	cli.Value("hostname", func(c *Config) *string { return &c.Hostname }, cli.Word(63)),
	optionRow("log syslog", func(c *Config) *LogLevel { return &c.LogSyslog }, LogSyslogDefault,
		cli.Enum[LogLevel]("", "", "emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")),
	cli.Toggle("zebra nexthop kernel enable", func(c *Config) *Switch { return &c.ZebraNexthopKernelEnable }),
	cli.Flag("service integrated-vtysh-config", func(c *Config) *bool { return &c.ServiceIntegratedVtyshConfig }),
	cli.Toggle("ip forwarding", func(c *Config) *Switch { return &c.IPForwarding }),
	cli.Toggle("ipv6 forwarding", func(c *Config) *Switch { return &c.IPv6Forwarding }),
	cli.Flag("ip nht resolve-via-default", func(c *Config) *bool { return &c.IPNHTResolveViaDefault }),
	cli.Flag("ipv6 nht resolve-via-default", func(c *Config) *bool { return &c.IPv6NHTResolveViaDefault }),
	cli.Each("ip route", func(c *Config) *[]Route { return &c.IPRoute }, route(false)),
	cli.Each("ipv6 route", func(c *Config) *[]Route { return &c.IPv6Route }, route(true)),
	prefixListRow("ip prefix-list", false, func(c *Config) *[]PrefixList { return &c.IPPrefixList }),
	prefixListRow("ipv6 prefix-list", true, func(c *Config) *[]PrefixList { return &c.IPv6PrefixList }),
	asPathListRow(),
	communityListRow(),
	cli.Spaced(cli.Block("vrf", func(c *Config) *[]VRF { return &c.VRF },
		closed(cli.Named(func(v *VRF) *string { return &v.Name }, cli.Word(limitInterface)), "exit-vrf"), vrfTable)),
	cli.Spaced(cli.Block("interface", func(c *Config) *[]Interface { return &c.Interface }, interfaceHead(), interfaceTable)),
	cli.Spaced(routeMapRow()),
	cli.Spaced(cli.Single("bfd", func(c *Config) *BFD { return &c.BFD },
		func(b *BFD) bool { return b.On }, bfdHead(), bfdTable)),
	cli.Spaced(cli.Single("router bgp", func(c *Config) *RouterBGP { return &c.RouterBGP },
		func(r *RouterBGP) bool { return r.AS != 0 },
		closed(cli.Named(func(r *RouterBGP) *fabric.ASN { return &r.AS }, asn()), "exit"), bgpTable)),
))

// closed is a head whose mode ends with the line word.
func closed[V any](h cli.Head[V], word string) cli.Head[V] {
	h.Close = word
	return h
}

// header begins a text with lines that have no field: it says that the indentation
// is vtysh's, by which such lines are read.
const header = "! /etc/frr/frr.conf"

// layout is one blank a level, and lines of "!" between the blocks.
func layout() cli.Layout { return cli.Layout{Indent: 1, Separator: "!"} }

// dialect is what FRR's texts are known by besides their tables.
func dialect() cli.Dialect {
	return cli.Dialect{
		Header:   header,
		Preamble: []string{"Building configuration...", "Current configuration:"},
		Opaque: []string{
			"router", "line", "vrf", "key chain", "pbr-map", "segment-routing", "rpki", "nexthop-group", "l2vpn", "mpls ldp",
			"pseudowire", "dump", "affinity-map", "bfd", "address-family", "segment-list", "srv6", "traffic-eng",
		},
		Close: []string{"exit", "exit-address-family", "exit-vrf", "exit-vnc", "exit-vni", "exit-vrf-policy", "exit-ldp-if", "quit"},
	}
}

var vrfTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Each("ip route", func(v *VRF) *[]Route { return &v.IPRoute }, route(false)),
	cli.Each("ipv6 route", func(v *VRF) *[]Route { return &v.IPv6Route }, route(true)),
))

// bfdHead has no name: there is one block, and its line alone is what it says.
func bfdHead() cli.Head[BFD] {
	return cli.Head[BFD]{
		Append: func(b []byte, _ *BFD) []byte { return b },
		Parse: func(_ *cli.Args, v *BFD) error {
			v.On = true
			return nil
		},
		Close: "exit",
	}
}

var bfdTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Block("profile", func(b *BFD) *[]BFDProfile { return &b.Profile },
		closed(cli.Named(func(p *BFDProfile) *string { return &p.Name }, cli.Word(64)), "exit"), bfdProfileTable),
))

var bfdProfileTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("detect-multiplier", func(p *BFDProfile) *uint8 { return &p.DetectMultiplier }, cli.Uint[uint8](2, 255)),
	cli.Value("transmit-interval", func(p *BFDProfile) *Milliseconds { return &p.TransmitInterval }, cli.Uint[Milliseconds](10, 60000)),
	cli.Value("receive-interval", func(p *BFDProfile) *Milliseconds { return &p.ReceiveInterval }, cli.Uint[Milliseconds](10, 60000)),
	cli.Flag("passive-mode", func(p *BFDProfile) *bool { return &p.PassiveMode }),
	cli.Flag("shutdown", func(p *BFDProfile) *bool { return &p.Shutdown }),
))

var errNotInterface = errors.New("is not the name of an interface: one word of at most 15 characters without a slash or colon")

// interfaceName is a name as the kernel takes it.
func interfaceName() cli.Codec[string] {
	return cli.Codec[string]{
		Append: func(b []byte, v string) []byte { return append(b, v...) },
		Parse: func(a *cli.Args) (string, error) {
			name := a.Next()
			if name == "" {
				return "", cli.ErrMissing
			}
			return name, checkInterfaceName(name)
		},
		Check: checkInterfaceName,
	}
}

func checkInterfaceName(name string) error {
	bad := cli.CheckWord(name, limitInterface) != nil || name == "." || name == ".."
	for i := 0; !bad && i < len(name); i++ {
		bad = name[i] == '/' || name[i] == ':'
	}
	if bad {
		return fmt.Errorf("%q %w", name, errNotInterface)
	}
	return nil
}
