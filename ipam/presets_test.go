package ipam_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

func TestPresetsAreValidAndFound(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range ipam.Presets() {
		t.Run(c.Name, func(t *testing.T) {
			require.NoError(t, c.Validate())
			assert.NotEmpty(t, c.Source)
			assert.False(t, seen[c.Name])
			seen[c.Name] = true
			got, ok := ipam.Preset(c.Name)
			assert.True(t, ok)
			assert.Equal(t, c, got)
		})
	}
	_, ok := ipam.Preset("none")
	assert.False(t, ok)
}

func TestPresetsAreTheCallers(t *testing.T) {
	for i, c := range ipam.Presets() {
		for j := range c.IPv4.Leaves {
			c.IPv4.Leaves[j] = ipam.Position{}
		}
		assert.NotContains(t, c.IPv6.Leaves, ipam.Position{}, "%s: the families share nothing", c.Name)
		assert.NotContains(t, ipam.Presets()[i].IPv4.Leaves, ipam.Position{}, "%s: nor do two calls", c.Name)
	}
}

// TestPresetsAgainstTheirDocuments holds the addresses that the documents print,
// where they print any.
func TestPresetsAgainstTheirDocuments(t *testing.T) {
	for _, row := range []struct {
		name, preset, subnet                   string
		gateway, leaves                        string
		secondary, floating, virtual, from, to string
	}{
		{name: "seeds/000 Table 1 and Examples 7 to 10", preset: "ip-fabric", subnet: "10.13.0.0/24",
			gateway: "10.13.0.1", leaves: "[10.13.0.2 10.13.0.3]", from: "10.13.0.4", to: "10.13.0.254"},
		{name: "the same in IPv6", preset: "ip-fabric", subnet: "2001:db8:13::/64",
			gateway: "2001:db8:13::1", leaves: "[2001:db8:13::2 2001:db8:13::3]",
			from: "2001:db8:13::4", to: "2001:db8:13::ffff:ffff:ffff:ffff"},
		// show ip bgp summary of Leaf203 has the nodes 192.168.1.1, .9 and .17.
		{name: "seeds/002 first node", preset: "standard-svi", subnet: "192.168.1.0/29",
			leaves: "[192.168.1.4 192.168.1.5]", secondary: "192.168.1.6", from: "192.168.1.1", to: "192.168.1.1"},
		{name: "seeds/002 second node", preset: "standard-svi", subnet: "192.168.1.8/29",
			leaves: "[192.168.1.12 192.168.1.13]", secondary: "192.168.1.14", from: "192.168.1.9", to: "192.168.1.9"},
		{name: "seeds/002 third node", preset: "standard-svi", subnet: "192.168.1.16/29",
			leaves: "[192.168.1.20 192.168.1.21]", secondary: "192.168.1.22", from: "192.168.1.17", to: "192.168.1.17"},
		{name: "as many IPv6 addresses", preset: "standard-svi", subnet: "2001:db8::8/125",
			leaves: "[2001:db8::d 2001:db8::e]", secondary: "2001:db8::f", from: "2001:db8::9", to: "2001:db8::9"},
		{name: "our choice", preset: "floating-svi", subnet: "192.168.2.0/24",
			leaves:    "[192.168.2.252 192.168.2.251 192.168.2.250 192.168.2.249 192.168.2.248 192.168.2.247]",
			secondary: "192.168.2.254", floating: "192.168.2.253", from: "192.168.2.1", to: "192.168.2.246"},
		{name: "the smallest that has room", preset: "floating-svi", subnet: "192.168.2.0/28",
			leaves:    "[192.168.2.12 192.168.2.11 192.168.2.10 192.168.2.9 192.168.2.8 192.168.2.7]",
			secondary: "192.168.2.14", floating: "192.168.2.13", from: "192.168.2.1", to: "192.168.2.6"},
		// appflask.py: broadcast_address - 1, - 2, - 3; ip + 1 upwards.
		{name: "NKT code, IPv4", preset: "nkt", subnet: "192.168.2.0/24", leaves: "[]",
			floating: "192.168.2.254", secondary: "192.168.2.253", virtual: "192.168.2.252", from: "192.168.2.1", to: "192.168.2.254"},
		{name: "NKT code, IPv6", preset: "nkt", subnet: "2001:db8:2::/64", leaves: "[]",
			floating: "2001:db8:2::ffff:ffff:ffff:fffe", secondary: "2001:db8:2::ffff:ffff:ffff:fffd",
			from: "2001:db8:2::1", to: "2001:db8:2::ffff:ffff:ffff:ffff"},
		// terraformVars.md: secondary_ip 192.168.2.254/24, floating_ip 192.168.2.253/24, master-1 192.168.2.1/24.
		{name: "NKT example", preset: "nkt-written", subnet: "192.168.2.0/24", leaves: "[]",
			secondary: "192.168.2.254", floating: "192.168.2.253", from: "192.168.2.1", to: "192.168.2.254"},
		// docs/addressing.md: the first management address is 192.168.121.101.
		{name: "netlab management", preset: "netlab-management", subnet: "192.168.121.0/24", leaves: "[]",
			from: "192.168.121.101", to: "192.168.121.254"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, ok := ipam.Preset(row.preset)
			require.True(t, ok)
			placed, err := c.In(subnetOf(row.subnet))
			require.NoError(t, err)
			assert.Equal(t, addrOf(row.gateway), placed.Gateway, "gateway")
			assert.Equal(t, row.leaves, fmt.Sprint(placed.Leaves), "leaves")
			assert.Equal(t, addrOf(row.secondary), placed.Secondary, "secondary")
			assert.Equal(t, addrOf(row.floating), placed.Floating, "floating")
			assert.Equal(t, addrOf(row.virtual), placed.Virtual, "virtual")
			assert.Equal(t, addrOf(row.from), placed.From, "from")
			assert.Equal(t, addrOf(row.to), placed.To, "to")
		})
	}
}

