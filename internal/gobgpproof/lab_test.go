package gobgpproof_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/gobgpproof"
	"github.com/podfabric/podfabric/internal/site"
)

// labs is how many labs run at once. They wait more than they compute.
const labs = 12

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(labs)); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// deadline bounds how long a lab may take to settle. It is generous: a lab takes
// four seconds, but many run at once, and the host may be busy.
const deadline = 3 * time.Minute

// An edit changes the emitted text of one switch before it is read back.
type edit func(t *testing.T, device, text string) string

// emitted carries a design to the routers that its emitted texts describe.
func emitted(t *testing.T, file string, change func(*fabric.Design), edits ...edit) []routing.Router {
	t.Helper()
	design, state, err := site.Load(filepath.Join("..", "..", "examples", "designs", file))
	require.NoError(t, err)
	if change != nil {
		change(&design)
	}
	s, err := site.Build(design, state, nil)
	require.NoError(t, err)
	for i := range s.Switches {
		sw := &s.Switches[i]
		for _, e := range edits {
			sw.Text = []byte(e(t, sw.Name, string(sw.Text)))
		}
	}
	routers, err := s.SwitchRouters()
	require.NoError(t, err)
	for i := range s.Clusters {
		nodes, err := calico.Routers(s.Clusters[i].Objects, s.Clusters[i].Hosts, s.State.Clusters[i])
		require.NoError(t, err)
		routers = append(routers, nodes...)
	}
	return routers
}

// run starts a lab of the routers, which must have just these reports of what
// GoBGP does not do, and ends it with the test.
func run(t *testing.T, routers []routing.Router, reports ...gobgpproof.NotEmulated) *gobgpproof.Lab {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux answers on every address of 127.0.0.0/8 unasked")
	}
	network, err := gobgpproof.Translate(routers)
	require.NoError(t, err)
	require.ElementsMatch(t, reports, network.NotEmulated())
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	lab, err := network.Start(ctx)
	require.NoError(t, err)
	t.Cleanup(lab.Stop)
	return lab
}

// A proof is a prediction and what the servers made of the same routers, which
// agree.
type proof struct {
	predicted *routing.Tables
	tables    map[gobgpproof.Speaker]gobgpproof.Table
}

// agree holds the settled lab against what the simulator makes of the routers:
// which sessions are up, with which hold time, and every table.
func agree(t *testing.T, lab *gobgpproof.Lab, routers []routing.Router) proof {
	t.Helper()
	predicted, err := routing.Simulate(routers)
	require.NoError(t, err)
	require.Empty(t, predicted.Oscillations())
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	require.NoError(t, lab.Settle(ctx, predicted.Sessions()))
	if lab.Repairs > 0 {
		t.Logf("GoBGP had lost something in %d sessions", lab.Repairs)
	}
	wanted := map[gobgpproof.Session]time.Duration{}
	for _, s := range predicted.Sessions() {
		if s.State == routing.Up {
			wanted[gobgpproof.Session{Speaker: gobgpproof.Speaker{Router: s.Router, VRF: s.VRF}, Remote: s.Remote}] = s.Hold
		}
	}
	holds, err := lab.Holds(ctx)
	require.NoError(t, err)
	assert.Equal(t, wanted, holds)
	tables, err := lab.Tables()
	require.NoError(t, err)
	require.Empty(t, tables.NotEmulated)
	require.Len(t, tables.Of, speakers(routers))
	routes := 0
	for speaker, table := range tables.Of {
		assert.Equal(t, gobgpproof.Predicted(predicted, speaker).String(), table.String(), "%s", speaker)
		routes += len(table)
	}
	require.NotZero(t, routes)
	return proof{predicted, tables.Of}
}

// speakers counts the BGP processes.
func speakers(routers []routing.Router) int {
	n := 0
	for _, r := range routers {
		for _, v := range r.VRFs {
			if v.BGP != nil {
				n++
			}
		}
	}
	return n
}

// without returns the routers but for one.
func without(routers []routing.Router, name string) []routing.Router {
	return slices.DeleteFunc(slices.Clone(routers), func(r routing.Router) bool { return r.Name == name })
}

func at(router string) gobgpproof.Speaker {
	return gobgpproof.Speaker{Router: router, VRF: routing.DefaultVRF}
}

func predictedText(tables *routing.Tables, router string) string {
	return gobgpproof.Predicted(tables, at(router)).String()
}
