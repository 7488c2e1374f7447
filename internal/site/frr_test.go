package site

import (
	"net/netip"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/frr"
)

// onFRR has the switches of a design run FRR, with the ports and the gateway protocol
// of that platform.
func onFRR(d *fabric.Design) {
	ip := d.Fabric.(fabric.IPFabric)
	ip.Switches, ip.Gateway, ip.Ports = fabric.FRR{Version: "8.4.4"}, fabric.GatewayDefault, fabric.PortLayout{}
	d.Fabric = ip
	onePlatform(d)
}

// buildOnFRR builds a bundled design on FRR; every promise holds.
func buildOnFRR(t testing.TB, design string) *Site {
	t.Helper()
	d, state, err := Load(design)
	require.NoError(t, err)
	onFRR(&d)
	s, err := Build(d, state, nil)
	require.NoError(t, err)
	require.NoError(t, s.Failures.Err())
	return s
}

// A plainRoute is what a route is on every platform: the names of the interfaces
// differ.
type plainRoute struct {
	prefix   netip.Prefix
	protocol routing.Protocol
	distance uint8
	internal bool
	hops     []netip.Addr
	path     []routing.ASN
}

func plainRoutes(tables *routing.Tables, device string) (all []plainRoute) {
	for r := range tables.Routes(device, routing.DefaultVRF) {
		if r.Prefix.Addr().IsLinkLocalUnicast() {
			continue // a VRRP group's own on NX-OS; on Linux the macvlan device has one
		}
		p := plainRoute{prefix: r.Prefix, protocol: r.Protocol, distance: r.Distance, internal: r.Internal}
		for _, h := range r.NextHops {
			p.hops = append(p.hops, h.Addr)
		}
		slices.SortFunc(p.hops, netip.Addr.Compare)
		if r.Attributes != nil {
			p.path = r.Attributes.ASPath
		}
		all = append(all, p)
	}
	return all
}

// TestFRRHasTheTablesOfNXOS builds every bundled design on both platforms: every
// device, switch or node, has the same routes.
func TestFRRHasTheTablesOfNXOS(t *testing.T) {
	for _, design := range bundled(t) {
		t.Run(filepath.Base(design), func(t *testing.T) {
			d, state, err := Load(design)
			require.NoError(t, err)
			ip := d.Fabric.(fabric.IPFabric)
			ip.Gateway = fabric.VRRP // as on FRR, for the gateways' own routes
			d.Fabric = ip
			onePlatform(&d)
			nxos, err := Build(d, state, nil)
			require.NoError(t, err)
			onFRR := buildOnFRR(t, design)
			require.Equal(t, nxos.Tables.Routers(), onFRR.Tables.Routers())
			for _, device := range onFRR.Tables.Routers() {
				want, got := plainRoutes(nxos.Tables, device), plainRoutes(onFRR.Tables, device)
				require.NotEmpty(t, got)
				assert.Equal(t, want, got, device)
			}
		})
	}
}

// TestAMixedFabricKeepsItsPromises has one rack and one spine on FRR, the others on
// NX-OS.
func TestAMixedFabricKeepsItsPromises(t *testing.T) {
	for _, design := range bundled(t) {
		t.Run(filepath.Base(design), func(t *testing.T) {
			d, state, err := Load(design)
			require.NoError(t, err)
			ip := d.Fabric.(fabric.IPFabric)
			ip.Gateway = fabric.GatewayDefault
			ip.Spines[0].Switches = fabric.FRR{Version: "10.1", System: fabric.SONiC}
			d.Fabric = ip
			d.Racks[0].Switches = fabric.FRR{Version: "8.4.4"}
			s, err := Build(d, state, nil)
			require.NoError(t, err)
			assert.NoError(t, s.Failures.Err())
			folders := map[string]int{}
			for _, sw := range s.Switches {
				folders[sw.Folder]++
			}
			assert.Positive(t, folders["frr"])
			assert.Positive(t, folders["nxos"])
		})
	}
}

// TestHardenedFRR holds a design with every term that FRR has a knob for.
func TestHardenedFRR(t *testing.T) {
	d, state, err := Load(filepath.Join("..", "..", "examples", "designs", "seed000-ipfabric.yaml"))
	require.NoError(t, err)
	onFRR(&d)
	ip := d.Fabric.(fabric.IPFabric)
	ip.Session = fabric.SessionTerms{
		Keepalive: 1e9, Hold: 3e9, BFD: fabric.BFD{Interval: 300e6}, Password: fabric.NewSecret("links"),
		GracefulRestart: 60e9, MaxPrefixes: 500, MaxASLength: 3,
	}
	ip.BackupVLAN = 3900
	d.Fabric = ip
	d.Pools.Links = fabric.Prefixes{V4: netip.MustParsePrefix("10.250.0.0/24")}
	d.Clusters[0].Session = fabric.SessionTerms{
		Keepalive: 10e9, Hold: 30e9, Password: fabric.NewSecret("nodes"), MaxPrefixes: 50, MaxASLength: 2, GracefulRestart: 60e9,
	}
	s, err := Build(d, state, nil)
	require.NoError(t, err)
	require.NoError(t, s.Failures.Err())
	assert.True(t, slices.ContainsFunc(s.Plan.Warnings, func(p fabric.Problem) bool { return p.Code == frr.CodeGracefulRestart }))
}
