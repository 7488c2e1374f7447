package ipam_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func value(s string) ipam.Value {
	v, err := ipam.ParseValue(s)
	if err != nil {
		panic(err)
	}
	return v
}

func key(owner string) ipam.Key { return ipam.Key{Owner: owner, Kind: "k"} }

func pool(name string, prefixes ...string) *ipam.Range {
	r := &ipam.Range{Name: name}
	for _, p := range prefixes {
		r.Prefixes = append(r.Prefixes, prefix(p))
	}
	return r
}

// state is what a ledger says, a lease a line.
func state(l *ipam.Ledger) []string {
	var all []string
	for _, lease := range l.Leases() {
		line := lease.Space + " " + lease.String()
		if lease.Pinned {
			line += " pinned"
		}
		if lease.Pool != "" {
			line += " from " + lease.Pool
		}
		if lease.Quarantined {
			line += " freed"
		}
		all = append(all, line)
	}
	return all
}

func TestDrawnLeasesStay(t *testing.T) {
	var l ipam.Ledger
	links := pool("links", "10.0.0.0/28")
	for i, want := range []string{"10.0.0.0/30", "10.0.0.4/30", "10.0.0.8/30", "10.0.0.12/30"} {
		got, err := l.Prefix("subnet", key(fmt.Sprint("owner", i)), links, 30)
		require.NoError(t, err)
		assert.Equal(t, prefix(want), got)
	}
	again, err := l.Prefix("subnet", key("owner2"), pool("links", "10.0.0.0/28"), 30)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.0.8/30"), again, "an owner keeps its lease")

	_, err = l.Prefix("subnet", key("owner4"), links, 30)
	var exhausted *ipam.ExhaustedError
	require.ErrorAs(t, err, &exhausted)
	assert.Equal(t, "links: 10.0.0.0/28 has no free /30: 16 taken, 0 reserved", err.Error())

	grown := pool("links", "10.0.0.0/28", "10.0.1.0/28")
	further, err := l.Prefix("subnet", key("owner4"), grown, 30)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.1.0/30"), further, "a pool grows by a further range")

	other, err := l.Prefix("another space", key("owner4"), links, 30)
	require.Error(t, err, "a space has no blank in its name")
	assert.False(t, other.IsValid())
	other, err = l.Prefix("another", ipam.Key{Owner: "owner4", Kind: "other"}, links, 30)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.0.0/30"), other, "spaces do not see each other")
}

func TestDrawingSkipsWhatIsPinnedOrReserved(t *testing.T) {
	var l ipam.Ledger
	require.NoError(t, l.Pin("s", key("large"), value("10.0.0.0/29")))
	require.NoError(t, l.Pin("s", key("small"), value("10.0.0.9")))
	from := pool("p", "10.0.0.0/24")
	from.Reserved = []netip.Prefix{prefix("10.0.0.12/30"), prefix("10.0.0.10/32")}
	got, err := l.Prefix("s", key("new"), from, 31)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.0.16/31"), got)
	require.NoError(t, l.Pin("s", key("pin"), value("10.0.0.10")), "a pin may take what is reserved")

	whole := pool("inner", "10.0.0.0/30")
	_, err = l.Prefix("s", key("inside"), whole, 32)
	var draw *ipam.DrawError
	require.ErrorAs(t, err, &draw, "the whole pool is inside another lease")
	assert.Equal(t, "inner", draw.Pool)
}

// TestPoolsThatOverlapSeeEachOther draws from two pools with values in common,
// in turns.
func TestPoolsThatOverlapSeeEachOther(t *testing.T) {
	var l ipam.Ledger
	wide, narrow := pool("wide", "10.0.0.0/28"), pool("narrow", "10.0.0.0/29")
	seen := map[netip.Prefix]bool{}
	for i := range 8 {
		from := wide
		if i == 0 || i == 3 {
			from = narrow
		}
		p, err := l.Prefix("s", key(fmt.Sprint(i)), from, 31)
		require.NoError(t, err)
		require.False(t, seen[p], p)
		seen[p] = true
	}
	low := &ipam.NumberPool{Name: "low", Ranges: []ipam.NumberRange{{First: 1, Last: 6}}}
	high := &ipam.NumberPool{Name: "high", Ranges: []ipam.NumberRange{{First: 4, Last: 9}}}
	for i, row := range []struct {
		from *ipam.NumberPool
		want uint32
	}{{low, 1}, {low, 2}, {low, 3}, {high, 4}, {low, 5}, {high, 6}, {low, 0}, {high, 7}} {
		n, err := l.Number("n", key(fmt.Sprint("number", i)), row.from)
		assert.Equal(t, row.want == 0, err != nil, "%d: %v", i, err)
		assert.Equal(t, row.want, n, "%d", i)
	}
}

