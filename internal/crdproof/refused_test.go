package crdproof_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/internal/crdproof"
)

// verdict is what some layer says about an object.
type verdict bool

const (
	ok     verdict = true
	refuse verdict = false
)

// TestVerdicts is a table of what a Kubernetes 1.36 API server with the
// definitions of Calico up to 3.31 was seen to answer, and of what calicoctl and
// calico-apiserver 3.28.5 answered to the same object. The libraries have to say
// what the server said. This library has to refuse what either refuses, and a
// little more: what both take and BIRD then does not do.
func TestVerdicts(t *testing.T) {
	const (
		peer          = "BGPPeer"
		filter        = "BGPFilter"
		configuration = "BGPConfiguration"
		pool          = "IPPool"
	)
	rows := []struct {
		name, kind, spec string
		server, calico   verdict
		more             bool // refused here although both take it
	}{
		{"pool without cidr", pool, "{blockSize: 26}", refuse, refuse, false},
		{"AS 4294967296", peer, "{peerIP: 10.0.0.1, asNumber: 4294967296}", refuse, refuse, false},
		{"listenPort 70000", configuration, "{listenPort: 70000}", refuse, refuse, false},
		{"community with a dash", configuration, `{communities: [{name: c, value: 64512-100}], prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: [c]}]}`, refuse, refuse, false},
		{"bfdEnabled", peer, "{peerIP: 10.0.0.1, asNumber: 65001, bfdEnabled: true}", refuse, refuse, false},
		{"setCommunities", filter, "{exportV4: [{cidr: 10.244.0.0/18, matchOperator: Equal, action: Accept, setCommunities: ['64512:100']}]}", refuse, refuse, false},
		{"setLocalPreference", filter, "{exportV4: [{cidr: 10.244.0.0/18, matchOperator: Equal, action: Accept, setLocalPreference: 100}]}", refuse, refuse, false},
		{"AS as text", peer, `{peerIP: 10.0.0.1, asNumber: "65001"}`, refuse, ok, false},
		{"AS in dots", peer, `{peerIP: 10.0.0.1, asNumber: "1.10"}`, refuse, ok, false},
		{"secretKeyRef without key", peer, `{peerIP: 10.0.0.1, asNumber: 65001, password: {secretKeyRef: {name: s}}}`, refuse, ok, false},
		{"IPIP and VXLAN", pool, "{cidr: 10.0.0.0/16, ipipMode: Always, vxlanMode: Always}", ok, refuse, false},
		{"ipipMode in lower case", pool, "{cidr: 10.0.0.0/16, ipipMode: never}", ok, refuse, false},
		{"cidr of /33", pool, "{cidr: 10.0.0.0/33}", ok, refuse, false},
		{"service range of /99", configuration, "{serviceClusterIPs: [{cidr: 10.96.0.0/99}]}", ok, refuse, false},
		{"logSeverityScreen Verbose", configuration, "{logSeverityScreen: Verbose}", ok, refuse, false},
		{"mesh password without mesh", configuration, "{nodeToNodeMeshEnabled: false, nodeMeshPassword: {secretKeyRef: {name: s, key: k}}}", ok, refuse, false},
		{"peerIP and peerSelector", peer, "{peerIP: 10.0.0.1, peerSelector: all()}", ok, refuse, false},
		{"node and nodeSelector", peer, "{peerIP: 10.0.0.1, asNumber: 65001, node: node1, nodeSelector: all()}", ok, refuse, false},
		{"peerSelector and asNumber", peer, "{peerSelector: all(), asNumber: 65001}", ok, refuse, false},
		{"sourceAddress an IP", peer, "{peerIP: 10.0.0.1, asNumber: 65001, sourceAddress: 10.0.0.9}", ok, refuse, false},
		{"action Allow", filter, "{exportV4: [{cidr: 10.0.0.0/8, matchOperator: In, action: Allow}]}", ok, refuse, false},
		{"cidr without operator", filter, "{exportV4: [{cidr: 10.0.0.0/8, action: Accept}]}", ok, refuse, false},
		{"host bits", pool, "{cidr: 10.0.0.1/16}", ok, refuse, false},
		{"pool smaller than a block", pool, "{cidr: 10.0.0.0/28, blockSize: 26}", ok, refuse, false},
		{"bad pool selector", pool, "{cidr: 10.0.0.0/16, nodeSelector: 'rack ='}", ok, refuse, false},
		{"bad peer selector", peer, "{peerIP: 10.0.0.1, asNumber: 65001, nodeSelector: 'rack ='}", ok, refuse, false},
		{"peerIP a name", peer, "{peerIP: leaf1, asNumber: 65001}", ok, refuse, false},
		{"community of 17 bits", configuration, `{prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ["70000:100"]}]}`, ok, refuse, false},
		{"ttlSecurity 300", peer, "{peerIP: 10.0.0.1, asNumber: 65001, ttlSecurity: 300}", ok, refuse, false},
		{"restart time without a unit", peer, `{peerIP: 10.0.0.1, asNumber: 65001, maxRestartTime: "10"}`, ok, refuse, false},
		{"IPv6 cidr in exportV4", filter, "{exportV4: [{cidr: 'fd00::/8', matchOperator: In, action: Accept}]}", ok, refuse, false},
		{"blockSize 19", pool, "{cidr: 10.0.0.0/16, blockSize: 19}", ok, refuse, false},
		{"blockSize 33", pool, "{cidr: 10.0.0.0/16, blockSize: 33}", ok, refuse, false},
		{"empty peerIP (seeds/001)", peer, `{peerIP: "", asNumber: 65002}`, ok, ok, true},
		{"AS 0", peer, "{peerIP: 10.0.0.1, asNumber: 0}", ok, ok, true},
		{"no AS", peer, "{peerIP: 10.0.0.1}", ok, ok, true},
		{"peer of seeds/000", peer, "{peerIP: 10.13.0.2, asNumber: 65001, nodeSelector: rack=='bb1'}", ok, ok, false},
		{"pool of seeds/000", pool, "{cidr: 10.233.64.0/20, blockSize: 24, ipipMode: Never, vxlanMode: Never, nodeSelector: all()}", ok, ok, false},
		{"configuration of seeds/000", configuration, "{asNumber: 64512, listenPort: 179, logSeverityScreen: Info, nodeToNodeMeshEnabled: false, serviceClusterIPs: [{cidr: 10.233.0.0/18}]}", ok, ok, false},
		{"AS 650011 (seeds/001)", peer, "{peerIP: 10.0.0.1, asNumber: 650011}", ok, ok, false},
		{"a port", peer, "{peerIP: '10.0.0.1:1790', asNumber: 65001}", ok, ok, false},
		{"disableBGPExport", pool, "{cidr: 10.0.0.0/16, disableBGPExport: true}", ok, ok, false},
		{"own AS allowed", peer, "{peerIP: 10.0.0.1, asNumber: 65001, numAllowedLocalASNumbers: 1}", ok, ok, false},
	}
	check := func(t *testing.T, schemas crdproof.Schemas) {
		for _, row := range rows {
			t.Run(row.name, func(t *testing.T) {
				name := "x"
				if row.kind == configuration {
					name = "default"
				}
				text := "apiVersion: projectcalico.org/v3\nkind: " + row.kind + "\nmetadata: {name: " + name + "}\nspec: " + row.spec + "\n"
				object, err := yaml.YAMLToJSON([]byte(text))
				require.NoError(t, err)
				refused, err := schemas.Check(object)
				require.NoError(t, err)
				assert.Equal(t, row.server, verdict(len(refused) == 0), "the definitions: %v", refused)

				objects, err := calico.Parse([]byte(text))
				here := ok
				if err != nil || objects.Validate().Err() != nil {
					here = refuse
				}
				assert.Equal(t, row.server && row.calico && !verdict(row.more), here, "this library: %v, %v", err, objects.Validate())
			})
		}
	}
	t.Run("3.31", func(t *testing.T) { check(t, calico331(t)) })
	t.Run("3.28.5", func(t *testing.T) { check(t, calico328(t)) })
}

// TestASNumbersAboveInt32 is the one verdict that hangs on Kubernetes: from 1.36
// on the server enforces the int32 of the definitions. The version of Kubernetes
// is not in the objects, so this library warns.
func TestASNumbersAboveInt32(t *testing.T) {
	for _, schemas := range []crdproof.Schemas{calico331(t), calico328(t)} {
		for as, server := range map[string]verdict{"2147483647": ok, "2147483648": refuse, "4200000001": refuse} {
			text := "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\nspec: {peerIP: 10.0.0.1, asNumber: " + as + "}\n"
			object, err := yaml.YAMLToJSON([]byte(text))
			require.NoError(t, err)
			refused, err := schemas.Check(object)
			require.NoError(t, err)
			assert.Equal(t, server, verdict(len(refused) == 0), "AS %s: %v", as, refused)
			objects, err := calico.Parse([]byte(text))
			require.NoError(t, err)
			problems := objects.Validate()
			require.NoError(t, problems.Err())
			assert.Equal(t, server, verdict(len(problems) == 0), "AS %s", as)
		}
	}
}
