package fabric

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPortNames reads and writes the names of each platform.
func TestPortNames(t *testing.T) {
	linux, sonic := FRR{}, FRR{System: SONiC}
	for _, row := range []struct {
		platform Platform
		name     string
		n        uint32 // 0: not a name
	}{
		{NXOS{}, "Ethernet1/49", 1049}, {NXOS{}, "Ethernet12/3", 12003}, {NXOS{}, "Ethernet0/1", 0}, {NXOS{}, "Ethernet1/0", 0}, {NXOS{}, "swp1", 0},
		{Junos{}, "xe-0/0/0", 1000}, {Junos{}, "et-0/0/48", 1048}, {Junos{}, "et-1/0/3", 2003}, {Junos{}, "mge-0/0/7", 1007},
		{Junos{}, "et-0/1/0", 0}, {Junos{}, "et-0/0/48:0", 0}, {Junos{}, "et-0/0", 0}, {Junos{}, "ae1", 0}, {Junos{}, "et-255/0/0", 0}, {Junos{}, "et-0/0/1000", 0}, {Junos{}, "", 0},
		{linux, "swp49", 1049}, {linux, "eth0", 1000}, {sonic, "Ethernet48", 1048}, {linux, "swp1s0", 0}, {linux, "swp", 0}, {linux, "49", 0},
		{linux, "averyverylongname1", 0}, {linux, "swp1000", 0}, {linux, "", 0},
	} {
		n, err := parsePort(row.platform, row.name)
		if row.n == 0 {
			assert.Error(t, err, "%T %q", row.platform, row.name)
			continue
		}
		require.NoError(t, err, "%T %q", row.platform, row.name)
		assert.Equal(t, row.n, n)
		assert.Equal(t, row.name, portName(row.platform, row.name, n))
	}
}

// TestMixedFabric has racks and spines of several platforms: each names its
// interfaces in its own way, and shares the gateway by what it has.
func TestMixedFabric(t *testing.T) {
	d := labDesign()
	d.Racks[0].Switches = Junos{Version: "23.4R1"}
	d.Racks[1].Switches, d.Racks[1].Ports = FRR{}, PortLayout{Uplinks: "swp51"}
	onFabric(func(f *IPFabric) { f.Spines[1].Switches = FRR{System: SONiC} })(d)
	for i := range d.Racks {
		for j := range d.Racks[i].Leaves {
			d.Racks[i].Leaves[j].Uplinks = nil
		}
	}
	d.Pools.Links = v4("10.4.0.0/24")
	p, err := d.Plan(nil)
	require.NoError(t, err)
	interfaces := map[string]string{}
	for _, s := range p.Sessions {
		interfaces[s.A.Device+" "+s.B.Device] = s.A.Interface + " " + s.B.Interface
	}
	assert.Equal(t, "Ethernet1/1 et-0/0/48", interfaces["spine1 leaf1"])
	assert.Equal(t, "Ethernet0 et-0/0/49", interfaces["spine2 leaf1"])
	assert.Equal(t, "Ethernet1/3 swp51", interfaces["spine1 leaf3"])
	assert.Equal(t, "irb.2300 bond0", interfaces["leaf1 node0"])
	protocols := map[string]GatewayProtocol{}
	for _, leaf := range p.Leaves {
		for _, n := range leaf.Networks {
			protocols[leaf.Name] = n.Protocol
			assert.Equal(t, 1, n.Group, "VRRP's convention")
		}
	}
	assert.Equal(t, map[string]GatewayProtocol{"leaf1": VRRP, "leaf2": VRRP, "leaf3": VRRP, "leaf4": VRRP}, protocols)
	byName := map[string]*Switch{}
	for _, s := range p.Switches() {
		byName[s.Name] = s
	}
	ports := func(device string) []string {
		var names []string
		for _, port := range byName[device].Ports {
			if port.Use == PortMember && port.Channel == peerLinkChannel {
				names = append(names, port.Name)
			}
		}
		return names
	}
	assert.Equal(t, []string{"xe-0/0/46", "xe-0/0/47"}, ports("leaf1"))
	assert.Equal(t, []string{"swp47", "swp48"}, ports("leaf3"))
	assert.Equal(t, NXOS{Version: "9.3(8)"}, byName["spine1"].Platform)
	assert.Equal(t, Junos{Version: "23.4R1"}, byName["leaf1"].Platform)
}

// TestGatewayByPlatform leaves the protocol to the platform, and obeys when told.
func TestGatewayByPlatform(t *testing.T) {
	protocol := func(d *Design) (all []GatewayProtocol) {
		p, err := d.Plan(nil)
		require.NoError(t, err)
		for _, leaf := range p.Leaves {
			all = append(all, leaf.Networks[0].Protocol)
		}
		return all
	}
	d := labDesign()
	assert.Equal(t, []GatewayProtocol{HSRP, HSRP, HSRP, HSRP}, protocol(d))
	d.Racks[1].Switches = FRR{}
	assert.Equal(t, []GatewayProtocol{HSRP, HSRP, VRRP, VRRP}, protocol(d))
	onFabric(func(f *IPFabric) { f.Gateway = VRRP })(d)
	assert.Equal(t, []GatewayProtocol{VRRP, VRRP, VRRP, VRRP}, protocol(d))
}

// TestDefaultMTU is one for the whole fabric: what fits every switch.
func TestDefaultMTU(t *testing.T) {
	for _, row := range []struct {
		name string
		by   func(*Design)
		want int
	}{
		{"NX-OS alone", func(*Design) {}, 9216},
		{"a rack of FRR", onRack(func(r *Rack) { r.Switches = FRR{} }), 9216},
		{"a rack of Junos", onRack(func(r *Rack) { r.Switches = Junos{} }), 9000},
		{"a spine of Junos", onFabric(func(f *IPFabric) { f.Spines[0].Switches = Junos{} }), 9000},
		{"set", onFabric(func(f *IPFabric) { f.Switches, f.MTU = Junos{}, 1500 }), 1500},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := labDesign()
			row.by(d)
			p, err := d.Plan(nil)
			require.NoError(t, err)
			for _, s := range p.Switches() {
				assert.Equal(t, row.want, s.MTU, s.Name)
			}
		})
	}
}