func TestAddressesAreDrawnAtTheirPlace(t *testing.T) {
	var l ipam.Ledger
	from := pool("rack/bb1", "10.13.0.0/24")
	from.Reserved = []netip.Prefix{prefix("10.13.0.4/32")}
	at := ipam.Place{First: netip.MustParseAddr("10.13.0.2"), Last: netip.MustParseAddr("10.13.0.5")}
	draw := func(owner string, at ipam.Place) string {
		a, err := l.Address("address", key(owner), from, at)
		if err != nil {
			return err.Error()
		}
		return a.String()
	}
	gateway := at
	gateway.Prefer = []netip.Addr{netip.MustParseAddr("10.13.0.1"), netip.MustParseAddr("10.13.0.254")}
	assert.Equal(t, "10.13.0.1", draw("gateway", gateway))
	assert.Equal(t, "10.13.0.254", draw("second", gateway))
	assert.Equal(t, "10.13.0.2", draw("third", gateway), "the preferred ones are gone")
	require.NoError(t, l.Pin("address", key("pinned"), value("10.13.0.3")))
	assert.Equal(t, "10.13.0.5", draw("fourth", at))
	assert.Contains(t, draw("fifth", at), "has no free /32 in 10.13.0.2-10.13.0.5")
	down := ipam.Place{First: at.First, Last: netip.MustParseAddr("10.13.0.254"), Down: true}
	assert.Equal(t, "10.13.0.253", draw("sixth", down))
	assert.Contains(t, draw("seventh", ipam.Place{Prefer: gateway.Prefer}), "no free address")
	assert.Equal(t, "10.13.0.2", draw("third", gateway), "it stays")
}

func TestPinWins(t *testing.T) {
	var l ipam.Ledger
	hosts := pool("hosts", "10.0.0.0/24")
	drawn, err := l.Prefix("s", key("a"), hosts, 32)
	require.NoError(t, err)
	require.NoError(t, l.Pin("s", key("a"), value("10.0.0.77")))
	require.NoError(t, l.Pin("s", key("b"), ipam.PrefixValue(drawn)), "what a had before is free again")
	c, err := l.Prefix("s", key("c"), hosts, 32)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.0.1/32"), c, "the pin of b left a hole of its size")

	err = l.Pin("s", key("d"), value("10.0.0.76/30"))
	var leased *ipam.LeasedError
	require.ErrorAs(t, err, &leased)
	assert.Equal(t, "a", leased.Holder.Owner)
	assert.Equal(t, "d", leased.Wanted.Owner)
	assert.Equal(t, "10.0.0.76/30 overlaps 10.0.0.77, which is leased to a k", err.Error())

	l.Begin()
	require.NoError(t, l.Pin("s", key("d"), value("10.0.0.76/30")), "a lease that the run has not asked for gives way")
	require.Len(t, l.Displaced(), 1)
	assert.Equal(t, "a k 10.0.0.77", l.Displaced()[0].String())
	_, found := l.Lookup(key("a"))
	assert.False(t, found)
}

