package gobgpproof_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/gobgpproof"
)

// The knobs of the neutral model, each in a network of four routers in a row:
//
//	r1 (AS 65001) -- r2 (AS 65002) -- r3 (AS 65002) -- r4 (AS 65004)
//
// r1 announces four prefixes, r4 one.

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

const (
	wide   = "10.100.0.0/16"
	narrow = "10.100.1.0/24"
	other  = "10.200.0.0/24"
	six    = "2001:db8:100::/48"
)

// fourInARow builds the processes of the four routers. Every link has a subnet of each family; the
// neighbors use IPv4 addresses for IPv4 and IPv6 addresses for IPv6.
func fourInARow() []*routing.BGP {
	return []*routing.BGP{
		process(1, 65001, wide, narrow, other, six), process(2, 65002),
		process(3, 65002), process(4, 65004, "10.44.0.0/16"),
	}
}

func process(number byte, as routing.ASN, networks ...string) *routing.BGP {
	b := &routing.BGP{
		AS: as, RouterID: netip.AddrFrom4([4]byte{10, 9, 0, number}), CompareRouterID: true,
		IPv4: &routing.Unicast{MaxPathsEBGP: 4, MaxPathsIBGP: 4}, IPv6: &routing.Unicast{MaxPathsEBGP: 4, MaxPathsIBGP: 4},
	}
	for _, n := range networks {
		u := b.IPv4
		if p := prefix(n); p.Addr().Is6() {
			u = b.IPv6
		}
		u.Networks = append(u.Networks, routing.Network{Prefix: prefix(n), Always: true})
	}
	return b
}

// link is the address of a router on its link to the next one (side 1) or to the
// one before (side 2).
func link(after, side int, f routing.Family) netip.Prefix {
	if f == routing.IPv6 {
		return prefix(fmt.Sprintf("2001:db8:%d::%d/64", after, side))
	}
	return prefix(fmt.Sprintf("10.0.%d.%d/24", after, side))
}

// wired makes routers of the processes, with sessions along the row, and a static
// default route that leads every next hop somewhere.
func wired(processes []*routing.BGP) []routing.Router {
	routers := make([]routing.Router, len(processes))
	for i, b := range processes {
		v := routing.VRF{Name: routing.DefaultVRF, BGP: b}
		n := routing.Interface{Name: "eth0"}
		meet := func(after, own, peer int, as routing.ASN) {
			for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
				n.Addresses = append(n.Addresses, link(after, own, f))
				b.Neighbors = append(b.Neighbors, routing.Neighbor{
					Name: fmt.Sprintf("%s%d", f, peer+after-1), Address: link(after, peer, f).Addr(),
					RemoteAS: []routing.ASRange{{First: as, Last: as}},
					Families: []routing.NeighborFamily{{Family: f, SendCommunity: true}},
				})
			}
		}
		if i > 0 {
			meet(i, 2, 1, processes[i-1].AS)
		}
		if i+1 < len(processes) {
			meet(i+1, 1, 2, processes[i+1].AS)
		}
		v.Interfaces = append(v.Interfaces, n)
		for _, nb := range b.Neighbors[:2] {
			d := prefix("0.0.0.0/0")
			if nb.Address.Is6() {
				d = prefix("::/0")
			}
			v.Static = append(v.Static, routing.Static{Prefix: d, Via: []netip.Addr{nb.Address}})
		}
		routers[i] = routing.Router{Name: fmt.Sprint("r", i+1), VRFs: []routing.VRF{v}}
	}
	return routers
}

// towards returns what a router does in a session, by the number of the other.
func towards(routers []routing.Router, from, to int, f routing.Family) *routing.NeighborFamily {
	b := routers[from-1].VRFs[0].BGP
	for i := range b.Neighbors {
		if b.Neighbors[i].Name == fmt.Sprintf("%s%d", f, to) {
			return &b.Neighbors[i].Families[0]
		}
	}
	panic("no such neighbor")
}

func permit(rules ...string) *routing.PrefixList {
	l := &routing.PrefixList{Name: "list"}
	for _, r := range rules {
		p := prefix(r)
		l.Rules = append(l.Rules, routing.PrefixRule{Permit: true, Prefix: p, Min: p.Bits(), Max: p.Bits()})
	}
	return l
}

func everything() routing.PrefixRule {
	return routing.PrefixRule{Permit: true, Prefix: prefix("0.0.0.0/0"), Max: 32}
}

func policy(terms ...routing.Term) *routing.Policy {
	for i := range terms {
		terms[i].Seq = 10 * (i + 1)
	}
	return &routing.Policy{Name: "policy", Terms: terms}
}

