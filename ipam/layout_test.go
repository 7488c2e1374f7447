package ipam_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/podfabric/podfabric/ipam"
)

func TestSpanTextAndValue(t *testing.T) {
	for _, row := range []struct {
		text string
		want ipam.Span
	}{
		{"", ipam.Span{}},
		{"first..last", ipam.Span{From: at("first"), To: at("last")}},
		{"first+3..last", ipam.Span{From: at("first+3"), To: at("last")}},
		{"first..first", ipam.Span{From: at("first"), To: at("first")}},
		{"first+3..first+9", ipam.Span{From: at("first+3"), To: at("first+9")}},
		{"last-9..last-3", ipam.Span{From: at("last-9"), To: at("last-3")}},
		{"10.0.0.5..10.0.0.9", ipam.Span{From: at("10.0.0.5"), To: at("10.0.0.9")}},
		{"first..10.0.0.9", ipam.Span{From: at("first"), To: at("10.0.0.9")}},
		{"2001:db8::5..last", ipam.Span{From: at("2001:db8::5"), To: at("last")}},
		{"last-4..first", ipam.Span{From: at("last-4"), To: at("first"), Down: true}},
		{"first+9..first+3", ipam.Span{From: at("first+9"), To: at("first+3"), Down: true}},
		{"last-3..last-9", ipam.Span{From: at("last-3"), To: at("last-9"), Down: true}},
		{"10.0.0.9..10.0.0.5", ipam.Span{From: at("10.0.0.9"), To: at("10.0.0.5"), Down: true}},
		{"last..10.0.0.9", ipam.Span{From: at("last"), To: at("10.0.0.9"), Down: true}},
		{"10.0.0.9..first", ipam.Span{From: at("10.0.0.9"), To: at("first"), Down: true}},
	} {
		t.Run(row.text, func(t *testing.T) {
			got, err := ipam.ParseSpan(row.text)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
			text, err := got.MarshalText()
			require.NoError(t, err)
			assert.Equal(t, row.text, string(text))
		})
	}
}

func TestSpanRefuses(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"first", "want two positions"},
		{"first..", "want two positions"},
		{"..last", "want two positions"},
		{"first...last", "no position"},
		{"first..last+1", "counts into the subnet"},
		{"first-1..last", "counts into the subnet"},
		{"first-last", "want two positions"},
		{"10.0.0.1..2001:db8::1", "two families"},
	} {
		t.Run(row.text, func(t *testing.T) {
			s := ipam.Span{From: at("first"), To: at("last")}
			require.ErrorContains(t, s.UnmarshalText([]byte(row.text)), row.want)
			assert.Equal(t, "first..last", s.String(), "an error changes nothing")
		})
	}
	for _, row := range []struct {
		span ipam.Span
		want string
	}{
		{ipam.Span{From: at("first")}, "has one end"},
		{ipam.Span{To: at("last")}, "has one end"},
		{ipam.Span{Down: true}, `write "last..first"`},
		{ipam.Span{From: at("first"), To: at("last"), Down: true}, "runs downwards: false"},
		{ipam.Span{From: at("last"), To: at("first")}, "runs downwards: true"},
		{ipam.Span{From: at("first"), To: at("first"), Down: true}, "runs downwards: false"},
	} {
		_, err := row.span.MarshalText()
		require.ErrorContains(t, err, row.want)
		_, _, err = row.span.In(subnetOf("10.0.0.0/24"))
		require.ErrorContains(t, err, row.want)
	}
}

func TestSpanInASubnet(t *testing.T) {
	for _, row := range []struct{ span, subnet, from, to, err string }{
		{"", "10.0.0.0/24", "10.0.0.1", "10.0.0.254", ""},
		{"", "2001:db8::/64", "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", ""},
		{"first+3..last", "10.0.0.0/28", "10.0.0.4", "10.0.0.14", ""},
		{"last-4..first", "10.0.0.0/28", "10.0.0.10", "10.0.0.1", ""},
		{"first..first", "10.0.0.0/29", "10.0.0.1", "10.0.0.1", ""},
		{"first+9..last-9", "10.0.0.0/28", "", "", "is empty in 10.0.0.0/28"},
		{"last-9..first+9", "10.0.0.0/28", "", "", "is empty in 10.0.0.0/28"},
		{"10.0.0.9..last-9", "10.0.0.0/28", "", "", "is empty in 10.0.0.0/28"},
		{"first+20..last-21", "10.0.0.0/28", "", "", "first+20 is outside 10.0.0.0/28, which goes to first+13 (10.0.0.14)\nlast-21 is outside 10.0.0.0/28, which goes to last-13 (10.0.0.1)"},
	} {
		t.Run(row.span+" in "+row.subnet, func(t *testing.T) {
			span, err := ipam.ParseSpan(row.span)
			require.NoError(t, err)
			from, to, err := span.In(subnetOf(row.subnet))
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, addrOf(row.from), from)
			assert.Equal(t, addrOf(row.to), to)
		})
	}
	_, _, err := ipam.Span{}.In(netip.Prefix{})
	require.Error(t, err)
}

