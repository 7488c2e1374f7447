package nxos

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// words are what names, descriptions and passwords are tried with: good ones, and
// those that would break out of their line or turn into another command.
func words() []string {
	return []string{
		"A", "NODE-OUT", "Vlan2300", "loopback0", "Ethernet1/1.5", "port-channel11", "k8s", "in", "out", "static", "delete",
		"two words", " lead", "trail ", "line\nhostname evil", "cr\rlf", "tab\tbed", "!comment", "what?", `quo"te`, "naïve",
		"", ";reload", "a ;reload", "a;b", "exact-match", "additive", "none", "route-map X in", "seq", "10", "0", "7 abc", "abcdef",
		"internal", "no", "exit", "end", "remote-as", strings.Repeat("x", 33), strings.Repeat("y", 64), strings.Repeat("z", 256), "\x00",
	}
}

func addrs() []string {
	return []string{"10.0.0.1", "10.13.0.1", "2001:db8::1", "fe80::1", "fe80::1%eth0", "::ffff:1.2.3.4", "0.0.0.0"}
}

func prefixes() []string {
	return []string{"10.0.0.0/8", "10.13.0.5/24", "0.0.0.0/0", "10.1.1.1/32", "2001:db8::/32", "2001:db8::1/64", "::/0"}
}

// fill gives v random values: every field of small structs, some of large ones.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case netip.Addr:
		v.Set(reflect.ValueOf(netip.MustParseAddr(pick(r, addrs()))))
		return
	case netip.Prefix:
		v.Set(reflect.ValueOf(netip.MustParsePrefix(pick(r, prefixes()))))
		return
	case fabric.Secret:
		v.Set(reflect.ValueOf(fabric.NewSecret(pick(r, words()))))
		return
	case time.Duration:
		v.SetInt(int64(r.IntN(4000)) * int64(pick(r, []time.Duration{time.Millisecond, time.Second, time.Microsecond})))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		if v.SetUint(uint64(r.IntN(4))); r.IntN(3) == 0 {
			v.SetUint(r.Uint64() >> (64 - v.Type().Bits() + r.IntN(v.Type().Bits())))
		}
	case reflect.String:
		list := words()
		if r.IntN(3) > 0 {
			list = list[:11]
		}
		v.SetString(pick(r, list))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(2), 2))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if v.NumField() < 6 || r.IntN(v.NumField()) < 5 {
				fill(r, field)
			}
		}
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// randomConfig has a few random blocks and no kept lines.
func randomConfig(r *rand.Rand) Config {
	var c Config
	v := reflect.ValueOf(&c).Elem()
	for range 1 + r.IntN(3) {
		fill(r, v.Field(r.IntN(v.NumField()-1)))
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
			require.True(t, isPlain(line), "try %d: %q", i, line)
		}
	}
	assert.Greater(t, valid, tries/20, "the generator makes too few valid configurations")
}

// isPlain reports whether a line is printable ASCII and one newline at its end.
func isPlain(line []byte) bool {
	for i, c := range line {
		if c == '\n' && i != len(line)-1 || c != '\n' && (c < ' ' || c > '~') {
			return false
		}
	}
	return true
}

func TestAnyWordInAnyNameIsRefusedOrReadsBack(t *testing.T) {
	// Every string and password of the model is set to every word in turn, in a
	// configuration that is valid without it.
	for _, path := range stringPaths(reflect.TypeFor[Config](), nil) {
		for _, word := range words() {
			c := Config{}
			base(&c)
			assign(reflect.ValueOf(&c).Elem(), path, word)
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

// stringPaths are the index paths of all strings and secrets below a type; -1
// stands for the first element of a slice.
func stringPaths(t reflect.Type, path []int) [][]int {
	path = append([]int(nil), path...)
	switch {
	case t == reflect.TypeFor[fabric.Secret](), t.Kind() == reflect.String:
		return [][]int{path}
	case t == reflect.TypeFor[Line](), t == reflect.TypeFor[netip.Addr](), t == reflect.TypeFor[netip.Prefix]():
		return nil
	case t.Kind() == reflect.Slice:
		return stringPaths(t.Elem(), append(path, -1))
	case t.Kind() == reflect.Struct:
		var paths [][]int
		for i := range t.NumField() {
			paths = append(paths, stringPaths(t.Field(i).Type, append(path, i))...)
		}
		return paths
	}
	return nil
}

// assign sets the string or secret at path.
func assign(v reflect.Value, path []int, word string) {
	for _, i := range path {
		if i >= 0 {
			v = v.Field(i)
			continue
		}
		// The elements are shared with other fields: copy before writing.
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		v = v.Index(0)
	}
	if v.Kind() == reflect.String {
		v.SetString(word)
	} else {
		v.Set(reflect.ValueOf(fabric.NewSecret(word)))
	}
}

func TestBaseIsValid(t *testing.T) {
	var c Config
	base(&c)
	assert.Empty(t, configTable.Check(&c))
	assert.Greater(t, len(stringPaths(reflect.TypeFor[Config](), nil)), 100)
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
