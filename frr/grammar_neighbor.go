package frr

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

var peerGroupTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(g *PeerGroup) *PeerSession { return &g.PeerSession }, sessionRows()...),
)

// The member's group comes behind its AS: FRR wants to know either the neighbor's
// or the group's first, and refuses the AS of a member whose group has one.
var neighborTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(n *Neighbor) *PeerSession { return &n.PeerSession }, remoteASRow()),
	cli.Rows(cli.Value("peer-group", func(n *Neighbor) *string { return &n.PeerGroup }, policyName())),
	cli.Embed(func(n *Neighbor) *PeerSession { return &n.PeerSession }, sessionRows()[1:]...),
)

var neighborAFTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(f *NeighborAF) *PeerPolicy { return &f.PeerPolicy }, policyRows()...),
)

// peerGroupHead is a name; the line that makes the group says "peer-group".
func peerGroupHead() cli.Head[PeerGroup] {
	h := cli.Named(func(g *PeerGroup) *string { return &g.Name }, groupName())
	h.Suffix = func(b []byte, _ *PeerGroup) []byte { return append(b, " peer-group"...) }
	return h
}

func declarePeerGroup(a *cli.Args, _ *PeerGroup) bool { return a.Take("peer-group") && a.Done() }

// groupName is a word that is not an address: FRR would take it for a neighbor.
func groupName() cli.Codec[string] {
	c := policyName()
	parse, check := c.Parse, c.Check
	c.Parse = func(a *cli.Args) (string, error) {
		if _, err := netip.ParseAddr(a.Peek()); err == nil {
			return "", cli.ErrNotModelled
		}
		return parse(a)
	}
	c.Check = func(v string) error {
		if _, err := netip.ParseAddr(v); err == nil {
			return fmt.Errorf("%q is an address and not the name of a peer-group", v)
		}
		return check(v)
	}
	return c
}

// neighborHead is an address; a name is that of a group or of an interface.
func neighborHead() cli.Head[Neighbor] {
	c := cli.Addr()
	c.Parse = func(a *cli.Args) (Addr, error) {
		v, err := netip.ParseAddr(a.Peek())
		if err != nil || v.Zone() != "" {
			return Addr{}, cli.ErrNotModelled
		}
		a.Next()
		return v, nil
	}
	return cli.Named(func(n *Neighbor) *Addr { return &n.Address }, c)
}

// neighborAFHead is an address, in its shortest form, or a name.
func neighborAFHead() cli.Head[NeighborAF] {
	c := policyName()
	parse := c.Parse
	c.Parse = func(a *cli.Args) (string, error) {
		word, err := parse(a)
		if addr, bad := netip.ParseAddr(word); bad == nil && err == nil {
			word = addr.String()
		}
		return word, err
	}
	return cli.Named(func(f *NeighborAF) *string { return &f.Neighbor }, c)
}

func remoteASRow() cli.Row[PeerSession] {
	return cli.Value("remote-as", func(s *PeerSession) *RemoteAS { return &s.RemoteAS }, remoteAS())
}

// sessionRows are the lines of a neighbor outside its address families, in the
// order in which vtysh prints them; the AS comes first.
func sessionRows() []cli.Row[PeerSession] {
	return cli.Rows(
		remoteASRow(),
		cli.Value("local-as", func(s *PeerSession) *LocalAS { return &s.LocalAS }, localAS()),
		cli.Value("description", func(s *PeerSession) *string { return &s.Description }, cli.Rest(limitLine)),
		cli.Flag("shutdown", func(s *PeerSession) *bool { return &s.Shutdown }),
		cli.Flag("bfd", func(s *PeerSession) *bool { return &s.BFD }),
		cli.Value("bfd profile", func(s *PeerSession) *string { return &s.BFDProfile }, cli.Word(64)),
		cli.Value("password", func(s *PeerSession) *fabric.Secret { return &s.Password }, secret()),
		cli.Flag("passive", func(s *PeerSession) *bool { return &s.Passive }),
		optionRow("ebgp-multihop", func(s *PeerSession) *uint8 { return &s.EBGPMultihop }, 255, cli.Uint[uint8](1, 255)),
		cli.Flag("disable-connected-check", func(s *PeerSession) *bool { return &s.DisableConnectedCheck }),
		cli.Toggle("enforce-first-as", func(s *PeerSession) *Switch { return &s.EnforceFirstAS }),
		cli.Value("update-source", func(s *PeerSession) *string { return &s.UpdateSource }, cli.Word(limitPolicy)),
		cli.Value("advertisement-interval", func(s *PeerSession) *Number { return &s.AdvertisementInterval }, number(600)),
		cli.Value("timers", func(s *PeerSession) *Timers { return &s.Timers }, sessionTimers()),
		cli.Value("timers connect", func(s *PeerSession) *Seconds { return &s.TimersConnect }, cli.Uint[Seconds](1, 65535)),
		cli.Flag("sender-as-path-loop-detection", func(s *PeerSession) *bool { return &s.SenderASPathLoopDetection }),
		gracefulRestartRow("graceful-restart", NeighborGracefulRestartOn),
		gracefulRestartRow("graceful-restart-helper", NeighborGracefulRestartHelper),
		gracefulRestartRow("graceful-restart-disable", NeighborGracefulRestartDisable),
	)
}

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

