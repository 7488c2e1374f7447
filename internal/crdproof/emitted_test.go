package crdproof_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/crdproof"
)

const design = `name: proof
fabric: {ipFabric: {spineAS: 64512, spines: [spine1, spine2]}}
pools:
  links: [10.4.0.0/24, "fd04::/64"]
  routerIDs: 10.2.0.0/24
  loopbacks6: "fd02::/64"
  management: 172.16.0.0/24
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: [10.13.0.0/24, "fd13::/64"]}
- {name: bb2, as: 65002, leaves: [leaf3, leaf4], vlan: 2300, nodeSubnet: [10.14.0.0/24, "fd14::/64"]}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{prefix: 10.233.64.0/20, block: 24}PODS6]
  services: {clusterIPs: [10.233.0.0/18SERVICES6], externalIPs: [10.97.0.0/24], loadBalancerIPs: [10.98.0.0/24]}
  nodes:
  - {name: node0, rack: bb1, labels: {zone: a}}
  - {name: node1, rack: bb2, labels: {zone: a}}
`

// variants are the plans: every scheme, with and without IPv6, plain and with
// everything that can be asked of Calico.
func variants(t *testing.T, v fabric.Version) map[string]*fabric.Plan {
	t.Helper()
	plans := map[string]*fabric.Plan{}
	for scheme, as := range map[string]fabric.ASScheme{
		"per rack": fabric.ASPerRack{}, "per cluster": fabric.ASPerCluster{AS: 64900},
		"per server": fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65120}},
	} {
		for stack, replace := range map[string][2]string{
			"IPv4": {"", ""}, "dual stack": {`, {prefix: "fd64::/112"}`, `, "fd96::/112"`},
		} {
			for extras, edit := range map[string]func(*fabric.Cluster, *fabric.Calico){
				"plain":      func(*fabric.Cluster, *fabric.Calico) {},
				"unfiltered": func(c *fabric.Cluster, _ *fabric.Calico) { c.Filters.Off = true },
				"default": func(c *fabric.Cluster, _ *fabric.Calico) {
					c.DownwardDefault = true
					c.DefaultRoute = fabric.DefaultAbsent
				},
				"everything": func(c *fabric.Cluster, k *fabric.Calico) {
					c.Session.Password = fabric.NewSecret("swordfish-1")
					c.Session.GracefulRestart = 90 * time.Second
					c.Filters.FromNodes = []fabric.Prefix{c.Pods[0].Prefix}
					c.Filters.ToNodes = []fabric.Prefix{c.Services.ExternalIPs[0]}
					c.Pods[0].Nodes = map[string]string{"zone": "a"}
					c.Pods[0].Communities = []fabric.Community{fabric.NewCommunity(64512, 100), fabric.NewCommunity(64512, 101)}
					c.Pods[0].NATOutgoing = true
					k.StrictAffinity, k.MaxBlocksPerNode, k.Operator = true, 20, v.AtLeast(3, 28)
				},
			} {
				d, err := fabric.Load(strings.NewReader(strings.NewReplacer("PODS6", replace[0], "SERVICES6", replace[1]).Replace(design)))
				require.NoError(t, err)
				c := &d.Clusters[0]
				c.AS = as
				k := fabric.Calico{Version: v}
				edit(c, &k)
				c.CNI = k
				plan, err := d.Plan(nil)
				require.NoError(t, err, "%s, %s, %s", scheme, stack, extras)
				plans[scheme+", "+stack+", "+extras] = plan
			}
		}
	}
	return plans
}

// TestEmittedObjectsAreAccepted holds everything that is emitted for every
// version against the definitions of 3.28.5 and 3.31, evaluated by Kubernetes
// 1.36. 3.28 takes what its predecessors take, and 3.31 what all of them take;
// for 3.32 no field newer than 3.31 is emitted.
func TestEmittedObjectsAreAccepted(t *testing.T) {
	later := calico331(t)
	var earlier crdproof.Schemas
	t.Run("3.28.5", func(t *testing.T) { earlier = calico328(t) })
	checked := 0
	for _, minor := range []uint16{26, 27, 28, 29, 30, 31, 32} {
		for name, plan := range variants(t, fabric.Version{Major: 3, Minor: minor}) {
			objects, err := calico.Emit(plan, "k8s")
			require.NoError(t, err, name)
			text, err := objects.YAML()
			require.NoError(t, err)
			for document := range strings.SplitSeq(string(text), "\n---\n") {
				where := fmt.Sprintf("3.%d, %s:\n%s", minor, name, document)
				object, err := yaml.YAMLToJSONStrict([]byte(document))
				require.NoError(t, err)
				checked += check(t, where, minor, object, earlier, later)
			}
		}
	}
	t.Logf("%d verdicts", checked)
	require.Greater(t, checked, 1000)
}

