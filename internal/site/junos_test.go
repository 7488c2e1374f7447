package site

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// adapted is a bundled design on Junos, with what Junos has no statement for
// otherwise: packets that fit its ports, a network between the leaves of a pair, and
// one number of equal paths.
func adapted(t *testing.T, path string) (fabric.Design, fabric.State) {
	t.Helper()
	d, state, err := Load(path)
	require.NoError(t, err)
	ip := d.Fabric.(fabric.IPFabric)
	ip.Switches = fabric.Junos{Version: "23.4R1"}
	ip.MTU = 9000
	ip.BackupVLAN = 3900
	ip.ECMP = fabric.ECMP{}
	d.Fabric = ip
	onePlatform(&d)
	if d.Pools.Links == (fabric.Pools{}).Links {
		d.Pools.Links = fabric.Prefixes{V4: netip.MustParsePrefix("10.4.255.0/24")}
	}
	return d, state
}

// TestJunosKeepsTheDesignsPromises carries every bundled design to Junos: planned,
// emitted, read back from its text, simulated and checked.
func TestJunosKeepsTheDesignsPromises(t *testing.T) {
	for _, path := range bundled(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			d, state := adapted(t, path)
			s, err := Build(d, state, nil)
			require.NoError(t, err)
			for _, f := range s.Failures {
				t.Error(f)
			}
			for _, sw := range s.Switches {
				assert.Equal(t, "junos", sw.Folder)
			}
		})
	}
}

// TestMixedFabricsPredictTheSameTables puts Junos into racks and spines of every
// bundled design and compares the tables with those of the same design on NX-OS
// alone: every device has the same routes over the same next hops, with the same
// paths, preferences and communities. Names of interfaces, preferences between
// protocols, and the default route that a Junos leaf needs to send one, are each
// platform's own.
func TestMixedFabricsPredictTheSameTables(t *testing.T) {
	on := fabric.Junos{Version: "23.4R1"}
	mixes := map[string]func(ip *fabric.IPFabric, racks []fabric.Rack){
		"a Junos rack":  func(_ *fabric.IPFabric, racks []fabric.Rack) { racks[0].Switches = on },
		"a Junos spine": func(ip *fabric.IPFabric, _ []fabric.Rack) { ip.Spines[0].Switches = on },
		"a Junos rack and spine": func(ip *fabric.IPFabric, racks []fabric.Rack) {
			ip.Spines[0].Switches, racks[len(racks)-1].Switches = on, on
		},
		"Junos everywhere": func(ip *fabric.IPFabric, _ []fabric.Rack) { ip.Switches = on },
		"an NX-OS rack and the rest": func(ip *fabric.IPFabric, racks []fabric.Rack) {
			ip.Switches, racks[0].Switches = on, fabric.NXOS{Version: "10.4(3)"}
		},
	}
	for _, path := range bundled(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			build := func(mix func(*fabric.IPFabric, []fabric.Rack)) *Site {
				d, state := adapted(t, path)
				ip := d.Fabric.(fabric.IPFabric)
				ip.Switches = fabric.NXOS{Version: "10.4(3)"}
				ip.Gateway = fabric.VRRP
				ip.Spines, d.Racks = slices.Clone(ip.Spines), slices.Clone(d.Racks)
				if mix != nil {
					mix(&ip, d.Racks)
				}
				d.Fabric = ip
				s, err := Build(d, state, nil)
				require.NoError(t, err)
				for _, f := range s.Failures {
					t.Error(f)
				}
				return s
			}
			uniform := build(nil)
			for name, mix := range mixes {
				mixed := build(mix)
				for _, device := range uniform.Tables.Routers() {
					want, got := routesOf(uniform, device), routesOf(mixed, device)
					require.NotEmpty(t, want)
					assert.Equal(t, want, got, "%s: %s", name, device)
				}
			}
		})
	}
}

