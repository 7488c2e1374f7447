package lab

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/site"
)

// ground is what this machine offers, or skips the test with the reason. BIRD is
// looked for in BIRD_DIR, then in PATH.
func ground(t *testing.T) Ground {
	t.Helper()
	if testing.Short() {
		t.Skip("a lab takes seconds")
	}
	g, err := Probe(t.Context(), birdDir())
	if missing := (*Missing)(nil); errors.As(err, &missing) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return g
}

// birdDir is a folder with an unpacked package of BIRD 1.6, "" for the one that
// is installed.
func birdDir() string { return os.Getenv("BIRD_DIR") }

// draftOf drafts a design of the examples, changed.
func draftOf(t *testing.T, g Ground, name string, edits ...func(*fabric.Design, *fabric.State)) *Draft {
	t.Helper()
	design, state, err := site.Load(filepath.Join("..", "..", "examples", "designs", name))
	require.NoError(t, err)
	for _, edit := range edits {
		edit(&design, &state)
	}
	d, err := NewDraft(design, state, g.FRRVersion())
	require.NoError(t, err)
	return d
}

// small is a design of two racks with two leaves and two nodes each, for the
// tests to change.
func small(edits ...func(*fabric.Design)) fabric.Design {
	p := func(s string) fabric.Prefixes { return fabric.Prefixes{V4: netip.MustParsePrefix(s)} }
	d := fabric.Design{
		Name: "small",
		Fabric: fabric.IPFabric{
			SpineAS: 64512, Spines: []fabric.Spine{{Name: "spine1"}, {Name: "spine2"}},
			Switches: fabric.FRR{},
			Session:  fabric.SessionTerms{Keepalive: time.Second, Hold: 3 * time.Second},
		},
		Pools: fabric.Pools{
			Links:      p("10.4.0.0/24"),
			RouterIDs:  prefix("10.2.0.0/24"),
			Management: prefix("172.16.0.0/24"),
		},
		Racks: []fabric.Rack{
			{Name: "r1", AS: 65001, Network: fabric.Network{VLAN: 2300, NodeSubnet: p("10.13.0.0/24")}, Leaves: []fabric.Leaf{{Name: "leaf1"}, {Name: "leaf2"}}},
			{Name: "r2", AS: 65002, Network: fabric.Network{VLAN: 2300, NodeSubnet: p("10.14.0.0/24")}, Leaves: []fabric.Leaf{{Name: "leaf3"}, {Name: "leaf4"}}},
		},
		Clusters: []fabric.Cluster{{
			Name: "k8s", AS: fabric.ASPerRack{}, CNI: fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}}, Kubernetes: fabric.Version{Major: 1, Minor: 34},
			// The shortest that BIRD bears (projectcalico/calico#7086).
			Session:  fabric.SessionTerms{Keepalive: 2 * time.Second, Hold: 6 * time.Second},
			Pods:     []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.64.0.0/16")}},
			Services: fabric.Services{ClusterIPs: []netip.Prefix{netip.MustParsePrefix("10.96.0.0/16")}},
			Nodes: []fabric.Node{
				{Name: "node1", Rack: "r1"}, {Name: "node2", Rack: "r1"}, {Name: "node3", Rack: "r2"}, {Name: "node4", Rack: "r2"},
			},
		}},
	}
	for _, edit := range edits {
		edit(&d)
	}
	return d
}

// draftSmall drafts a small design.
func draftSmall(t *testing.T, g Ground, edits ...func(*fabric.Design)) *Draft {
	t.Helper()
	d, err := NewDraft(small(edits...), fabric.State{}, g.FRRVersion())
	require.NoError(t, err)
	return d
}

// network is the draft's, with a host outside.
func network(t *testing.T, d *Draft) *Network {
	t.Helper()
	require.NoError(t, d.AddOutside())
	n, err := d.Network()
	require.NoError(t, err)
	return n
}

// A running is a lab that has converged to its prediction.
type running struct {
	*Lab
	t       *testing.T
	tables  *routing.Tables
	verdict Verdict
}

// converged starts a network, closes it when the test is over, and requires that
// every device is as predicted.
func converged(t *testing.T, g Ground, n *Network) running {
	t.Helper()
	tables, err := routing.Simulate(n.Routers)
	require.NoError(t, err)
	require.Empty(t, tables.Oscillations())
	progress := NewProgress(testWriter{t})
	l, err := Start(t.Context(), n, g, progress)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		requireNothingLeft(t, l.space.id)
	})
	v, err := l.Converge(t.Context(), tables, 60*time.Second, progress)
	require.NoError(t, err)
	require.NoError(t, v.Err())
	require.NotZero(t, v.Sessions)
	require.NotZero(t, v.Routes)
	t.Logf("%s: %d devices, %d ends of sessions, %d routes as predicted after %.1f s", n.Name, v.Devices, v.Sessions, v.Routes, v.Settled.Seconds())
	return running{l, t, tables, v}
}

// reaches requires that packets pass, along the predicted paths.
func (r running) reaches() Reached {
	r.t.Helper()
	got, err := r.Reach(r.t.Context(), r.tables)
	require.NoError(r.t, err)
	return got
}

// up counts the predicted states of the ends of sessions.
func (r running) states() map[routing.SessionState]int {
	states := map[routing.SessionState]int{}
	for _, s := range r.tables.Sessions() {
		states[s.State]++
	}
	return states
}

// seen is what a device has.
func (r running) seen(device string) Seen {
	r.t.Helper()
	s, err := r.Observe(r.t.Context(), device)
	require.NoError(r.t, err)
	return s
}

// requireNothingLeft looks for namespaces, processes and files of a lab.
func requireNothingLeft(t *testing.T, id string) {
	t.Helper()
	left, err := leftoverIDs()
	require.NoError(t, err)
	require.NotContains(t, left, id, "namespaces or files")
	pids, err := processesNaming(filepath.Join(workspaceRoot, id) + "/")
	require.NoError(t, err)
	require.Empty(t, pids, "processes")
}

// testWriter shows progress in the test's log.
type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// set changes the router of a device, which is rendered and predicted from.
func (n *Network) set(t *testing.T, device string, change func(*routing.VRF)) {
	t.Helper()
	r := n.router(device)
	require.NotNil(t, r, device)
	*r = copyRouter(*r)
	i := slices.IndexFunc(r.VRFs, func(v routing.VRF) bool { return v.Name == routing.DefaultVRF })
	require.GreaterOrEqual(t, i, 0)
	change(&r.VRFs[i])
}

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }
