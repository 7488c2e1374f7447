package ipam_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

const wholeText = `podfabric-ledger 1
quarantine 24h0m0s

[as]
rack/bb1 as 65001 pinned
rack/bb9 as 65009 from pools.rackAS freed 2026-11-21T05:00:00Z

[subnet]
rack/bb1 node-subnet-ipv6 2001:db8:1::/64
rack/bb2 node-subnet-ipv4 10.14.0.0/24 freed unknown
switch/leaf1/switch/spine1 link-ipv4 10.4.0.0/31 from pools.links

end
`

func TestTextComesBack(t *testing.T) {
	l, err := ipam.Parse([]byte(wholeText))
	require.NoError(t, err)
	assert.Equal(t, 24*time.Hour, l.Quarantine)
	assert.Equal(t, 5, l.Len())
	text, err := l.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, wholeText, string(text))
	lease, _ := l.Lookup(ipam.Key{Owner: "rack/bb9", Kind: "as"})
	assert.Equal(t, ipam.Lease{
		Key: ipam.Key{Owner: "rack/bb9", Kind: "as"}, Space: "as", Value: ipam.NumberValue(65009), Pool: "pools.rackAS",
		Quarantined: true, Freed: time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC), Line: 6,
	}, lease)

	byHand := "podfabric-ledger 1\r\n# kept by the network team\n\n[subnet]\n  rack/bb2   node-subnet-ipv4\t10.14.0.0/24 freed unknown\n" +
		"switch/leaf1/switch/spine1 link-ipv4 10.4.0.0/31 from pools.links\nrack/bb1 node-subnet-ipv6 2001:0db8:1::/64\n" +
		"[as]\nrack/bb9 as 65009 from pools.rackAS freed 2026-11-21T06:00:00+01:00\nrack/bb1 as 65001 pinned\nend\n"
	l, err = ipam.Parse([]byte(byHand))
	require.NoError(t, err)
	assert.Equal(t, ipam.DefaultQuarantine, l.Quarantine, "a line that was lost in a merge ends no quarantine")
	text, err = l.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, wholeText, string(text), "order, blanks and comments mean nothing")
}

