package calico_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// lab105 is the design of seeds/000: an AS for each rack, the node and pod
// addresses of its examples 4 to 9, and as much of a fabric as they need.
const lab105 = `name: lab105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1, spine2]}}
pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24, management: 172.16.0.0/24}
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: 10.13.0.0/24}
- {name: bb2, as: 65002, leaves: [leaf3, leaf4], vlan: 2300, nodeSubnet: 10.14.0.0/24}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  kubernetes: "1.36"
  pods: [{name: default-pool, prefix: 10.233.64.0/20, block: 24}]
  services: {clusterIPs: [10.233.0.0/18]}
  nodes:
  - {name: lab105-k8s-node0, rack: bb1, address: 10.13.0.115}
  - {name: lab105-k8s-node1, rack: bb1, address: 10.13.0.181}
  - {name: lab105-k8s-node2, rack: bb2, address: 10.14.0.115}
`

// dual is lab105 in both families.
const dual = `name: dual
fabric: {ipFabric: {spineAS: 64512, spines: [spine1, spine2]}}
pools:
  links: [10.4.0.0/24, "fd04::/64"]
  routerIDs: 10.2.0.0/24
  loopbacks6: "fd02::/64"
  management: 172.16.0.0/24
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: [10.13.0.0/24, "fd13::/64"]}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{name: pods, prefix: 10.233.64.0/20, block: 24}, {name: pods6, prefix: "fd64::/112"}]
  services: {clusterIPs: [10.233.0.0/18, "fd96::/112"]}
  nodes:
  - {name: node0, rack: bb1, address: [10.13.0.115, "fd13::115"]}
  - {name: node1, rack: bb1, address: [10.13.0.181, "fd13::181"]}
`

// planOf plans a design from its text, changed by edit.
func planOf(t testing.TB, text string, edit ...func(*fabric.Cluster)) *fabric.Plan {
	t.Helper()
	design, err := fabric.Load(strings.NewReader(text))
	require.NoError(t, err)
	for _, e := range edit {
		e(&design.Clusters[0])
	}
	plan, err := design.Plan(nil)
	require.NoError(t, err)
	return plan
}

// emit plans and emits.
func emit(t testing.TB, text string, edit ...func(*fabric.Cluster)) calico.Objects {
	t.Helper()
	objects, err := calico.Emit(planOf(t, text, edit...), "k8s")
	require.NoError(t, err)
	return objects
}

// calicoOf changes the Calico of a cluster.
func calicoOf(edit func(*fabric.Calico)) func(*fabric.Cluster) {
	return func(c *fabric.Cluster) {
		k, _ := c.CNI.(fabric.Calico)
		edit(&k)
		c.CNI = k
	}
}

func version(minor uint16) func(*fabric.Cluster) {
	return calicoOf(func(k *fabric.Calico) { k.Version = fabric.Version{Major: 3, Minor: minor} })
}

// lift plans, emits, writes, reads back and lifts, with the default state.
func lift(t testing.TB, text string, edit ...func(*fabric.Cluster)) []routing.Router {
	t.Helper()
	plan := planOf(t, text, edit...)
	objects, err := calico.Emit(plan, "k8s")
	require.NoError(t, err)
	yaml, err := objects.YAML()
	require.NoError(t, err)
	objects, err = calico.Parse(yaml)
	require.NoError(t, err)
	state, err := plan.State(fabric.State{})
	require.NoError(t, err)
	routers, err := calico.Routers(objects, cni.Hosts(plan, "k8s"), state.Clusters[0])
	require.NoError(t, err)
	return routers
}

// parse reads objects that have to be well formed.
func parse(t testing.TB, yaml string) calico.Objects {
	t.Helper()
	objects, err := calico.Parse([]byte(yaml))
	require.NoError(t, err)
	return objects
}

// assertComplete asserts that every problem says what is wrong, where, what would
// work instead, and whose rule it is.
func assertComplete(t testing.TB, problems fabric.Problems) {
	t.Helper()
	for _, p := range problems {
		assert.NotEmpty(t, p.Code, "code of: %v", p)
		assert.NotEmpty(t, p.Field, "field of: %v", p)
		assert.NotEmpty(t, p.Detail, "detail of: %v", p)
		assert.NotEmpty(t, p.Fix, "fix of: %v", p)
		assert.NotEmpty(t, p.Source, "source of: %v", p)
	}
}

// codes are the codes of problems.
func codes(problems fabric.Problems) []fabric.Code {
	var all []fabric.Code
	for _, p := range problems {
		all = append(all, p.Code)
	}
	return all
}

// problemsOf is an error as the problems it has to be, each of them complete.
func problemsOf(t testing.TB, err error) fabric.Problems {
	t.Helper()
	var problems fabric.Problems
	require.ErrorAs(t, err, &problems)
	require.NotEmpty(t, problems)
	assertComplete(t, problems)
	return problems
}
