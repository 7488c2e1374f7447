package fabric

import (
	"bytes"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Everything that can be said in Go can be said in a file, and the other way
// round.
func TestTextIsLoadedAsTheSameDesign(t *testing.T) {
	for seed := range uint64(500) {
		want := newRandom(seed).design()
		text, err := Text(want)
		require.NoError(t, err, "seed %d", seed)
		got, err := Load(bytes.NewReader(text))
		require.NoError(t, err, "seed %d:\n%s", seed, text)
		got.source = nil
		require.Equal(t, want, got, "seed %d:\n%s", seed, text)
		require.True(t, reflect.DeepEqual(want, got), "seed %d:\n%s", seed, text)
	}
}

func TestStateTextIsLoadedAsTheSameState(t *testing.T) {
	for seed := range uint64(500) {
		want := newRandom(seed).state()
		text, err := StateText(want)
		require.NoError(t, err, "seed %d", seed)
		got, err := LoadState(bytes.NewReader(text))
		require.NoError(t, err, "seed %d:\n%s", seed, text)
		require.True(t, reflect.DeepEqual(want, got), "seed %d:\n%s", seed, text)
	}
}

// The random designs have every field and every variant that there is.
func TestRandomDesignsSetEverything(t *testing.T) {
	set := make(map[string]bool)
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			set[v.Type().Name()] = true
			for i := range v.NumField() {
				if _, ok := v.Type().Field(i).Tag.Lookup("yaml"); ok && !v.Field(i).IsZero() {
					set[v.Type().Name()+"."+v.Type().Field(i).Name] = true
					walk(v.Field(i))
				}
			}
		}
	}
	for seed := range uint64(50) {
		walk(reflect.ValueOf(newRandom(seed).design()))
		walk(reflect.ValueOf(newRandom(seed).state()))
	}
	for _, root := range []reflect.Type{reflect.TypeFor[Design](), reflect.TypeFor[State]()} {
		structs, _ := format().Structs(root)
		for _, s := range structs {
			assert.True(t, set[s.Name()], s.Name())
			for f := range s.Fields() {
				if _, ok := f.Tag.Lookup("yaml"); ok {
					assert.True(t, set[s.Name()+"."+f.Name], "%s.%s", s.Name(), f.Name)
				}
			}
		}
	}
}

// A design is written before it is complete; the loader says what is missing.
func TestTextOfIncompleteDesigns(t *testing.T) {
	text, err := Text(Design{Name: "lab", Clusters: []Cluster{{Pods: []PodPool{{Block: 24}}}}})
	require.NoError(t, err)
	assert.Equal(t, `name: lab
racks: []
clusters: [{name: "", pods: [{block: 24}], nodes: []}]
`, string(text))
	_, err = Load(bytes.NewReader(text))
	var problems Problems
	require.ErrorAs(t, err, &problems)
	var missing []string
	for _, p := range problems {
		assert.Equal(t, CodeFileMissingField, p.Code)
		missing = append(missing, p.Field)
	}
	slices.Sort(missing)
	assert.Equal(t, []string{"clusters[0].as", "clusters[0].cni", "fabric"}, missing)
}