// TestBrokenTextIsRefused has one broken rule a row.
func TestBrokenTextIsRefused(t *testing.T) {
	for name, row := range map[string]struct {
		text string
		code ipam.Code
		line int
		says string // owner and value
	}{
		"nothing at all":        {"", ipam.CodeLedgerHeader, 1, "empty"},
		"another file":          {"name: lab105\n", ipam.CodeLedgerHeader, 1, "name: lab105"},
		"no version":            {"podfabric-ledger\nend\n", ipam.CodeLedgerHeader, 1, "first line"},
		"version 0":             {"podfabric-ledger 0\nend\n", ipam.CodeLedgerHeader, 1, "first line"},
		"a newer version":       {"podfabric-ledger 2\n[as]\nx y\n", ipam.CodeLedgerNewer, 1, "version 2, and 1"},
		"cut behind a line":     {wholeText[:strings.Index(wholeText, "[subnet]")], ipam.CodeLedgerTruncated, 7, "without the line \"end\""},
		"cut in the last line":  {strings.TrimSuffix(wholeText, "d\n"), ipam.CodeLedgerTruncated, 13, "without"},
		"something behind it":   {wholeText + "[x]\n", ipam.CodeLedgerLine, 14, "behind the line"},
		"two leases of a key":   {edit("pinned\n", "pinned\nrack/bb1 as 65002\n"), ipam.CodeLedgerTwice, 6, "rack/bb1 as: the lease stands in line 5 already, with 65001"},
		"one number twice":      {edit("pinned\n", "pinned\nrack/bb3 as 65001\n"), ipam.CodeLedgerOverlap, 6, "rack/bb3 as: 65001 overlaps 65001, which line 5 gives to rack/bb1 as"},
		"overlapping prefixes":  {edit("\nend", "x/y z 10.4.0.1\n\nend"), ipam.CodeLedgerOverlap, 12, "x/y z: 10.4.0.1 overlaps 10.4.0.0/31, which line 11 gives to switch/leaf1/switch/spine1 link-ipv4"},
		"a quarantined value":   {edit("pinned\n", "pinned\nrack/bb3 as 65009\n"), ipam.CodeLedgerOverlap, 7, "rack/bb9 as"},
		"a lease in no space":   {edit("[as]\n", ""), ipam.CodeLedgerLine, 4, "rack/bb1 as: the lease stands before any space"},
		"a space without end":   {edit("[as]", "[as"), ipam.CodeLedgerLine, 4, "[as"},
		"a space with a blank":  {edit("[as]", "[a s]"), ipam.CodeLedgerLine, 4, "[a s]"},
		"no value":              {edit(" 65001", ""), ipam.CodeLedgerLine, 5, "neither"},
		"two words":             {edit("as 65001 pinned", "as"), ipam.CodeLedgerLine, 5, "not a lease"},
		"not an address":        {edit("10.4.0.0/31", "10.4.0.300"), ipam.CodeLedgerLine, 11, "10.4.0.300"},
		"host bits":             {edit("10.4.0.0/31", "10.4.0.1/31"), ipam.CodeLedgerLine, 11, "the prefix is 10.4.0.0/31"},
		"a number too large":    {edit("65001", "4294967296"), ipam.CodeLedgerLine, 5, "4294967296"},
		"a leading zero":        {edit("65001", "065001"), ipam.CodeLedgerLine, 5, "065001"},
		"IPv4 in IPv6":          {edit("10.4.0.0/31", "::ffff:10.4.0.0/127"), ipam.CodeLedgerLine, 11, "IPv4"},
		"a zone":                {edit("10.4.0.0/31", "fe80::1%eth0"), ipam.CodeLedgerLine, 11, "zone"},
		"pinned out of a pool":  {edit("from pools.links", "from pools.links pinned"), ipam.CodeLedgerLine, 11, "pinned"},
		"from nowhere":          {edit("from pools.links", "from"), ipam.CodeLedgerLine, 11, "from"},
		"freed at no time":      {edit("2026-11-21T05:00:00Z", "yesterday"), ipam.CodeLedgerLine, 6, "yesterday"},
		"freed and pinned":      {edit("pinned\n", "pinned freed unknown\n"), ipam.CodeLedgerLine, 5, "freed"},
		"a negative quarantine": {edit("24h0m0s", "-1s"), ipam.CodeLedgerLine, 2, "-1s"},
		"a quarantine of words": {edit("24h0m0s", "a day"), ipam.CodeLedgerLine, 2, "a day"},
		"a control character":   {edit("rack/bb1 as", "rack/b\x01 as"), ipam.CodeLedgerLine, 5, `\x01`},
		"broken UTF-8":          {edit("rack/bb1 as", "rack/b\xff as"), ipam.CodeLedgerLine, 5, `\xff`},
		"an unfinished merge": {edit("rack/bb1 as 65001 pinned\n", "<<<<<<< ours\nrack/bb1 as 65001 pinned\n=======\nrack/bb1 as 65002 pinned\n>>>>>>> theirs\n"),
			ipam.CodeLedgerMerge, 5, "merge"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := ipam.Parse([]byte(row.text))
			require.Nil(t, l)
			var problems ipam.Problems
			require.ErrorAs(t, err, &problems)
			first := problems[0]
			assert.Equal(t, row.code, first.Code, "%v", err)
			assert.Equal(t, row.line, first.Line, "%v", err)
			assert.Contains(t, first.Error(), row.says)
			assert.NotEmpty(t, first.Fix)
			assert.NotEmpty(t, first.Source)
		})
	}
	_, err := ipam.Parse([]byte(strings.NewReplacer("65001", "x", "10.4.0.0/31", "y", "24h0m0s", "z").Replace(wholeText)))
	var problems ipam.Problems
	require.ErrorAs(t, err, &problems)
	assert.Len(t, problems, 3, "all at once")
}

func edit(old, text string) string {
	if !strings.Contains(wholeText, old) {
		panic(old)
	}
	return strings.Replace(wholeText, old, text, 1)
}

