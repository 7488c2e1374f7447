package crdproof_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A confdCase is one of Calico's own tests of confd: objects, and the
// configuration of BIRD that they have to give on one node.
type confdCase struct {
	name, node, objects, rendered string
}

// TestLiftIsWhatCalicoRenders holds the lift against the configurations in
// Calico's own tests: the sessions of a node with their settings, what it
// announces, and the verdict of every filter on every prefix in sight.
func TestLiftIsWhatCalicoRenders(t *testing.T) {
	tests := filepath.Join(calicoDir(t), "confd", "tests")
	cases := append(fromFiles(t, tests), fromScript(t, tests)...)
	require.Greater(t, len(cases), 40)
	sessions, verdicts := 0, 0
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, v := compare(t, c)
			sessions, verdicts = sessions+s, verdicts+v
		})
	}
	t.Logf("%d configurations, %d sessions, %d verdicts of filters", len(cases), sessions, verdicts)
	require.Greater(t, sessions, 100)
}

// fromFiles are the cases whose objects are files.
func fromFiles(t *testing.T, tests string) []confdCase {
	t.Helper()
	inputs, err := filepath.Glob(filepath.Join(tests, "mock_data/calicoctl/*/*/input.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, inputs)
	var cases []confdCase
	for _, input := range inputs {
		text, err := os.ReadFile(input)
		require.NoError(t, err)
		name, err := filepath.Rel(filepath.Join(tests, "mock_data/calicoctl"), filepath.Dir(input))
		require.NoError(t, err)
		switch name {
		case "mesh/hash": // CALICO_ROUTER_ID is set, in a step of its own
			continue
		case "explicit_peering/route_reflector_v6_by_ip":
			// Without an asNumber the other nodes get a neighbor in AS 0, which BIRD
			// refuses; only the node that is not concerned is looked at there.
			continue
		}
		cases = append(cases, confdCase{name, "kube-master", string(text), filepath.Join(tests, "compiled_templates", name)})
	}
	return cases
}

var (
	scriptFunction = regexp.MustCompile(`(?ms)^(test_(?:single_|multiple_|bgp_filter_|bgp_ttl_security_|bgp_reachable_by_for|bgp_sourceaddr)\w+)\(\) \{\n(.*?)^\}`)
	scriptNode     = regexp.MustCompile(`NODENAME=(\S+) .*confd`)
	scriptApply    = regexp.MustCompile(`(?ms)^ *\$CALICOCTL apply -f - <<EOF\n(.*?)^ *EOF$`)
	scriptExpect   = regexp.MustCompile(`(?m)^ *test_confd_templates (\S+)$`)
)

// fromScript are the cases whose objects stand in the shell script, up to its
// first comparison.
func fromScript(t *testing.T, tests string) []confdCase {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(tests, "test_suite_common.sh"))
	require.NoError(t, err)
	var cases []confdCase
	for _, f := range scriptFunction.FindAllStringSubmatch(string(script), -1) {
		expect := scriptExpect.FindStringSubmatchIndex(f[2])
		node := scriptNode.FindStringSubmatch(f[2])
		if expect == nil || node == nil {
			continue
		}
		before := f[2][:expect[0]]
		var objects []string
		if strings.Contains(before, "turn_mesh_off") && !strings.Contains(before, "turn_mesh_on") {
			objects = append(objects, "{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false}}\n")
		}
		for _, apply := range scriptApply.FindAllStringSubmatch(before, -1) {
			objects = append(objects, apply[1])
		}
		cases = append(cases, confdCase{
			f[1], node[1], strings.Join(objects, "\n---\n"),
			filepath.Join(tests, "compiled_templates", f[2][expect[2]:expect[3]]),
		})
	}
	return cases
}

// labelText finds labels that are no text in YAML: calicoctl makes "true" of them.
var labelText = regexp.MustCompile(`(?m)^    ([\w./-]+): (yes|true)\s*$`)

// compare returns how many sessions and verdicts it compared.
func compare(t *testing.T, c confdCase) (sessions, verdicts int) {
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
	bgp := routers[i].VRFs[0].BGP
	for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
		suffix := ""
		if f == routing.IPv6 {
			suffix = "6"
		}
		var text strings.Builder
		for _, name := range [...]string{"bird%s_aggr.cfg", "bird%s_ipam.cfg", "bird%s.cfg"} {
			// bird_ipam.cfg needs functions of the others, which a reader does not mind.
			content, err := os.ReadFile(filepath.Join(c.rendered, fmt.Sprintf(name, suffix)))
			require.NoError(t, err)
			text.Write(content)
		}
		s, v := compareFamily(t, bgp, f, readBird(text.String()), text.String())
		sessions, verdicts = sessions+s, verdicts+v
	}
	return sessions, verdicts
}