// TestNodesOfTheDocuments holds that the nodes which the documents print have
// addresses for nodes.
func TestNodesOfTheDocuments(t *testing.T) {
	for _, row := range []struct {
		preset, subnet string
		nodes          []string
	}{
		{"ip-fabric", "10.13.0.0/24", []string{"10.13.0.115", "10.13.0.181", "10.13.0.220"}}, // seeds/000 Example 11
		{"floating-svi", "192.168.2.0/24", []string{"192.168.2.1", "192.168.2.4", "192.168.2.5", "192.168.2.6", "192.168.2.7", "192.168.2.9"}},
		{"nkt-written", "192.168.2.0/24", []string{"192.168.2.1", "192.168.2.6"}},
	} {
		c, _ := ipam.Preset(row.preset)
		placed, err := c.In(subnetOf(row.subnet))
		require.NoError(t, err)
		nodes := slices.Collect(placed.Nodes())
		for _, n := range row.nodes {
			assert.Contains(t, nodes, addrOf(n), row.preset)
		}
	}
}

// TestFloatingSVIOfTheLab states the lab of seeds/002 in full: its own anchors
// instead of those of the preset.
func TestFloatingSVIOfTheLab(t *testing.T) {
	c, _ := ipam.Preset("floating-svi")
	c.IPv4.Leaves, c.IPv4.Nodes = nil, ipam.Span{}
	for _, leaf := range []uint64{201, 202, 203, 204} {
		a, err := ipam.Host(subnetOf("192.168.2.0/24"), leaf)
		require.NoError(t, err)
		c.IPv4.Leaves = append(c.IPv4.Leaves, ipam.Exactly(a))
	}
	require.NoError(t, c.Validate())
	placed, err := c.In(subnetOf("192.168.2.0/24"))
	require.NoError(t, err)
	assert.Equal(t, "[192.168.2.201 192.168.2.202 192.168.2.203 192.168.2.204]", fmt.Sprint(placed.Leaves))
	assert.Equal(t, uint64(254-4-2), placed.Capacity())
}

// TestNKTNodesSkipTheAPIServer is where we leave NKT, whose nodes take the API
// server's address.
func TestNKTNodesSkipTheAPIServer(t *testing.T) {
	c, _ := ipam.Preset("nkt")
	c.IPv4.Leaves = []ipam.Position{at("10.0.0.2"), at("10.0.0.3")}
	placed, err := c.In(subnetOf("10.0.0.0/28"))
	require.NoError(t, err)
	assert.Equal(t, "[10.0.0.1 10.0.0.4 10.0.0.5 10.0.0.6 10.0.0.7 10.0.0.8 10.0.0.9 10.0.0.10 10.0.0.11]",
		fmt.Sprint(slices.Collect(placed.Nodes())))
	assert.Equal(t, addrOf("10.0.0.12"), placed.Virtual)
}

func TestConventionRefuses(t *testing.T) {
	c, _ := ipam.Preset("netlab-management")
	_, err := c.In(subnetOf("2001:db8::/64"))
	assert.EqualError(t, err, "netlab-management has no IPv6 layout")
	c, _ = ipam.Preset("floating-svi")
	_, err = c.In(subnetOf("10.0.0.0/29"))
	assert.ErrorContains(t, err, "leaves[4]: last-6 is outside 10.0.0.0/29")
	_, err = c.In(netip.Prefix{})
	assert.ErrorContains(t, err, "the subnet is not set")

	err = ipam.Convention{
		IPv4: ipam.Layout{Gateway: at("2001:db8::1")},
		IPv6: ipam.Layout{Leaves: []ipam.Position{{}}, Nodes: ipam.Span{From: at("first"), To: at("10.0.0.1")}},
	}.Validate()
	assert.EqualError(t, err, "ipv4: gateway: 2001:db8::1 is not of the family\n"+
		"ipv6: leaves[0]: the position is not set\n"+
		"ipv6: nodes: 10.0.0.1 is not of the family")
}

func ExamplePreset() {
	c, _ := ipam.Preset("nkt")
	for _, subnet := range []string{"192.168.2.0/24", "2001:db8:2::/64"} {
		placed, err := c.In(netip.MustParsePrefix(subnet))
		fmt.Println(placed.Floating, placed.Secondary, placed.Virtual, err)
	}
	// Output:
	// 192.168.2.254 192.168.2.253 192.168.2.252 <nil>
	// 2001:db8:2:0:ffff:ffff:ffff:fffe 2001:db8:2:0:ffff:ffff:ffff:fffd invalid IP <nil>
}