// TestEveryCutIsNoticed truncates a text at every byte.
func TestEveryCutIsNoticed(t *testing.T) {
	for i := range len(wholeText) - 1 { // nothing is lost with the last break
		_, err := ipam.Parse([]byte(wholeText[:i]))
		require.Error(t, err, "%d bytes", i)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(wholeText))
	f.Add([]byte("podfabric-ledger 1\n[s]\na b 1\nc d 1.2.3.4\ne f ::/0 from p freed unknown\nend\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ipam.Parse(text)
		if err != nil {
			var problems ipam.Problems
			require.ErrorAs(t, err, &problems)
			for _, p := range problems {
				require.Positive(t, p.Line)
				require.NotContains(t, p.Error(), "\n")
			}
			return
		}
		first, err := l.MarshalText()
		require.NoError(t, err)
		again, err := ipam.Parse(first)
		require.NoError(t, err, "%s", first)
		second, err := again.MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
		require.True(t, ipam.Diff(l, again).IsEmpty())
	})
}

// FuzzUse does to a ledger what the bytes say; whatever happens, its text comes
// back, and nothing overlaps.
func FuzzUse(f *testing.F) {
	f.Add([]byte("pin draw free, and again"))
	f.Fuzz(func(t *testing.T, ops []byte) {
		l := &ipam.Ledger{Quarantine: time.Hour}
		next := func() byte {
			if len(ops) == 0 {
				return 0
			}
			b := ops[0]
			ops = ops[1:]
			return b
		}
		v4 := pool("v4", "10.0.0.0/26")
		v6 := pool("v6", "2001:db8::/64")
		for len(ops) > 0 {
			op, who := next(), next()
			k := key(fmt.Sprint("o", who%8))
			l.Now = l.Now.Add(time.Duration(who) * time.Minute)
			switch op % 10 {
			case 0:
				l.Begin()
			case 1:
				l.End()
			case 2:
				_, _ = l.Prefix("s", k, v4, 32-int(who>>5))
			case 3:
				_, _ = l.Prefix("s", k, v6, 128-int(who))
			case 4:
				_ = l.Pin("s", k, ipam.PrefixValue(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, next()}), int(who%40))))
			case 5:
				_, _ = l.Number("n", k, &ipam.NumberPool{Name: "n", Ranges: []ipam.NumberRange{{First: uint32(who % 4), Last: uint32(who % 16)}}})
			case 6:
				_ = l.Record("n", k, ipam.NumberValue(uint32(who%5)))
			case 7:
				l.Release(k)
			case 8:
				_, _ = l.Rename(k.Owner, string(ops[:min(3, len(ops))]))
			case 9:
				_ = l.Pin(string(ops[:min(2, len(ops))]), ipam.Key{Owner: string(ops[:min(4, len(ops))]), Kind: "x"}, ipam.NumberValue(1))
			}
		}
		text, err := l.MarshalText()
		require.NoError(t, err)
		again, err := ipam.Parse(text)
		require.NoError(t, err, "%s", text)
		require.Equal(t, state(l), state(again))
	})
}

