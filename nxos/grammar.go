package nxos

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// The grammar: one table a mode, one row a command. A row writes the command and
// reads it, and the order of the rows is the order of the text: what others refer
// to comes first, except that NX-OS accepts forward references everywhere.

var configTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("version", func(c *Config) *string { return &c.Version }, cli.Rest(limitWord)),
	cli.Value("hostname", func(c *Config) *string { return &c.Hostname }, cli.Word(63)),
	cli.Each("feature", func(c *Config) *[]string { return &c.Feature }, cli.Rest(limitWord)),
	vlanListRow(),
	cli.Block("vlan", func(c *Config) *[]VLAN { return &c.VLAN }, vlanHead(), vlanTable),
	prefixListRow("ip prefix-list", false, func(c *Config) *[]PrefixList { return &c.IPPrefixList }),
	prefixListRow("ipv6 prefix-list", true, func(c *Config) *[]PrefixList { return &c.IPv6PrefixList }),
	communityListRow(),
	routeMapRow(),
	// The routes of the default VRF come before the modes of the others, which
	// would take them.
	cli.Each("ip route", func(c *Config) *[]Route { return &c.IPRoute }, route(false)),
	cli.Each("ipv6 route", func(c *Config) *[]Route { return &c.IPv6Route }, route(true)),
	cli.Block("vrf context", func(c *Config) *[]VRFContext { return &c.VRFContext },
		cli.Named(func(v *VRFContext) *string { return &v.Name }, cli.Word(limitVRF)), vrfTable),
	cli.Spaced(cli.Single("vpc domain", func(c *Config) *VPCDomain { return &c.VPCDomain },
		func(v *VPCDomain) bool { return v.ID != 0 },
		cli.Named(func(v *VPCDomain) *uint16 { return &v.ID }, cli.Uint[uint16](1, 1000)), vpcTable)),
	cli.Spaced(cli.Block("interface", func(c *Config) *[]Interface { return &c.Interface },
		cli.Named(func(i *Interface) *string { return &i.Name }, interfaceName()), interfaceTable)),
	cli.Spaced(cli.Single("router bgp", func(c *Config) *RouterBGP { return &c.RouterBGP },
		func(r *RouterBGP) bool { return r.AS != 0 },
		cli.Named(func(r *RouterBGP) *fabric.ASN { return &r.AS }, asn()), bgpTable)),
))

// header is the first line of what `show running-config` prints.
const header = "!Command: show running-config"

// dialect is what NX-OS texts are known by besides their tables.
func dialect() cli.Dialect {
	return cli.Dialect{Header: header, Opaque: []string{
		"router", "line", "policy-map", "class-map", "control-plane", "ip access-list", "ipv6 access-list",
		"mac access-list", "key chain", "evpn", "monitor session", "object-group", "track", "role name", "ip sla",
		"vlan configuration", "flow exporter", "flow record", "flow monitor", "aaa group", "tacacs-server",
		"vdc", "event manager", "telemetry", "segment-routing",
	}}
}

var vlanTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("name", func(v *VLAN) *string { return &v.Name }, cli.Word(32)),
))

var vrfTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("description", func(v *VRFContext) *string { return &v.Description }, cli.Rest(255)),
	cli.Each("ip route", func(v *VRFContext) *[]Route { return &v.IPRoute }, route(false)),
	cli.Each("ipv6 route", func(v *VRFContext) *[]Route { return &v.IPv6Route }, route(true)),
))

var vpcTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Flag("peer-switch", func(v *VPCDomain) *bool { return &v.PeerSwitch }),
	cli.Value("role priority", func(v *VPCDomain) *uint16 { return &v.RolePriority }, cli.Uint[uint16](1, 65535)),
	cli.Value("peer-keepalive destination", func(v *VPCDomain) *PeerKeepalive { return &v.PeerKeepalive }, peerKeepalive()),
	cli.Value("delay restore", func(v *VPCDomain) *Seconds { return &v.DelayRestore }, cli.Uint[Seconds](1, 3600)),
	cli.Value("delay restore interface-vlan",
		func(v *VPCDomain) *Seconds { return &v.DelayRestoreInterfaceVLAN }, cli.Uint[Seconds](1, 3600)),
	cli.Flag("peer-gateway", func(v *VPCDomain) *bool { return &v.PeerGateway }),
	cli.Flag("layer3 peer-router", func(v *VPCDomain) *bool { return &v.Layer3PeerRouter }),
	cli.Flag("auto-recovery", func(v *VPCDomain) *bool { return &v.AutoRecovery }),
	cli.Value("auto-recovery reload-delay",
		func(v *VPCDomain) *Seconds { return &v.AutoRecoveryReloadDelay }, cli.Uint[Seconds](60, 3600)),
	cli.Flag("fast-convergence", func(v *VPCDomain) *bool { return &v.FastConvergence }),
	cli.Flag("ip arp synchronize", func(v *VPCDomain) *bool { return &v.IPARPSynchronize }),
	cli.Flag("ipv6 nd synchronize", func(v *VPCDomain) *bool { return &v.IPv6NDSynchronize }),
))

