package calico_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// A plan as no design gives it: the limits hold for plans from anywhere.
func TestEmitRefuses(t *testing.T) {
	cluster := func(p *fabric.Plan) *fabric.PlannedCluster { return &p.Clusters[0] }
	cni := func(p *fabric.Plan, edit func(*fabric.Calico)) {
		c, _ := cluster(p).CNI.(fabric.Calico)
		edit(&c)
		cluster(p).CNI = c
	}
	for _, row := range []struct {
		name  string
		code  fabric.Code
		field string
		edit  func(*fabric.Plan)
	}{
		{"a cluster that is not there", calico.CodeCluster, "clusters", func(p *fabric.Plan) { cluster(p).Name = "other" }},
		{"a cluster without Calico", calico.CodeCluster, "clusters[0].cni", func(p *fabric.Plan) { cluster(p).CNI = nil }},
		{"no version", calico.CodeVersion, "clusters[0].cni.calico.version", func(p *fabric.Plan) { cni(p, func(c *fabric.Calico) { c.Version = fabric.Version{} }) }},
		{"3.25, which has no filters", calico.CodeVersion, "clusters[0].cni.calico.version", func(p *fabric.Plan) {
			cni(p, func(c *fabric.Calico) { c.Version = fabric.Version{Major: 3, Minor: 25, Patch: 2} })
		}},
		{"3.33, which nobody has read", calico.CodeVersion, "clusters[0].cni.calico.version", func(p *fabric.Plan) {
			cni(p, func(c *fabric.Calico) { c.Version = fabric.Version{Major: 3, Minor: 33} })
		}},
		{"4.0", calico.CodeVersion, "clusters[0].cni.calico.version", func(p *fabric.Plan) { cni(p, func(c *fabric.Calico) { c.Version = fabric.Version{Major: 4} }) }},
		{"the operator before 3.28", calico.CodeOperator, "clusters[0].cni.calico.operator", func(p *fabric.Plan) {
			cni(p, func(c *fabric.Calico) { c.Version, c.Operator = fabric.Version{Major: 3, Minor: 27}, true })
		}},
		{"more blocks than an int32", calico.CodeMaxBlocks, "clusters[0].cni.calico.maxBlocksPerNode", func(p *fabric.Plan) { cni(p, func(c *fabric.Calico) { c.MaxBlocksPerNode = 1 << 40 }) }},
		{"the operator in another namespace", calico.CodeName, "clusters[0].cni.calico.namespace", func(p *fabric.Plan) {
			cni(p, func(c *fabric.Calico) { c.Operator, c.Namespace = true, "net" })
		}},
		{"a leaf AS above int32 on Kubernetes 1.36", calico.CodeASLimit, "clusters[0].kubernetes", func(p *fabric.Plan) { cluster(p).Racks[0].Leaves[0].AS = 2147483648 }},
		{"BFD", calico.CodeBFD, "clusters[0].session.bfd", func(p *fabric.Plan) { cluster(p).Terms.BFD.Interval = 300 * time.Millisecond }},
		{"a password that is not resolved", calico.CodePassword, "clusters[0].session.password", func(p *fabric.Plan) { cluster(p).Terms.Password = fabric.SecretFrom("vault/bgp") }},
		{"a password that ends BIRD's quotes", calico.CodePassword, "clusters[0].session.password", func(p *fabric.Plan) { cluster(p).Terms.Password = fabric.NewSecret(`a"; multihop`) }},
		{"a password of two lines", calico.CodePassword, "clusters[0].session.password", func(p *fabric.Plan) { cluster(p).Terms.Password = fabric.NewSecret("a\nb") }},
		{"a password of 81 bytes", calico.CodePassword, "clusters[0].session.password", func(p *fabric.Plan) { cluster(p).Terms.Password = fabric.NewSecret(strings.Repeat("x", 81)) }},
		{"blocks of /19", calico.CodeBlock, "clusters[0].pods[0].block", func(p *fabric.Plan) { cluster(p).Pods[0].Block = 19 }},
		{"blocks of /33", calico.CodeBlock, "clusters[0].pods[0].block", func(p *fabric.Plan) { cluster(p).Pods[0].Block = 33 }},
		{"IPv6 blocks of /115", calico.CodeBlock, "clusters[0].pods[0].block", func(p *fabric.Plan) {
			cluster(p).Pods[0].Prefix, cluster(p).Pods[0].Block = prefix("fd00::/64"), 115
		}},
		{"a pool smaller than a block", calico.CodeBlock, "clusters[0].pods[0].block", func(p *fabric.Plan) {
			cluster(p).Pods[0].Prefix, cluster(p).Announce[0].Prefix = prefix("10.233.64.0/25"), prefix("10.233.64.0/25")
		}},
		{"a pool in the link-local range", calico.CodePoolRange, "clusters[0].pods[0].prefix", func(p *fabric.Plan) { cluster(p).Pods[0].Prefix = prefix("169.254.0.0/20") }},
		{"pools that overlap (seeds/004)", calico.CodePoolOverlap, "clusters[0].pods[1].prefix", func(p *fabric.Plan) {
			cluster(p).Pods = append(cluster(p).Pods, fabric.PodPool{Name: "high-priority", Prefix: prefix("10.233.64.0/22"), Block: 26})
		}},
		{"two pools of one object name", calico.CodeName, "clusters[0].pods[1].name", func(p *fabric.Plan) {
			cluster(p).Pods = append(cluster(p).Pods, fabric.PodPool{Name: "Default_Pool", Prefix: prefix("10.244.0.0/18"), Block: 26})
		}},
		{"a pool whose name has no letter", calico.CodeName, "clusters[0].pods[0].name", func(p *fabric.Plan) { cluster(p).Pods[0].Name = "__" }},
		{"a namespace with a dot", calico.CodeName, "clusters[0].cni.calico.namespace", func(p *fabric.Plan) {
			cni(p, func(c *fabric.Calico) { c.Namespace = "kube.system" })
		}},
		{"a label whose name has a space", calico.CodeName, "clusters[0].nodes[0].labels", func(p *fabric.Plan) {
			cluster(p).Nodes[0].Labels = map[string]string{"a zone": "1"}
		}},
		{"a node name that Kubernetes refuses", calico.CodeName, "clusters[0].nodes[1].name", func(p *fabric.Plan) { cluster(p).Nodes[1].Name = "Node_1" }},
		{"a label that ends a selector's quotes", calico.CodeName, "clusters[0].pods[0].nodes", func(p *fabric.Plan) { cluster(p).Pods[0].Nodes = map[string]string{"zone": "a' || all()"} }},
		{"a rack that is no label value", calico.CodeName, "clusters[0].nodes", func(p *fabric.Plan) { cluster(p).Racks[0].Label = "rack 1" }},
		{"two leaves of one object name", calico.CodeName, "clusters[0].racks", func(p *fabric.Plan) { cluster(p).Racks[0].Leaves[1].Leaf = "LEAF1" }},
		{"a hold time above BIRD's", calico.CodeHold, "clusters[0].session.hold", func(p *fabric.Plan) {
			cluster(p).Terms.Keepalive, cluster(p).Terms.Hold = 100*time.Second, 300*time.Second
		}},
		{"a further range around a pool", calico.CodeAnnounce, "clusters[0].filters.fromNodes", func(p *fabric.Plan) {
			cluster(p).Announce = append(cluster(p).Announce, fabric.Accept{Why: "from-nodes", Prefix: prefix("10.0.0.0/8"), Min: 8, Max: 32})
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := planOf(t, lab105)
			_, err := calico.Emit(p, "k8s")
			require.NoError(t, err, "before the change")
			row.edit(p)
			objects, err := calico.Emit(p, "k8s")
			problems := problemsOf(t, err)
			assert.Zero(t, objects)
			assert.Equal(t, []fabric.Code{row.code}, codes(problems.Of(fabric.Error)), "%v", problems)
			assert.Equal(t, row.field, problems[0].Field)
		})
	}
}