// TestStatedLeasesAreKeptWhereTheyAre unpins values that no pool would have
// given.
func TestStatedLeasesAreKeptWhereTheyAre(t *testing.T) {
	var l ipam.Ledger
	require.NoError(t, l.Pin("s", key("link"), value("192.0.2.0/30")))
	require.NoError(t, l.Pin("s", key("host"), value("192.0.2.9")))
	require.NoError(t, l.Pin("as", key("as"), value("4200000000")))
	l.Begin()
	links := pool("links", "10.0.0.0/24")
	p, err := l.Prefix("s", key("link"), links, 31)
	require.NoError(t, err)
	assert.Equal(t, prefix("192.0.2.0/30"), p)
	a, err := l.Address("s", key("host"), links, ipam.Place{})
	require.NoError(t, err)
	assert.Equal(t, netip.MustParseAddr("192.0.2.9"), a)
	n, err := l.Number("as", key("as"), &ipam.NumberPool{Name: "as", Ranges: []ipam.NumberRange{{First: 1, Last: 9}}})
	require.NoError(t, err)
	assert.Equal(t, uint32(4200000000), n)
	l.End()
	assert.Equal(t, []string{"as as k 4200000000", "s host k 192.0.2.9", "s link k 192.0.2.0/30"}, state(&l))
}