func TestTextReadsWell(t *testing.T) {
	cluster := func(c Cluster) Design { return Design{Clusters: []Cluster{c}} }
	tests := map[string]struct {
		design Design
		line   string
	}{
		"a leaf with nothing but a name is its name": {
			Design{Racks: []Rack{{Leaves: []Leaf{{Name: "leaf1"}, {Name: "leaf2", RouterID: netip.MustParseAddr("10.2.0.2")}}}}},
			`leaves: [leaf1, {name: leaf2, routerID: 10.2.0.2}]`,
		},
		"a choice without fields is its name":   {cluster(Cluster{AS: ASPerServer{}}), `as: perServer`},
		"a choice with fields is a mapping":     {cluster(Cluster{AS: ASPerCluster{AS: 65001}}), `as: {perCluster: {as: 65001}}`},
		"one prefix is no list":                 {Design{Pools: Pools{Links: Prefixes{V6: netip.MustParsePrefix("2001:db8::/32")}}}, `pools: {links: '2001:db8::/32'}`},
		"two prefixes are a list":               {Design{Pools: Pools{Links: Prefixes{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}}}, `pools: {links: [10.0.0.0/8, '2001:db8::/32']}`},
		"a management address keeps its length": {Design{Pools: Pools{Management: netip.MustParsePrefix("192.0.2.5/24")}}, `pools: {management: 192.0.2.5/24}`},
		"whole seconds are seconds":             {cluster(Cluster{Session: SessionTerms{Hold: 3 * time.Minute}}), `session: {hold: 180s}`},
		"a version is quoted":                   {cluster(Cluster{Kubernetes: Version{1, 30, 0}}), `kubernetes: "1.30"`},
		"a community is quoted":                 {cluster(Cluster{Pods: []PodPool{{Communities: []Community{NewCommunity(64512, 30)}}}}), `communities: ["64512:30"]`},
		"a number as a name is quoted":          {Design{Name: "0815"}, `name: "0815"`},
		"no as a name is quoted":                {Design{Name: "no"}, `name: "no"`},
		"a secret is its name":                  {cluster(Cluster{Session: SessionTerms{Password: SecretFrom("bgp")}}), `password: {from: bgp}`},
		"a resolved secret is its name":         {cluster(Cluster{Session: SessionTerms{Password: Secret{name: "bgp", text: "hunter2"}}}), `password: {from: bgp}`},
		"a secret text is kept back":            {cluster(Cluster{Session: SessionTerms{Password: NewSecret("hunter2")}}), `password: {redacted: true}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text, err := Text(test.design)
			require.NoError(t, err)
			assert.Contains(t, string(text), test.line)
			assert.NotContains(t, string(text), "hunter2")
		})
	}
}

func TestTextRefusesWhatAFileCannotHold(t *testing.T) {
	rack := func(r Rack) Design { return Design{Racks: []Rack{{}, r}} }
	tests := map[string]struct {
		design Design
		field  string
	}{
		"a text that is not UTF-8":       {Design{Name: "\xff"}, "name"},
		"a label that is not UTF-8":      {Design{Clusters: []Cluster{{Nodes: []Node{{Labels: map[string]string{"a": "\xff"}}}}}}, "clusters[0].nodes[0].labels.a"},
		"a gateway protocol of no name":  {Design{Fabric: IPFabric{Gateway: 9}}, "fabric.ipFabric.gateway"},
		"a range that ends before it":    {Design{Pools: Pools{RackAS: ASNRange{65002, 65001}}}, "pools.rackAS"},
		"a router ID with a zone":        {rack(Rack{Leaves: []Leaf{{RouterID: netip.MustParseAddr("fe80::1%eth0")}}}), "racks[1].leaves[0].routerID"},
		"an IPv4 address in IPv6":        {rack(Rack{Network: Network{Gateway: Addrs{V6: netip.MustParseAddr("::ffff:10.0.0.1")}}}), "racks[1].gateway"},
		"an IPv6 prefix in IPv4's place": {rack(Rack{Network: Network{NodeSubnet: Prefixes{V4: netip.MustParsePrefix("2001:db8::/64")}}}), "racks[1].nodeSubnet"},
		"a prefix of no possible length": {Design{Pools: Pools{RouterIDs: netip.PrefixFrom(netip.MustParseAddr("10.0.0.0"), 33)}}, "pools.routerIDs"},
		"an unset address in a list":     {Design{Clusters: []Cluster{{Services: Services{ClusterIPs: []Prefix{{}}}}}}, "clusters[0].services.clusterIPs[0]"},
		"an unset community in a list":   {Design{Clusters: []Cluster{{Pods: []PodPool{{Communities: []Community{0}}}}}}, "clusters[0].pods[0].communities[0]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text, err := Text(test.design)
			var problems Problems
			require.ErrorAs(t, err, &problems)
			require.Len(t, problems, 1)
			assert.Equal(t, CodeFileUnwritable, problems[0].Code)
			assert.Equal(t, test.field, problems[0].Field)
			assert.Empty(t, text)
		})
	}
}

func TestTextOfExtremeNumbers(t *testing.T) {
	d := Design{Name: "n", Fabric: IPFabric{SpineAS: math.MaxUint32, MTU: math.MinInt}, Racks: []Rack{{VPCDomain: math.MaxInt, Network: Network{VLAN: math.MaxUint16}}}}
	text, err := Text(d)
	require.NoError(t, err)
	for _, want := range []string{"4294967295", "-9223372036854775808", "9223372036854775807", "65535"} {
		assert.Contains(t, string(text), want)
	}
	got, err := Load(strings.NewReader(string(text)))
	require.NoError(t, err, string(text))
	got.source = nil
	assert.Equal(t, d, got)
}
