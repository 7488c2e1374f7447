package nxos

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

const (
	lastSeq  = 4294967294 // of an entry of a list
	stepSeq  = 5          // of entries that are written without a number
	routeSeq = 65535      // of an entry of a route-map
)

// actions are the words of an Action.
func appendAction(b []byte, a Action) []byte {
	if a == Permit {
		return append(b, "permit"...)
	}
	return append(b, "deny"...)
}

// parseAction leaves lines that do not say what they do to the other rows:
// descriptions, and the lists of other kinds.
func parseAction(a *cli.Args) (Action, error) {
	switch {
	case a.Take("permit"):
		return Permit, nil
	case a.Take("deny"):
		return Deny, nil
	}
	return Deny, cli.ErrNotModelled
}

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
		First: 1, Last: lastSeq, Step: stepSeq,
	})
}

func appendPrefixListEntry(b []byte, e *PrefixListEntry) []byte {
	b = append(appendAction(b, e.Action), ' ')
	b = e.Prefix.AppendTo(b)
	if e.Eq != 0 {
		b = strconv.AppendUint(append(b, " eq "...), uint64(e.Eq), 10)
	}
	if e.Ge != 0 {
		b = strconv.AppendUint(append(b, " ge "...), uint64(e.Ge), 10)
	}
	if e.Le != 0 {
		b = strconv.AppendUint(append(b, " le "...), uint64(e.Le), 10)
	}
	return b
}

func parsePrefixListEntry(a *cli.Args, e *PrefixListEntry, v6 bool) (err error) {
	if e.Action, err = parseAction(a); err != nil {
		return err
	}
	if e.Prefix, err = prefix(v6).Parse(a); err != nil {
		return err
	}
	longest := uint8(e.Prefix.Addr().BitLen())
	for _, bound := range []struct {
		word  string
		field *uint8
	}{{"eq", &e.Eq}, {"ge", &e.Ge}, {"le", &e.Le}} {
		if !a.Take(bound.word) {
			continue
		}
		if *bound.field, err = cli.ParseUint(a.Next(), 1, longest); err != nil {
			return fmt.Errorf("%s: %w", bound.word, err)
		}
	}
	return e.check()
}

// check returns what is wrong with the bounds of the length.
func (e *PrefixListEntry) check() error {
	bits := uint8(max(0, e.Prefix.Bits()))
	longest := uint8(e.Prefix.Addr().BitLen())
	switch {
	case max(e.Eq, e.Ge, e.Le) > longest:
		return fmt.Errorf("a length is longer than an address of %s", e.Prefix)
	case e.Eq != 0 && (e.Ge != 0 || e.Le != 0):
		return errors.New("eq excludes ge and le")
	case e.Eq != 0 && e.Eq < bits, e.Ge != 0 && e.Ge < bits, e.Le != 0 && e.Le < bits:
		return fmt.Errorf("a length is shorter than that of %s: nothing can match", e.Prefix)
	case e.Ge != 0 && e.Le != 0 && e.Le < e.Ge:
		return errors.New("le is less than ge: nothing can match")
	}
	return nil
}

func communityListRow() cli.Row[Config] {
	codec := community()
	return cli.Sequences("ip community-list standard", func(c *Config) *[]CommunityList { return &c.IPCommunityList },
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
			First: 1, Last: lastSeq, Step: stepSeq,
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
				Parse: parseRouteMapHead,
			},
		}, routeMapTable)
}

// parseRouteMapHead reads "[permit|deny [SEQ]]", in full "permit 10".
func parseRouteMapHead(a *cli.Args, e *RouteMapEntry) (err error) {
	e.Action, e.Seq = Permit, 10
	if a.Done() {
		return nil
	}
	if e.Action, err = parseAction(a); err != nil || a.Done() {
		return err
	}
	e.Seq, err = cli.ParseUint[uint16](a.Next(), 0, routeSeq)
	return err
}

var routeMapTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Rows(cli.Value("description", func(e *RouteMapEntry) *string { return &e.Description }, cli.Rest(90))),
	cli.Embed(func(e *RouteMapEntry) *Match { return &e.Match },
		cli.Words("match ip address prefix-list", func(m *Match) *[]string { return &m.IPAddressPrefixList }, policyName()),
		cli.Words("match ipv6 address prefix-list", func(m *Match) *[]string { return &m.IPv6AddressPrefixList }, policyName()),
		cli.Words("match ip next-hop prefix-list", func(m *Match) *[]string { return &m.IPNextHopPrefixList }, policyName()),
		cli.Words("match ipv6 next-hop prefix-list", func(m *Match) *[]string { return &m.IPv6NextHopPrefixList }, policyName()),
		matchCommunityRow(),
		cli.Words("match as-path", func(m *Match) *[]string { return &m.ASPath }, policyName()),
		matchASNumberRow(),
		cli.Words("match tag", func(m *Match) *[]uint32 { return &m.Tag }, cli.Uint[uint32](0, 4294967295)),
		cli.Words("match metric", func(m *Match) *[]uint32 { return &m.Metric }, cli.Uint[uint32](0, 4294967295)),
		cli.Words("match source-protocol", func(m *Match) *[]string { return &m.SourceProtocol }, policyName()),
		cli.Words("match interface", func(m *Match) *[]string { return &m.Interface }, interfaceName()),
		cli.Words("match route-type", func(m *Match) *[]string { return &m.RouteType }, policyName()),
	),
	cli.Embed(func(e *RouteMapEntry) *Set { return &e.Set },
		setCommunityRow(),
		setCommListRow(),
		cli.Value("set local-preference", func(s *Set) *Number { return &s.LocalPreference }, number(4294967295)),
		cli.Value("set metric", func(s *Set) *Number { return &s.Metric }, number(4294967295)),
		cli.Value("set weight", func(s *Set) *Number { return &s.Weight }, number(65535)),
		cli.Value("set tag", func(s *Set) *Number { return &s.Tag }, number(4294967295)),
		cli.Value("set origin", func(s *Set) *Origin { return &s.Origin }, cli.Enum[Origin]("", "igp", "egp", "incomplete")),
		cli.Words("set as-path prepend", func(s *Set) *[]fabric.ASN { return &s.ASPathPrepend }, asn()),
		cli.Value("set as-path prepend last-as", func(s *Set) *uint8 { return &s.ASPathPrependLastAS }, cli.Uint[uint8](1, 10)),
		cli.Value("set ip next-hop", func(s *Set) *Addr { return &s.IPNextHop }, nextHop(cli.Addr4())),
		cli.Flag("set ip next-hop unchanged", func(s *Set) *bool { return &s.IPNextHopUnchanged }),
		cli.Flag("set ip next-hop peer-address", func(s *Set) *bool { return &s.IPNextHopPeerAddress }),
		cli.Value("set ipv6 next-hop", func(s *Set) *Addr { return &s.IPv6NextHop }, nextHop(cli.Addr6())),
		cli.Flag("set ipv6 next-hop unchanged", func(s *Set) *bool { return &s.IPv6NextHopUnchanged }),
		cli.Flag("set ipv6 next-hop peer-address", func(s *Set) *bool { return &s.IPv6NextHopPeerAddress }),
	),
	cli.Rows(cli.Value("continue", func(e *RouteMapEntry) *uint16 { return &e.Continue }, cli.Uint[uint16](1, routeSeq))),
)

// nextHop leaves the words that stand for an address to other rows.
func nextHop(c cli.Codec[Addr]) cli.Codec[Addr] {
	parse := c.Parse
	c.Parse = func(a *cli.Args) (Addr, error) {
		switch a.Peek() {
		case "redist-unchanged", "verify-availability", "load-share", "self":
			return Addr{}, cli.ErrNotModelled
		}
		return parse(a)
	}
	return c
}

// matchCommunityRow is "match community L... [exact-match]".
func matchCommunityRow() cli.Row[Match] {
	return cli.Row[Match]{
		Keyword: "match community",
		Append: func(w *cli.Writer, m *Match) {
			if len(m.Community) == 0 {
				return
			}
			w.Begin("match community")
			for _, name := range m.Community {
				w.Word(name)
			}
			if m.CommunityExactMatch {
				w.Word("exact-match")
			}
			w.End()
		},
		Read: func(m *Match, a *cli.Args) error {
			if a.No() {
				return cli.ErrNotModelled
			}
			var names []string
			exact := false
			for !a.Done() {
				if exact = a.Take("exact-match"); exact {
					break
				}
				name, err := policyName().Parse(a)
				if err != nil {
					return err
				}
				names = append(names, name)
			}
			switch {
			case !a.Done():
				return cli.ErrNotModelled
			case names == nil:
				return cli.ErrMissing
			}
			m.Community = append(m.Community, names...)
			m.CommunityExactMatch = m.CommunityExactMatch || exact
			return nil
		},
		Check: func(c *cli.Checker, m *Match) {
			for _, name := range m.Community {
				c.Report("match community", cli.CheckWord(name, limitPolicy))
				if name == "exact-match" {
					c.Report("match community", errors.New("exact-match is not the name of a list"))
				}
			}
			if m.CommunityExactMatch && len(m.Community) == 0 {
				c.Report("match community", errors.New("exact-match without a list"))
			}
		},
	}
}

func matchASNumberRow() cli.Row[Match] {
	return cli.Row[Match]{
		Keyword: "match as-number",
		Append: func(w *cli.Writer, m *Match) {
			if len(m.ASNumber) > 0 {
				w.Begin("match as-number ")
				cli.AppendValue(w, asRanges(), m.ASNumber)
				w.End()
			}
		},
		Read: func(m *Match, a *cli.Args) error {
			if a.No() || a.Peek() == "as-path-list" {
				return cli.ErrNotModelled
			}
			ranges, err := asRanges().Parse(a)
			if err != nil {
				return err
			}
			m.ASNumber = append(m.ASNumber, ranges...)
			return nil
		},
		Check: func(c *cli.Checker, m *Match) { c.Report("match as-number", asRanges().Check(m.ASNumber)) },
	}
}

// setCommunityRow is "set community none" or "set community C... [additive]".
func setCommunityRow() cli.Row[Set] {
	codec := community()
	return cli.Row[Set]{
		Keyword: "set community",
		Append: func(w *cli.Writer, s *Set) {
			if len(s.Community) == 0 && !s.CommunityNone {
				return
			}
			w.Begin("set community")
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
			if a.Done() {
				return cli.ErrMissing
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
				return errors.New("none excludes communities")
			}
			s.Community, s.CommunityNone, s.CommunityAdditive = list, none, additive
			return nil
		},
		Check: func(c *cli.Checker, s *Set) {
			switch {
			case s.CommunityNone && (len(s.Community) > 0 || s.CommunityAdditive):
				c.Report("set community", errors.New("none excludes communities"))
			case s.CommunityAdditive && len(s.Community) == 0:
				c.Report("set community", errors.New("additive without a community"))
			}
		},
	}
}

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