func TestAdopt(t *testing.T) {
	const table = "Kind,owner,VALUE,remark\nas,rack/bb1,65001,by hand\nlink-ipv4, switch/leaf1/switch/spine1 ,10.4.0.36/30,\n"
	claims, err := ipam.ReadCSV(strings.NewReader("\ufeff" + table))
	require.NoError(t, err)
	again, err := ipam.ReadYAML(strings.NewReader("- {owner: rack/bb1, kind: as, value: 65001}\n- owner: switch/leaf1/switch/spine1\n  kind: link-ipv4\n  value: 10.4.0.36/30\n"))
	require.NoError(t, err)
	require.Len(t, claims, 2)
	require.Len(t, again, 2)
	for i := range claims {
		assert.Equal(t, claims[i].Key, again[i].Key)
		assert.Equal(t, claims[i].Value, again[i].Value)
		claims[i].Space = claims[i].Kind
	}
	assert.Equal(t, []int{2, 3}, []int{claims[0].Line, claims[1].Line})

	var l ipam.Ledger
	require.NoError(t, l.Adopt(claims))
	require.NoError(t, l.Adopt(claims), "adopting again changes nothing")
	assert.Equal(t, []string{"as rack/bb1 as 65001", "link-ipv4 switch/leaf1/switch/spine1 link-ipv4 10.4.0.36/30"}, state(&l))
	p, err := l.Prefix("link-ipv4", claims[1].Key, pool("links", "10.9.0.0/24"), 31)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.4.0.36/30"), p, "planning renumbers nothing")

	before := state(&l)
	err = l.Adopt([]ipam.Claim{
		{Key: ipam.Key{Owner: "rack/bb1", Kind: "as"}, Space: "as", Value: value("65002"), Line: 2},
		{Key: ipam.Key{Owner: "rack/bb2", Kind: "as"}, Space: "as", Value: value("65001"), Line: 3},
		{Key: ipam.Key{Owner: "rack/bb3", Kind: "as"}, Space: "as", Value: value("65003"), Line: 4},
		{Key: ipam.Key{Owner: "rack/bb4", Kind: "as"}, Space: "as", Value: value("65003"), Line: 5},
		{Key: ipam.Key{Owner: "x", Kind: "y"}, Space: "link-ipv4", Value: value("10.4.0.37"), Line: 6},
		{Key: ipam.Key{Owner: "x y", Kind: "y"}, Space: "as", Value: value("7"), Line: 7},
		{Key: ipam.Key{Owner: "z", Kind: "y"}, Space: "", Value: value("7"), Line: 8},
		{Key: ipam.Key{Owner: "z", Kind: "y"}, Space: "as", Line: 9},
	})
	var problems ipam.Problems
	require.ErrorAs(t, err, &problems)
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprint(p.Line, " ", p.Code))
	}
	assert.Equal(t, []string{
		"2 ledger-twice", "3 ledger-overlap", "5 ledger-overlap", "6 ledger-overlap", "7 ledger-line", "8 ledger-line", "9 ledger-line",
	}, got)
	assert.Equal(t, before, state(&l))
}

func TestBrokenAdoptionIsRefused(t *testing.T) {
	for name, row := range map[string]struct {
		text, says string
		yaml       bool
	}{
		"a table without a head":    {text: "rack/bb1,as,65001\n", says: `line 1: the first row names no column "owner"`},
		"a table that is none":      {text: "owner,kind,value\n\"rack,as,1\n", says: "line 2: "},
		"a row without a value":     {text: "owner,kind,value\nrack/bb1,as\n", says: "line 2: rack/bb1 as"},
		"a value that is none":      {text: "owner,kind,value\nrack/bb1,as,AS65001\n", says: `"AS65001"`},
		"an owner with a blank":     {text: "owner,kind,value\nrack bb1,as,1\n", says: "has a space"},
		"a mapping":                 {text: "owner: x\n", says: "line 1: the document is not a list", yaml: true},
		"a list of texts":           {text: "- x\n", says: "line 1: the item is not a mapping", yaml: true},
		"an unknown key":            {text: "- {owner: a, kind: b, values: 1}\n", says: `"values" is not one of`, yaml: true},
		"a key twice":               {text: "- {owner: a, owner: b, kind: b, value: 1}\n", says: `"owner" is not one of`, yaml: true},
		"a list for a value":        {text: "- {owner: a, kind: b, value: [1]}\n", says: `"value" is not one of`, yaml: true},
		"an alias":                  {text: "- {owner: &a x, kind: *a, value: 1}\n", says: `"kind" is not one of`, yaml: true},
		"text that is no YAML":      {text: "- {\n", says: "line 1: ", yaml: true},
		"an empty owner":            {text: "- {kind: b, value: 1}\n", says: "an empty name", yaml: true},
		"host bits, behind another": {text: "- {owner: a, kind: b, value: x}\n- {owner: a, kind: c, value: 10.0.0.1/24}\n", says: "line 2: a c: 10.0.0.1/24 has bits", yaml: true},
	} {
		t.Run(name, func(t *testing.T) {
			read := ipam.ReadCSV
			if row.yaml {
				read = ipam.ReadYAML
			}
			_, err := read(strings.NewReader(row.text))
			var problems ipam.Problems
			require.ErrorAs(t, err, &problems)
			assert.Contains(t, err.Error(), row.says)
		})
	}
	claims, err := ipam.ReadYAML(strings.NewReader(""))
	require.NoError(t, err)
	assert.Empty(t, claims)
}

