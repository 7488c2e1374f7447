package calico_test

import (
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

// The objects of seeds/000, examples 4 to 9, written anew: what a site that
// followed the document has in its cluster.
const example4to9 = `
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: {name: default}
spec:
  logSeverityScreen: Info
  nodeToNodeMeshEnabled: false
  serviceClusterIPs: [{cidr: 10.233.0.0/18}]
---
apiVersion: projectcalico.org/v3
kind: IPPool
metadata: {name: default-pool}
spec: {blockSize: 24, cidr: 10.233.64.0/20, ipipMode: Never, nodeSelector: all(), vxlanMode: Never}
---
apiVersion: projectcalico.org/v3
kind: Node
metadata: {name: lab105-k8s-node0, labels: {rack: bb1}}
spec: {bgp: {asNumber: "65001", ipv4Address: 10.13.0.115/24}}
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: rack-bb1-leaf1}
spec: {peerIP: 10.13.0.2, asNumber: 65001, nodeSelector: rack == 'bb1'}
---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: rack-bb1-leaf2}
spec: {peerIP: 10.13.0.3, asNumber: 65001, nodeSelector: rack == 'bb1'}
`

func TestEmitIsTheDocumentsExample(t *testing.T) {
	want := parse(t, example4to9)
	got := emit(t, lab105, func(c *fabric.Cluster) { c.Filters.Off = true })

	assert.Equal(t, want.Configurations, got.Configurations)
	assert.Equal(t, want.Pools, got.Pools)
	assert.Equal(t, want.Peers, got.Peers[:2], "the leaves of the first rack")
	assert.Equal(t, want.Nodes[0], got.Nodes[0])
	assert.Empty(t, got.Filters)
	assert.Empty(t, got.Secrets)
	assert.Nil(t, got.IPAM)
	assert.Nil(t, got.Installation)
	require.Len(t, got.Peers, 4)
	assert.Equal(t, "rack == 'bb2'", got.Peers[3].Spec.NodeSelector)
	assert.EqualValues(t, 65002, got.Peers[3].Spec.ASNumber)
}

func TestEmitPutsTheASWhereTheSchemeHasIt(t *testing.T) {
	t.Run("a rack's AS stands at the nodes", func(t *testing.T) {
		o := emit(t, lab105)
		assert.Nil(t, o.Configurations[0].Spec.ASNumber)
		assert.Equal(t, "65002", o.Nodes[2].Annotations[calico.AnnotationAS])
	})
	t.Run("a server's AS stands at the nodes, the leaf's at the peer", func(t *testing.T) {
		o := emit(t, lab105, func(c *fabric.Cluster) {
			c.AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65110}}
			c.Nodes[1].AS = 65109
		})
		assert.Equal(t, "65109", o.Nodes[1].Annotations[calico.AnnotationAS])
		assert.EqualValues(t, 65001, o.Peers[0].Spec.ASNumber)
	})
	t.Run("a cluster's AS stands in the configuration (seeds/000, example 19)", func(t *testing.T) {
		o := emit(t, lab105, func(c *fabric.Cluster) { c.AS = fabric.ASPerCluster{AS: 64900} })
		require.NotNil(t, o.Configurations[0].Spec.ASNumber)
		assert.EqualValues(t, 64900, *o.Configurations[0].Spec.ASNumber)
		assert.NotContains(t, o.Nodes[0].Annotations, calico.AnnotationAS)
	})
	t.Run("a cluster's AS that Kubernetes refuses there stands at the nodes", func(t *testing.T) {
		p := planOf(t, lab105, func(c *fabric.Cluster) { c.AS = fabric.ASPerCluster{AS: 64900} })
		p.Clusters[0].AS = 4200000001
		for i := range p.Clusters[0].Nodes {
			p.Clusters[0].Nodes[i].AS = 4200000001
		}
		o, err := calico.Emit(p, "k8s")
		require.NoError(t, err)
		assert.Nil(t, o.Configurations[0].Spec.ASNumber)
		assert.Equal(t, "4200000001", o.Nodes[0].Annotations[calico.AnnotationAS])
	})
}