// routesOf are the routes of a device as far as platforms have a say in them.
func routesOf(s *Site, device string) map[string]string {
	routes := map[string]string{}
	for r := range s.Tables.Routes(device, routing.DefaultVRF) {
		if r.Protocol == routing.StaticRoute && r.Prefix.Bits() == 0 && len(r.NextHops) == 0 {
			continue
		}
		text := fmt.Sprint(r.Protocol, " internal ", r.Internal)
		if a := r.Attributes; a != nil {
			text += fmt.Sprint(" path ", a.ASPath, " preference ", a.LocalPref, " MED ", a.MED, " origin ", a.Origin)
			// A Junos leaf also tells nodes the communities that other nodes attached.
			if !isNode(s, device) {
				text += fmt.Sprint(" communities ", a.Communities)
			}
		}
		for _, h := range r.NextHops {
			text += fmt.Sprint(" via ", h.Addr, " ", h.Gateway, " of ", h.Neighbor)
		}
		routes[r.Prefix.String()] = text
	}
	return routes
}

func isNode(s *Site, device string) bool {
	return !slices.ContainsFunc(s.Plan.Switches(), func(sw *fabric.Switch) bool { return sw.Name == device })
}

// TestTheTorOnJunosHasTheDocumentsClasses follows the three classes of seeds/004,
// whose Juniper configuration has none of them, through a fabric of Junos: the
// community from the node to the spine, the local preference at the ToR switches,
// and each node's block at the nodes of the other classes.
func TestTheTorOnJunosHasTheDocumentsClasses(t *testing.T) {
	d, state := adapted(t, filepath.Join("..", "..", "examples", "designs", "seed004-tor.yaml"))
	s, err := Build(d, state, nil)
	require.NoError(t, err)
	require.Empty(t, s.Failures)
	for i, block := range []string{"10.244.0.0/26", "10.244.64.0/26", "10.244.128.0/26"} {
		prefix, class := netip.MustParsePrefix(block), uint32(100*(i+1))
		for _, device := range s.Tables.Routers() {
			r, ok := s.Tables.Route(device, routing.DefaultVRF, prefix)
			require.True(t, ok, "%s has no %s", device, block)
			switch {
			case isNode(s, device):
			case strings.HasPrefix(device, "tor"):
				assert.Equal(t, class, r.Attributes.LocalPref, "%s %s", device, block)
				fallthrough
			default:
				assert.Equal(t, []uint32{uint32(fabric.NewCommunity(64512, uint16(class)))}, r.Attributes.Communities, "%s %s", device, block)
			}
		}
	}
	// The spines give no class precedence: a local preference is a leaf's own.
	r, ok := s.Tables.Route("spine-01", routing.DefaultVRF, netip.MustParsePrefix("10.244.128.0/26"))
	require.True(t, ok)
	assert.Equal(t, uint32(100), r.Attributes.LocalPref)
}

// TestDesignsOfNXOSOnJunos are the bundled designs with nothing changed but the
// platform: what Junos cannot do of each, and what to do instead.
func TestDesignsOfNXOSOnJunos(t *testing.T) {
	const (
		network = "set fabric.ipFabric.backupVLAN"
		paths   = "set uplinks and nodes (on spines: spine) to the same of 16, 32 and 64"
	)
	want := map[string][]string{
		"dual-stack.yaml":               nil, // as it is
		"growing.yaml":                  {network},
		"mixed.yaml":                    nil,
		"seed000-as-per-server.yaml":    {network},
		"seed000-downward-default.yaml": {network},
		"seed000-ipfabric.yaml":         {network, paths},
		"seed004-tor.yaml":              {network},
	}
	for _, path := range bundled(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			d, state, err := Load(path)
			require.NoError(t, err)
			ip := d.Fabric.(fabric.IPFabric)
			ip.Switches = fabric.Junos{Version: "23.4R1"}
			d.Fabric = ip
			expected, known := want[filepath.Base(path)]
			require.True(t, known)
			_, err = Build(d, state, nil)
			problems, _ := errors.AsType[fabric.Problems](err)
			assert.Equal(t, expected == nil, err == nil, "%v", err)
			var fixes []string
			for _, p := range problems.Of(fabric.Error) {
				if !slices.Contains(fixes, p.Fix) {
					fixes = append(fixes, p.Fix)
				}
			}
			slices.Sort(fixes)
			assert.Equal(t, expected, fixes)
		})
	}
}