// TestDrawnLeasesAreNotRenumbered asks for something else under the key of a
// lease.
func TestDrawnLeasesAreNotRenumbered(t *testing.T) {
	for name, ask := range map[string]func(*ipam.Ledger) error{
		"another pool": func(l *ipam.Ledger) error {
			_, err := l.Prefix("s", key("p"), pool("links", "10.9.0.0/24"), 31)
			return err
		},
		"another length": func(l *ipam.Ledger) error {
			_, err := l.Prefix("s", key("p"), pool("links", "10.0.0.0/24"), 30)
			return err
		},
		"another family": func(l *ipam.Ledger) error {
			_, err := l.Prefix("s", key("p"), pool("links", "2001:db8::/64"), 127)
			return err
		},
		"another space": func(l *ipam.Ledger) error {
			_, err := l.Prefix("t", key("p"), pool("links", "10.0.0.0/24"), 31)
			return err
		},
		"an address": func(l *ipam.Ledger) error {
			_, err := l.Address("s", key("p"), pool("links", "10.0.0.0/24"), ipam.Place{})
			return err
		},
		"a number": func(l *ipam.Ledger) error {
			_, err := l.Number("s", key("p"), &ipam.NumberPool{Name: "links", Ranges: []ipam.NumberRange{{Last: 9}}})
			return err
		},
		"a number of another range": func(l *ipam.Ledger) error {
			_, err := l.Number("n", key("n"), &ipam.NumberPool{Name: "as", Ranges: []ipam.NumberRange{{First: 20, Last: 29}}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			var l ipam.Ledger
			_, err := l.Prefix("s", key("p"), pool("links", "10.0.0.0/24"), 31)
			require.NoError(t, err)
			_, err = l.Number("n", key("n"), &ipam.NumberPool{Name: "as", Ranges: []ipam.NumberRange{{First: 1, Last: 9}}})
			require.NoError(t, err)
			before := state(&l)
			var mismatch *ipam.MismatchError
			require.ErrorAs(t, ask(&l), &mismatch)
			assert.Equal(t, before, state(&l))
			assert.NotEmpty(t, mismatch.Asked)
		})
	}
}

func TestQuarantine(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	hosts := pool("hosts", "192.0.2.0/30")
	draw := func(l *ipam.Ledger, owner string) (netip.Prefix, error) { return l.Prefix("s", key(owner), hosts, 32) }
	l := &ipam.Ledger{Quarantine: 24 * time.Hour, Now: noon}
	l.Begin()
	for _, owner := range []string{"a", "b", "c", "d"} {
		_, err := draw(l, owner)
		require.NoError(t, err)
	}
	l.End()

	l.Now = noon.Add(time.Hour)
	l.Begin()
	for _, owner := range []string{"a", "b"} {
		_, err := draw(l, owner)
		require.NoError(t, err)
	}
	l.End()
	c, _ := l.Lookup(key("c"))
	assert.True(t, c.Quarantined)
	assert.Equal(t, noon.Add(time.Hour), c.Freed)

	l.Now = noon.Add(25*time.Hour - time.Second)
	l.Begin()
	_, err := draw(l, "new")
	require.ErrorContains(t, err, "2 more are in quarantine")
	back, err := draw(l, "c")
	require.NoError(t, err)
	assert.Equal(t, prefix("192.0.2.2/32"), back, "who comes back gets back what it had")
	for _, owner := range []string{"a", "b"} {
		_, err := draw(l, owner)
		require.NoError(t, err)
	}
	l.End()

	l.Now = noon.Add(25 * time.Hour)
	l.Begin()
	got, err := draw(l, "new")
	require.NoError(t, err)
	assert.Equal(t, prefix("192.0.2.3/32"), got, "the quarantine of d is over, to the second")
	require.NoError(t, l.Pin("s", key("pinned"), value("192.0.2.0")), "a has not been asked for yet")
	l.End()
	require.NoError(t, l.Pin("s", key("another"), value("192.0.2.1")), "a pin takes what is in quarantine")

	unknown := &ipam.Ledger{Quarantine: time.Hour}
	_, err = draw(unknown, "a")
	require.NoError(t, err)
	for range 3 {
		unknown.Begin()
		unknown.End()
	}
	assert.Equal(t, []string{"s a k 192.0.2.0 from hosts freed"}, state(unknown), "without a clock no quarantine ends")
	unknown.Now = noon
	unknown.Begin()
	unknown.End()
	assert.Equal(t, 1, unknown.Len(), "it began now")
	unknown.Now = noon.Add(time.Hour)
	unknown.Begin()
	assert.Zero(t, unknown.Len())

	moved := &ipam.Ledger{Quarantine: time.Hour, Now: noon}
	require.NoError(t, moved.Pin("s", key("a"), value("192.0.2.1")))
	moved.Begin()
	require.NoError(t, moved.Pin("s", key("a"), value("192.0.2.3")))
	b, err := draw(moved, "b")
	require.NoError(t, err)
	assert.Equal(t, prefix("192.0.2.0/32"), b)
	b, err = draw(moved, "c")
	require.NoError(t, err)
	assert.Equal(t, prefix("192.0.2.2/32"), b, "what a had is not given out on the same day")
	moved.End()
	assert.Contains(t, state(moved), "s a k@192.0.2.1 192.0.2.1 freed")
	moved.Begin()
	require.NoError(t, moved.Pin("s", key("a"), value("192.0.2.1")), "but a may have it back")

	none := &ipam.Ledger{}
	_, err = draw(none, "a")
	require.NoError(t, err)
	none.Begin()
	none.End()
	assert.Zero(t, none.Len(), "no quarantine was asked for")
}

func TestRelease(t *testing.T) {
	l := &ipam.Ledger{Quarantine: time.Hour}
	hosts := pool("hosts", "192.0.2.0/30")
	_, err := l.Prefix("s", key("a"), hosts, 32)
	require.NoError(t, err)
	assert.True(t, l.Release(key("a")))
	assert.False(t, l.Release(key("a")))
	got, err := l.Prefix("s", key("b"), hosts, 32)
	require.NoError(t, err)
	assert.Equal(t, prefix("192.0.2.0/32"), got, "it is free at once")
}

func TestRename(t *testing.T) {
	build := func() *ipam.Ledger {
		l := &ipam.Ledger{}
		for _, row := range [][4]string{
			{"address", "switch/leaf1", "router-id", "10.2.0.1"},
			{"address", "rack/bb1/switch/leaf1", "address", "10.13.0.2"},
			{"subnet", "switch/leaf1/switch/spine1", "link", "10.4.0.0/31"},
			{"subnet", "switch/leaf10/switch/spine1", "link", "10.4.0.2/31"},
			{"port/switch/leaf1", "switch/leaf1/host/n1", "port", "1001"},
			{"port/switch/spine1", "switch/spine1/switch/leaf1", "port", "1001"},
			{"address", "host/leaf1", "other", "10.2.0.9"},
		} {
			require.NoError(t, l.Pin(row[0], ipam.Key{Owner: row[1], Kind: row[2]}, value(row[3])))
		}
		return l
	}
	l := build()
	n, err := l.Rename("switch/leaf1", "switch/leaf101")
	require.NoError(t, err)
	assert.Equal(t, 5, n)
	assert.Equal(t, []string{
		"address host/leaf1 other 10.2.0.9 pinned",
		"address rack/bb1/switch/leaf101 address 10.13.0.2 pinned",
		"address switch/leaf101 router-id 10.2.0.1 pinned",
		"port/switch/leaf101 switch/leaf101/host/n1 port 1001 pinned",
		"port/switch/spine1 switch/spine1/switch/leaf101 port 1001 pinned",
		"subnet switch/leaf10/switch/spine1 link 10.4.0.2/31 pinned",
		"subnet switch/leaf101/switch/spine1 link 10.4.0.0/31 pinned",
	}, state(l))
	changes := ipam.Diff(build(), l)
	assert.Empty(t, changes.Moved)
	assert.Len(t, changes.Renamed, 5, "that of the port is found by that of its switch")
	assert.Empty(t, changes.Added)
	assert.Empty(t, changes.Freed)

	for name, row := range map[string]struct{ from, to, says string }{
		"a name that nobody has":      {"switch/leaf7", "switch/leaf8", "no lease belongs to switch/leaf7"},
		"a name that somebody has":    {"switch/leaf1", "switch/leaf10", "cannot become"},
		"a part of a name":            {"switch/lea", "switch/x", "no lease"},
		"a name with a blank":         {"switch/leaf1", "switch/leaf 1", "has a space"},
		"no name":                     {"switch/leaf1", "", "an empty name"},
		"a path that ends in a slash": {"switch/leaf1/", "switch/leaf2/", "not a path"},
	} {
		t.Run(name, func(t *testing.T) {
			l := build()
			before := state(l)
			_, err := l.Rename(row.from, row.to)
			require.ErrorContains(t, err, row.says)
			assert.Equal(t, before, state(l))
		})
	}
	same := build()
	n, err = same.Rename("switch/leaf1", "switch/leaf1")
	require.NoError(t, err)
	assert.Zero(t, n)
	loop := build()
	_, err = loop.Rename("switch/leaf1", "switch/leaf1/switch/leaf1")
	require.NoError(t, err, "what is put in is not replaced again")
}

func TestDiff(t *testing.T) {
	var before, after ipam.Ledger
	for owner, v := range map[string]string{"kept": "1", "moved": "2", "gone": "3", "old": "4"} {
		require.NoError(t, before.Pin("s", key(owner), value(v)))
	}
	for owner, v := range map[string]string{"kept": "1", "moved": "20", "new": "4", "added": "5"} {
		require.NoError(t, after.Pin("s", key(owner), value(v)))
	}
	assert.Equal(t, "+ added k 5\n- gone k 3\n~ moved k 2 -> 20\n= old k -> new k 4\n", ipam.Diff(&before, &after).String())
	assert.True(t, ipam.Diff(&before, before.Clone()).IsEmpty())

	quarantined := before.Clone()
	quarantined.Quarantine = time.Hour
	quarantined.Begin()
	quarantined.End()
	assert.Len(t, ipam.Diff(&before, quarantined).Freed, 4)
	assert.Len(t, ipam.Diff(quarantined, &before).Added, 4)
}

func TestCloneIsIndependent(t *testing.T) {
	var l ipam.Ledger
	hosts := pool("hosts", "10.0.0.0/24")
	_, err := l.Prefix("s", key("a"), hosts, 32)
	require.NoError(t, err)
	c := l.Clone()
	for i := range 5 {
		_, err = c.Prefix("s", key(fmt.Sprint("b", i)), hosts, 32)
		require.NoError(t, err)
		_, err = c.Number("t", key(fmt.Sprint("c", i)), &ipam.NumberPool{Name: "n", Ranges: []ipam.NumberRange{{Last: 9}}})
		require.NoError(t, err)
	}
	c.Release(key("a"))
	assert.Equal(t, []string{"s a k 10.0.0.0 from hosts"}, state(&l))
	assert.Len(t, c.Leases(), 10)
	l.Replace(c)
	assert.Len(t, l.Leases(), 10)
}

// TestLeasesNeverMoveNorOverlap plans random sets of owners with random pins and
// quarantines, again and again on one ledger, which goes through its text now and
// then; go4.org/netipx is the judge of overlaps.
func TestLeasesNeverMoveNorOverlap(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		from := []*ipam.Range{pool("six", "2001:db8::/112"), pool("four", "10.0.0.0/20", "10.1.0.0/22")}[seed%2]
		l := &ipam.Ledger{Quarantine: time.Duration(random.IntN(3)) * time.Hour}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		had, freed := map[string]netip.Prefix{}, map[netip.Prefix]time.Time{}
		for run := range 120 {
			now = now.Add(time.Duration(random.IntN(90)) * time.Minute)
			l.Now = now
			if random.IntN(4) == 0 {
				text, err := l.MarshalText()
				require.NoError(t, err)
				l, err = ipam.Parse(text)
				require.NoError(t, err, "seed %d, run %d", seed, run)
				l.Now = now
			}
			l.Begin()
			has := map[string]netip.Prefix{}
			var set netipx.IPSetBuilder
			for range random.IntN(60) {
				owner := fmt.Sprint("owner", random.IntN(80))
				if _, again := has[owner]; again {
					continue
				}
				width := from.Prefixes[0].Addr().BitLen()
				bits := width - 8 + len(owner)%3*3 // the same owner always wants the same size
				p, err := l.Prefix("s", key(owner), from, bits)
				require.NoError(t, err)
				if before, ok := had[owner]; ok {
					require.Equal(t, before, p, "seed %d, run %d: %s moved", seed, run, owner)
				}
				occupied, err := set.IPSet()
				require.NoError(t, err)
				require.False(t, occupied.OverlapsPrefix(p), "seed %d, run %d: %s overlaps", seed, run, owner)
				for q, at := range freed {
					require.False(t, q.Overlaps(p) && q != p && now.Before(at.Add(l.Quarantine)),
						"seed %d, run %d: %s was given %s, and %s was freed at %s", seed, run, owner, p, q, at)
				}
				delete(freed, p)
				set.AddPrefix(p)
				has[owner] = p
			}
			l.End()
			for owner, p := range had {
				if _, kept := has[owner]; !kept {
					freed[p] = now
				}
			}
			had = has
		}
	}
}

