package fabric

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLinesOfFields(t *testing.T) {
	d, err := Load(strings.NewReader(`# a comment
name: lab105
fabric:
  ipFabric:
    spineAS: 64512
    spines:
    - spine1
racks:
- name: bb1
  leaves: [leaf1,
    leaf2]
  vlan: 2300
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: []
  nodes:
  - name: node0
    rack: bb1
    address:
    - 10.13.0.115
    - 2001:db8::115
    labels:
      zone: a
      example.org/rack: b
`))
	require.NoError(t, err)
	tests := map[string]struct {
		path string
		line int
	}{
		"a field":                          {"racks[0].vlan", 12},
		"a field of a choice":              {"fabric.ipFabric.spineAS", 5},
		"an item":                          {"racks[0].leaves[1]", 11},
		"a field of an item written alone": {"racks[0].leaves[1].name", 11},
		"an address of two":                {"clusters[0].nodes[0].address[1]", 23},
		"a label":                          {"clusters[0].nodes[0].labels.zone", 25},
		"a label with dots":                {`clusters[0].nodes[0].labels["example.org/rack"]`, 26},
		"a label that is not there":        {`clusters[0].nodes[0].labels["example.org/row"]`, 24},
		"a field that is not there":        {"racks[0].nodeSubnet", 9},
		"inside a field that is not there": {"racks[0].session.bfd.interval", 9},
		"an item that is not there":        {"racks[7].vlan", 8},
		"a field of a scalar":              {"clusters[0].as.perRack", 15},
		"a field of nothing there is":      {"pools.links", 2},
		"the design":                       {"", 2},
		"no path at all":                   {"]]..[[", 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.line, d.line(test.path)) })
	}
}

func TestLinesOfADesignFromNoFile(t *testing.T) {
	d := newRandom(1).design()
	assert.Zero(t, d.line("racks[0].vlan"))
}
