package nxos

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

func neighborRow() cli.Row[Instance] {
	return cli.Block("neighbor", func(i *Instance) *[]Neighbor { return &i.Neighbor }, neighborHead(), neighborTable)
}

var neighborTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(
		cli.Keep[Neighbor]("log-neighbor-changes"),
		cli.Value("inherit peer", func(n *Neighbor) *string { return &n.InheritPeer }, policyName()),
	),
	cli.Embed(func(n *Neighbor) *PeerSession { return &n.PeerSession }, sessionRows()...),
	cli.Rows(cli.Block("address-family", func(n *Neighbor) *[]NeighborAF { return &n.AddressFamily }, neighborAFHead(), neighborAFTable)),
)

var templatePeerTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(cli.Keep[TemplatePeer]("log-neighbor-changes")),
	cli.Embed(func(t *TemplatePeer) *PeerSession { return &t.PeerSession }, sessionRows()...),
	cli.Rows(cli.Block("address-family", func(t *TemplatePeer) *[]NeighborAF { return &t.AddressFamily }, neighborAFHead(), neighborAFTable)),
)

var templatePeerSessionTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(cli.Keep[TemplatePeerSession]("log-neighbor-changes")),
	cli.Embed(func(t *TemplatePeerSession) *PeerSession { return &t.PeerSession }, sessionRows()...),
)

var templatePeerPolicyTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(t *TemplatePeerPolicy) *PeerPolicy { return &t.PeerPolicy }, policyRows()...),
)

var neighborAFTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(f *NeighborAF) *PeerPolicy { return &f.PeerPolicy }, policyRows()...),
)

func neighborAFHead() cli.Head[NeighborAF] {
	return cli.Named(func(f *NeighborAF) *Family { return &f.Family }, families())
}

// neighborHead is "A" or "P", with "remote-as route-map R" on the same line. A
// "remote-as N" there is read as the line of its own that the device stores.
func neighborHead() cli.Head[Neighbor] {
	return cli.Head[Neighbor]{
		Append: func(b []byte, n *Neighbor) []byte {
			b = append(b, ' ')
			if n.Prefix.IsValid() {
				return n.Prefix.AppendTo(b)
			}
			return n.Address.AppendTo(b)
		},
		Suffix: func(b []byte, n *Neighbor) []byte {
			return appendOption(b, "remote-as route-map", n.RemoteASRouteMap)
		},
		Parse: func(a *cli.Args, n *Neighbor) (err error) {
			word := a.Peek()
			if p, prefixErr := netip.ParsePrefix(word); prefixErr == nil {
				a.Next()
				n.Prefix = p.Masked()
			} else if isInterfaceName(word) {
				return cli.ErrNotModelled // a session over link-local addresses
			} else if n.Address, err = cli.ParseAddr(a); err != nil {
				return fmt.Errorf("%q is neither an address nor a prefix", word)
			}
			switch {
			case a.Take("remote-as route-map"):
				n.RemoteASRouteMap, err = policyName().Parse(a)
			case a.Take("remote-as"):
				n.RemoteAS, err = parseASN(a)
			}
			return err
		},
		Check: checkNeighborHead,
		Merge: func(old, read *Neighbor) error {
			if read.RemoteAS != 0 {
				old.RemoteAS = read.RemoteAS
			}
			if read.RemoteASRouteMap != "" {
				old.RemoteASRouteMap = read.RemoteASRouteMap
			}
			return nil
		},
	}
}

func checkNeighborHead(n *Neighbor) error {
	var err error
	switch {
	case n.Address.IsValid() == n.Prefix.IsValid():
		err = errors.New("a neighbor is either an address or a prefix")
	case n.Address.IsValid():
		err = cli.CheckAddr(n.Address)
	default:
		err = checkPrefix(n.Prefix, n.Prefix.Addr().Is6())
	}
	return errors.Join(err, checkOptional(n.RemoteASRouteMap, limitPolicy))
}

