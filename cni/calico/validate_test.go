package calico_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

func TestValidateFindsWhatIsWrongWithTheDocument(t *testing.T) {
	yaml, err := os.ReadFile("testdata/errata.yaml")
	require.NoError(t, err)
	found := map[string]fabric.Severity{}
	problems := parse(t, string(yaml)).Validate()
	assertComplete(t, problems)
	for _, p := range problems {
		found[string(p.Code)+" "+p.Field] = p.Severity
	}
	assert.Equal(t, map[string]fabric.Severity{
		"calico-filter-unused BGPFilter/filter-high-priority":        fabric.Warning,
		"calico-filter-equal BGPFilter/filter-high-priority: rule 1": fabric.Warning,
		"calico-filter-unused BGPFilter/global-export-filter":        fabric.Warning,
		"calico-filter-equal BGPFilter/global-export-filter: rule 1": fabric.Warning,
		"calico-nat IPPool/bgp-pool-datacenter":                      fabric.Warning,
		"calico-pool-overlap IPPool/pool-high-priority":              fabric.Error,
		"calico-secret BGPPeer/peer-tor-switch-01":                   fabric.Error,
		"calico-peer-twice BGPPeer/peer-node-01-tor-switch-01":       fabric.Error,
	}, found)
}

func TestValidate(t *testing.T) {
	pool := func(spec string) string {
		return "{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: x}, spec: {" + spec + "}}\n---\n"
	}
	configuration := func(name, spec string) string {
		return "{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: " + name + "}, spec: {" + spec + "}}\n---\n"
	}
	installation := func(network string) string {
		return "{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {calicoNetwork: {" + network + "}}}\n---\n"
	}
	filter := func(spec string) string {
		return "{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {" + spec + "}}\n---\n" + peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001, filters: [f]")
	}
	for _, row := range []struct {
		name, yaml string
		want       []fabric.Code
	}{
		{"nothing", "", nil},
		{"an empty peerIP (seeds/001)", peerYAML("p", `peerIP: "", asNumber: 65002, nodeSelector: rack_id == "1"`), []fabric.Code{calico.CodePeerAddress}},
		{"a peerIP that is a name", peerYAML("p", `peerIP: leaf1, asNumber: 65002`), []fabric.Code{calico.CodePeerAddress}},
		{"an address and a selector", peerYAML("p", `peerIP: 10.0.0.1, peerSelector: all()`), []fabric.Code{calico.CodePeerAddress}},
		{"no AS number", peerYAML("p", `peerIP: 10.0.0.1`), []fabric.Code{calico.CodeValue}},
		{"an AS number that a newer Kubernetes refuses", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 4200000001`), []fabric.Code{calico.CodeASLimit}},
		{"a node and a selector", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 65002, node: a, nodeSelector: all()`), []fabric.Code{calico.CodeValue}},
		{"a selector that does not parse", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 65002, nodeSelector: "rack = 'a'"`), []fabric.Code{calico.CodeSelector}},
		{"a source that is an address", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 65002, sourceAddress: 10.0.0.9`), []fabric.Code{calico.CodeValue}},
		{"a filter that is not there", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 65002, filters: [f]`), []fabric.Code{calico.CodeFilterMissing}},
		{"peers of different racks do not meet", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 65002, nodeSelector: rack == 'a'`) + peerYAML("q", `peerIP: 10.0.0.1, asNumber: 65002, nodeSelector: rack == 'b'`), nil},
		{"peers of one rack do", peerYAML("p", `peerIP: 10.0.0.1, asNumber: 65002, nodeSelector: rack == 'a'`) + peerYAML("q", `peerIP: 10.0.0.1, asNumber: 65002, nodeSelector: has(rack)`), []fabric.Code{calico.CodePeerTwice}},
		{"a pool with host bits", pool("cidr: 10.0.0.1/16"), []fabric.Code{calico.CodeValue}},
		{"a pool without a range", pool("cidr: ''"), []fabric.Code{calico.CodeValue}},
		{"a selector and an AS number", peerYAML("p", `peerSelector: all(), asNumber: 65002`), []fabric.Code{calico.CodeValue}},
		{"two kinds of tunnels", pool("cidr: 10.0.0.0/16, ipipMode: Always, vxlanMode: CrossSubnet"), []fabric.Code{calico.CodeEncapsulation, calico.CodeEncapsulation, calico.CodeValue}},
		{"a mode in lower case", pool("cidr: 10.0.0.0/16, ipipMode: never"), []fabric.Code{calico.CodeValue}},
		{"a severity that is none", configuration("default", "logSeverityScreen: Verbose"), []fabric.Code{calico.CodeValue}},
		{"settings of a mesh that is off", configuration("default", "nodeToNodeMeshEnabled: false, nodeMeshMaxRestartTime: 10s"), []fabric.Code{calico.CodeValue}},
		{"a community with a dash", configuration("default", "communities: [{name: pods, value: 64512-100}]"), []fabric.Code{calico.CodeValue}},
		{"blocks of /19", pool("cidr: 10.0.0.0/16, blockSize: 19"), []fabric.Code{calico.CodeBlock}},
		{"blocks of /33", pool("cidr: 10.0.0.0/16, blockSize: 33"), []fabric.Code{calico.CodeBlock}},
		{"a pool smaller than its blocks", pool("cidr: 10.0.0.0/28"), []fabric.Code{calico.CodeBlock}},
		{"a pool of link-local addresses", pool("cidr: 'fe80::/64'"), []fabric.Code{calico.CodePoolRange}},
		{"tunnels (seeds/003)", pool("cidr: 10.0.0.0/16, ipipMode: Always"), []fabric.Code{calico.CodeEncapsulation}},
		{"a pool selector that does not parse", pool("cidr: 10.0.0.0/16, nodeSelector: 'a ='"), []fabric.Code{calico.CodeSelector}},
		{"a configuration of another name", configuration("mine", ""), []fabric.Code{calico.CodeValue}},
		{"one of a node", configuration("node.n1", ""), nil},
		{"a service range of /99", configuration("default", "serviceClusterIPs: [{cidr: 10.96.0.0/99}]"), []fabric.Code{calico.CodeValue}},
		{"a community nobody defined", configuration("default", "prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: [pods]}]"), []fabric.Code{calico.CodeValue}},
		{"a community of 17 bits", configuration("default", `prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ["70000:100"]}]`), []fabric.Code{calico.CodeValue}},
		{"a large community", configuration("default", `prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ["70000:100:1"]}]`), nil},
		{"an operator without BGP", installation("bgp: Disabled, ipPools: []") + peerYAML("p", "peerIP: 10.0.0.1, asNumber: 65001"), []fabric.Code{calico.CodeValue}},
		{"an operator with BGP in lower case", installation("bgp: enabled, ipPools: []"), []fabric.Code{calico.CodeValue}},
		{"an operator that makes a pool of its own", installation("bgp: Enabled") + pool("cidr: 10.0.0.0/16"), []fabric.Code{calico.CodeValue}},
		{"address detection in no prefix", installation("ipPools: [], nodeAddressAutodetectionV4: {cidrs: [10.0.0.0]}"), []fabric.Code{calico.CodeValue}},
		{"an action that is none", filter("exportV4: [{action: Allow}]"), []fabric.Code{calico.CodeFilterRule}},
		{"an operator without a prefix", filter("exportV4: [{matchOperator: In, action: Reject}]"), []fabric.Code{calico.CodeFilterRule}},
		{"an IPv6 prefix among IPv4 rules", filter("exportV4: [{cidr: 'fd00::/8', matchOperator: In, action: Accept}]"), []fabric.Code{calico.CodeFilterRule}},
		{"a source that is none", filter("exportV4: [{source: Kernel, action: Accept}]"), []fabric.Code{calico.CodeFilterRule}},
		{"a prefix without an operator", filter("exportV4: [{cidr: 10.0.0.0/8, action: Accept}]"), []fabric.Code{calico.CodeFilterRule}},
		{"one prefix with lengths", filter("exportV4: [{cidr: 10.0.0.0/8, matchOperator: Equal, prefixLength: {min: 9}, action: Accept}]"), []fabric.Code{calico.CodeFilterRule}},
		{"everything rejected, but for what is not the default route", filter("exportV4: [{cidr: 0.0.0.0/0, matchOperator: Equal, action: Reject}]"), []fabric.Code{calico.CodeFilterEqual}},
		{"communities of no prefix", configuration("default", `prefixAdvertisements: [{cidr: pods, communities: ["64512:100"]}]`), []fabric.Code{calico.CodeValue}},
		{"an AS number of the cluster that a newer Kubernetes refuses", configuration("default", "asNumber: 4200000001"), []fabric.Code{calico.CodeASLimit}},
		{"sessions with workloads", peerYAML("p", "asNumber: 65001, localWorkloadSelector: all()"), []fabric.Code{calico.CodeUnmodelled}},
		{"pools that overlap", pool("cidr: 10.0.0.0/16") + strings.Replace(pool("cidr: 10.0.64.0/18"), "name: x", "name: z", 1), []fabric.Code{calico.CodePoolOverlap}},
		{"the default route, exactly", filter("importV4: [{cidr: 0.0.0.0/0, matchOperator: Equal, action: Accept}]"), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			problems := parse(t, row.yaml).Validate()
			assert.Equal(t, row.want, codes(problems), "%v", problems)
			assertComplete(t, problems)
		})
	}
}

func TestValidateFindsNothingInWhatIsEmitted(t *testing.T) {
	for _, text := range []string{lab105, dual} {
		for _, minor := range []uint16{26, 28, 32} {
			assert.Empty(t, emit(t, text, version(minor), func(c *fabric.Cluster) { c.Session.Password = fabric.NewSecret("swordfish-1") }).Validate())
		}
		assert.Empty(t, emit(t, text, rich).Validate())
	}
}