func having(list *routing.PrefixList, set routing.Set) routing.Term {
	return routing.Term{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{list}}, Set: set}
}

var others = routing.Term{Permit: true}

const (
	red  routing.Community = 65000<<16 | 1
	blue routing.Community = 65000<<16 | 2
)

func tagged(c ...routing.Community) []*routing.CommunityList {
	return []*routing.CommunityList{{Name: "tags", Rules: []routing.CommunityRule{{Permit: true, All: c}}}}
}

func colored(c ...routing.Community) routing.Set {
	return routing.Set{HasCommunities: true, Communities: c}
}

// TestFeatures turns one knob in a row of routers: the servers do what the
// simulator says, and it differs from what they do without.
func TestFeatures(t *testing.T) {
	t.Parallel()
	plain, err := routing.Simulate(wired(fourInARow()))
	require.NoError(t, err)
	for _, feature := range []struct {
		name string
		turn func([]routing.Router)
		// same is set when the change must not show.
		same bool
	}{
		{"nothing", func([]routing.Router) {}, true},
		{"an import filter by prefix", func(r []routing.Router) {
			towards(r, 2, 1, routing.IPv4).Import = policy(having(permit(wide, other), routing.Set{}))
		}, false},
		{"an IPv6 import filter", func(r []routing.Router) {
			towards(r, 2, 1, routing.IPv6).Import = policy(having(permit("2001:db8::/32"), routing.Set{}))
		}, false},
		{"a range of lengths", func(r []routing.Router) {
			l := &routing.PrefixList{Rules: []routing.PrefixRule{{Permit: true, Prefix: prefix(wide), Min: 20, Max: 32}}}
			towards(r, 1, 2, routing.IPv4).Export = policy(having(l, routing.Set{}))
		}, false},
		{"a list that denies first", func(r []routing.Router) {
			l := permit(wide)
			l.Rules[0].Permit = false
			l.Rules = append(l.Rules, everything())
			towards(r, 1, 2, routing.IPv4).Export = policy(having(l, routing.Set{}))
		}, false},
		{"a list that permits and denies by turns", func(r []routing.Router) {
			l := permit(other, wide)
			l.Rules = append(l.Rules, routing.PrefixRule{Prefix: prefix("10.100.0.0/20"), Min: 20, Max: 32}, everything())
			towards(r, 1, 2, routing.IPv4).Export = policy(having(l, routing.Set{}))
		}, false},
		{"AS paths of a length", func(r []routing.Router) {
			towards(r, 4, 3, routing.IPv4).Import = policy(routing.Term{Permit: true, Match: routing.Match{ASPathLength: routing.PathLength{IsSet: true, Min: 1, Max: 1}}})
		}, false},
		{"AS paths of no great length, sent", func(r []routing.Router) {
			towards(r, 3, 4, routing.IPv4).Export = policy(routing.Term{Permit: true, Match: routing.Match{ASPathLength: routing.PathLength{IsSet: true, Max: 0}}})
		}, false},
		{"AS paths of some length, sent", func(r []routing.Router) {
			towards(r, 3, 4, routing.IPv4).Export = policy(routing.Term{Match: routing.Match{ASPathLength: routing.PathLength{IsSet: true, Min: 1, Max: 9999}}}, others)
		}, false},
		{"only what is connected", func(r []routing.Router) {
			r[1].VRFs[0].BGP.IPv4.Networks = append(r[1].VRFs[0].BGP.IPv4.Networks, routing.Network{Prefix: prefix("10.0.1.0/24")}, routing.Network{Prefix: prefix("10.22.0.0/16"), Always: true})
			towards(r, 2, 3, routing.IPv4).Export = policy(routing.Term{Permit: true, Match: routing.Match{Sources: []routing.Protocol{routing.Direct}}})
		}, false},
		{"only what is of BGP", func(r []routing.Router) {
			r[1].VRFs[0].BGP.IPv4.Networks = append(r[1].VRFs[0].BGP.IPv4.Networks, routing.Network{Prefix: prefix("10.0.1.0/24")}, routing.Network{Prefix: prefix("10.22.0.0/16"), Always: true})
			towards(r, 2, 3, routing.IPv4).Export = policy(routing.Term{Permit: true, Match: routing.Match{Sources: []routing.Protocol{routing.BGPRoute}}})
		}, false},
		{"a term that denies", func(r []routing.Router) {
			deny := having(permit(narrow), routing.Set{})
			deny.Permit = false
			towards(r, 1, 2, routing.IPv4).Export = policy(deny, others)
		}, false},
		{"an empty list", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(having(permit(), routing.Set{}), having(permit(other), routing.Set{}))
		}, false},
		{"a term that never holds", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Match: routing.Match{Never: true}})
		}, false},
		{"local preference and MED", func(r []routing.Router) {
			towards(r, 2, 1, routing.IPv4).Import = policy(having(permit(wide), routing.Set{HasLocalPref: true, LocalPref: 300}), routing.Term{Permit: true, Set: routing.Set{HasMED: true, MED: 7}})
		}, false},
		{"MED is not passed on to a third AS", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: routing.Set{HasMED: true, MED: 50}})
		}, false},
		{"origin", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: routing.Set{HasOrigin: true, Origin: routing.OriginIncomplete}})
		}, false},
		{"the default local preference", func(r []routing.Router) { r[1].VRFs[0].BGP.DefaultLocalPref = 150 }, false},
		{"communities set", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(having(permit(wide), colored(red)), having(permit(other), colored(red, blue)), others)
		}, false},
		{"communities added", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: colored(red)})
			towards(r, 2, 1, routing.IPv4).Import = policy(routing.Term{Permit: true, Set: routing.Set{HasCommunities: true, Communities: []routing.Community{blue}, Additive: true}})
		}, false},
		{"communities replaced", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: colored(red)})
			towards(r, 2, 1, routing.IPv4).Import = policy(routing.Term{Permit: true, Set: colored(blue)})
		}, false},
		{"communities deleted", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: colored(red, blue)})
			towards(r, 2, 1, routing.IPv4).Import = policy(routing.Term{Permit: true, Set: routing.Set{DeleteCommunities: tagged(red)[0]}})
		}, false},
		{"communities matched, both of two", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(having(permit(wide), colored(red)), having(permit(other), colored(red, blue)), others)
			towards(r, 3, 2, routing.IPv4).Import = policy(routing.Term{Permit: true, Match: routing.Match{Communities: tagged(red, blue)}})
		}, false},
		{"communities matched, one of two", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(having(permit(wide), colored(red)), having(permit(other), colored(blue)), others)
			towards(r, 3, 2, routing.IPv4).Import = policy(routing.Term{Permit: true, Match: routing.Match{Communities: append(tagged(red), tagged(blue)...)}})
		}, false},
		{"communities not sent", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: colored(red)})
			towards(r, 2, 3, routing.IPv4).SendCommunity = false
		}, false},
		{"no-export", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(having(permit(wide), colored(0xffffff01)), others)
		}, false},
		{"no-advertise", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(having(permit(wide), colored(0xffffff02)), others)
		}, false},
		{"a policy that goes on", func(r []routing.Router) {
			on := having(permit(wide, narrow), colored(red))
			on.Continue = true
			towards(r, 1, 2, routing.IPv4).Export = policy(on, having(permit(wide, other), routing.Set{HasMED: true, MED: 3}), routing.Term{})
		}, false},
		{"the own AS prepended", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: routing.Set{Prepend: []routing.ASN{65001, 65001}}})
		}, false},
		{"an AS prepended on import", func(r []routing.Router) {
			towards(r, 2, 1, routing.IPv4).Import = policy(routing.Term{Permit: true, Set: routing.Set{Prepend: []routing.ASN{65099}}})
		}, false},
		{"next-hop-self within the AS", func(r []routing.Router) { towards(r, 2, 3, routing.IPv4).NextHop = routing.NextHopSelf }, false},
		{"next-hop-self in IPv6", func(r []routing.Router) { towards(r, 2, 3, routing.IPv6).NextHop = routing.NextHopSelf }, false},
		{"next hop unchanged to another AS", func(r []routing.Router) { towards(r, 3, 4, routing.IPv4).NextHop = routing.NextHopUnchanged }, false},
		{"next hop of a policy", func(r []routing.Router) {
			towards(r, 2, 1, routing.IPv4).Import = policy(routing.Term{Permit: true, Set: routing.Set{NextHop: netip.MustParseAddr("10.0.1.77")}})
		}, false},
		{"next hop matched", func(r []routing.Router) {
			l := &routing.PrefixList{Rules: []routing.PrefixRule{{Permit: true, Prefix: prefix("10.0.1.0/24"), Min: 32, Max: 32}}}
			towards(r, 3, 4, routing.IPv4).Export = policy(routing.Term{Match: routing.Match{NextHops: []*routing.PrefixList{l}}}, others)
		}, false},
		{"the AS path has a number", func(r []routing.Router) {
			towards(r, 4, 3, routing.IPv4).Import = policy(routing.Term{Match: routing.Match{ASPathHas: []routing.ASRange{{First: 65000, Last: 65001}}}}, others)
		}, false},
		{"the AS path comes from a number", func(r []routing.Router) {
			towards(r, 3, 2, routing.IPv4).Import = policy(routing.Term{Permit: true, Match: routing.Match{ASPathOrigin: []routing.ASRange{{First: 65004, Last: 65004}}}})
		}, false},
		{"the peer's AS", func(r []routing.Router) {
			towards(r, 4, 3, routing.IPv4).Import = policy(routing.Term{Match: routing.Match{PeerAS: []routing.ASRange{{First: 65002, Last: 65009}}}}, others)
		}, false},
		{"another peer's AS", func(r []routing.Router) {
			towards(r, 4, 3, routing.IPv4).Import = policy(routing.Term{Match: routing.Match{PeerAS: []routing.ASRange{{First: 65003, Last: 65009}}}}, others)
		}, true},
		{"only what was received", func(r []routing.Router) {
			r[1].VRFs[0].BGP.IPv4.Networks = append(r[1].VRFs[0].BGP.IPv4.Networks, routing.Network{Prefix: prefix("10.22.0.0/16"), Always: true})
			towards(r, 2, 3, routing.IPv4).Export = policy(routing.Term{Match: routing.Match{ReceivedFromPeer: true}}, others)
		}, false},
		{"long AS paths refused", func(r []routing.Router) { r[3].VRFs[0].BGP.MaxASLength = 1 }, false},
		{"private AS removed", func(r []routing.Router) { towards(r, 3, 4, routing.IPv4).RemovePrivateAS = true }, false},
		{"a default route for a neighbor", func(r []routing.Router) {
			r[3].VRFs[0].Static = nil
			towards(r, 3, 4, routing.IPv4).DefaultOriginate = true
			towards(r, 3, 4, routing.IPv4).Export = policy(routing.Term{})
		}, false},
		{"no session", func(r []routing.Router) { r[2].VRFs[0].BGP.Neighbors[2].Shutdown = true }, false},
		{"no session, both wait", func(r []routing.Router) {
			r[2].VRFs[0].BGP.Neighbors[2].Passive, r[3].VRFs[0].BGP.Neighbors[0].Passive = true, true
		}, false},
		{"a network that the table does not have", func(r []routing.Router) { r[0].VRFs[0].BGP.IPv4.Networks[1].Always = false }, false},
		{"the wrong AS", func(r []routing.Router) {
			r[3].VRFs[0].BGP.Neighbors[0].RemoteAS = []routing.ASRange{{First: 65003, Last: 65003}}
		}, false},
		{"one end has a password", func(r []routing.Router) { r[3].VRFs[0].BGP.Neighbors[0].Auth = routing.NewAuth("word") }, false},
		{"too many prefixes", func(r []routing.Router) { towards(r, 2, 1, routing.IPv4).MaxPrefixes = 2 }, false},
		{"too many prefixes, a warning", func(r []routing.Router) {
			towards(r, 2, 1, routing.IPv4).MaxPrefixes, towards(r, 2, 1, routing.IPv4).MaxPrefixesWarn = 2, true
		}, true},
	} {
		t.Run(feature.name, func(t *testing.T) {
			t.Parallel()
			routers := wired(fourInARow())
			feature.turn(routers)
			got := agree(t, run(t, routers), routers)
			changed := false
			for _, r := range routers {
				changed = changed || predictedText(plain, r.Name) != got.tables[at(r.Name)].String()
			}
			assert.Equal(t, !feature.same, changed)
		})
	}
}