// sessionTimers leaves "timers connect" and "timers delayopen" to other rows.
func sessionTimers() cli.Codec[Timers] {
	c := timers()
	parse := c.Parse
	c.Parse = func(a *cli.Args) (Timers, error) {
		if w := a.Peek(); w == "connect" || w == "delayopen" {
			return Timers{}, cli.ErrNotModelled
		}
		return parse(a)
	}
	return c
}

// gracefulRestartRow is one of three commands of which a neighbor has one.
func gracefulRestartRow(keyword string, mode NeighborGracefulRestart) cli.Row[PeerSession] {
	return cli.Row[PeerSession]{
		Keyword: keyword,
		Append: func(w *cli.Writer, s *PeerSession) {
			if s.GracefulRestart == mode {
				w.Line(keyword)
			}
		},
		Read: func(s *PeerSession, a *cli.Args) error {
			if !a.Done() {
				return cli.ErrNotModelled
			}
			switch {
			case !a.No():
				s.GracefulRestart = mode
			case s.GracefulRestart == mode:
				s.GracefulRestart = 0
			}
			return nil
		},
		Check: func(c *cli.Checker, s *PeerSession) {
			if mode == NeighborGracefulRestartDisable && s.GracefulRestart > mode {
				c.Report(keyword, fmt.Errorf("%d is none of the %d values", s.GracefulRestart, mode+1))
			}
		},
	}
}

func remoteAS() cli.Codec[RemoteAS] {
	return cli.Codec[RemoteAS]{
		Append: func(b []byte, v RemoteAS) []byte {
			switch {
			case v.Internal:
				return append(b, "internal"...)
			case v.External:
				return append(b, "external"...)
			}
			return appendASN(b, v.AS)
		},
		Parse: func(a *cli.Args) (v RemoteAS, err error) {
			switch {
			case a.Take("internal"):
				v.Internal = true
			case a.Take("external"):
				v.External = true
			case a.Peek() == "auto": // from 10.2
				return v, cli.ErrNotModelled
			default:
				v.AS, err = parseASN(a)
			}
			return v, err
		},
		Check: func(v RemoteAS) error {
			if count(v.AS != 0, v.Internal, v.External) > 1 {
				return errors.New("a number, internal and external exclude one another")
			}
			return nil
		},
	}
}

func localAS() cli.Codec[LocalAS] {
	return cli.Codec[LocalAS]{
		Append: func(b []byte, v LocalAS) []byte {
			b = appendASN(b, v.AS)
			if v.NoPrepend || v.ReplaceAS {
				b = append(b, " no-prepend"...)
			}
			if v.ReplaceAS {
				b = append(b, " replace-as"...)
			}
			return b
		},
		Parse: func(a *cli.Args) (v LocalAS, err error) {
			if v.AS, err = parseASN(a); err != nil {
				return v, err
			}
			v.NoPrepend = a.Take("no-prepend")
			v.ReplaceAS = v.NoPrepend && a.Take("replace-as")
			return v, nil
		},
		Check: func(v LocalAS) error {
			if v.ReplaceAS && !v.NoPrepend {
				return errors.New("replace-as wants no-prepend")
			}
			return checkASN(v.AS)
		},
	}
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

func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}