func FuzzReadClaims(f *testing.F) {
	f.Add([]byte("owner,kind,value\nrack/bb1,as,65001\n"))
	f.Add([]byte("- {owner: rack/bb1, kind: as, value: 65001}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, claims := range [2][]ipam.Claim{first(ipam.ReadCSV(bytes.NewReader(text))), first(ipam.ReadYAML(bytes.NewReader(text)))} {
			for i := range claims {
				claims[i].Space = "s"
			}
			var l ipam.Ledger
			if l.Adopt(claims) == nil {
				again, err := l.MarshalText()
				require.NoError(t, err)
				_, err = ipam.Parse(again)
				require.NoError(t, err)
			}
		}
	})
}

func first[T, U any](v T, _ U) T { return v }

// TestUpdateRetriesUntilItWins lets planners race on one store.
func TestUpdateRetriesUntilItWins(t *testing.T) {
	var store ipam.Memory
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	as := &ipam.NumberPool{Name: "as", Ranges: []ipam.NumberRange{{First: 1, Last: 1000}}}
	var wait sync.WaitGroup
	for planner := range 8 {
		wait.Go(func() {
			for i := range 20 {
				_, err := ipam.Update(context.Background(), &store, now, func(l *ipam.Ledger) error {
					_, err := l.Number("as", key(fmt.Sprintf("planner%d/%d", planner, i)), as)
					return err
				})
				assert.NoError(t, err)
			}
		})
	}
	wait.Wait()
	l, at, err := ipam.Load(context.Background(), &store)
	require.NoError(t, err)
	assert.Equal(t, 160, l.Len(), "nothing is lost, and Parse refuses what is given out twice")
	assert.Equal(t, ipam.DefaultQuarantine, l.Quarantine)

	_, err = ipam.Update(context.Background(), &store, now, func(*ipam.Ledger) error { return nil })
	require.NoError(t, err)
	_, same, err := store.Load(context.Background())
	require.NoError(t, err)
	assert.Equal(t, at, same, "a plan that changes nothing saves nothing")

	wrong := errors.New("wrong")
	_, err = ipam.Update(context.Background(), &store, now, func(l *ipam.Ledger) error { l.Release(key("planner0/0")); return wrong })
	require.ErrorIs(t, err, wrong)
	_, same, err = store.Load(context.Background())
	require.NoError(t, err)
	assert.Equal(t, at, same)

	_, err = store.Save(context.Background(), []byte("garbage"), at)
	require.NoError(t, err)
	_, err = ipam.Update(context.Background(), &store, now, func(*ipam.Ledger) error { return nil })
	var problems ipam.Problems
	require.ErrorAs(t, err, &problems)
	text, _, err := store.Load(context.Background())
	require.NoError(t, err)
	assert.Equal(t, "garbage", string(text), "nothing is overwritten")

	done, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = ipam.Update(done, &store, now, func(*ipam.Ledger) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
}

// TestValuesAreReadAsTheyAreWritten goes through random values.
func TestValuesAreReadAsTheyAreWritten(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 2000 {
		var a16 [16]byte
		for i := range a16 {
			a16[i] = byte(random.Uint32())
		}
		a16[0] = 0x20
		for _, v := range []ipam.Value{
			ipam.NumberValue(random.Uint32()),
			ipam.AddrValue(netip.AddrFrom16(a16)),
			ipam.PrefixValue(netip.PrefixFrom(netip.AddrFrom16(a16), random.IntN(129))),
			ipam.PrefixValue(netip.PrefixFrom(netip.AddrFrom4([4]byte(a16[:4])), random.IntN(33))),
		} {
			got, err := ipam.ParseValue(v.String())
			require.NoError(t, err)
			require.Equal(t, v, got)
		}
	}
	assert.False(t, ipam.PrefixValue(netip.Prefix{}).IsValid())
	assert.False(t, ipam.AddrValue(netip.Addr{}).IsValid())
	assert.False(t, ipam.AddrValue(netip.MustParseAddr("fe80::1%eth0")).IsValid())
	assert.Empty(t, ipam.Value{}.String())
	assert.True(t, value("10.0.0.0/24").Overlaps(value("10.0.0.7")))
	assert.False(t, value("10").Overlaps(value("10.0.0.7")))
	assert.False(t, ipam.Value{}.Overlaps(ipam.Value{}))
}