// TestOwnAS has one AS at both ends of the row: AS override, and an AS that
// accepts itself.
func TestOwnAS(t *testing.T) {
	t.Parallel()
	ends := func() []routing.Router {
		processes := fourInARow()
		processes[3].AS = 65001
		return wired(processes)
	}
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		routers := ends()
		got := agree(t, run(t, routers), routers)
		assert.Empty(t, got.tables[at("r4")])
	})
	t.Run("overridden", func(t *testing.T) {
		t.Parallel()
		routers := ends()
		towards(routers, 3, 4, routing.IPv4).ASOverride = true
		got := agree(t, run(t, routers), routers)
		assert.Equal(t, []routing.ASN{65002, 65002}, got.tables[at("r4")][prefix(wide)].ASPath)
	})
	t.Run("allowed where it is received, which GoBGP does not send", func(t *testing.T) {
		t.Parallel()
		routers := ends()
		towards(routers, 4, 3, routing.IPv4).AllowOwnAS = 1
		network, err := gobgpproof.Translate(routers)
		require.NoError(t, err)
		assert.Equal(t, []gobgpproof.NotEmulated{{Speaker: at("r3"), Neighbor: "IPv44", Reason: gobgpproof.SenderCheck, Detail: "r4"}}, network.NotEmulated())
	})
}
