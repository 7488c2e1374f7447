package junos

import (
	"errors"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/stanza"
)

var (
	errName = errors.New("is not the name of an interface")
	errMAC  = errors.New("is not an address like 02:00:00:00:00:0b")
)

var bgpTable = append(table[BGP]{ //nolint:gochecknoglobals // the grammar, never written
	flag("disable", func(b *BGP) *bool { return &b.Disable }),
	inline("path-selection", func(b *BGP) *PathSelection { return &b.PathSelection }, table[PathSelection]{
		flag("always-compare-med", func(p *PathSelection) *bool { return &p.AlwaysCompareMED }),
		flag("external-router-id", func(p *PathSelection) *bool { return &p.ExternalRouterID }),
	}),
	flag("precision-timers", func(b *BGP) *bool { return &b.PrecisionTimers }),
}, append(peeringRows(func(b *BGP) *Peering { return &b.Peering }),
	list("group", func(b *BGP) *[]Group { return &b.Group }, func(g *Group) *string { return &g.Name }, names(limitDescription), groupTable))...)

var groupTable = append(append(table[Group]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("type", func(g *Group) *GroupType { return &g.Type }, enums[GroupType]("", "external", "internal")),
}, peeringRows(func(g *Group) *Peering { return &g.Peering })...), table[Group]{
	leaves("allow", func(g *Group) *[]Prefix { return &g.Allow }, orKept(prefixes(true, true, false), isSubnet)),
	list("dynamic-neighbor", func(g *Group) *[]DynamicNeighbor { return &g.DynamicNeighbor },
		func(d *DynamicNeighbor) *string { return &d.Name }, names(limitDescription), table[DynamicNeighbor]{
			leaves("allow", func(d *DynamicNeighbor) *[]Prefix { return &d.Allow }, orKept(prefixes(true, true, false), isSubnet)),
			leaf("peer-limit", func(d *DynamicNeighbor) *Number { return &d.PeerLimit }, numbers(2048)),
			leaf("authentication-key", func(d *DynamicNeighbor) *fabric.Secret { return &d.AuthenticationKey }, secrets()),
		}),
	leaf("peer-as-list", func(g *Group) *string { return &g.PeerASList }, names(limitDescription)),
	list("neighbor", func(g *Group) *[]Neighbor { return &g.Neighbor }, func(n *Neighbor) *Addr { return &n.Address }, addrs(true, true),
		peeringRows(func(n *Neighbor) *Peering { return &n.Peering })),
}...)

// isSubnet keeps `allow all`.
func isSubnet(c byte) bool { return isHex(c) && c != 'a' }

// peeringRows are the statements that stand at all three levels.
func peeringRows[T any](at func(*T) *Peering) table[T] {
	rows := make(table[T], 0, len(peeringTable))
	for _, r := range peeringTable {
		rows = append(rows, lifted[T, Peering]{r, at})
	}
	return rows
}

// A lifted row is one of a part of T.
type lifted[T, U any] struct {
	row[U]
	at func(*T) *U
}

func (l lifted[T, U]) write(t *T, n *stanza.Node)      { l.row.write(l.at(t), n) }
func (l lifted[T, U]) read(t *T, words []string) error { return l.row.read(l.at(t), words) }
func (l lifted[T, U]) check(t *T, c *checker)          { l.row.check(l.at(t), c) }