func compareFamily(t *testing.T, bgp *routing.BGP, f routing.Family, want birdConfig, text string) (sessions, verdicts int) {
	t.Helper()
	if want.localAS != "" { // none where the node has no address of the family
		assert.Equal(t, want.localAS, fmt.Sprint(bgp.AS))
		if u := bgp.Family(f); assert.NotNil(t, u) {
			var originated, static []string
			for _, n := range u.Networks {
				if !isBlockOfOne(n.Prefix, text) {
					originated = append(originated, n.Prefix.String())
				}
			}
			for _, s := range want.static {
				static = append(static, netip.MustParsePrefix(s).Masked().String())
			}
			assert.ElementsMatch(t, static, originated, "what the node originates")
		}
	}
	type pair struct {
		bird birdSession
		here routing.Neighbor
	}
	pairs := map[string]pair{}
	var wanted, lifted []string
	for _, s := range want.sessions {
		restart := s.restart
		if restart == "" {
			restart = "120" // BIRD's own
		}
		key := fmt.Sprintf("%s as %s from %q passive %v client %v keep %v own %q restart %s password %v",
			netip.MustParseAddr(s.neighbor), s.as, s.source, s.passive, s.client, s.keep, s.allowOwn, restart, s.password != "")
		wanted = append(wanted, key)
		pairs[key] = pair{bird: s}
	}
	for _, n := range bgp.Neighbors {
		if routing.FamilyOf(n.Address) != f {
			continue
		}
		source, own := "", ""
		if n.Source.IsValid() {
			source = n.Source.String()
		}
		if n.Families[0].AllowOwnAS > 0 {
			own = fmt.Sprint(n.Families[0].AllowOwnAS)
		}
		key := fmt.Sprintf("%s as %d from %q passive %v client %v keep %v own %q restart %d password %v",
			n.Address, n.RemoteAS[0].First, source, n.Passive, n.Families[0].RouteReflectorClient,
			n.Families[0].NextHop == routing.NextHopUnchanged, own, int(n.GracefulRestart.Seconds()), n.Auth.IsSet())
		lifted = append(lifted, key)
		p := pairs[key]
		p.here = n
		pairs[key] = p
	}
	if !assert.ElementsMatch(t, wanted, lifted, "sessions") {
		return len(wanted), 0
	}
	for key, p := range pairs {
		for _, prefix := range probes(text, f) {
			for _, learned := range [...]bool{false, true} {
				r := birdRoute{net: prefix, learned: learned}
				if learned {
					r.ifname = "eth0"
					verdicts++
					ok, _ := evaluate(p.here.Families[0].Import, prefix, true)
					assert.Equal(t, want.run(p.bird.imports, r, new([]string)) == "accept", ok, "%s: import of %v", key, prefix)
				}
				var communities, added []string
				birdSays := want.run(p.bird.exports, r, &communities)
				ok, here := evaluate(p.here.Families[0].Export, prefix, learned)
				for _, c := range here {
					added = append(added, fabric.Community(c).String())
				}
				verdicts++
				assert.Equal(t, birdSays == "accept", ok, "%s: export of %v, learned: %v", key, prefix, learned)
				if birdSays == "accept" {
					assert.ElementsMatch(t, communities, added, "%s: communities of %v", key, prefix)
				}
			}
		}
	}
	return len(wanted), verdicts
}

