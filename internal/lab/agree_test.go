package lab

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// TestLeftAgreesWithFail: what the lab predicts for a failure, and holds against
// the daemons, is what [routing.Tables.Fail] predicts for the same one. A device
// without power takes the carriers of its cables with it, which are failures of
// links there.
func TestLeftAgreesWithFail(t *testing.T) {
	for _, edit := range []func(*fabric.Design){func(*fabric.Design) {}, perServer, perCluster} {
		d, err := NewDraft(small(edit), fabric.State{}, Ground{}.FRRVersion())
		require.NoError(t, err)
		n, err := d.Network()
		require.NoError(t, err)
		healthy, err := routing.Simulate(n.Routers)
		require.NoError(t, err)
		compared := 0
		for _, text := range []string{"leaf1", "leaf4", "spine1", "node2", "link:leaf1:spine2", "link:spine1:leaf3", "session:leaf1:spine1", "session:node1:leaf1"} {
			f, err := n.ParseFailure(text)
			require.NoError(t, err)
			want, err := routing.Simulate(n.Left(f))
			require.NoError(t, err)
			got, err := healthy.Fail(n.neutral(f)...)
			require.NoError(t, err)
			for _, device := range want.Routers() {
				for r := range want.Routes(device, routing.DefaultVRF) {
					same, ok := got.Route(device, routing.DefaultVRF, r.Prefix)
					require.True(t, ok, "%s: %s has no %s", text, device, r.Prefix)
					require.Equal(t, r, same, "%s: %s", text, device)
					compared++
				}
				for r := range got.Routes(device, routing.DefaultVRF) {
					_, ok := want.Route(device, routing.DefaultVRF, r.Prefix)
					require.True(t, ok, "%s: %s has %s", text, device, r.Prefix)
				}
			}
		}
		assert.Greater(t, compared, 500)
	}
}

// neutral is a failure in the words of the simulator.
func (n *Network) neutral(f Failure) []routing.Failure {
	cut := func(c Cable) routing.Failure {
		return routing.FailLink{A: routing.LinkEnd{Router: c.A.Device, Interface: c.A.Interface}, B: routing.LinkEnd{Router: c.B.Device, Interface: c.B.Interface}}
	}
	var all []routing.Failure
	switch f.Kind {
	case PowerOff:
		all = append(all, routing.FailDevice{Router: f.A})
		for _, c := range n.Cables {
			if c.A.Device == f.A || c.B.Device == f.A {
				all = append(all, cut(c))
			}
		}
	case Cut:
		for _, c := range n.cablesBetween(f.A, f.B) {
			all = append(all, cut(c))
		}
	case SessionDown:
		all = append(all, routing.FailSession{Router: f.A, Peer: f.B})
	case Silent, Crash: // the simulator has no word for them
	}
	return all
}