var peeringTable = table[Peering]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("description", func(p *Peering) *string { return &p.Description }, texts()),
	presence("multihop", func(p *Peering) *Multihop { return &p.Multihop }, func(m *Multihop) *bool { return &m.On }, table[Multihop]{
		leaf("ttl", func(m *Multihop) *uint8 { return &m.TTL }, uints[uint8](1, 255)),
		flag("no-nexthop-change", func(m *Multihop) *bool { return &m.NoNextHopChange }),
	}),
	leaf("preference", func(p *Peering) *Number { return &p.Preference }, numbers(4294967295)),
	leaf("local-preference", func(p *Peering) *Number { return &p.LocalPreference }, numbers(4294967295)),
	leaf("local-address", func(p *Peering) *Addr { return &p.LocalAddress }, addrs(true, true)),
	leaf("hold-time", func(p *Peering) *Number { return &p.HoldTime }, holdTimes()),
	flag("passive", func(p *Peering) *bool { return &p.Passive }),
	flag("advertise-peer-as", func(p *Peering) *bool { return &p.AdvertisePeerAS }),
	flag("no-advertise-peer-as", func(p *Peering) *bool { return &p.NoAdvertisePeerAS }),
	flag("log-updown", func(p *Peering) *bool { return &p.LogUpdown }),
	leaves("import", func(p *Peering) *[]string { return &p.Import }, names(limitDescription)),
	unicastRow("family inet", func(p *Peering) *Unicast { return &p.Inet }),
	unicastRow("family inet6", func(p *Peering) *Unicast { return &p.Inet6 }),
	leaf("authentication-key", func(p *Peering) *fabric.Secret { return &p.AuthenticationKey }, secrets()),
	leaves("export", func(p *Peering) *[]string { return &p.Export }, names(limitDescription)),
	flag("remove-private", func(p *Peering) *bool { return &p.RemovePrivate }),
	leaf("cluster", func(p *Peering) *Addr { return &p.Cluster }, addrs(true, false)),
	leaf("peer-as", func(p *Peering) *fabric.ASN { return &p.PeerAS }, asns()),
	optionsRow[Peering, LocalAS]{
		words: split("local-as"), at: func(p *Peering) *LocalAS { return &p.LocalAS },
		append: appendLocalAS, parse: parseLocalAS,
		verify: func(v LocalAS) error { return errors.Join(asns().check(v.AS), checkLoops(v.Loops)) },
	},
	flag("unconfigured-peer-graceful-restart", func(p *Peering) *bool { return &p.UnconfiguredPeerGracefulRestart }),
	presence("graceful-restart", func(p *Peering) *GracefulRestart { return &p.GracefulRestart },
		func(g *GracefulRestart) *bool { return &g.On }, table[GracefulRestart]{
			flag("disable", func(g *GracefulRestart) *bool { return &g.Disable }),
			leaf("restart-time", func(g *GracefulRestart) *uint16 { return &g.RestartTime }, uints[uint16](1, 1800)),
			leaf("stale-routes-time", func(g *GracefulRestart) *uint16 { return &g.StaleRoutesTime }, uints[uint16](1, 1800)),
			within("long-lived", table[GracefulRestart]{within("receiver", table[GracefulRestart]{
				flag("disable", func(g *GracefulRestart) *bool { return &g.ReceiverDisable }),
			})}),
		}),
	presence("multipath", func(p *Peering) *Multipath { return &p.Multipath }, func(m *Multipath) *bool { return &m.On }, table[Multipath]{
		flag("disable", func(m *Multipath) *bool { return &m.Disable }),
		flag("multiple-as", func(m *Multipath) *bool { return &m.MultipleAS }),
	}),
	block("bfd-liveness-detection", func(p *Peering) *BFD { return &p.BFD }, table[BFD]{
		leaf("minimum-interval", func(b *BFD) *uint32 { return &b.MinimumInterval }, uints[uint32](1, 255000)),
		leaf("minimum-receive-interval", func(b *BFD) *uint32 { return &b.MinimumReceiveInterval }, uints[uint32](1, 255000)),
		leaf("multiplier", func(b *BFD) *uint8 { return &b.Multiplier }, uints[uint8](1, 255)),
		within("transmit-interval", table[BFD]{
			leaf("minimum-interval", func(b *BFD) *uint32 { return &b.TransmitInterval }, uints[uint32](1, 255000)),
		}),
	}),
	flag("as-override", func(p *Peering) *bool { return &p.ASOverride }),
	flag("shutdown", func(p *Peering) *bool { return &p.Shutdown }),
}

