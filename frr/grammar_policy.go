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

// stepSeq is between the numbers of entries that are written without one.
const stepSeq = 5

func prefixListRow(keyword string, v6 bool, lists func(*Config) *[]PrefixList) cli.Row[Config] {
	return cli.Sequences(keyword, lists, cli.Sequence[PrefixList, PrefixListEntry]{
		Name:    func(l *PrefixList) *string { return &l.Name },
		Entries: func(l *PrefixList) *[]PrefixListEntry { return &l.Entries },
		Seq:     func(e *PrefixListEntry) *uint32 { return &e.Seq },
		Names:   policyName(),
		Entry: cli.Head[PrefixListEntry]{
			Append: appendPrefixListEntry,
			Parse:  func(a *cli.Args, e *PrefixListEntry) error { return parsePrefixListEntry(a, e, v6) },
			Check:  func(e *PrefixListEntry) error { return errors.Join(checkPrefix(e.Prefix, v6), e.check()) },
		},
		First: 1, Last: math.MaxUint32, Step: stepSeq,
	})
}

// anything is the default prefix of a family.
func anything(v6 bool) Prefix {
	if v6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

func appendPrefixListEntry(b []byte, e *PrefixListEntry) []byte {
	b = append(appendAction(b, e.Action), ' ')
	if e.isAny() {
		return append(b, "any"...)
	}
	b = e.Prefix.AppendTo(b)
	if e.Ge != 0 {
		b = strconv.AppendUint(append(b, " ge "...), uint64(e.Ge), 10)
	}
	if e.Le != 0 {
		b = strconv.AppendUint(append(b, " le "...), uint64(e.Le), 10)
	}
	return b
}

// isAny reports whether the entry matches every prefix of its family.
func (e *PrefixListEntry) isAny() bool {
	return e.Prefix.IsValid() && e.Prefix.Bits() == 0 && e.Ge == 0 && int(e.Le) == e.Prefix.Addr().BitLen()
}

func parsePrefixListEntry(a *cli.Args, e *PrefixListEntry, v6 bool) (err error) {
	if e.Action, err = parseAction(a); err != nil {
		return err
	}
	if a.Take("any") {
		e.Prefix = anything(v6)
		e.Le = uint8(e.Prefix.Addr().BitLen())
		return nil
	}
	if e.Prefix, err = prefix(v6).Parse(a); err != nil {
		return err
	}
	longest := uint8(e.Prefix.Addr().BitLen())
	for range 2 {
		field, word := &e.Ge, "ge"
		if a.Peek() == "le" {
			field, word = &e.Le, "le"
		}
		if !a.Take(word) {
			break
		}
		if *field, err = cli.ParseUint(a.Next(), 1, longest); err != nil {
			return fmt.Errorf("%s: %w", word, err)
		}
	}
	return e.check()
}

// check returns what is wrong with the bounds of the length.
func (e *PrefixListEntry) check() error {
	bits := uint8(max(0, e.Prefix.Bits()))
	longest := uint8(e.Prefix.Addr().BitLen())
	switch {
	case max(e.Ge, e.Le) > longest:
		return fmt.Errorf("a length is longer than an address of %s", e.Prefix)
	case e.Ge != 0 && e.Ge < bits, e.Le != 0 && e.Le < bits:
		return fmt.Errorf("a length is shorter than that of %s: nothing can match", e.Prefix)
	case e.Ge != 0 && e.Le != 0 && e.Le < e.Ge:
		return errors.New("le is less than ge: nothing can match")
	}
	return nil
}

func asPathListRow() cli.Row[Config] {
	return cli.Sequences("bgp as-path access-list", func(c *Config) *[]ASPathAccessList { return &c.ASPathAccessList },
		cli.Sequence[ASPathAccessList, ASPathAccessListEntry]{
			Name:    func(l *ASPathAccessList) *string { return &l.Name },
			Entries: func(l *ASPathAccessList) *[]ASPathAccessListEntry { return &l.Entries },
			Seq:     func(e *ASPathAccessListEntry) *uint32 { return &e.Seq },
			Names:   policyName(),
			Entry: cli.Head[ASPathAccessListEntry]{
				Append: func(b []byte, e *ASPathAccessListEntry) []byte {
					return append(append(appendAction(b, e.Action), ' '), e.Regexp...)
				},
				Parse: func(a *cli.Args, e *ASPathAccessListEntry) (err error) {
					if e.Action, err = parseAction(a); err != nil {
						return err
					}
					e.Regexp, err = cli.Rest(limitLine).Parse(a)
					return err
				},
				Check: func(e *ASPathAccessListEntry) error { return checkRegexp(e.Regexp) },
			},
			First: 1, Last: math.MaxUint32, Step: stepSeq,
		})
}

func communityListRow() cli.Row[Config] {
	codec := community()
	return cli.Sequences("bgp community-list standard", func(c *Config) *[]CommunityList { return &c.CommunityList },
		cli.Sequence[CommunityList, CommunityListEntry]{
			Name:    func(l *CommunityList) *string { return &l.Name },
			Entries: func(l *CommunityList) *[]CommunityListEntry { return &l.Entries },
			Seq:     func(e *CommunityListEntry) *uint32 { return &e.Seq },
			Names:   policyName(),
			Entry: cli.Head[CommunityListEntry]{
				Append: func(b []byte, e *CommunityListEntry) []byte {
					b = appendAction(b, e.Action)
					for _, c := range e.Communities {
						b = codec.Append(append(b, ' '), c)
					}
					return b
				},
				Parse: func(a *cli.Args, e *CommunityListEntry) (err error) {
					if e.Action, err = parseAction(a); err != nil {
						return err
					}
					if a.Done() {
						return cli.ErrMissing
					}
					for !a.Done() {
						c, err := codec.Parse(a)
						if err != nil {
							return err
						}
						e.Communities = append(e.Communities, c)
					}
					return nil
				},
				Check: func(e *CommunityListEntry) error {
					if len(e.Communities) == 0 {
						return errors.New("has no communities")
					}
					return nil
				},
			},
			First: 1, Last: math.MaxUint32, Step: stepSeq,
		})
}

func routeMapRow() cli.Row[Config] {
	return cli.SequenceBlocks("route-map", func(c *Config) *[]RouteMap { return &c.RouteMap },
		cli.SequenceBlock[RouteMap, RouteMapEntry]{
			Name:    func(m *RouteMap) *string { return &m.Name },
			Entries: func(m *RouteMap) *[]RouteMapEntry { return &m.Entries },
			Seq:     func(e *RouteMapEntry) int { return int(e.Seq) },
			Names:   policyName(),
			Entry: cli.Head[RouteMapEntry]{
				Append: func(b []byte, e *RouteMapEntry) []byte {
					return strconv.AppendUint(append(appendAction(b, e.Action), ' '), uint64(e.Seq), 10)
				},
				Parse: func(a *cli.Args, e *RouteMapEntry) (err error) {
					if a.Peek() == "optimization" {
						return cli.ErrNotModelled
					}
					if e.Action, err = parseAction(a); err == nil {
						e.Seq, err = cli.ParseUint[uint16](a.Next(), 1, math.MaxUint16)
					}
					return err
				},
				Check: func(e *RouteMapEntry) error { return cli.CheckUint(e.Seq, 1, math.MaxUint16) },
				Close: "exit",
			},
		}, routeMapTable)
}

var routeMapTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(cli.Value("description", func(e *RouteMapEntry) *string { return &e.Description }, cli.Rest(limitLine))),
	cli.Embed(func(e *RouteMapEntry) *Match { return &e.Match },
		cli.Value("match as-path", func(m *Match) *string { return &m.ASPath }, policyName()),
		matchCommunityRow(),
		cli.Value("match interface", func(m *Match) *string { return &m.Interface }, interfaceName()),
		cli.Value("match ip address prefix-list", func(m *Match) *string { return &m.IPAddressPrefixList }, policyName()),
		cli.Value("match ip next-hop prefix-list", func(m *Match) *string { return &m.IPNextHopPrefixList }, policyName()),
		cli.Value("match ipv6 address prefix-list", func(m *Match) *string { return &m.IPv6AddressPrefixList }, policyName()),
		cli.Value("match ipv6 next-hop prefix-list", func(m *Match) *string { return &m.IPv6NextHopPrefixList }, policyName()),
		cli.Value("match local-preference", func(m *Match) *Number { return &m.LocalPreference }, number(math.MaxUint32)),
		cli.Value("match metric", func(m *Match) *Number { return &m.Metric }, number(math.MaxUint32)),
		cli.Value("match origin", func(m *Match) *Origin { return &m.Origin }, origins()),
		cli.Value("match peer", func(m *Match) *string { return &m.Peer }, cli.Word(limitPolicy)),
		cli.Value("match source-protocol", func(m *Match) *string { return &m.SourceProtocol }, cli.Word(limitPolicy)),
		cli.Value("match tag", func(m *Match) *uint32 { return &m.Tag }, cli.Uint[uint32](1, math.MaxUint32)),
	),
	cli.Rows(
		cli.Value("call", func(e *RouteMapEntry) *string { return &e.Call }, policyName()),
		cli.Flag("on-match next", func(e *RouteMapEntry) *bool { return &e.OnMatchNext }),
		onMatchGotoRow(),
		continueRow(),
	),
	cli.Embed(func(e *RouteMapEntry) *Set { return &e.Set },
		cli.Words("set as-path prepend", func(s *Set) *[]fabric.ASN { return &s.ASPathPrepend }, asn()),
		cli.Value("set as-path prepend last-as", func(s *Set) *uint8 { return &s.ASPathPrependLastAS }, cli.Uint[uint8](1, 10)),
		setCommListRow(),
		setCommunityRow(),
		cli.Value("set ip next-hop", func(s *Set) *Addr { return &s.IPNextHop }, nextHop(cli.Addr4())),
		cli.Flag("set ip next-hop unchanged", func(s *Set) *bool { return &s.IPNextHopUnchanged }),
		cli.Flag("set ip next-hop peer-address", func(s *Set) *bool { return &s.IPNextHopPeerAddress }),
		cli.Value("set ipv6 next-hop global", func(s *Set) *Addr { return &s.IPv6NextHopGlobal }, cli.Addr6()),
		cli.Flag("set ipv6 next-hop peer-address", func(s *Set) *bool { return &s.IPv6NextHopPeerAddress }),
		cli.Flag("set ipv6 next-hop prefer-global", func(s *Set) *bool { return &s.IPv6NextHopPreferGlobal }),
		cli.Value("set local-preference", func(s *Set) *Number { return &s.LocalPreference }, plainNumber()),
		cli.Value("set metric", func(s *Set) *Number { return &s.Metric }, plainNumber()),
		cli.Value("set origin", func(s *Set) *Origin { return &s.Origin }, origins()),
		cli.Value("set tag", func(s *Set) *uint32 { return &s.Tag }, cli.Uint[uint32](1, math.MaxUint32)),
		cli.Value("set weight", func(s *Set) *Number { return &s.Weight }, number(math.MaxUint16)),
	),
)

