package frr

import (
	"strconv"

	"github.com/podfabric/podfabric/internal/cli"
)

// interfaceHead is "NAME [vrf V]".
func interfaceHead() cli.Head[Interface] {
	return cli.Head[Interface]{
		Append: func(b []byte, i *Interface) []byte {
			b = append(append(b, ' '), i.Name...)
			return appendOption(b, "vrf", i.VRF)
		},
		Parse: func(a *cli.Args, i *Interface) (err error) {
			if i.Name, err = interfaceName().Parse(a); err == nil && a.Take("vrf") {
				i.VRF, err = cli.ParseWord(a, limitInterface)
			}
			return err
		},
		Check: func(i *Interface) error {
			if err := checkInterfaceName(i.Name); err != nil {
				return err
			}
			return checkOptional(i.VRF, limitInterface)
		},
		Close: "exit",
	}
}

var interfaceTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("description", func(i *Interface) *string { return &i.Description }, cli.Rest(limitLine)),
	cli.Flag("shutdown", func(i *Interface) *bool { return &i.Shutdown }),
	cli.Each("ip address", func(i *Interface) *[]Prefix { return &i.IPAddress }, address(false)),
	cli.Each("ipv6 address", func(i *Interface) *[]Prefix { return &i.IPv6Address }, address(true)),
	cli.Led("vrrp", func(i *Interface) *[]VRRP { return &i.VRRP }, vrrpHead(), declareVRRP, vrrpTable),
))

// vrrpHead is the number of the group; the line that makes it has the version.
func vrrpHead() cli.Head[VRRP] {
	h := cli.Named(func(g *VRRP) *uint8 { return &g.Group }, cli.Uint[uint8](1, 255))
	h.Suffix = func(b []byte, g *VRRP) []byte {
		if g.Version == 0 {
			return b
		}
		return strconv.AppendUint(append(b, " version "...), uint64(g.Version), 10)
	}
	check := h.Check
	h.Check = func(g *VRRP) error {
		if err := check(g); err != nil || g.Version == 0 {
			return err
		}
		return cli.CheckUint(g.Version, 2, 3)
	}
	h.Parse = func(a *cli.Args, g *VRRP) (err error) {
		if w := a.Peek(); w == "autoconfigure" {
			return cli.ErrNotModelled
		}
		g.Group, err = cli.ParseUint[uint8](a.Next(), 1, 255)
		return err
	}
	return h
}

func declareVRRP(a *cli.Args, g *VRRP) bool {
	if a.Done() {
		return true
	}
	if !a.Take("version") {
		return false
	}
	v, err := cli.ParseUint[uint8](a.Next(), 2, 3)
	if err != nil {
		return false
	}
	g.Version = v
	return true
}

var vrrpTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Flag("shutdown", func(g *VRRP) *bool { return &g.Shutdown }),
	cli.Flag("no preempt", func(g *VRRP) *bool { return &g.NoPreempt }),
	cli.Value("priority", func(g *VRRP) *uint8 { return &g.Priority }, cli.Uint[uint8](1, 254)),
	cli.Value("advertisement-interval", func(g *VRRP) *Milliseconds { return &g.AdvertisementInterval }, cli.Uint[Milliseconds](10, 40950)),
	cli.Each("ip", func(g *VRRP) *[]Addr { return &g.IP }, cli.Addr4()),
	cli.Each("ipv6", func(g *VRRP) *[]Addr { return &g.IPv6 }, cli.Addr6()),
))