// TestLedgerAgainstATwin pins, draws, keeps, frees, renames and releases at
// random, with a map and a scan as the judge.
func TestLedgerAgainstATwin(t *testing.T) {
	const seed = 5
	random := rand.New(rand.NewPCG(seed, 5))
	var l ipam.Ledger
	owned := map[string]uint32{} // the twin
	stated, asked := map[string]bool{}, map[string]bool{}
	holder := func(n uint32) string {
		for owner, m := range owned {
			if m == n {
				return owner
			}
		}
		return ""
	}
	free := func(owner string) { delete(owned, owner); delete(stated, owner); delete(asked, owner) }
	for step := range 20_000 {
		owner := fmt.Sprint("owner", random.IntN(12))
		first := uint32(1 + random.IntN(4)*4)
		r := ipam.NumberRange{First: first, Last: first + uint32(random.IntN(8))}
		switch random.IntN(12) {
		case 0, 1, 2:
			n := uint32(1 + random.IntN(20))
			err := l.Pin("s", key(owner), ipam.NumberValue(n))
			other := holder(n)
			if other != "" && other != owner && asked[other] {
				require.Error(t, err, "seed %d, step %d", seed, step)
				continue
			}
			require.NoError(t, err, "seed %d, step %d", seed, step)
			if other != owner {
				free(other)
			}
			owned[owner], stated[owner], asked[owner] = n, true, true
		case 3:
			l.Begin()
			clear(asked)
		case 4:
			l.End()
			for owner := range owned {
				if !asked[owner] {
					free(owner)
				}
			}
		case 5:
			_, had := owned[owner]
			require.Equal(t, had, l.Release(key(owner)), "seed %d, step %d", seed, step)
			free(owner)
		case 6:
			to := fmt.Sprint("owner", random.IntN(12))
			_, had := owned[owner]
			_, taken := owned[to]
			_, err := l.Rename(owner, to)
			switch {
			case owner == to:
				require.NoError(t, err)
			case !had || taken:
				require.Error(t, err, "seed %d, step %d", seed, step)
			default:
				require.NoError(t, err)
				owned[to], stated[to], asked[to] = owned[owner], stated[owner], asked[owner]
				free(owner)
			}
		default:
			got, err := l.Number("s", key(owner), &ipam.NumberPool{Name: "pool", Ranges: []ipam.NumberRange{r}})
			if n, ok := owned[owner]; ok {
				if stated[owner] || r.First <= n && n <= r.Last {
					require.NoError(t, err)
					require.Equal(t, n, got, "seed %d, step %d: it moved", seed, step)
					asked[owner] = true
				} else {
					require.Error(t, err)
				}
				continue
			}
			want := r.First
			for want <= r.Last && holder(want) != "" {
				want++
			}
			if want > r.Last {
				require.Error(t, err, "seed %d, step %d", seed, step)
				continue
			}
			require.NoError(t, err, "seed %d, step %d", seed, step)
			require.Equal(t, want, got, "seed %d, step %d: not the lowest free one", seed, step)
			owned[owner], asked[owner] = got, true
		}
	}
	assert.True(t, slices.IsSortedFunc(l.Leases(), func(a, b ipam.Lease) int {
		return slices.Compare([]string{a.Space, a.Owner}, []string{b.Space, b.Owner})
	}))
}

