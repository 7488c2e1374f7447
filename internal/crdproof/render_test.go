package crdproof_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/bird"
)

// TestLabRendersWhatCalicoRenders holds the configuration that the lab gives to
// BIRD against the ones in Calico's own tests: the same sessions with the same
// settings, the same originated routes, and the same verdict of every filter on
// every prefix in sight.
func TestLabRendersWhatCalicoRenders(t *testing.T) {
	tests := filepath.Join(calicoDir(t), "confd", "tests")
	sessions, verdicts := 0, 0
	for _, c := range append(fromFiles(t, tests), fromScript(t, tests)...) {
		t.Run(c.name, func(t *testing.T) {
			router, passwords := lifted(t, c)
			for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
				text, err := bird.Config(router, f, nil, passwords)
				require.NoError(t, err)
				golden := goldenText(t, c, f)
				s, v := sameBird(t, readBird(golden), readBird(text), probes(golden, f))
				sessions, verdicts = sessions+s, verdicts+v
			}
		})
	}
	t.Logf("%d sessions, %d verdicts of filters", sessions, verdicts)
	require.Greater(t, sessions, 100)
}

// lifted is the router of a case's node, with the passwords in sight.
func lifted(t *testing.T, c confdCase) (routing.Router, []string) {
	t.Helper()
	objects, err := calico.Parse([]byte(labelText.ReplaceAllString(c.objects, `    $1: "true"`)))
	require.NoError(t, err)
	var hosts []cni.Host
	for _, n := range objects.Nodes {
		hosts = append(hosts, cni.Host{Name: n.Name, Interface: "eth0"})
	}
	routers, err := calico.Routers(objects, hosts, state(t, c))
	require.NoError(t, err)
	i := slices.IndexFunc(routers, func(r routing.Router) bool { return r.Name == c.node })
	require.GreaterOrEqual(t, i, 0)
	var passwords []string
	for _, s := range objects.Secrets {
		for _, text := range s.StringData {
			passwords = append(passwords, text.Reveal())
		}
	}
	return routers[i], passwords
}

// goldenText is what Calico renders for one family.
func goldenText(t *testing.T, c confdCase, f routing.Family) string {
	t.Helper()
	suffix := ""
	if f == routing.IPv6 {
		suffix = "6"
	}
	var text strings.Builder
	for _, name := range [...]string{"bird%s_aggr.cfg", "bird%s_ipam.cfg", "bird%s.cfg"} {
		content, err := os.ReadFile(filepath.Join(c.rendered, fmt.Sprintf(name, suffix)))
		require.NoError(t, err)
		text.Write(content)
	}
	return text.String()
}

// sameBird compares two configurations and returns how many sessions and verdicts
// it compared. A node without a session needs no BIRD, and the lab writes none.
func sameBird(t *testing.T, want, got birdConfig, probes []netip.Prefix) (sessions, verdicts int) {
	t.Helper()
	if len(want.sessions) == 0 {
		assert.Empty(t, got.sessions)
		return 0, 0
	}
	assert.Equal(t, want.localAS, got.localAS)
	assert.Equal(t, want.routerID, got.routerID)
	for _, s := range want.static {
		assert.Contains(t, got.static, netip.MustParsePrefix(s).Masked().String())
	}
	key := func(s birdSession) string {
		restart := s.restart
		if restart == "" {
			restart = "120" // BIRD's own
		}
		return fmt.Sprintf("%s as %s from %s passive %v client %v keep %v own %q restart %s password %q",
			netip.MustParseAddr(s.neighbor), s.as, s.source, s.passive, s.client, s.keep, s.allowOwn, restart, s.password)
	}
	of := map[string]birdSession{}
	var wanted, written []string
	for _, s := range want.sessions {
		wanted = append(wanted, key(s))
		of[key(s)] = s
	}
	for _, s := range got.sessions {
		written = append(written, key(s))
	}
	if !assert.ElementsMatch(t, wanted, written) {
		return 0, 0
	}
	for _, s := range got.sessions {
		for _, prefix := range probes {
			for _, learned := range [...]bool{false, true} {
				r := birdRoute{net: prefix, learned: learned}
				if learned {
					r.ifname = "eth0"
					verdicts++
					assert.Equal(t, want.run(of[key(s)].imports, r, new([]string)), got.run(s.imports, r, new([]string)), "%s: import of %v", key(s), prefix)
				}
				var communities, added []string
				verdict := want.run(of[key(s)].exports, r, &communities)
				verdicts++
				assert.Equal(t, verdict, got.run(s.exports, r, &added), "%s: export of %v, learned: %v", key(s), prefix, learned)
				if verdict == "accept" {
					assert.ElementsMatch(t, communities, added, "%s: communities of %v", key(s), prefix)
				}
			}
		}
	}
	return len(want.sessions), verdicts
}