func TestEmitPassword(t *testing.T) {
	password := func(c *fabric.Cluster) { c.Session.Password = fabric.NewSecret("swordfish-1") }
	for _, row := range []struct {
		name, namespace string
		edit            func(*fabric.Calico)
	}{
		{"by manifest calico-node reads from kube-system", "kube-system", func(*fabric.Calico) {}},
		{"by the operator from calico-system", "calico-system", func(c *fabric.Calico) { c.Operator = true }},
		{"or from where the design says", "net", func(c *fabric.Calico) { c.Namespace = "net" }},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := emit(t, lab105, password, calicoOf(row.edit))
			require.Len(t, o.Secrets, 1)
			assert.Equal(t, row.namespace, o.Secrets[0].Namespace)
			assert.Equal(t, row.namespace, o.Roles[0].Namespace)
			assert.Equal(t, row.namespace, o.RoleBindings[0].Namespace)
			assert.Equal(t, row.namespace, o.RoleBindings[0].Subjects[0].Namespace)
			assert.Equal(t, []string{o.Secrets[0].Name}, o.Roles[0].Rules[0].ResourceNames)
			ref := o.Peers[0].Spec.Password.SecretKeyRef
			assert.Equal(t, o.Secrets[0].Name, ref.Name)
			assert.Equal(t, "swordfish-1", o.Secrets[0].StringData[ref.Key].Reveal())
			assert.Empty(t, o.Validate(), "calico-node can read it")
		})
	}
}

func TestEmitInstallationLeavesThePoolsAlone(t *testing.T) {
	o := emit(t, dual, calicoOf(func(c *fabric.Calico) { c.Operator = true }))
	require.NotNil(t, o.Installation)
	network := o.Installation.Spec.CalicoNetwork
	assert.Equal(t, "Enabled", network.BGP)
	assert.NotNil(t, network.IPPools, "left out, the operator makes a pool of its own")
	assert.Empty(t, network.IPPools)
	assert.Equal(t, []string{"10.13.0.0/24"}, network.NodeAddressAutodetectionV4.CIDRs)
	assert.Equal(t, []string{"fd13::/64"}, network.NodeAddressAutodetectionV6.CIDRs)
	yaml, err := o.YAML()
	require.NoError(t, err)
	assert.Contains(t, string(yaml), "ipPools: []")
}

func TestEmitSessionTerms(t *testing.T) {
	o := emit(t, lab105, func(c *fabric.Cluster) {
		c.Session.GracefulRestart = 90 * time.Second
		c.Session.Keepalive, c.Session.Hold = 10*time.Second, 30*time.Second
	})
	assert.Equal(t, 90*time.Second, o.Peers[0].Spec.MaxRestartTime.Duration)
	yaml, err := o.YAML()
	require.NoError(t, err)
	assert.NotContains(t, string(yaml), "keepalive", "the leaf's timers hold")
}

func TestEmitPools(t *testing.T) {
	o := emit(t, lab105, func(c *fabric.Cluster) {
		c.Nodes[0].Labels = map[string]string{"workload-class": "batch", "zone": "a"}
		c.Pods = append(c.Pods, fabric.PodPool{
			Name: "batch-pods", Prefix: prefix("10.244.0.0/18"), NATOutgoing: true,
			Nodes:       map[string]string{"zone": "a", "workload-class": "batch"},
			Communities: []fabric.Community{fabric.NewCommunity(64512, 300), fabric.NewCommunity(64512, 301)},
		})
	})
	require.Len(t, o.Pools, 2)
	batch := o.Pools[1]
	assert.Equal(t, "batch-pods", batch.Name)
	assert.Equal(t, "workload-class == 'batch' && zone == 'a'", batch.Spec.NodeSelector)
	assert.Equal(t, 26, batch.Spec.BlockSize)
	assert.True(t, batch.Spec.NATOutgoing)
	spec := o.Configurations[0].Spec
	assert.Equal(t, []v3.Community{{Name: "batch-pods", Value: "64512:300"}, {Name: "batch-pods-2", Value: "64512:301"}}, spec.Communities)
	assert.Equal(t, []v3.PrefixAdvertisement{{CIDR: "10.244.0.0/18", Communities: []string{"batch-pods", "batch-pods-2"}}}, spec.PrefixAdvertisements)
}

func TestEmitIPAM(t *testing.T) {
	o := emit(t, lab105, calicoOf(func(c *fabric.Calico) { c.StrictAffinity, c.MaxBlocksPerNode = true, 4 }))
	require.NotNil(t, o.IPAM)
	assert.Equal(t, v3.KindIPAMConfiguration, o.IPAM.Kind)
	assert.True(t, o.IPAM.Spec.StrictAffinity)
	assert.EqualValues(t, 4, o.IPAM.Spec.MaxBlocksPerHost)
}

