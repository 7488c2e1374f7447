package frr

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/podfabric/podfabric/internal/cli"
)

// policyRows are the lines of a neighbor in an address family.
func policyRows() []cli.Row[PeerPolicy] {
	return cli.Rows(
		cli.Toggle("activate", func(p *PeerPolicy) *Switch { return &p.Activate }),
		cli.Flag("route-reflector-client", func(p *PeerPolicy) *bool { return &p.RouteReflectorClient }),
		cli.Flag("next-hop-self", func(p *PeerPolicy) *bool { return &p.NextHopSelf }),
		cli.Flag("next-hop-self force", func(p *PeerPolicy) *bool { return &p.NextHopSelfForce }),
		optionRow("remove-private-AS", func(p *PeerPolicy) *RemovePrivateAS { return &p.RemovePrivateAS },
			RemovePrivateASPlain, cli.Enum[RemovePrivateAS]("", "", "all", "replace-AS", "all replace-AS")),
		cli.Flag("as-override", func(p *PeerPolicy) *bool { return &p.ASOverride }),
		sendCommunityRow(),
		defaultOriginateRow(),
		cli.Flag("soft-reconfiguration inbound", func(p *PeerPolicy) *bool { return &p.SoftReconfigurationInbound }),
		cli.Value("maximum-prefix", func(p *PeerPolicy) *MaximumPrefix { return &p.MaximumPrefix }, maximumPrefix()),
		allowASInRow(),
		cli.Value("weight", func(p *PeerPolicy) *Number { return &p.Weight }, number(65535)),
		filterRow("prefix-list", func(p *PeerPolicy) *string { return &p.PrefixListIn }, func(p *PeerPolicy) *string { return &p.PrefixListOut }),
		filterRow("filter-list", func(p *PeerPolicy) *string { return &p.FilterListIn }, func(p *PeerPolicy) *string { return &p.FilterListOut }),
		filterRow("route-map", func(p *PeerPolicy) *string { return &p.RouteMapIn }, func(p *PeerPolicy) *string { return &p.RouteMapOut }),
		cli.Flag("attribute-unchanged next-hop", func(p *PeerPolicy) *bool { return &p.AttributeUnchangedNextHop }),
	)
}

// sendCommunityRow is the "no" form: FRR sends all kinds unless told otherwise, and
// prints "all" for the three.
func sendCommunityRow() cli.Row[PeerPolicy] {
	const keyword = "send-community"
	return cli.Row[PeerPolicy]{
		Keyword: keyword,
		Append: func(w *cli.Writer, p *PeerPolicy) {
			if p.NoSendCommunity && p.NoSendCommunityExtended && p.NoSendCommunityLarge {
				w.Line("no send-community all")
				return
			}
			for _, kind := range []struct {
				off  bool
				line string
			}{
				{p.NoSendCommunity, "no send-community"},
				{p.NoSendCommunityExtended, "no send-community extended"},
				{p.NoSendCommunityLarge, "no send-community large"},
			} {
				if kind.off {
					w.Line(kind.line)
				}
			}
		},
		Read: func(p *PeerPolicy, a *cli.Args) error {
			standard, extended, large := true, false, false
			switch {
			case a.Take("both"):
				extended = true
			case a.Take("all"):
				extended, large = true, true
			case a.Take("extended"):
				standard, extended = false, true
			case a.Take("large"):
				standard, large = false, true
			default:
				a.Take("standard")
			}
			if !a.Done() {
				return cli.ErrNotModelled
			}
			for _, kind := range []struct {
				named bool
				off   *bool
			}{{standard, &p.NoSendCommunity}, {extended, &p.NoSendCommunityExtended}, {large, &p.NoSendCommunityLarge}} {
				if kind.named {
					*kind.off = a.No()
				}
			}
			return nil
		},
	}
}

func allowASInRow() cli.Row[PeerPolicy] {
	c := cli.Uint[uint8](1, 10)
	parse := c.Parse
	c.Parse = func(a *cli.Args) (uint8, error) {
		if a.Peek() == "origin" {
			return 0, cli.ErrNotModelled
		}
		return parse(a)
	}
	// Without a number it is 3, and printed so.
	return optionRow("allowas-in", func(p *PeerPolicy) *uint8 { return &p.AllowASIn }, 3, c)
}