// check returns how many verdicts it asked for.
func check(t *testing.T, where string, minor uint16, object []byte, earlier, later crdproof.Schemas) int {
	t.Helper()
	var meta metav1.PartialObjectMetadata
	require.NoError(t, yaml.Unmarshal(object, &meta), where)
	assert.Empty(t, apivalidation.NameIsDNSSubdomain(meta.Name, false), where)
	assert.Empty(t, metavalidation.ValidateLabels(meta.Labels, field.NewPath("labels")), where)
	assert.Empty(t, apivalidation.ValidateAnnotations(meta.Annotations, field.NewPath("annotations")), where)
	switch meta.APIVersion + " " + meta.Kind {
	case "v1 Secret":
		assert.NoError(t, yaml.UnmarshalStrict(object, &corev1.Secret{}), where)
		return 1
	case "v1 Node":
		assert.NoError(t, yaml.UnmarshalStrict(object, &corev1.Node{}), where)
		return 1
	case "rbac.authorization.k8s.io/v1 Role":
		assert.NoError(t, yaml.UnmarshalStrict(object, &rbacv1.Role{}), where)
		return 1
	case "rbac.authorization.k8s.io/v1 RoleBinding":
		assert.NoError(t, yaml.UnmarshalStrict(object, &rbacv1.RoleBinding{}), where)
		return 1
	}
	verdicts := 0
	stored := object
	if meta.Kind != "Installation" {
		var err error
		stored, err = crdproof.Stored(object)
		require.NoError(t, err)
	}
	if earlier != nil && (minor <= 28 || meta.Kind == "Installation" || meta.Kind == "IPAMConfiguration") {
		refused, err := earlier.Check(stored)
		require.NoError(t, err, where)
		assert.Empty(t, refused, where)
		verdicts++
	}
	if meta.Kind != "Installation" && meta.Kind != "IPAMConfiguration" {
		refused, err := later.Check(stored)
		require.NoError(t, err, where)
		assert.Empty(t, refused, where)
		verdicts++
	}
	return verdicts
}

// TestFilterFieldsNeedTheirVersion shows that the definitions of 3.28 refuse
// what is emitted for 3.29, so that the check above means something.
func TestFilterFieldsNeedTheirVersion(t *testing.T) {
	earlier := calico328(t)
	plan := variants(t, fabric.Version{Major: 3, Minor: 29})["per rack, IPv4, everything"]
	objects, err := calico.Emit(plan, "k8s")
	require.NoError(t, err)
	text, err := yaml.Marshal(objects.Filters[0])
	require.NoError(t, err)
	object, err := yaml.YAMLToJSON(text)
	require.NoError(t, err)
	refused, err := earlier.Check(object)
	require.NoError(t, err)
	require.NotEmpty(t, refused)
	assert.Contains(t, refused[0], "prefixLength")
}

// TestInstallationDefinitionRefuses shows that the operator's definition tells
// right from wrong values.
func TestInstallationDefinitionRefuses(t *testing.T) {
	earlier := calico328(t)
	for spec, ok := range map[string]bool{
		`{"calicoNetwork": {"bgp": "Enabled", "ipPools": []}}`:                                true,
		`{"calicoNetwork": {"bgp": true}}`:                                                    false,
		`{"calicoNetwork": {"asNumber": 65001}}`:                                              false,
		`{"calicoNetwork": {"ipPools": [{"cidr": "10.0.0.0/16", "encapsulation": "Never"}]}}`: false,
		`{"calicoNetwork": {"nodeAddressAutodetectionV4": {"cidrs": ["10.13.0.0/24"]}}}`:      true,
		`{"calicoNetwork": {"nodeAddressAutodetectionV4": {"cidr": ["10.13.0.0/24"]}}}`:       false,
	} {
		refused, err := earlier.Check([]byte(`{"apiVersion": "operator.tigera.io/v1", "kind": "Installation", "metadata": {"name": "default"}, "spec": ` + spec + `}`))
		require.NoError(t, err)
		assert.Equal(t, ok, len(refused) == 0, "%s: %v", spec, refused)
	}
}
