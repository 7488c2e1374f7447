package frr

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/clitest"
)

// randomConfig has a few random blocks and no kept lines.
func randomConfig(r *rand.Rand) Config {
	var c Config
	v := reflect.ValueOf(&c).Elem()
	for range 1 + r.IntN(3) {
		clitest.Fill(r, v.Field(r.IntN(v.NumField()-1)))
	}
	c.Unmodelled = nil
	return c
}

func TestWhatIsValidReadsBackEqual(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	valid := 0
	const tries = 20000
	for i := range tries {
		c := randomConfig(r)
		if len(configTable.Check(&c)) > 0 {
			continue
		}
		valid++
		wire := Text(c)
		got, err := Parse(wire)
		require.NoError(t, err, "try %d:\n%s", i, wire)
		require.Equal(t, c, got, "try %d:\n%s", i, wire)
		for line := range bytes.Lines(wire) {
			require.True(t, clitest.IsPlain(line), "try %d: %q", i, line)
		}
		once := Shown(c)
		require.Equal(t, once, Shown(once), "try %d", i)
	}
	assert.Greater(t, valid, tries/20, "the generator makes too few valid configurations")
}

func TestAnyWordInAnyNameIsRefusedOrReadsBack(t *testing.T) {
	// Every string and password of the model is set to every word in turn, in a
	// configuration that is valid without it.
	for _, path := range clitest.StringPaths(reflect.TypeFor[Config](), reflect.TypeFor[Line]()) {
		for _, word := range clitest.Words() {
			c := base()
			clitest.Assign(reflect.ValueOf(&c).Elem(), path, word)
			if len(configTable.Check(&c)) > 0 {
				continue
			}
			got, err := Parse(Text(c))
			require.NoError(t, err, "%v = %q:\n%s", path, word, Text(c))
			require.Equal(t, c, got, "%v = %q:\n%s", path, word, Text(c))
		}
	}
}

// base has every list one element long, each valid.
func base() Config {
	routes := []Route{{Prefix: mustPrefix("10.0.0.0/8"), NextHop: mustAddr("10.0.0.1")}}
	routes6 := []Route{{Prefix: mustPrefix("2001:db8::/32"), NextHop: mustAddr("2001:db8::1")}}
	return Config{
		Defaults:         DefaultsTraditional,
		IPPrefixList:     []PrefixList{{Name: "P", Entries: []PrefixListEntry{{Seq: 5, Prefix: mustPrefix("10.0.0.0/8")}}}},
		IPv6PrefixList:   []PrefixList{{Name: "P", Entries: []PrefixListEntry{{Seq: 5, Prefix: mustPrefix("2001:db8::/32")}}}},
		ASPathAccessList: []ASPathAccessList{{Name: "A", Entries: []ASPathAccessListEntry{{Seq: 5, Regexp: "^$"}}}},
		CommunityList:    []CommunityList{{Name: "C", Entries: []CommunityListEntry{{Seq: 5, Communities: []fabric.Community{1}}}}},
		RouteMap: []RouteMap{{Name: "R", Entries: []RouteMapEntry{{Seq: 10, Match: Match{
			IPAddressPrefixList: "P", IPv6AddressPrefixList: "P", IPNextHopPrefixList: "P", IPv6NextHopPrefixList: "P",
			Community: "C", ASPath: "A", SourceProtocol: "static", Interface: "lo", Peer: "local",
		}}}}},
		IPRoute: routes, IPv6Route: routes6,
		VRF:       []VRF{{Name: "V", IPRoute: routes, IPv6Route: routes6}},
		Interface: []Interface{{Name: "lo", VRRP: []VRRP{{Group: 1}}}},
		BFD:       BFD{On: true, Profile: []BFDProfile{{Name: "B"}}},
		RouterBGP: RouterBGP{
			AS: 65001, PeerGroup: []PeerGroup{{Name: "G", PeerSession: PeerSession{RemoteAS: RemoteAS{AS: 1}}}},
			Neighbor:    []Neighbor{{Address: mustAddr("10.0.0.1"), PeerGroup: "G"}},
			ListenRange: []ListenRange{{Prefix: mustPrefix("10.0.0.0/8"), PeerGroup: "G"}},
			AddressFamily: []AddressFamily{{
				Network:      []Network{{Prefix: mustPrefix("10.0.0.0/8")}},
				Redistribute: []Redistribute{{Protocol: RedistributeStatic, RouteMap: "R"}},
				Aggregate:    []AggregateAddress{{Prefix: mustPrefix("10.0.0.0/8")}},
				Neighbor:     []NeighborAF{{Neighbor: "G", PeerPolicy: PeerPolicy{Activate: Yes, DefaultOriginate: true}}},
			}},
		},
	}
}

func TestBaseIsValid(t *testing.T) {
	c := base()
	assert.Empty(t, configTable.Check(&c))
	assert.Greater(t, len(clitest.StringPaths(reflect.TypeFor[Config](), reflect.TypeFor[Line]())), 50)
}

func FuzzParse(f *testing.F) {
	f.Add(Text(base()))
	f.Add([]byte("router bgp 1\nfoo\naddress-family l2vpn evpn\nneighbor X activate\nexit-address-family\nneighbor 1.1.1.1 remote-as 2\n"))
	f.Add([]byte("Building configuration...\n\nCurrent configuration:\n!\nfrr version 8.4.4\nrouter ospf\n network 1.0.0.0/8 area 0\nexit\nvrf x\n vni 5\nexit-vrf\nend\n"))
	f.Add([]byte("bfd\n peer 10.0.0.1\n  profile FAST\n exit\nexit\n"))
	f.Add([]byte("router bgp 1\n address-family l2vpn evpn\n  vni 5\n  exit-vni\n exit-address-family\nexit\ninterface a\n vrrp 5\nvrrp 5 ip 1.1.1.1\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			return
		}
		c.Validate()
		_, _ = c.Router()
		Daemons(c)
		Shown(c)
		wire := Text(c)
		again, err := Parse(wire)
		require.NoError(t, err, "%s", wire)
		require.Equal(t, string(wire), string(Text(again)))
		for _, both := range []*Config{&c, &again} {
			for i := range both.Unmodelled {
				both.Unmodelled[i].Number = 0
			}
		}
		require.ElementsMatch(t, c.Unmodelled, again.Unmodelled)
		c.Unmodelled, again.Unmodelled = nil, nil
		require.Equal(t, c, again, string(wire))
	})
}
