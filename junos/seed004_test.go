package junos

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// published is the Juniper configuration of seeds/004, word for word.
const published = `# Configure BGP group for Calico nodes
set protocols bgp group calico-nodes type external
set protocols bgp group calico-nodes peer-as 64512
set protocols bgp group calico-nodes local-as 65001
set protocols bgp group calico-nodes multipath
# Add Kubernetes nodes as neighbors
set protocols bgp group calico-nodes neighbor 10.0.1.10
set protocols bgp group calico-nodes neighbor 10.0.1.11
set protocols bgp group calico-nodes neighbor 10.0.1.12
# Configure import/export policies
set policy-options policy-statement calico-import from protocol bgp
set policy-options policy-statement calico-import from route-filter 10.244.0.0/16 orlonger
set policy-options policy-statement calico-import then accept
`

// TestThePublishedConfiguration says what is wrong with the Juniper configuration
// of seeds/004: everything of it is understood, and it does not do what the document
// says. TestTheTorOnJunosHasTheDocumentsClasses of internal/site has the design
// that does.
func TestThePublishedConfiguration(t *testing.T) {
	c := mustParse(t, published)
	require.Empty(t, c.Unmodelled)
	type finding struct {
		severity fabric.Severity
		code     fabric.Code
		field    string
	}
	var found []finding
	for _, p := range c.Validate() {
		found = append(found, finding{p.Severity, p.Code, p.Field})
	}
	const group = "protocols bgp group calico-nodes "
	assert.Equal(t, []finding{
		// The switch has an AS of its own only by autonomous-system.
		{fabric.Error, CodeIncomplete, "routing-options autonomous-system"},
		// The nodes share an AS and never hear of each other's pods.
		{fabric.Warning, CodeSharedAS, group + "advertise-peer-as"},
		// Several paths get no further than the routing table.
		{fabric.Warning, CodeIncomplete, group + "multipath"},
		// Everything that a node announces is accepted,
		{fabric.Warning, CodeDefaultPolicy, group + "import"},
		// the nodes' own subnet is announced to nobody,
		{fabric.Warning, CodeDefaultPolicy, group + "export"},
		// and the policy that is there is applied to no session.
		{fabric.Warning, CodeUnused, "policy-options policy-statement calico-import"},
	}, found)

	// The policy would filter nothing where it is applied, either: what it does not
	// accept is left to the default, which accepts.
	applied := mustParse(t, published+"set protocols bgp group calico-nodes import calico-import\n")
	var codes []string
	for _, p := range applied.Validate() {
		codes = append(codes, string(p.Code)+" "+p.Field)
	}
	assert.Contains(t, codes, string(CodeDefaultPolicy)+" "+group+"import")
	assert.NotContains(t, codes, string(CodeUnused)+" policy-options policy-statement calico-import")
}

// TestThePublishedConfigurationPredicts simulates the switch with three nodes on its
// subnet, of which the first announces something that is none of the pods'.
func TestThePublishedConfigurationPredicts(t *testing.T) {
	routers := []routing.Router{mustRouter(t, published+`
set system host-name tor
set interfaces et-0/0/0 unit 0 family inet address 10.0.1.1/24
set routing-options router-id 10.0.1.1
`)}
	leak := mustPrefix("192.168.0.0/16")
	for i, block := range []string{"10.244.0.0/26", "10.244.0.64/26", "10.244.0.128/26"} {
		node := netip.AddrFrom4([4]byte{10, 0, 1, byte(10 + i)})
		networks := []routing.Network{{Prefix: mustPrefix(block), Always: true}, {Prefix: mustPrefix("10.96.0.0/16"), Always: true}}
		if i == 0 {
			networks = append(networks, routing.Network{Prefix: leak, Always: true})
		}
		routers = append(routers, routing.Router{Name: "node" + node.String(), VRFs: []routing.VRF{{
			Name:       routing.DefaultVRF,
			Interfaces: []routing.Interface{{Name: "eth0", Addresses: []netip.Prefix{netip.PrefixFrom(node, 24)}}},
			BGP: &routing.BGP{
				AS: 64512, RouterID: node, IPv4: &routing.Unicast{Networks: networks},
				Neighbors: []routing.Neighbor{{
					Name: "tor", Address: mustAddr("10.0.1.1"), RemoteAS: []routing.ASRange{{First: 65001, Last: 65001}},
					Families: []routing.NeighborFamily{{Family: routing.IPv4}},
				}},
			},
		}}})
	}
	tables, err := routing.Simulate(routers)
	require.NoError(t, err)
	for _, session := range tables.Sessions() {
		assert.Equal(t, "up", session.State.String(), session.Name)
	}
	tor := routers[0].Name
	route, ok := tables.Route(tor, routing.DefaultVRF, leak)
	require.True(t, ok, "nothing keeps the leak out")
	assert.Equal(t, routing.BGPRoute, route.Protocol)
	route, ok = tables.Route(tor, routing.DefaultVRF, mustPrefix("10.96.0.0/16"))
	require.True(t, ok)
	assert.Len(t, route.NextHops, 1, "the service is forwarded to one of its three nodes")
	_, ok = tables.Route("node10.0.1.11", routing.DefaultVRF, mustPrefix("10.244.0.0/26"))
	assert.False(t, ok, "the nodes do not learn of each other's pods")
}