func origins() cli.Codec[Origin] { return cli.Enum[Origin]("", "igp", "egp", "incomplete") }

// nextHop leaves the words that stand for an address to other rows.
func nextHop(c cli.Codec[Addr]) cli.Codec[Addr] {
	parse := c.Parse
	c.Parse = func(a *cli.Args) (Addr, error) {
		if w := a.Peek(); w == "unchanged" || w == "peer-address" {
			return Addr{}, cli.ErrNotModelled
		}
		return parse(a)
	}
	return c
}

// plainNumber leaves changes by an amount ("+10", "rtt") to be kept.
func plainNumber() cli.Codec[Number] {
	c := number(math.MaxUint32)
	parse := c.Parse
	c.Parse = func(a *cli.Args) (Number, error) {
		if w := a.Peek(); w != "" && (w[0] < '0' || w[0] > '9') {
			return Number{}, cli.ErrNotModelled
		}
		return parse(a)
	}
	return c
}

func onMatchGotoRow() cli.Row[RouteMapEntry] {
	return cli.Value("on-match goto", func(e *RouteMapEntry) *uint16 { return &e.OnMatchGoto }, cli.Uint[uint16](1, math.MaxUint16))
}

// continueRow reads the other spelling of on-match goto.
func continueRow() cli.Row[RouteMapEntry] {
	r := onMatchGotoRow()
	r.Keyword = "continue"
	r.Append = func(*cli.Writer, *RouteMapEntry) {}
	r.Check = nil
	return r
}