func TestEmitReportsEverythingAtOnce(t *testing.T) {
	p := planOf(t, lab105)
	c := &p.Clusters[0]
	c.CNI = fabric.Calico{}
	c.Terms.BFD.Interval = time.Second
	c.Pods[0].Block = 19
	c.Pods = append(c.Pods, fabric.PodPool{Name: "small", Prefix: prefix("10.250.0.0/28"), Block: 26})
	_, err := calico.Emit(p, "k8s")
	assert.Equal(t, []fabric.Code{calico.CodeVersion, calico.CodeBlock, calico.CodeBlock, calico.CodeBFD}, codes(problemsOf(t, err)))
}

func TestWarnings(t *testing.T) {
	for _, row := range []struct {
		name string
		edit func(*fabric.Cluster)
		want []fabric.Code
	}{
		{"nothing to say", func(*fabric.Cluster) {}, nil},
		{"an old version filters less", version(26), []fabric.Code{calico.CodeTransit, calico.CodeFilterLength}},
		{"3.28 cannot bound lengths", version(28), []fabric.Code{calico.CodeFilterLength}},
		{"unfiltered there is nothing to warn of", func(c *fabric.Cluster) { version(26)(c); c.Filters.Off = true }, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := planOf(t, lab105, row.edit)
			_, err := calico.Emit(p, "k8s")
			require.NoError(t, err)
			warnings := calico.Warnings(p, "k8s")
			assert.Equal(t, row.want, codes(warnings))
			assertComplete(t, warnings)
			assert.NoError(t, warnings.Err())
		})
	}
	t.Run("an AS above int32 on a Kubernetes nobody named", func(t *testing.T) {
		p := planOf(t, lab105)
		p.Clusters[0].Kubernetes = fabric.Version{}
		p.Clusters[0].Racks[0].Leaves[0].AS = 4200000001
		warnings := calico.Warnings(p, "k8s")
		assert.Equal(t, []fabric.Code{calico.CodeASLimit}, codes(warnings))
		assertComplete(t, warnings)
		_, err := calico.Emit(p, "k8s")
		assert.NoError(t, err)
	})
	t.Run("a node without IPv4, whose router ID Calico does not find", func(t *testing.T) {
		p := planOf(t, dual)
		p.Clusters[0].Nodes[0].Addresses.V4 = netip.Prefix{}
		warnings := calico.Warnings(p, "k8s")
		assert.Equal(t, []fabric.Code{calico.CodeRouterID}, codes(warnings))
		assertComplete(t, warnings)
	})
	t.Run("and none on one that takes it", func(t *testing.T) {
		p := planOf(t, lab105)
		p.Clusters[0].Kubernetes = fabric.Version{Major: 1, Minor: 35}
		p.Clusters[0].Racks[0].Leaves[0].AS = 4200000001
		assert.Empty(t, calico.Warnings(p, "k8s"))
	})
}