// everyRole is a layout that uses every field.
func everyRole() ipam.Layout {
	return ipam.Layout{
		Gateway:   at("first"),
		Leaves:    []ipam.Position{at("first+1"), at("first+2")},
		Secondary: at("last"),
		Floating:  at("last-1"),
		Virtual:   at("last-2"),
		Nodes:     ipam.Span{From: at("last"), To: at("first"), Down: true},
		Avoid:     []ipam.Position{at("10.0.0.7")},
	}
}

func TestLayoutPlacesEveryRole(t *testing.T) {
	require.NoError(t, everyRole().Validate())
	got, err := everyRole().In(subnetOf("10.0.0.9/28"))
	require.NoError(t, err)
	assert.Equal(t, ipam.Placed{
		Subnet:    subnetOf("10.0.0.0/28"),
		Gateway:   addrOf("10.0.0.1"),
		Leaves:    []netip.Addr{addrOf("10.0.0.2"), addrOf("10.0.0.3")},
		Secondary: addrOf("10.0.0.14"),
		Floating:  addrOf("10.0.0.13"),
		Virtual:   addrOf("10.0.0.12"),
		Avoid:     []netip.Addr{addrOf("10.0.0.7")},
		From:      addrOf("10.0.0.14"), To: addrOf("10.0.0.1"),
	}, got)
	assert.Equal(t, "[10.0.0.11 10.0.0.10 10.0.0.9 10.0.0.8 10.0.0.6 10.0.0.5 10.0.0.4]",
		fmt.Sprint(slices.Collect(got.Nodes())), "downwards, without everything placed")
	assert.Equal(t, uint64(7), got.Capacity())
	assert.Equal(t, "[10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.7 10.0.0.12 10.0.0.13 10.0.0.14]", fmt.Sprint(got.Taken()))
}

func TestLayoutReportsEverythingAtOnce(t *testing.T) {
	l := everyRole()
	l.Leaves = append(l.Leaves, at("first+200"))
	l.Nodes = ipam.Span{From: at("first+5"), To: at("last-5")}
	_, err := l.In(subnetOf("10.0.0.0/29"))
	assert.EqualError(t, err, "leaves[2]: first+200 is outside 10.0.0.0/29, which goes to first+5 (10.0.0.6)\n"+
		"avoid[0]: 10.0.0.7 is outside the usable addresses of 10.0.0.0/29, 10.0.0.1 to 10.0.0.6\n"+
		`nodes: span "first+5..last-5" is empty in 10.0.0.0/29: its ends 10.0.0.6 and 10.0.0.1 pass each other`)

	_, err = everyRole().In(subnetOf("10.0.0.0/30"))
	require.ErrorContains(t, err, "gateway and floating are both at 10.0.0.1 in 10.0.0.0/30", "positions meet in a small subnet")
	require.ErrorContains(t, err, "leaves[0] and secondary are both at 10.0.0.2")
	require.ErrorContains(t, err, "virtual: last-2 is outside")

	_, err = everyRole().In(subnetOf("2001:db8::/64"))
	assert.EqualError(t, err, "avoid[0]: 10.0.0.7 is not of the family of 2001:db8::/64")
	_, err = everyRole().Capacity(netip.Prefix{})
	assert.EqualError(t, err, "the subnet is not set, or no prefix")
}

func TestLayoutValidateReportsEverythingAtOnce(t *testing.T) {
	err := ipam.Layout{
		Gateway: at("first"),
		Leaves:  []ipam.Position{{}, at("first"), at("10.0.0.7")},
		Nodes:   ipam.Span{From: at("first")},
		Avoid:   []ipam.Position{at("2001:db8::1"), {}},
	}.Validate()
	assert.EqualError(t, err, "leaves[0]: the position is not set\n"+
		"gateway and leaves[1] are both at first\n"+
		"avoid[1]: the position is not set\n"+
		`nodes: span "first.." has one end: set both, or none for everything usable`+"\n"+
		"leaves[2] and avoid[0] are of two families, 10.0.0.7 and 2001:db8::1")
	require.NoError(t, ipam.Layout{}.Validate())
	err = ipam.Layout{Gateway: at("10.0.0.1"), Nodes: ipam.Span{From: at("first"), To: at("2001:db8::9")}}.Validate()
	assert.EqualError(t, err, "gateway and nodes are of two families, 10.0.0.1 and 2001:db8::9")

	_, err = ipam.Layout{Leaves: []ipam.Position{{}}}.In(subnetOf("10.0.0.0/24"))
	assert.EqualError(t, err, "leaves[0]: the position is not set")
}