func TestEmitDualStackHasASessionForEachFamily(t *testing.T) {
	o := emit(t, dual)
	var names, addresses []string
	for _, p := range o.Peers {
		names, addresses = append(names, p.Name), append(addresses, p.Spec.PeerIP)
	}
	assert.Equal(t, []string{"rack-bb1-leaf1", "rack-bb1-leaf1-v6", "rack-bb1-leaf2", "rack-bb1-leaf2-v6"}, names)
	assert.Equal(t, []string{"10.13.0.2", "fd13::2", "10.13.0.3", "fd13::3"}, addresses)
	assert.Equal(t, "fd13::115/64", o.Nodes[0].Annotations[calico.AnnotationIPv6])
}

func TestEmitFilterByVersion(t *testing.T) {
	strict := calicoOf(func(c *fabric.Calico) { c.StrictAffinity = true })
	spec := func(minor uint16) v3.BGPFilterSpec {
		o := emit(t, lab105, strict, version(minor))
		require.Len(t, o.Filters, 1)
		assert.Equal(t, []string{o.Filters[0].Name}, o.Peers[0].Spec.Filters)
		return o.Filters[0].Spec
	}
	t.Run("3.26 has nothing to stop transit with", func(t *testing.T) {
		assert.Empty(t, spec(26).ExportV4)
	})
	t.Run("3.27 rejects what peers sent", func(t *testing.T) {
		assert.Equal(t, []v3.BGPFilterRuleV4{{Source: v3.BGPFilterSourceRemotePeers, Action: v3.Reject}}, spec(27).ExportV4)
	})
	t.Run("3.29 rejects lengths that are not announced", func(t *testing.T) {
		rules := spec(29).ExportV4
		require.Len(t, rules, 3)
		last := rules[2]
		assert.Equal(t, v3.Reject, last.Action)
		assert.EqualValues(t, 25, *last.PrefixLength.Min)
		assert.EqualValues(t, 32, *last.PrefixLength.Max)
	})
	for _, minor := range []uint16{26, 27, 28, 29, 30, 31, 32} {
		s := spec(minor)
		for _, r := range s.ExportV4 {
			assert.Equal(t, v3.Reject, r.Action, "an Accept on export skips communities and aggregation")
		}
		for _, r := range s.ImportV4 {
			assert.NotEmpty(t, r.CIDR, "3.26 demands a cidr")
		}
		end := s.ImportV4[len(s.ImportV4)-1]
		assert.Equal(t, v3.BGPFilterRuleV4{CIDR: "0.0.0.0/0", MatchOperator: v3.In, Action: v3.Reject}, end)
	}
}

func TestEmitFurtherRanges(t *testing.T) {
	o := emit(t, lab105, func(c *fabric.Cluster) {
		c.Filters.FromNodes = []fabric.Prefix{prefix("172.30.0.0/24"), prefix("10.233.64.0/22")}
		c.Filters.ToNodes = []fabric.Prefix{prefix("192.0.2.0/24")}
	})
	s := o.Filters[0].Spec
	var accepted []string
	for _, r := range s.ExportV4 {
		if r.Action == v3.Accept {
			accepted = append(accepted, r.CIDR)
		}
	}
	assert.Equal(t, []string{"172.30.0.0/24"}, accepted, "what lies in a pool is Calico's to decide")
	assert.Contains(t, s.ImportV4, v3.BGPFilterRuleV4{CIDR: "192.0.2.0/24", MatchOperator: v3.In, Action: v3.Accept})
}

func TestEmitDownwardDefaultLearnsTheDefaultOnly(t *testing.T) {
	o := emit(t, lab105, func(c *fabric.Cluster) { c.DownwardDefault, c.DefaultRoute = true, fabric.DefaultAbsent })
	assert.Equal(t, []v3.BGPFilterRuleV4{
		{CIDR: "0.0.0.0/0", MatchOperator: v3.Equal, Action: v3.Accept},
		{CIDR: "0.0.0.0/0", MatchOperator: v3.In, Action: v3.Reject},
	}, o.Filters[0].Spec.ImportV4)
}