func unicastRow(family string, at func(*Peering) *Unicast) row[Peering] {
	return within(family, table[Peering]{
		presence("unicast", at, func(u *Unicast) *bool { return &u.On }, table[Unicast]{
			block("prefix-limit", func(u *Unicast) *PrefixLimit { return &u.PrefixLimit }, prefixLimitTable),
			block("accepted-prefix-limit", func(u *Unicast) *PrefixLimit { return &u.AcceptedPrefixLimit }, prefixLimitTable),
			leaf("loops", func(u *Unicast) *uint8 { return &u.Loops }, loops()),
		}),
	})
}

var prefixLimitTable = table[PrefixLimit]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("maximum", func(l *PrefixLimit) *uint32 { return &l.Maximum }, uints[uint32](1, 4294967295)),
	optionsRow[PrefixLimit, Teardown]{
		words: split("teardown"), at: func(l *PrefixLimit) *Teardown { return &l.Teardown },
		append: appendTeardown, parse: parseTeardown, verify: checkTeardown,
	},
}

const longestIdle = 2400

func appendTeardown(b []string, v Teardown) []string {
	if v.Percent != 0 {
		b = append(b, strconv.Itoa(int(v.Percent)))
	}
	switch {
	case v.Forever:
		b = append(b, "idle-timeout", "forever")
	case v.IdleTimeout != 0:
		b = append(b, "idle-timeout", strconv.Itoa(int(v.IdleTimeout)))
	}
	return b
}

func parseTeardown(words []string, v *Teardown) error {
	v.On = true
	return options(words, func(word string, next func() string) (err error) {
		switch {
		case word == "idle-timeout":
			if word = next(); word == "forever" {
				v.Forever, v.IdleTimeout = true, 0
				return nil
			}
			v.IdleTimeout, err = uints[uint16](1, longestIdle).one([]string{word})
			v.Forever = false
		case word != "" && isDigit(word[0]):
			v.Percent, err = uints[uint8](1, 100).one([]string{word})
		default:
			err = errNotModelled
		}
		return err
	})
}

func checkTeardown(v Teardown) error {
	switch {
	case !v.On:
		return errors.New("has options, and is not set itself")
	case v.Percent > 100:
		return errors.New(strconv.Itoa(int(v.Percent)) + " is not from 1 to 100")
	case v.IdleTimeout > longestIdle:
		return errors.New(strconv.Itoa(int(v.IdleTimeout)) + " is not from 1 to " + strconv.Itoa(longestIdle))
	case v.Forever && v.IdleTimeout != 0:
		return errors.New("forever excludes minutes")
	}
	return nil
}

func appendLocalAS(b []string, v LocalAS) []string {
	b = appendLoops(append(b, v.AS.String()), v.Loops)
	for _, option := range []struct {
		on   bool
		word string
	}{{v.Private, "private"}, {v.Alias, "alias"}, {v.NoPrependGlobalAS, "no-prepend-global-as"}} {
		if option.on {
			b = append(b, option.word)
		}
	}
	return b
}

func parseLocalAS(words []string, v *LocalAS) error {
	return options(words, func(word string, next func() string) (err error) {
		switch word {
		case "loops":
			v.Loops, err = loops().one([]string{next()})
		case "private":
			v.Private = true
		case "alias":
			v.Alias = true
		case "no-prepend-global-as":
			v.NoPrependGlobalAS = true
		default:
			v.AS, err = asOption(word)
		}
		return err
	})
}

// holdTimes are 0, or 3 and more (RFC 4271 4.2).
func holdTimes() codec[Number] {
	c := numbers(65535)
	parse, check := c.parse, c.check
	long := func(v Number) error {
		if v.Value == 1 || v.Value == 2 {
			return errors.New(strconv.Itoa(int(v.Value)) + " is neither 0 nor from 3 to 65535")
		}
		return nil
	}
	c.parse = func(words []string) (Number, int, error) {
		v, used, err := parse(words)
		if err == nil {
			err = long(v)
		}
		return v, used, err
	}
	c.check = func(v Number) error { return errors.Join(check(v), long(v)) }
	return c
}
