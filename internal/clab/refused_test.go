package clab_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/clab"
)

// onJunos puts all switches on Junos.
func onJunos(d *fabric.Design) {
	ip := d.Fabric.(fabric.IPFabric)
	ip.Switches, ip.MTU, ip.BackupVLAN = fabric.Junos{Version: "23.4R1"}, 9000, 3900
	d.Fabric = ip
	d.Pools.Links = fabric.Prefixes{V4: netip.MustParsePrefix("10.4.255.0/24")}
}

func TestExportRefuses(t *testing.T) {
	for _, row := range []struct {
		name   string
		design func(*fabric.Design)
		change func(*fabric.Plan, *clab.Files)
		code   fabric.Code
		// field and detail are what the first problem has.
		field, detail string
	}{
		{"a port of a second module", nil, func(p *fabric.Plan, _ *clab.Files) { p.Links[0].Leaf.Port = "Ethernet2/1" },
			clab.CodePort, "leaf1 Ethernet2/1", "it has Ethernet1/1 to Ethernet1/64"},
		{"a port beyond the last", nil, func(p *fabric.Plan, _ *clab.Files) { p.Links[0].Leaf.Port = "Ethernet1/65" },
			clab.CodePort, "leaf1 Ethernet1/65", "it has Ethernet1/1 to Ethernet1/64"},
		{"a port that is no port", nil, func(p *fabric.Plan, _ *clab.Files) { p.Links[0].Leaf.Port = "Ethernet1/0" },
			clab.CodePort, "leaf1 Ethernet1/0", "it has"},
		{"a number that is none", nil, func(p *fabric.Plan, _ *clab.Files) { p.Links[0].Leaf.Port = "Ethernet1/99999999999999999999" },
			clab.CodePort, "leaf1 Ethernet1/99999999999999999999", "it has"},
		{"two links on a port", nil, func(p *fabric.Plan, _ *clab.Files) { p.Links[1].Leaf.Port = p.Links[0].Leaf.Port },
			clab.CodePort, "leaf1 Ethernet1/49", "the port has two links"},
		{"uplinks of a QFX on vJunos-switch", onJunos, nil, clab.CodePort, "leaf1 et-0/0/48", "it has ports 0 to 9 of 0/0"},
		{"two names of one port", onJunos, func(p *fabric.Plan, _ *clab.Files) {
			p.Links[0].Leaf.Port, p.Links[1].Leaf.Port = "et-0/0/8", "xe-0/0/8"
		}, clab.CodePort, "leaf1 xe-0/0/8", "et-0/0/8 and xe-0/0/8 are one port"},
		{"a device's name that is too long", onFRR, func(p *fabric.Plan, _ *clab.Files) { p.Links[0].Leaf.Port = "FourHundredGigE1/0/49" },
			clab.CodePort, "leaf1 FourHundredGigE1/0/49", "no name of a network device"},
		{"the port for management", onFRR, func(p *fabric.Plan, _ *clab.Files) { p.Links[0].Leaf.Port = "eth0" },
			clab.CodePort, "leaf1 eth0", "no name of a network device"},
		{"a switch without a file", nil, func(_ *fabric.Plan, f *clab.Files) { delete(f.Switches, "spine2") },
			clab.CodeFile, "spine2", "0 files for spine2"},
		{"FRR without its daemons", onFRR, func(_ *fabric.Plan, f *clab.Files) { f.Switches["spine2"] = f.Switches["spine2"][:1] },
			clab.CodeFile, "spine2", "1 files for spine2, which needs 2"},
		{"a lab's name with a blank", nil, func(p *fabric.Plan, _ *clab.Files) { p.Name = "my lab" }, clab.CodeName, "my lab", "is not a letter or digit"},
		{"a node called like a switch", onFRR, func(p *fabric.Plan, _ *clab.Files) { p.Clusters[0].Nodes[0].Name = "leaf1" },
			clab.CodeName, "leaf1", "two containers would be called leaf1"},
		{"a segment called like a node", onFRR, func(p *fabric.Plan, _ *clab.Files) { p.Clusters[0].Nodes[0].Name = "bb1-vlan2300" },
			clab.CodeName, "bb1-vlan2300", "two containers"},
		{"a node with a blank in its name", onFRR, func(p *fabric.Plan, _ *clab.Files) { p.Clusters[0].Nodes[0].Name = "n 1" },
			clab.CodeName, "n 1", "no name of a container"},
		{"a node that nothing leads to", nil, func(p *fabric.Plan, _ *clab.Files) {
			p.Clusters[0].Nodes[3].Name, p.Clusters[0].Racks[1].VLAN = "elsewhere", 2399
		},
			clab.CodeAttachment, "elsewhere", "no port leads to elsewhere"},
		{"a small management network", nil, func(p *fabric.Plan, _ *clab.Files) {
			for i, sw := range p.Switches() {
				sw.Management = netip.MustParsePrefix(fmt.Sprintf("172.16.0.%d/29", i+1))
			}
		}, clab.CodeManagement, "pools.management", "no room for 10 containers"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := planned(t, "seed000-ipfabric.yaml", row.design)
			f := files(p)
			if row.change != nil {
				row.change(p, &f)
			}
			_, err := clab.Export(p, f)
			var problems fabric.Problems
			require.True(t, errors.As(err, &problems), "%v", err)
			i := slices.IndexFunc(problems, func(q fabric.Problem) bool { return q.Field == row.field })
			require.GreaterOrEqual(t, i, 0, "%v", problems)
			assert.Equal(t, row.code, problems[i].Code)
			assert.Contains(t, problems[i].Detail, row.detail)
			assert.NotEmpty(t, problems[i].Fix)
			assert.NotEmpty(t, problems[i].Source)
		})
	}
}

