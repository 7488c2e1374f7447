package nxos

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
	}
	assert.Greater(t, valid, tries/20, "the generator makes too few valid configurations")
}

func TestAnyWordInAnyNameIsRefusedOrReadsBack(t *testing.T) {
	// Every string and password of the model is set to every word in turn, in a
	// configuration that is valid without it.
	for _, path := range clitest.StringPaths(reflect.TypeFor[Config](), reflect.TypeFor[Line]()) {
		for _, word := range clitest.Words() {
			c := Config{}
			base(&c)
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

// base makes every list of c one element long, each valid.
func base(c *Config) {
	policy := PeerPolicy{InheritPeerPolicy: []InheritPeerPolicy{{"T", 1}}}
	families := []NeighborAF{{PeerPolicy: policy}}
	instance := Instance{
		AddressFamily: []AddressFamily{{
			Network:      []Network{{Prefix: mustPrefix("10.0.0.0/8")}},
			Redistribute: []Redistribute{{Protocol: RedistributeOSPF, Tag: "1", RouteMap: "R"}},
			Aggregate:    []AggregateAddress{{Prefix: mustPrefix("10.0.0.0/8")}},
		}},
		Neighbor: []Neighbor{{Address: mustAddr("10.0.0.1"), AddressFamily: families}},
	}
	routes := []Route{{Prefix: mustPrefix("10.0.0.0/8"), NextHop: mustAddr("10.0.0.1")}}
	routes6 := []Route{{Prefix: mustPrefix("2001:db8::/32"), NextHop: mustAddr("2001:db8::1")}}
	*c = Config{
		Feature:         []string{"bgp"},
		VLAN:            []VLAN{{ID: 5}},
		IPPrefixList:    []PrefixList{{Name: "P", Entries: []PrefixListEntry{{Seq: 5, Prefix: mustPrefix("10.0.0.0/8")}}}},
		IPv6PrefixList:  []PrefixList{{Name: "P", Entries: []PrefixListEntry{{Seq: 5, Prefix: mustPrefix("2001:db8::/32")}}}},
		IPCommunityList: []CommunityList{{Name: "C", Entries: []CommunityListEntry{{Seq: 5, Communities: []fabric.Community{1}}}}},
		RouteMap: []RouteMap{{Name: "R", Entries: []RouteMapEntry{{Seq: 10, Match: Match{
			IPAddressPrefixList: []string{"P"}, IPv6AddressPrefixList: []string{"P"}, IPNextHopPrefixList: []string{"P"},
			IPv6NextHopPrefixList: []string{"P"}, Community: []string{"C"}, ASPath: []string{"A"},
			SourceProtocol: []string{"direct"}, Interface: []string{"loopback0"}, RouteType: []string{"internal"}}}}}},
		VRFContext: []VRFContext{{Name: "V", IPRoute: routes, IPv6Route: routes6}},
		IPRoute:    routes, IPv6Route: routes6,
		VPCDomain: VPCDomain{ID: 1, PeerKeepalive: PeerKeepalive{Destination: mustAddr("10.0.0.1")}},
		Interface: []Interface{{Name: "Vlan5", HSRP: []HSRPGroup{{Group: 1}}, VRRP: []VRRPGroup{{Group: 1}}, VRRPv3: []VRRPv3Group{{Group: 1}}}},
		RouterBGP: RouterBGP{AS: 65001, Instance: instance,
			TemplatePeer:        []TemplatePeer{{Name: "T", AddressFamily: families}},
			TemplatePeerSession: []TemplatePeerSession{{Name: "T"}},
			TemplatePeerPolicy:  []TemplatePeerPolicy{{Name: "T", PeerPolicy: policy}},
			VRF:                 []BGPVRF{{Name: "V", Instance: instance}}},
	}
}

func TestBaseIsValid(t *testing.T) {
	var c Config
	base(&c)
	assert.Empty(t, configTable.Check(&c))
	assert.Greater(t, len(clitest.StringPaths(reflect.TypeFor[Config](), reflect.TypeFor[Line]())), 100)
}

func FuzzParse(f *testing.F) {
	var c Config
	base(&c)
	f.Add(Text(c))
	f.Add([]byte("router bgp 1\nfoo\naddress-family l2vpn evpn\nsend-community\nneighbor 1.1.1.1\n"))
	f.Add([]byte("router bgp 1\n  neighbor 1.1.1.1\n    address-family l2vpn evpn\n      send-community\n\tx\r\n"))
	f.Add([]byte("vlan 5\nvlan 5-7,9\n name x\n  foo\n exit\nend\nip prefix-list a permit 1.0.0.0/8\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			return
		}
		c.Validate()
		_, _ = c.Router()
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