// sessionRows are the lines of a neighbor outside its address families, in the
// order in which devices print them.
func sessionRows() []cli.Row[PeerSession] {
	return cli.Rows(
		cli.Value("inherit peer-session", func(s *PeerSession) *string { return &s.InheritPeerSession }, policyName()),
		cli.Mark("bfd", func(s *PeerSession) *bool { return &s.BFD }),
		cli.Mark("bfd multihop", func(s *PeerSession) *bool { return &s.BFDMultihop }),
		cli.Value("remote-as", func(s *PeerSession) *fabric.ASN { return &s.RemoteAS }, asn()),
		cli.Value("local-as", func(s *PeerSession) *LocalAS { return &s.LocalAS }, localAS()),
		cli.Value("description", func(s *PeerSession) *string { return &s.Description }, cli.Rest(80)),
		cli.Value("password", func(s *PeerSession) *Password { return &s.Password }, password()),
		cli.Value("update-source", func(s *PeerSession) *string { return &s.UpdateSource }, interfaceName()),
		cli.Value("ebgp-multihop", func(s *PeerSession) *uint8 { return &s.EBGPMultihop }, cli.Uint[uint8](2, 255)),
		cli.Mark("disable-connected-check", func(s *PeerSession) *bool { return &s.DisableConnectedCheck }),
		cli.Mark("transport connection-mode passive", func(s *PeerSession) *bool { return &s.TransportConnectionModePassive }),
		removePrivateASRow(),
		cli.Value("timers", func(s *PeerSession) *Timers { return &s.Timers }, timers()),
		cli.Value("maximum-peers", func(s *PeerSession) *uint16 { return &s.MaximumPeers }, cli.Uint[uint16](1, 1000)),
		cli.Mark("shutdown", func(s *PeerSession) *bool { return &s.Shutdown }),
	)
}