// TestVirtualMachinesAreBehindTheirHypervisor looks at the nodes of a cluster that
// has no port of its own.
func TestVirtualMachinesAreBehindTheirHypervisor(t *testing.T) {
	p := planned(t, "dual-stack.yaml", nil)
	topology, err := clab.Export(p, files(p))
	require.NoError(t, err)
	links := fmt.Sprint(topology.Topology.Links)
	for _, link := range []string{"[{green-1 eth1} {hv-1 eth3}]", "[{green-2 eth1} {hv-1 eth4}]", "[{green-3 eth1} {hv-2 eth3}]", "[{r1-leaf1 Ethernet1/", "} {blue-1 eth1}]"} {
		assert.Contains(t, links, link)
	}
	commands := strings.Join(topology.Topology.Nodes["hv-1"].Exec, "\n")
	for _, line := range []string{"ip link add br0 type bridge vlan_filtering 1", "bridge vlan add dev bond0 vid 2400", "bridge vlan add dev eth3 vid 2400 pvid untagged"} {
		assert.Contains(t, commands, line)
	}
	assert.NotContains(t, strings.Join(topology.Topology.Nodes["blue-2"].Exec, "\n"), "bond0", "single-homed")
}

// TestEveryLinkHasTwoContainers follows every end of every link of every design.
func TestEveryLinkHasTwoContainers(t *testing.T) {
	for _, name := range []string{"dual-stack.yaml", "growing.yaml", "seed000-ipfabric.yaml", "seed004-tor.yaml"} {
		for _, change := range []func(*fabric.Design){nil, onFRR} {
			p := planned(t, name, change)
			topology, err := clab.Export(p, files(p))
			require.NoError(t, err)
			seen := map[clab.Endpoint]bool{}
			for _, l := range topology.Topology.Links {
				for _, e := range l.Endpoints {
					assert.Contains(t, topology.Topology.Nodes, e.Node)
					assert.False(t, seen[e], "%v twice", e)
					seen[e] = true
				}
			}
			assert.Len(t, topology.Management.IPv4Subnet.String(), len("172.16.0.0/24"))
			addresses := map[netip.Addr]string{topology.Management.IPv4Gateway: "the host"}
			for name, n := range topology.Topology.Nodes {
				assert.Empty(t, addresses[n.MgmtIPv4.Addr], "%s has the address of another", name)
				addresses[n.MgmtIPv4.Addr] = name
			}
		}
	}
}
