package clab_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/clab"
)

// planned is the plan of a bundled design, changed first.
func planned(t *testing.T, name string, change func(*fabric.Design)) *fabric.Plan {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "examples", "designs", name))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, file.Close()) })
	d, err := fabric.Load(file)
	require.NoError(t, err)
	if change != nil {
		change(&d)
	}
	p, err := d.Plan(nil)
	require.NoError(t, err)
	return p
}

// files are what a folder of emitted files has, with BIRD's configuration for every
// node.
func files(p *fabric.Plan) clab.Files {
	f := clab.Files{Switches: map[string][]string{}, Nodes: map[string]clab.Payload{}}
	for _, sw := range p.Switches() {
		switch sw.Platform.(type) {
		case fabric.NXOS:
			f.Switches[sw.Name] = []string{"../nxos/" + sw.Name + ".cfg"}
		case fabric.FRR:
			f.Switches[sw.Name] = []string{"../frr/" + sw.Name + ".conf", "../frr/" + sw.Name + ".daemons"}
		case fabric.Junos:
			f.Switches[sw.Name] = []string{"../junos/" + sw.Name + ".conf"}
		case fabric.ACIMode:
		}
	}
	for _, c := range p.Clusters {
		for _, n := range c.Nodes {
			f.Nodes[n.Name] = clab.Payload{
				Mounts: []clab.Mount{{Path: "../bird/" + n.Name + ".conf", At: "/etc/bird.conf"}},
				Exec:   []string{"bird -c /etc/bird.conf"},
			}
		}
	}
	return f
}

// onFRR puts all switches on FRR.
func onFRR(d *fabric.Design) {
	ip := d.Fabric.(fabric.IPFabric)
	ip.Switches, ip.Gateway, ip.MTU = fabric.FRR{Version: "8.4.4"}, fabric.GatewayDefault, 9000
	d.Fabric = ip
}

// schema is the published schema of topology files.
func schema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "clab.schema.json"))
	require.NoError(t, err)
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &s))
	resolved, err := s.Resolve(nil)
	require.NoError(t, err)
	return resolved
}

// value is a YAML text as JSON has it.
func value(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	require.NoError(t, yaml.Unmarshal(text, &v))
	asJSON, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(asJSON, &v))
	return v
}

func export(t *testing.T, p *fabric.Plan) []byte {
	t.Helper()
	topology, err := clab.Export(p, files(p))
	require.NoError(t, err)
	text, err := topology.YAML()
	require.NoError(t, err)
	return text
}

// TestSchema exports every bundled design, on NX-OS and on FRR, and holds it against
// the published schema.
func TestSchema(t *testing.T) {
	s := schema(t)
	paths, err := filepath.Glob(filepath.Join("..", "..", "examples", "designs", "*.yaml"))
	require.NoError(t, err)
	for _, path := range paths {
		name := filepath.Base(path)
		if strings.HasSuffix(name, ".state.yaml") {
			continue
		}
		if strings.Contains(name, "aci") {
			continue // there is no image of a leaf in ACI mode
		}
		if name == "mixed.yaml" {
			continue // its Juniper rack has more ports than the virtual machine, see below
		}
		for platform, change := range map[string]func(*fabric.Design){"as it is": nil, "on FRR": onFRR} {
			t.Run(name+" "+platform, func(t *testing.T) {
				text := export(t, planned(t, name, change))
				require.NoError(t, s.Validate(value(t, text)), "%s", text)
			})
		}
	}
}

// TestMixed exports the design of three vendors: refused with the ports of a QFX, and
// taken with those of vJunos-switch.
func TestMixed(t *testing.T) {
	p := planned(t, "mixed.yaml", nil)
	_, err := clab.Export(p, files(p))
	require.ErrorContains(t, err, "qfx1 et-0/0/48: the virtual machine has no port et-0/0/48")
	assert.NotContains(t, err.Error(), "sw1", "the others are as they should be")

	text := export(t, planned(t, "mixed.yaml", func(d *fabric.Design) {
		d.Racks[0].Ports = fabric.PortLayout{Nodes: "ge-0/0/0", PeerLink: []string{"ge-0/0/6", "ge-0/0/7"}, Uplinks: "ge-0/0/8"}
	}))
	require.NoError(t, schema(t).Validate(value(t, text)), "%s", text)
	for _, line := range []string{
		"'qfx1:ge-0/0/8', 'spine1:Ethernet1/1'", "'qfx1:ge-0/0/9', 'spine2:swp1'", "'qfx1:ge-0/0/6', 'qfx2:ge-0/0/6'",
		"'qfx1:ge-0/0/0', 'node1:eth1'", "'n9k1:Ethernet1/1', 'node3:eth1'", "'node5:eth1', 'linux-vlan2300:eth3'",
		"startup-config: ../junos/qfx1.conf", "image: vrnetlab/juniper_vjunos-switch:23.4R1", "image: vrnetlab/cisco_n9kv:10.4.3",
	} {
		assert.Contains(t, string(text), line)
	}
}

// TestSchemaRefuses shows that the schema can refuse.
func TestSchemaRefuses(t *testing.T) {
	s := schema(t)
	text := string(export(t, planned(t, "seed000-ipfabric.yaml", nil)))
	for name, change := range map[string][2]string{
		"a kind that there is not":        {"kind: cisco_n9kv", "kind: cisco_nxos"},
		"an end without a port":           {"'leaf1:Ethernet1/49'", "leaf1"},
		"a field that there is not":       {"startup-config:", "configuration:"},
		"an address that is none":         {"mgmt-ipv4: 172.16.0.3", "mgmt-ipv4: mgmt"},
		"commands that are not in a list": {"exec:\n", "exec: none\n      labels:\n"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(text, change[0], change[1], 1)
			if changed == text {
				changed = strings.Replace(text, strings.Trim(change[0], "'"), change[1], 1)
			}
			require.NotEqual(t, text, changed)
			var v any
			if yaml.Unmarshal([]byte(changed), &v) != nil {
				t.Fatalf("not YAML: %s", changed)
			}
			require.Error(t, s.Validate(value(t, []byte(changed))))
		})
	}
}

func TestTheSameBytes(t *testing.T) {
	p := planned(t, "dual-stack.yaml", nil)
	assert.Equal(t, string(export(t, p)), string(export(t, p)))
}