// isBlockOfOne reports whether a host route is a block: it is announced without
// a static route.
func isBlockOfOne(p netip.Prefix, text string) bool {
	return p.IsSingleIP() && strings.Contains(text, "# Block "+p.String()+" ")
}

var prefixText = regexp.MustCompile(`[0-9a-f.:]+/\d+`)

// probes are the prefixes in a text with their neighbourhood: one bit shorter,
// one longer, and a host in them.
func probes(text string, f routing.Family) []netip.Prefix {
	all := []netip.Prefix{}
	add := func(p netip.Prefix, err error) {
		if err == nil && routing.FamilyOf(p.Addr()) == f && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	for _, word := range append(prefixText.FindAllString(text, -1), "0.0.0.0/0", "192.0.2.0/24", "::/0", "2001:db8::/32") {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			continue
		}
		p = p.Masked()
		add(p, nil)
		add(p.Addr().Prefix(max(p.Bits()-1, 0)))
		add(p.Addr().Prefix(min(p.Bits()+1, p.Addr().BitLen())))
		add(p.Addr().Next().Prefix(p.Addr().BitLen()))
	}
	return all
}

// evaluate runs a policy, written from the documentation of routing.Policy.
func evaluate(p *routing.Policy, prefix netip.Prefix, learned bool) (bool, []routing.Community) {
	if p == nil {
		return true, nil
	}
	var communities []routing.Community
	permitted := false
	for _, term := range p.Terms {
		m := term.Match
		if m.Never || m.ReceivedFromPeer && !learned {
			continue
		}
		if len(m.Prefixes) > 0 && !slices.ContainsFunc(m.Prefixes, func(l *routing.PrefixList) bool { return l.Permits(prefix) }) {
			continue
		}
		if !term.Permit {
			return false, nil
		}
		permitted = true
		if term.Set.HasCommunities {
			communities = append(communities, term.Set.Communities...)
		}
		if !term.Continue {
			break
		}
	}
	return permitted, communities
}

// state is what the tests put into the cluster besides: the confirmed blocks,
// and services.
func state(t *testing.T, c confdCase) fabric.ClusterState {
	t.Helper()
	var s fabric.ClusterState
	tests := c.rendered[:strings.Index(c.rendered, "/compiled_templates")]
	text, err := os.ReadFile(filepath.Join(tests, "mock_data/kdd/ipam.yaml"))
	require.NoError(t, err)
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var b struct {
			Kind string
			Spec struct{ Node, CIDR, State string }
		}
		require.NoError(t, yaml.Unmarshal([]byte(document), &b))
		if b.Kind != "BlockAffinity" || b.Spec.State != "" && b.Spec.State != "confirmed" {
			continue
		}
		s.Blocks = append(s.Blocks, fabric.NodeBlock{Node: b.Spec.Node, Prefix: netip.MustParsePrefix(b.Spec.CIDR).Masked()})
	}
	// Service addresses that the tests expect, from the comments of their input:
	// one with an endpoint on kube-master in each family, and one elsewhere.
	if strings.Contains(c.name, "mesh/static-routes") {
		local := func(node string, a ...string) {
			svc := fabric.Service{TrafficPolicy: fabric.TrafficLocal, Endpoints: []string{node}}
			for _, text := range a {
				svc.Addresses = append(svc.Addresses, netip.MustParseAddr(text))
			}
			s.Services = append(s.Services, svc)
		}
		local("kube-master", "10.101.0.101")
		local("kube-node-1", "10.101.0.102")
		local("kube-master", "fd00:96::28")
	}
	return s
}
