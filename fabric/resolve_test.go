package fabric

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const secretsFile = `name: lab105
fabric:
  ipFabric: {spineAS: 64512, spines: [spine1], session: {password: {from: fabric/bgp}}}
racks: []
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: []
  session:
    hold: 30s
    password: {from: k8s/bgp}
  nodes: []
- {name: plain, as: perRack, cni: {calico: {version: "3.31"}}, pods: [], session: {password: hunter2}, nodes: []}
- {name: kept, as: perRack, cni: {calico: {version: "3.31"}}, pods: [], session: {password: {redacted: true}}, nodes: []}
`

func store(names ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		if !slices.Contains(names, name) {
			return "", false
		}
		return "secret of " + name, true
	}
}

func TestResolveFillsInEverySecretWithAName(t *testing.T) {
	d, err := Load(strings.NewReader(secretsFile))
	require.NoError(t, err)
	require.NoError(t, d.Resolve(store("fabric/bgp", "k8s/bgp")))

	inFabric := d.Fabric.(IPFabric).Session.Password
	assert.Equal(t, "secret of fabric/bgp", inFabric.Reveal())
	assert.Equal(t, "fabric/bgp", inFabric.Name())
	assert.Equal(t, "secret of k8s/bgp", d.Clusters[0].Session.Password.Reveal())
	assert.Equal(t, "hunter2", d.Clusters[1].Session.Password.Reveal())

	kept := d.Clusters[2].Session.Password
	assert.True(t, kept.IsSet() && kept.Redacted() && !kept.Resolved())

	text, err := Text(d)
	require.NoError(t, err)
	assert.Contains(t, string(text), "{from: fabric/bgp}")
	assert.NotContains(t, string(text), "secret of")
	assert.NotContains(t, string(text), "hunter2")
}

func TestResolveReportsEveryMissingSecret(t *testing.T) {
	d, err := Load(strings.NewReader(secretsFile))
	require.NoError(t, err)
	err = d.Resolve(func(name string) (string, bool) { return "", name == "k8s/bgp" })
	var problems Problems
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 2)
	assert.Equal(t, Problem{
		Code: CodeSecretMissing, Field: "fabric.ipFabric.session.password", Line: 3,
		Detail: `there is no secret named "fabric/bgp"`, Fix: "store it, or correct the name",
	}, problems[0])
	assert.Equal(t, "clusters[0].session.password", problems[1].Field)
	assert.Equal(t, 12, problems[1].Line)
	assert.Equal(t, `the secret named "k8s/bgp" is empty`, problems[1].Detail)
}

func TestResolveFillsInWhatItCan(t *testing.T) {
	d, err := Load(strings.NewReader(secretsFile))
	require.NoError(t, err)
	require.Error(t, d.Resolve(store("k8s/bgp")))
	assert.True(t, d.Clusters[0].Session.Password.Resolved())
	assert.NoError(t, d.Resolve(store("fabric/bgp")), "only what is still missing is looked up")
}