func ExampleLedger() {
	var ledger ipam.Ledger
	links := &ipam.Range{Name: "pools.links", Prefixes: []netip.Prefix{netip.MustParsePrefix("10.4.0.0/24")}}
	for _, owner := range []string{"switch/leaf1/switch/spine1", "switch/leaf2/switch/spine1"} {
		subnet, err := ledger.Prefix("subnet", ipam.Key{Owner: owner, Kind: "link-ipv4"}, links, 31)
		fmt.Println(owner, subnet, err)
	}
	text, err := ledger.MarshalText()
	fmt.Print(string(text), err)
	// Output:
	// switch/leaf1/switch/spine1 10.4.0.0/31 <nil>
	// switch/leaf2/switch/spine1 10.4.0.2/31 <nil>
	// podfabric-ledger 1
	// quarantine 0s
	//
	// [subnet]
	// switch/leaf1/switch/spine1 link-ipv4 10.4.0.0/31 from pools.links
	// switch/leaf2/switch/spine1 link-ipv4 10.4.0.2/31 from pools.links
	//
	// end
	// <nil>
}

// TestPoolsFollowTheirRanges draws from a range inside of a lease, enlarges one in
// place, and writes one range twice.
func TestPoolsFollowTheirRanges(t *testing.T) {
	var l ipam.Ledger
	require.NoError(t, l.Pin("s", key("big"), value("10.0.0.0/8")))
	inside := pool("inside", "10.0.0.0/24")
	_, err := l.Address("s", key("x"), inside, ipam.Place{Prefer: []netip.Addr{netip.MustParseAddr("10.0.0.5")}})
	require.Error(t, err, "also a preferred address is somebody else's")

	grows := pool("grows", "192.0.2.0/32")
	_, err = l.Prefix("s", key("a"), grows, 32)
	require.NoError(t, err)
	_, err = l.Prefix("s", key("b"), grows, 32)
	require.Error(t, err)
	grows.Prefixes[0] = prefix("192.0.2.0/31")
	_, err = l.Prefix("s", key("b"), grows, 32)
	require.NoError(t, err)

	twice := pool("twice", "198.51.100.0/31", "198.51.100.0/30")
	for _, owner := range []string{"c", "d", "e", "f"} {
		_, err = l.Prefix("s", key(owner), twice, 32)
		require.NoError(t, err)
	}
	l = *l.Clone()
	l.Release(key("d"))
	_, err = l.Prefix("s", key("g"), twice, 32)
	require.NoError(t, err, "what was freed is free")
	_, err = l.Prefix("s", key("h"), pool("mapped", "::ffff:0:0/96"), 128)
	require.Error(t, err)
}