func TestCapacity(t *testing.T) {
	for _, row := range []struct {
		name, subnet string
		layout       ipam.Layout
		want         uint64
	}{
		{"nothing placed", "10.0.0.0/24", ipam.Layout{}, 254},
		{"a link without room for nodes", "10.0.0.0/31", ipam.Layout{Leaves: []ipam.Position{at("first"), at("last")}}, 0},
		{"a role outside the span takes nothing from it", "10.0.0.0/24",
			ipam.Layout{Gateway: at("first"), Nodes: ipam.Span{From: at("first+10"), To: at("first+19")}}, 10},
		{"an IPv6 /64 just fits", "2001:db8::/64", ipam.Layout{}, math.MaxUint64},
		{"less one", "2001:db8::/64", ipam.Layout{Gateway: at("first")}, math.MaxUint64 - 1},
		{"an IPv6 /63 is too much to count", "2001:db8::/63", ipam.Layout{Gateway: at("first")}, math.MaxUint64},
		{"a borrow from what is too much", "2001:db8::/63",
			ipam.Layout{Gateway: at("first"), Floating: at("first+1"), Nodes: ipam.Span{From: at("first"), To: at("first+18446744073709551615")}}, math.MaxUint64 - 1},
		{"all of IPv6", "::/0", ipam.Layout{}, math.MaxUint64},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := row.layout.Capacity(subnetOf(row.subnet))
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
	assert.Equal(t, uint64(0), ipam.Placed{}.Capacity())
	assert.Empty(t, slices.Collect(ipam.Placed{}.Nodes()))
}

func TestNodesCanBeStopped(t *testing.T) {
	placed, err := ipam.Layout{Gateway: at("first+1")}.In(subnetOf("2001:db8::/64"))
	require.NoError(t, err)
	var got []netip.Addr
	for a := range placed.Nodes() {
		if got = append(got, a); len(got) == 3 {
			break
		}
	}
	assert.Equal(t, "[2001:db8::1 2001:db8::3 2001:db8::4]", fmt.Sprint(got))
}

func TestLayoutAsYAML(t *testing.T) {
	const text = `gateway: first
leaves:
    - first+1
    - first+2
secondary: last
floating: last-1
virtual: last-2
nodes: last..first
avoid:
    - 10.0.0.7
`
	out, err := yaml.Marshal(everyRole())
	require.NoError(t, err)
	assert.Equal(t, text, string(out))
	var back ipam.Layout
	require.NoError(t, yaml.Unmarshal(out, &back))
	assert.Equal(t, everyRole(), back)

	out, err = yaml.Marshal(ipam.Layout{})
	require.NoError(t, err)
	assert.Equal(t, "{}\n", string(out))
}

func randomPosition(rng *rand.Rand, subnet netip.Prefix) ipam.Position {
	n := uint64(rng.IntN(12))
	if rng.IntN(8) == 0 {
		n = uint64(rng.IntN(270))
	}
	switch rng.IntN(5) {
	case 0, 1:
		return ipam.FromFirst(n)
	case 2, 3:
		return ipam.FromLast(n)
	}
	all := usableByListing(subnet)
	return ipam.Exactly(all[rng.IntN(len(all))])
}

func randomLayout(rng *rand.Rand, subnet netip.Prefix) ipam.Layout {
	var l ipam.Layout
	some := func(p *ipam.Position) {
		if rng.IntN(2) == 0 {
			*p = randomPosition(rng, subnet)
		}
	}
	some(&l.Gateway)
	some(&l.Secondary)
	some(&l.Floating)
	some(&l.Virtual)
	for range rng.IntN(4) {
		l.Leaves = append(l.Leaves, randomPosition(rng, subnet))
	}
	for range rng.IntN(3) {
		l.Avoid = append(l.Avoid, randomPosition(rng, subnet))
	}
	if rng.IntN(3) > 0 {
		text := randomPosition(rng, subnet).String() + ".." + randomPosition(rng, subnet).String()
		l.Nodes, _ = ipam.ParseSpan(text)
	}
	return l
}

// TestLayoutAgainstListing compares with a twin that lists the subnet: what is
// placed is usable and distinct, nodes are what is left of the span, and a
// layout is refused exactly when something does not fit.
func TestLayoutAgainstListing(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	accepted, refused := 0, 0
	for range 10000 {
		subnet := randomSubnet(rng)
		l := randomLayout(rng, subnet)
		all := usableByListing(subnet)
		find := func(p ipam.Position) int {
			a, err := p.In(subnet)
			if err != nil {
				return -1
			}
			return slices.Index(all, a)
		}
		fits, taken := true, make([]bool, len(all))
		single := []ipam.Position{l.Gateway, l.Secondary, l.Floating, l.Virtual}
		single = slices.DeleteFunc(single, ipam.Position.IsZero)
		for _, p := range slices.Concat(single, l.Leaves, l.Avoid) {
			i := find(p)
			if i < 0 || taken[i] {
				fits = false
				continue
			}
			taken[i] = true
		}
		from, to := 0, len(all)-1
		if !l.Nodes.IsZero() {
			from, to = find(l.Nodes.From), find(l.Nodes.To)
			fits = fits && from >= 0 && to >= 0 && (l.Nodes.Down && to <= from || !l.Nodes.Down && from <= to)
		}
		placed, err := l.In(subnet)
		if !fits {
			require.Error(t, err, "%+v in %v", l, subnet)
			refused++
			continue
		}
		require.NoError(t, err, "%+v in %v", l, subnet)
		require.NoError(t, l.Validate(), "%+v: what fits is valid", l)
		accepted++
		var nodes, want []netip.Addr
		step := 1
		if to < from {
			step = -1
		}
		for i := from; i != to+step; i += step {
			if !taken[i] {
				want = append(want, all[i])
			}
		}
		nodes = slices.Collect(placed.Nodes())
		require.Equal(t, want, nodes, "%+v in %v", l, subnet)
		require.Equal(t, uint64(len(want)), placed.Capacity(), "%+v in %v", l, subnet)

		seen := map[netip.Addr]bool{}
		for _, a := range slices.Concat(placed.Taken(), nodes) {
			require.True(t, slices.Contains(all, a), "%v is not usable: %+v in %v", a, l, subnet)
			require.False(t, seen[a], "%v twice: %+v in %v", a, l, subnet)
			seen[a] = true
		}
	}
	t.Log("accepted", accepted, "refused", refused)
	assert.Greater(t, accepted, 1000)
	assert.Greater(t, refused, 1000)
}

func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"", "..", "first..last", "last-4..first", "first+3..10.0.0.9", "2001:db8::1..last", "first...last", "10.0.0.1..::1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		span, err := ipam.ParseSpan(s)
		if err != nil {
			assert.True(t, span.IsZero())
			return
		}
		require.NoError(t, span.Validate())
		again, err := ipam.ParseSpan(span.String())
		require.NoError(t, err)
		assert.Equal(t, span, again)
		for _, subnet := range []string{"10.0.0.0/24", "10.0.0.0/31", "2001:db8::/64", "2001:db8::/126"} {
			p := subnetOf(subnet)
			from, to, err := span.In(p)
			if err != nil {
				continue
			}
			assert.True(t, p.Contains(from) && p.Contains(to))
			assert.False(t, span.Down && from.Less(to) || !span.Down && to.Less(from))
		}
	})
}

func ExampleLayout_In() {
	layout := ipam.Layout{
		Gateway: ipam.FromFirst(0),
		Leaves:  []ipam.Position{ipam.FromFirst(1), ipam.FromFirst(2)},
		Nodes:   ipam.Span{From: ipam.FromFirst(3), To: ipam.FromLast(0)},
	}
	placed, err := layout.In(netip.MustParsePrefix("10.13.0.0/24"))
	fmt.Println(placed.Gateway, placed.Leaves, placed.From, placed.To, placed.Capacity(), err)
	_, err = layout.In(netip.MustParsePrefix("10.13.0.0/30"))
	fmt.Println(err)
	// Output:
	// 10.13.0.1 [10.13.0.2 10.13.0.3] 10.13.0.4 10.13.0.254 251 <nil>
	// leaves[1]: first+2 is outside 10.13.0.0/30, which goes to first+1 (10.13.0.2)
	// nodes: first+3 is outside 10.13.0.0/30, which goes to first+1 (10.13.0.2)
}