// vlanListRow is the line that creates all VLANs, such as "vlan 1,2300-2302". A
// line with a single VLAN is read by the row of the mode.
func vlanListRow() cli.Row[Config] {
	return cli.Row[Config]{
		Keyword: "vlan",
		Late:    true,
		Append: func(w *cli.Writer, c *Config) {
			if len(c.VLAN) > 0 {
				ranges := make([]VLANRange, 0, len(c.VLAN))
				for _, v := range c.VLAN {
					ranges = appendVLAN(ranges, v.ID)
				}
				w.Begin("vlan ")
				cli.AppendValue(w, vlanRanges(), ranges)
				w.End()
			}
		},
		Read: func(c *Config, a *cli.Args) error {
			if a.No() || !strings.ContainsAny(a.Peek(), ",-") {
				return cli.ErrNotModelled
			}
			ranges, err := vlanRanges().Parse(a)
			if err != nil {
				return err
			}
			if !a.Done() {
				return cli.ErrNotModelled
			}
			known := map[fabric.VLAN]bool{}
			for _, v := range c.VLAN {
				known[v.ID] = true
			}
			for _, r := range ranges {
				for id := r.First; id <= r.Last; id++ {
					if !known[id] {
						known[id] = true
						c.VLAN = append(c.VLAN, VLAN{ID: id})
					}
				}
			}
			return nil
		},
	}
}

func vlanHead() cli.Head[VLAN] {
	head := cli.Named(func(v *VLAN) *fabric.VLAN { return &v.ID }, cli.Uint[fabric.VLAN](1, 4094))
	parse := head.Parse
	head.Parse = func(a *cli.Args, v *VLAN) error {
		if w := a.Peek(); w != "" && (w[0] < '0' || w[0] > '9') {
			return cli.ErrNotModelled
		}
		return parse(a, v)
	}
	head.OmitEmpty = true
	head.Find = func(list []VLAN, v *VLAN) int {
		return slices.IndexFunc(list, func(w VLAN) bool { return w.ID == v.ID })
	}
	return head
}

// vlanRanges is "1,2300-2302".
func vlanRanges() cli.Codec[[]VLANRange] {
	return cli.Codec[[]VLANRange]{
		Append: func(b []byte, v []VLANRange) []byte {
			for i, r := range v {
				if i > 0 {
					b = append(b, ',')
				}
				b = strconv.AppendUint(b, uint64(r.First), 10)
				if r.Last > r.First {
					b = strconv.AppendUint(append(b, '-'), uint64(r.Last), 10)
				}
			}
			return b
		},
		Parse: func(a *cli.Args) ([]VLANRange, error) {
			word := a.Next()
			var v []VLANRange
			for item := range strings.SplitSeq(word, ",") {
				first, last, isRange := strings.Cut(item, "-")
				low, err := cli.ParseUint[fabric.VLAN](first, 1, 4094)
				high := low
				if err == nil && isRange {
					high, err = cli.ParseUint(last, low, 4094)
				}
				if err != nil {
					return nil, fmt.Errorf("%q is not a list of VLANs: %w", word, err)
				}
				v = append(v, VLANRange{low, high})
			}
			return v, nil
		},
		Check: func(v []VLANRange) error {
			for _, r := range v {
				if r.First < 1 || r.Last < r.First || r.Last > 4094 {
					return fmt.Errorf("%d-%d is not a range of VLANs", r.First, r.Last)
				}
			}
			return nil
		},
	}
}

// appendVLAN adds a VLAN to ranges, to the last one where it continues it.
func appendVLAN(ranges []VLANRange, id fabric.VLAN) []VLANRange {
	if n := len(ranges); n > 0 && ranges[n-1].Last+1 == id {
		ranges[n-1].Last = id
		return ranges
	}
	return append(ranges, VLANRange{id, id})
}

func peerKeepalive() cli.Codec[PeerKeepalive] {
	return cli.Codec[PeerKeepalive]{
		Append: func(b []byte, v PeerKeepalive) []byte {
			b = v.Destination.AppendTo(b)
			if v.Source.IsValid() {
				b = v.Source.AppendTo(append(b, " source "...))
			}
			if v.VRF != "" {
				b = append(append(b, " vrf "...), v.VRF...)
			}
			return b
		},
		Parse: func(a *cli.Args) (v PeerKeepalive, err error) {
			if v.Destination, err = cli.ParseAddr(a); err != nil {
				return v, err
			}
			if a.Take("source") {
				if v.Source, err = cli.ParseAddr(a); err != nil {
					return v, err
				}
			}
			if a.Take("vrf") {
				v.VRF, err = cli.ParseWord(a, limitVRF)
			}
			return v, err
		},
		Check: func(v PeerKeepalive) error {
			return errors.Join(cli.CheckAddr(v.Destination), checkOptionalAddr(v.Source), checkOptional(v.VRF, limitVRF))
		},
	}
}
