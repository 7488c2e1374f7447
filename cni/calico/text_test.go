package calico_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

// rich has something of every kind.
func rich(c *fabric.Cluster) {
	c.Session.Password = fabric.NewSecret("swordfish-1")
	c.Session.GracefulRestart = 2 * time.Minute
	c.Pods[0].Communities = []fabric.Community{fabric.NewCommunity(64512, 100)}
	calicoOf(func(k *fabric.Calico) { k.Operator, k.StrictAffinity, k.MaxBlocksPerNode = true, true, 8 })(c)
}

func kindsOf(t *testing.T, yaml []byte) []string {
	t.Helper()
	var kinds []string
	for line := range strings.SplitSeq(string(yaml), "\n") {
		if kind, ok := strings.CutPrefix(line, "kind: "); ok && (len(kinds) == 0 || kinds[len(kinds)-1] != kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func TestYAMLIsInOrderOfApplication(t *testing.T) {
	yaml, err := emit(t, dual, rich).YAML()
	require.NoError(t, err)
	assert.Equal(t, []string{
		"Installation", "Secret", "Role", "RoleBinding", "BGPFilter", "IPAMConfiguration",
		"IPPool", "BGPConfiguration", "Node", "BGPPeer",
	}, kindsOf(t, yaml))
	for _, noise := range []string{"creationTimestamp", "status", "null"} {
		assert.NotContains(t, string(yaml), noise)
	}
}

func TestCalicoctlYAMLHasOnlyWhatCalicoctlKnows(t *testing.T) {
	yaml, err := emit(t, dual, rich).CalicoctlYAML()
	require.NoError(t, err)
	assert.Equal(t, []string{"BGPFilter", "IPPool", "BGPConfiguration", "Node", "BGPPeer"}, kindsOf(t, yaml))
	assert.NotContains(t, string(yaml), "apiVersion: v1\n")
	assert.Contains(t, string(yaml), "asNumber: 65001")
	assert.NotContains(t, string(yaml), "swordfish-1")
}

func TestParseReadsWhatYAMLWrites(t *testing.T) {
	for name, edit := range map[string]func(*fabric.Cluster){
		"plain": func(*fabric.Cluster) {}, "rich": rich,
		"3.26": version(26), "3.32": version(32),
		"unfiltered": func(c *fabric.Cluster) { c.Filters.Off = true },
		"per server": func(c *fabric.Cluster) {
			c.AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65120}}
		},
		"per cluster": func(c *fabric.Cluster) { c.AS = fabric.ASPerCluster{AS: 64900} },
	} {
		for _, text := range []string{lab105, dual} {
			t.Run(name, func(t *testing.T) {
				want := emit(t, text, edit)
				yaml, err := want.YAML()
				require.NoError(t, err)
				got, err := calico.Parse(yaml)
				require.NoError(t, err)
				assert.Equal(t, want, got)
				again, err := got.YAML()
				require.NoError(t, err)
				assert.Equal(t, string(yaml), string(again))
			})
		}
	}
}

func TestParseReadsWhatCalicoctlYAMLWrites(t *testing.T) {
	want := emit(t, dual, rich)
	yaml, err := want.CalicoctlYAML()
	require.NoError(t, err)
	got, err := calico.Parse(yaml)
	require.NoError(t, err)
	want.Installation, want.Secrets, want.Roles, want.RoleBindings, want.IPAM = nil, nil, nil, nil, nil
	assert.Equal(t, want, got)
}

func TestParseReadsListsAndSecretsAsServersPrintThem(t *testing.T) {
	o := parse(t, `# from "calicoctl get -o yaml" and "kubectl get -o yaml"
---
apiVersion: projectcalico.org/v3
kind: BGPPeerList
items:
- {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: a, resourceVersion: "7", uid: u}, spec: {peerIP: 10.0.0.1, asNumber: 65001}}
- {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: b}, spec: {peerIP: 10.0.0.2, asNumber: 65001}}
---
apiVersion: v1
kind: Secret
metadata: {name: bgp-secrets, namespace: kube-system}
data: {rr-password: c3dvcmRmaXNo, other: eA==}
stringData: {other: z}
---
apiVersion: v1
kind: Node
metadata: {name: node9, labels: {rack: bb1}}
spec: {podCIDR: 10.0.0.0/24}
status: {phase: Running}
`)
	assert.Equal(t, []string{"a", "b"}, []string{o.Peers[0].Name, o.Peers[1].Name})
	assert.Equal(t, "swordfish", o.Secrets[0].StringData["rr-password"].Reveal())
	assert.Equal(t, "z", o.Secrets[0].StringData["other"].Reveal(), "stringData counts")
	assert.Equal(t, map[string]string{"rack": "bb1"}, o.Nodes[0].Labels)
}

func TestParseRefuses(t *testing.T) {
	const peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: p}\n"
	const filter = "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: f}\n"
	const configuration = "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n"
	for _, row := range []struct {
		name, yaml string
		code       fabric.Code
		field      string
		says       []string
	}{
		{"BFD (seeds/004)", peer + "spec: {peerIP: 192.168.1.1, asNumber: 65001, bfdEnabled: true}", calico.CodeField, "document 1: BGPPeer/p", []string{"spec.bfdEnabled", "no version", "leaf"}},
		{"communities in a filter (seeds/004)", filter + "spec: {exportV4: [{cidr: 10.0.0.0/18, matchOperator: Equal, action: Accept, setCommunities: ['64512:100']}]}", calico.CodeField, "document 1: BGPFilter/f", []string{"setCommunities", "prefixAdvertisements"}},
		{"local preference in a filter (seeds/004)", filter + "spec: {exportV4: [{cidr: 10.0.0.0/18, matchOperator: Equal, action: Accept, setLocalPreference: 100}]}", calico.CodeField, "document 1: BGPFilter/f", []string{"setLocalPreference", "leaf"}},
		{"a field of 3.32", peer + "spec: {peerIP: 10.0.0.1, asNumber: 65001, keepaliveTime: 10s}", calico.CodeField, "document 1: BGPPeer/p", []string{"keepaliveTime", "3.32"}},
		{"filter operations of 3.32", filter + "spec: {exportV4: [{action: Accept, operations: []}]}", calico.CodeField, "document 1: BGPFilter/f", []string{"operations", "3.32"}},
		{"a configuration field of 3.32", configuration + "spec: {ipv4NormalRoutePriority: 7}", calico.CodeField, "document 1: BGPConfiguration/default", []string{"3.32"}},
		{"a field in another case", peer + "spec: {peerIp: 10.0.0.1, asNumber: 65001}", calico.CodeField, "document 1: BGPPeer/p", []string{"spec.peerIp"}},
		{"an AS number as text", peer + "spec: {peerIP: 10.0.0.1, asNumber: \"65001\"}", calico.CodeValue, "document 1: BGPPeer/p", []string{`"65001"`, "quotes"}},
		{"an AS number in dots", configuration + "spec: {asNumber: \"1.10\"}", calico.CodeValue, "document 1: BGPConfiguration/default", []string{"1.10"}},
		{"an AS number of 33 bits", peer + "spec: {peerIP: 10.0.0.1, asNumber: 4294967296}", calico.CodeDecode, "document 1: BGPPeer/p", nil},
		{"a duration without a unit", peer + "spec: {peerIP: 10.0.0.1, asNumber: 1, maxRestartTime: \"10\"}", calico.CodeDecode, "document 1: BGPPeer/p", nil},
		{"a key given twice", peer + "spec: {peerIP: 10.0.0.1, peerIP: 10.0.0.2}", calico.CodeDecode, "document 1", []string{"peerIP"}},
		{"an object given twice", peer + "spec: {peerIP: 10.0.0.1, asNumber: 1}\n---\n" + peer + "spec: {peerIP: 10.0.0.1, asNumber: 1}", calico.CodeDuplicate, "document 2: BGPPeer/p", []string{"document 1"}},
		{"the stored form", "apiVersion: crd.projectcalico.org/v1\nkind: BGPPeer\nmetadata: {name: p}", calico.CodeKind, "document 1: BGPPeer/p", []string{"projectcalico.org/v3"}},
		{"a kind from elsewhere", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}", calico.CodeKind, "document 1: ConfigMap/c", nil},
		{"no name", "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nspec: {}", calico.CodeDecode, "document 1: BGPPeer/", nil},
		{"no object", "- a\n- b", calico.CodeDecode, "document 1", nil},
		{"a Node of calicoctl with a field of none", "apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {name: n1}\nspec: {bgp: {as: 1}}", calico.CodeField, "document 1: Node/n1", []string{"spec.bgp.as", "libcalico-go"}},
		{"a Role with a field of none", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrule: []", calico.CodeField, "document 1: Role/r", []string{"rule", "Kubernetes"}},
		{"a Secret whose value is no text", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: 7}", calico.CodeDecode, "document 1: Secret/s", nil},
		{"bounds of another name", "apiVersion: projectcalico.org/v3\nkind: IPAMConfiguration\nmetadata: {name: mine}", calico.CodeValue, "document 1: IPAMConfiguration/mine", []string{"default", "CRDs"}},
		{"no YAML", "a: [", calico.CodeDecode, "document 1", nil},
		{"an Installation of another name", "apiVersion: operator.tigera.io/v1\nkind: Installation\nmetadata: {name: mine}", calico.CodeValue, "document 1: Installation/mine", []string{"default"}},
		{"more of an Installation than is read", "apiVersion: operator.tigera.io/v1\nkind: Installation\nmetadata: {name: default}\nspec: {registry: x}", calico.CodeField, "document 1: Installation/default", []string{"registry"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := calico.Parse([]byte(row.yaml))
			problems := problemsOf(t, err)
			require.Equal(t, []fabric.Code{row.code}, codes(problems), "%v", problems)
			assert.Equal(t, row.field, problems[0].Field)
			for _, s := range row.says {
				assert.Contains(t, problems[0].Error(), s)
			}
		})
	}
	t.Run("everything at once", func(t *testing.T) {
		_, err := calico.Parse([]byte(peer + "spec: {peerIP: 10.0.0.1, asNumber: '1', bfdEnabled: true, color: red}\n---\na: [\n---\nkind: X\nmetadata: {name: x}\n"))
		assert.Equal(t, []fabric.Code{calico.CodeValue, calico.CodeField, calico.CodeField, calico.CodeDecode, calico.CodeKind}, codes(problemsOf(t, err)))
	})
}

func TestObjectsHidePasswords(t *testing.T) {
	o := emit(t, lab105, rich)
	text, err := json.Marshal(o)
	require.NoError(t, err)
	for _, shown := range []string{
		fmt.Sprint(o), fmt.Sprintf("%+v", o), fmt.Sprintf("%#v", o), fmt.Sprintf("%s %q", o.Secrets[0].StringData, o.Secrets[0].StringData), string(text),
	} {
		assert.NotContains(t, shown, "swordfish-1")
	}
	yaml, err := o.YAML()
	require.NoError(t, err)
	assert.Contains(t, string(yaml), "password: swordfish-1")
}

// Every object that is written decodes into Calico's own type of its kind with
// unknown fields refused. Parse has no part in it.
func TestWrittenObjectsAreOfCalicosTypes(t *testing.T) {
	for _, minor := range []uint16{26, 28, 31, 32} {
		o := emit(t, dual, rich, version(max(minor, 28)))
		if minor == 26 {
			o = emit(t, dual, version(26))
		}
		text, err := o.YAML()
		require.NoError(t, err)
		seen := map[string]int{}
		for document := range strings.SplitSeq(string(text), "\n---\n") {
			var head struct{ Kind, APIVersion string }
			require.NoError(t, yaml.Unmarshal([]byte(document), &head))
			if head.APIVersion != v3.GroupVersionCurrent {
				continue
			}
			seen[head.Kind]++
			into := map[string]any{
				v3.KindBGPPeer: v3.NewBGPPeer(), v3.KindBGPFilter: v3.NewBGPFilter(), v3.KindIPPool: v3.NewIPPool(),
				v3.KindBGPConfiguration: v3.NewBGPConfiguration(), v3.KindIPAMConfiguration: v3.NewIPAMConfiguration(),
			}[head.Kind]
			if assert.NotNil(t, into, head.Kind) {
				assert.NoError(t, yaml.UnmarshalStrict([]byte(document), into), document)
			}
		}
		assert.Equal(t, 4, seen[v3.KindBGPPeer])
		assert.Equal(t, 2, seen[v3.KindIPPool])
	}
}

func TestAnEmptyListOfPoolsIsNotAMissingOne(t *testing.T) {
	const head = "apiVersion: operator.tigera.io/v1\nkind: Installation\nmetadata: {name: default}\n"
	for spec, want := range map[string]bool{"spec: {calicoNetwork: {bgp: Enabled, ipPools: []}}": true, "spec: {calicoNetwork: {bgp: Enabled}}": false} {
		text, err := parse(t, head+spec).YAML()
		require.NoError(t, err)
		assert.Equal(t, want, strings.Contains(string(text), "ipPools: []"), "%s", text)
		assert.Equal(t, want, strings.Contains(string(text), "ipPools"), "%s", text)
	}
}