// defaultOriginateRow is "default-originate [route-map R]".
func defaultOriginateRow() cli.Row[PeerPolicy] {
	const keyword = "default-originate"
	return cli.Row[PeerPolicy]{
		Keyword: keyword,
		Append: func(w *cli.Writer, p *PeerPolicy) {
			if p.DefaultOriginate {
				w.Begin(keyword)
				if p.DefaultOriginateRouteMap != "" {
					w.Word("route-map")
					w.Word(p.DefaultOriginateRouteMap)
				}
				w.End()
			}
		},
		Read: func(p *PeerPolicy, a *cli.Args) (err error) {
			name := ""
			if a.Take("route-map") {
				if name, err = policyName().Parse(a); err != nil {
					return err
				}
			}
			if !a.Done() {
				return cli.ErrNotModelled
			}
			p.DefaultOriginate, p.DefaultOriginateRouteMap = !a.No(), name
			return nil
		},
		Check: func(c *cli.Checker, p *PeerPolicy) {
			c.Report(keyword, checkOptional(p.DefaultOriginateRouteMap, limitPolicy))
			if p.DefaultOriginateRouteMap != "" && !p.DefaultOriginate {
				c.Report(keyword, errors.New("a route-map without default-originate"))
			}
		},
	}
}

// filterRow is a filter by name in each direction: "KEYWORD NAME in" and
// "KEYWORD NAME out".
func filterRow(keyword string, in, out func(*PeerPolicy) *string) cli.Row[PeerPolicy] {
	return cli.Row[PeerPolicy]{
		Keyword: keyword,
		Append: func(w *cli.Writer, p *PeerPolicy) {
			for _, d := range []struct{ name, direction string }{{*in(p), "in"}, {*out(p), "out"}} {
				if d.name != "" {
					w.Begin(keyword)
					w.Word(d.name)
					w.Word(d.direction)
					w.End()
				}
			}
		},
		Read: func(p *PeerPolicy, a *cli.Args) error {
			name, field := a.Next(), in
			if !a.Take("in") {
				if !a.Take("out") {
					return cli.ErrNotModelled
				}
				field = out
			}
			switch {
			case a.No() || !a.Done():
				return cli.ErrNotModelled
			case len(name) > limitPolicy:
				return fmt.Errorf("longer than %d characters", limitPolicy)
			}
			*field(p) = name
			return nil
		},
		Check: func(c *cli.Checker, p *PeerPolicy) {
			c.Report(keyword, checkOptional(*in(p), limitPolicy))
			c.Report(keyword, checkOptional(*out(p), limitPolicy))
		},
	}
}

func maximumPrefix() cli.Codec[MaximumPrefix] {
	excludes := errors.New("warning-only excludes restart")
	return cli.Codec[MaximumPrefix]{
		Append: func(b []byte, v MaximumPrefix) []byte {
			b = strconv.AppendUint(b, uint64(v.Limit), 10)
			if v.Threshold != 0 {
				b = strconv.AppendUint(append(b, ' '), uint64(v.Threshold), 10)
			}
			if v.WarningOnly {
				b = append(b, " warning-only"...)
			}
			if v.Restart != 0 {
				b = strconv.AppendUint(append(b, " restart "...), uint64(v.Restart), 10)
			}
			if v.Force {
				b = append(b, " force"...)
			}
			return b
		},
		Parse: func(a *cli.Args) (v MaximumPrefix, err error) {
			if v.Limit, err = cli.ParseUint[uint32](a.Next(), 1, math.MaxUint32); err != nil {
				return v, err
			}
			if w := a.Peek(); w != "" && w[0] >= '0' && w[0] <= '9' {
				if v.Threshold, err = cli.ParseUint[uint8](a.Next(), 1, 100); err != nil {
					return v, err
				}
			}
			v.WarningOnly = a.Take("warning-only")
			if a.Take("restart") {
				v.Restart, err = cli.ParseUint[uint16](a.Next(), 1, 65535)
			}
			v.Force = err == nil && a.Take("force")
			if v.WarningOnly && v.Restart != 0 {
				return v, excludes
			}
			return v, err
		},
		Check: func(v MaximumPrefix) error {
			errs := []error{cli.CheckUint(v.Limit, 1, math.MaxUint32), cli.CheckUint(v.Threshold, 0, 100)}
			if v.WarningOnly && v.Restart != 0 {
				errs = append(errs, excludes)
			}
			return errors.Join(errs...)
		},
	}
}
