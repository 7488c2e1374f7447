package fabric

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// modularDesign has one modular spine, whose first ports are the last two of a line
// card, and racks of two leaves.
func modularDesign(racks int) *Design {
	d := labDesign()
	d.Fabric = IPFabric{
		SpineAS: 64512, Spines: []Spine{{Name: "spine1"}}, Switches: NXOS{Version: "10.4(3)", Modular: true},
		Ports: PortLayout{Leaves: "Ethernet1/35"},
	}
	d.Pools.NodeSubnets, d.Pools.RackAS = v4("10.16.0.0/16"), ASNRange{First: 65100, Last: 65199}
	d.Racks, d.Clusters = nil, nil
	for i := range racks {
		name := fmt.Sprintf("r%d", i)
		d.Racks = append(d.Racks, Rack{
			Name: name, Network: Network{VLAN: 100}, Leaves: []Leaf{{Name: name + "-a"}, {Name: name + "-b"}},
		})
	}
	return d
}

func TestPortsOfAModularSwitchFillOneLineCardAfterTheOther(t *testing.T) {
	ledger := &ipam.Ledger{}
	p, err := modularDesign(20).Plan(ledger)
	require.NoError(t, err)
	spinePort := map[string]string{}
	for _, l := range p.Links {
		spinePort[l.Leaf.Device] = l.Spine.Port
	}
	assert.Equal(t, "Ethernet1/35", spinePort["r0-a"])
	assert.Equal(t, "Ethernet1/36", spinePort["r0-b"])
	assert.Equal(t, "Ethernet2/1", spinePort["r1-a"])
	assert.Equal(t, "Ethernet2/36", spinePort["r18-b"])
	assert.Equal(t, "Ethernet3/2", spinePort["r19-b"])

	// A rack goes, its ports are free, and the next new rack has them.
	for _, racks := range []int{21, 22} {
		d := modularDesign(racks)
		d.Racks = slices.Delete(d.Racks, 5, 6)
		p, err = d.Plan(ledger)
		require.NoError(t, err)
	}
	for _, l := range p.Links {
		if old, had := spinePort[l.Leaf.Device]; had {
			assert.Equal(t, old, l.Spine.Port, l.Leaf.Device)
		}
		if l.Leaf.Device == "r21-a" {
			assert.Equal(t, "Ethernet2/9", l.Spine.Port, "what the removed rack left is taken first")
		}
	}
}