// policyRows are the lines of a neighbor's address family.
func policyRows() []cli.Row[PeerPolicy] {
	return cli.Rows(
		cli.Each("inherit peer-policy", func(p *PeerPolicy) *[]InheritPeerPolicy { return &p.InheritPeerPolicy }, inheritPeerPolicy()),
		sendCommunityRow(),
		cli.Mark("send-community extended", func(p *PeerPolicy) *bool { return &p.SendCommunityExtended }),
		cli.Mark("route-reflector-client", func(p *PeerPolicy) *bool { return &p.RouteReflectorClient }),
		cli.Mark("next-hop-self", func(p *PeerPolicy) *bool { return &p.NextHopSelf }),
		cli.Mark("next-hop-self all", func(p *PeerPolicy) *bool { return &p.NextHopSelfAll }),
		cli.Mark("no next-hop-third-party", func(p *PeerPolicy) *bool { return &p.NoNextHopThirdParty }),
		cli.Mark("as-override", func(p *PeerPolicy) *bool { return &p.ASOverride }),
		cli.Mark("disable-peer-as-check", func(p *PeerPolicy) *bool { return &p.DisablePeerASCheck }),
		allowASInRow(),
		defaultOriginateRow(),
		filterRow("prefix-list", func(p *PeerPolicy) *string { return &p.PrefixListIn }, func(p *PeerPolicy) *string { return &p.PrefixListOut }),
		filterRow("filter-list", func(p *PeerPolicy) *string { return &p.FilterListIn }, func(p *PeerPolicy) *string { return &p.FilterListOut }),
		filterRow("route-map", func(p *PeerPolicy) *string { return &p.RouteMapIn }, func(p *PeerPolicy) *string { return &p.RouteMapOut }),
		cli.Value("maximum-prefix", func(p *PeerPolicy) *MaximumPrefix { return &p.MaximumPrefix }, maximumPrefix()),
		cli.Value("soft-reconfiguration", func(p *PeerPolicy) *SoftReconfiguration { return &p.SoftReconfigurationInbound },
			cli.Enum[SoftReconfiguration]("", "inbound", "inbound always")),
		cli.Value("weight", func(p *PeerPolicy) *Number { return &p.Weight }, number(65535)),
	)
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

func removePrivateASRow() cli.Row[PeerSession] {
	return optionRow("remove-private-as", func(s *PeerSession) *RemovePrivateAS { return &s.RemovePrivateAS },
		RemovePrivateASPlain, cli.Enum[RemovePrivateAS]("", "", "all", "replace-as"))
}

func allowASInRow() cli.Row[PeerPolicy] {
	r := optionRow("allowas-in", func(p *PeerPolicy) *uint8 { return &p.AllowASIn }, allowASInDefault, cli.Uint[uint8](1, 10))
	r.Append = func(w *cli.Writer, p *PeerPolicy) {
		if p.AllowASIn != 0 {
			w.Begin("allowas-in")
			w.Word(strconv.Itoa(int(p.AllowASIn)))
			w.End()
		}
	}
	return r
}

// allowASInDefault is what "allowas-in" stands for without a number.
const allowASInDefault = 3

// optionRow is a command that may stand alone, which is the value bare.
func optionRow[T any, V comparable](keyword string, field func(*T) *V, bare V, c cli.Codec[V]) cli.Row[T] {
	r := cli.Value(keyword, field, c)
	write, read := r.Append, r.Read
	r.Append = func(w *cli.Writer, t *T) {
		if *field(t) == bare {
			w.Line(keyword)
		} else {
			write(w, t)
		}
	}
	r.Read = func(t *T, a *cli.Args) error {
		if !a.No() && a.Done() {
			*field(t) = bare
			return nil
		}
		return read(t, a)
	}
	return r
}

func inheritPeerPolicy() cli.Codec[InheritPeerPolicy] {
	return cli.Codec[InheritPeerPolicy]{
		Append: func(b []byte, v InheritPeerPolicy) []byte {
			return strconv.AppendUint(append(append(b, v.Template...), ' '), uint64(v.Seq), 10)
		},
		Parse: func(a *cli.Args) (v InheritPeerPolicy, err error) {
			if v.Template, err = policyName().Parse(a); err == nil {
				v.Seq, err = cli.ParseUint[uint16](a.Next(), 1, 65535)
			}
			return v, err
		},
		Check: func(v InheritPeerPolicy) error {
			return errors.Join(policyName().Check(v.Template), cli.CheckUint(v.Seq, 1, 65535))
		},
	}
}

// sendCommunityRow also reads "standard", which is the same, and "both", which
// the device stores as two lines.
func sendCommunityRow() cli.Row[PeerPolicy] {
	r := cli.Mark("send-community", func(p *PeerPolicy) *bool { return &p.SendCommunity })
	read := r.Read
	r.Read = func(p *PeerPolicy, a *cli.Args) error {
		if a.No() {
			return cli.ErrNotModelled
		}
		both := a.Take("both")
		if !both {
			a.Take("standard")
		}
		err := read(p, a)
		if err == nil && both {
			p.SendCommunityExtended = true
		}
		return err
	}
	return r
}

// defaultOriginateRow is "default-originate [route-map R]".
func defaultOriginateRow() cli.Row[PeerPolicy] {
	return cli.Row[PeerPolicy]{
		Keyword: "default-originate",
		Append: func(w *cli.Writer, p *PeerPolicy) {
			if p.DefaultOriginate {
				w.Begin("default-originate")
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
			if a.No() || !a.Done() {
				return cli.ErrNotModelled
			}
			p.DefaultOriginate, p.DefaultOriginateRouteMap = true, name
			return nil
		},
		Check: func(c *cli.Checker, p *PeerPolicy) {
			c.Report("default-originate", checkOptional(p.DefaultOriginateRouteMap, limitPolicy))
			if p.DefaultOriginateRouteMap != "" && !p.DefaultOriginate {
				c.Report("default-originate", errors.New("a route-map without default-originate"))
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
			name := a.Next()
			field := in
			if !a.Take("in") {
				if !a.Take("out") {
					return cli.ErrNotModelled
				}
				field = out
			}
			if a.No() || !a.Done() {
				return cli.ErrNotModelled
			}
			if len(name) > limitPolicy {
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
	return cli.Codec[MaximumPrefix]{
		Append: func(b []byte, v MaximumPrefix) []byte {
			b = strconv.AppendUint(b, uint64(v.Limit), 10)
			if v.Threshold != 0 {
				b = strconv.AppendUint(append(b, ' '), uint64(v.Threshold), 10)
			}
			if v.Restart != 0 {
				b = strconv.AppendUint(append(b, " restart "...), uint64(v.Restart), 10)
			}
			if v.WarningOnly {
				b = append(b, " warning-only"...)
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
			if a.Take("restart") {
				v.Restart, err = cli.ParseUint[uint16](a.Next(), 1, 65535)
			}
			v.WarningOnly = err == nil && a.Take("warning-only")
			if v.WarningOnly && v.Restart != 0 {
				return v, errors.New("warning-only excludes restart")
			}
			return v, err
		},
		Check: func(v MaximumPrefix) error {
			errs := []error{cli.CheckUint(v.Limit, 1, math.MaxUint32), cli.CheckUint(v.Threshold, 0, 100)}
			if v.WarningOnly && v.Restart != 0 {
				errs = append(errs, errors.New("warning-only excludes restart"))
			}
			return errors.Join(errs...)
		},
	}
}