// matchCommunityRow is "match community L [exact-match]".
func matchCommunityRow() cli.Row[Match] {
	const keyword = "match community"
	return cli.Row[Match]{
		Keyword: keyword,
		Append: func(w *cli.Writer, m *Match) {
			if m.Community == "" {
				return
			}
			w.Begin(keyword)
			w.Word(m.Community)
			if m.CommunityExactMatch {
				w.Word("exact-match")
			}
			w.End()
		},
		Read: func(m *Match, a *cli.Args) error {
			name, err := policyName().Parse(a)
			if err != nil {
				return err
			}
			exact := a.Take("exact-match")
			if a.No() || !a.Done() {
				return cli.ErrNotModelled
			}
			m.Community, m.CommunityExactMatch = name, exact
			return nil
		},
		Check: func(c *cli.Checker, m *Match) {
			c.Report(keyword, checkOptional(m.Community, limitPolicy))
			if m.CommunityExactMatch && m.Community == "" {
				c.Report(keyword, errors.New("exact-match without a list"))
			}
		},
	}
}

// setCommunityRow is "set community none" or "set community C... [additive]".
func setCommunityRow() cli.Row[Set] {
	const keyword = "set community"
	codec := community()
	return cli.Row[Set]{
		Keyword: keyword,
		Append: func(w *cli.Writer, s *Set) {
			if len(s.Community) == 0 && !s.CommunityNone {
				return
			}
			w.Begin(keyword)
			if s.CommunityNone {
				w.Word("none")
			}
			for _, c := range s.Community {
				w.Word("")
				cli.AppendValue(w, codec, c)
			}
			if s.CommunityAdditive {
				w.Word("additive")
			}
			w.End()
		},
		Read: func(s *Set, a *cli.Args) error {
			if a.No() {
				return cli.ErrNotModelled
			}
			var list []fabric.Community
			none, additive := a.Take("none"), false
			for !a.Done() {
				if a.Take("additive") {
					additive = true
					continue
				}
				c, err := codec.Parse(a)
				if err != nil {
					return err
				}
				list = append(list, c)
			}
			switch {
			case list == nil && !none:
				return cli.ErrMissing
			case none && (list != nil || additive):
				return errNone
			}
			s.Community, s.CommunityNone, s.CommunityAdditive = list, none, additive
			return nil
		},
		Check: func(c *cli.Checker, s *Set) {
			switch {
			case s.CommunityNone && (len(s.Community) > 0 || s.CommunityAdditive):
				c.Report(keyword, errNone)
			case s.CommunityAdditive && len(s.Community) == 0:
				c.Report(keyword, errors.New("additive without a community"))
			}
		},
	}
}

var errNone = errors.New("none excludes communities")

// setCommListRow is "set comm-list L delete".
func setCommListRow() cli.Row[Set] {
	return cli.Value("set comm-list", func(s *Set) *string { return &s.CommListDelete }, cli.Codec[string]{
		Append: func(b []byte, v string) []byte { return append(append(b, v...), " delete"...) },
		Parse: func(a *cli.Args) (string, error) {
			name, err := policyName().Parse(a)
			if err == nil && !a.Take("delete") {
				err = errors.New("delete is missing")
			}
			return name, err
		},
		Check: policyName().Check,
	})
}
