package calico_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

func TestRoutersRefuseChance(t *testing.T) {
	for name, row := range map[string]struct {
		yaml string
		code fabric.Code
	}{
		"two peers of one node to one address (seeds/004)": {meshOff + nodes + peerYAML("everyone", "peerIP: 192.168.1.1, asNumber: 65001, nodeSelector: all()") + peerYAML("one", "peerIP: 192.168.1.1, asNumber: 65001, nodeSelector: rack == 'b'"), calico.CodePeerTwice},
		"two global ones":                    {meshOff + nodes + peerYAML("a", "peerIP: 192.168.1.1, asNumber: 65001") + peerYAML("b", "peerIP: 192.168.1.1, asNumber: 65002"), calico.CodePeerTwice},
		"no AS number":                       {meshOff + nodes + peerYAML("a", "peerIP: 192.168.1.1"), calico.CodeValue},
		"a filter that is not written":       {meshOff + nodes + `{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {importV4: [{cidr: 10.0.0.0/8, matchOperator: In, action: Allow}]}}` + "\n---\n" + peerYAML("a", "peerIP: 192.168.1.1, asNumber: 65001, filters: [f]"), calico.CodeFilterRule},
		"a cidr without an operator":         {meshOff + nodes + `{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {exportV4: [{cidr: 10.0.0.0/8, action: Accept}]}}` + "\n---\n" + peerYAML("a", "peerIP: 192.168.1.1, asNumber: 65001, filters: [f]"), calico.CodeFilterRule},
		"Equal with lengths":                 {meshOff + nodes + `{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {exportV4: [{cidr: 10.0.0.0/8, matchOperator: Equal, prefixLength: {min: 9}, action: Accept}]}}` + "\n---\n" + peerYAML("a", "peerIP: 192.168.1.1, asNumber: 65001, filters: [f]"), calico.CodeFilterRule},
		"a prefix of the other family":       {meshOff + nodes + `{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {exportV4: [{cidr: "fd00::/8", matchOperator: In, action: Accept}]}}` + "\n---\n" + peerYAML("a", "peerIP: 192.168.1.1, asNumber: 65001, filters: [f]"), calico.CodeFilterRule},
		"sessions with workloads":            {meshOff + nodes + peerYAML("a", "asNumber: 65001, localWorkloadSelector: all()"), calico.CodeUnmodelled},
		"a node that is nowhere":             {`{apiVersion: v1, kind: Node, metadata: {name: n9}}`, calico.CodeUnmodelled},
		"an AS annotation that is no AS":     {`{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {projectcalico.org/ASNumber: many}}}`, calico.CodeValue},
		"an address of another length":       {`{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {projectcalico.org/IPv4Address: 10.0.0.11/16}}}`, calico.CodeValue},
		"a cluster ID in IPv6":               {`{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {projectcalico.org/RouteReflectorClusterID: "fd00::1"}}}`, calico.CodeValue},
		"a source that is none":              {meshOff + nodes + `{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {exportV4: [{source: Kernel, action: Accept}]}}` + "\n---\n" + peerYAML("a", "peerIP: 192.168.1.1, asNumber: 65001, filters: [f]"), calico.CodeFilterRule},
		"an address annotation that is none": {`{apiVersion: v1, kind: Node, metadata: {name: n1, annotations: {projectcalico.org/IPv4Address: "fd00::1/64"}}}`, calico.CodeValue},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := calico.Routers(parse(t, row.yaml), hosts(), fabric.ClusterState{})
			problems := problemsOf(t, err)
			assert.Equal(t, row.code, problems[0].Code, "%v", problems)
		})
	}
}

func TestRoutersRefuseABlockOfAPoolThatIsNotTheNodes(t *testing.T) {
	pool := `{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: a}, spec: {cidr: 10.244.0.0/16, nodeSelector: rack == 'a'}}` + "\n---\n"
	block := func(node string) fabric.ClusterState {
		return fabric.ClusterState{Blocks: []fabric.NodeBlock{{Node: node, Prefix: prefix("10.244.0.0/26")}}}
	}
	_, err := calico.Routers(parse(t, meshOff+nodes+pool), hosts(), block("n1"))
	require.NoError(t, err)
	_, err = calico.Routers(parse(t, meshOff+nodes+pool), hosts(), block("n3"))
	assert.Equal(t, []fabric.Code{calico.CodeSelector}, codes(problemsOf(t, err)))
	longer := fabric.ClusterState{Blocks: []fabric.NodeBlock{{Node: "n1", Prefix: prefix("10.244.0.0/24")}, {Node: "n1", Prefix: prefix("10.244.9.9/32")}}}
	_, err = calico.Routers(parse(t, meshOff+nodes+pool), hosts(), longer)
	assert.Equal(t, []fabric.Code{calico.CodeBlock}, codes(problemsOf(t, err)), "blocks of the default length, 26; a borrowed address is none")
}
