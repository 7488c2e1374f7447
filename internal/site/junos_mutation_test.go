package site

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/junos"
)

// TestEveryJunosStatementIsGuarded removes and damages every statement of a leaf and
// a spine of every bundled design on Junos, one at a time in set form, and asks who
// notices. A statement that nobody notices must be in the list of exemptions, and
// every exemption must be needed.
func TestEveryJunosStatementIsGuarded(t *testing.T) {
	used := map[string]bool{}
	exempt := junosExemptions()
	for _, design := range bundled(t) {
		t.Run(filepath.Base(design), func(t *testing.T) {
			d, state := adapted(t, design)
			s, err := Build(d, state, nil)
			require.NoError(t, err)
			require.Empty(t, s.Failures)
			m := &mutator{site: s, exemptions: exempt}
			if m.switches, err = s.SwitchRouters(); err != nil {
				t.Fatal(err)
			}
			for i := range s.Clusters {
				c := &s.Clusters[i]
				routers, err := calico.Routers(c.Objects, c.Hosts, s.State.Clusters[i])
				require.NoError(t, err)
				m.nodes = append(m.nodes, routers)
			}
			for i := range s.Switches {
				// The spines of a single rack pass nothing on.
				if name := s.Switches[i].Name; name == s.Plan.Leaves[0].Name || name == s.Plan.Spines[0].Name && len(d.Racks) > 1 {
					m.junosStatements(t, i, used)
				}
			}
		})
	}
	for _, e := range exempt {
		assert.True(t, used[e.line.String()], "exemption %q is not needed by any statement", e.line)
	}
}

func (m *mutator) junosStatements(t *testing.T, i int, used map[string]bool) {
	t.Helper()
	set := m.site.Switches[i].Files[1]
	require.True(t, strings.HasSuffix(set.Name, ".set"))
	m.lines(t, m.site.Switches[i].Name, set.Text, used, func(mutant []byte) string {
		config, err := junos.Parse(mutant)
		if err != nil || len(config.Validate()) > 0 || len(config.Unmodelled) > 0 {
			return guardRead
		}
		routers, err := junos.Routers(mutant)
		if err != nil {
			return guardRead
		}
		all := slices.Clone(m.switches)
		all[i] = routers[0]
		for _, nodes := range m.nodes {
			all = append(all, nodes...)
		}
		return m.verdict(all)
	})
}

// junosExemptions lists the statements that neither read-back nor Check guards.
func junosExemptions() []exemption {
	var all []exemption
	for _, e := range [][2]string{
		// Texts for people.
		{`^set (interfaces \S+( unit \d+)?|protocols bgp group \S+( neighbor \S+)?) description `, "a text for people"},
		{`^set protocols bgp log-updown `, "logging; it changes no route"},

		// What the device does anyway.
		{`^set interfaces \S+ unit 0 family ethernet-switching interface-mode access # removed`, "access is the mode of a switched port that states none"},
		{`^set routing-options router-id \S+ # removed`, "without it the device takes the address of lo0, which is the same"},
		{`^set protocols bgp group \S+ family inet unicast # removed`, "an IPv4 peer that says no family has this one"},
		{`^set protocols bgp group \S+ local-address \S+ # removed`, "the address is also the device's own choice: the peers are on its subnet; a wrong one is guarded"},
		{`^set protocols bgp group PEER(-6)? import FABRIC-IN # removed`, "BGP accepts everything from the own AS by default"},
		{`^set protocols bgp group \S+ hold-time 90 # removed`, "90 seconds is the default"},
		{`^set protocols bgp group \S+ bfd-liveness-detection multiplier 3 # removed`, "3 is the default"},
		{`^set policy-options policy-statement LOAD-BALANCE then accept # removed`, "the forwarding table takes what no policy keeps from it"},
		{`^set policy-options policy-statement PEER-OUT(-6)? then reject # removed`, "nothing is left that BGP would send by default"},
		{`^set policy-options policy-statement \S+ term \S+ then local-preference 100 # removed`, "100 is the default"},
		{`^set policy-options policy-statement PEER-OUT(-6)? term next-hop-self from protocol bgp # removed`, "only routes of BGP are of route-type external"},
		{`^set policy-options policy-statement \S+ term own from protocol direct # removed`, "the filters name the switch's own subnets, which are direct"},
		{`^set policy-options policy-statement \S+ term learned from protocol bgp # removed`, "the filters name what other racks have, and the node subnet, which the nodes have themselves"},

		// What the other leaf of a pair has as well.
		{`^set policy-options policy-statement PEER-OUT(-6)? term own from route-filter \S+/(24|64) exact # `, "the peer has the node subnet itself; the loopback is guarded"},

		// Layer 2 and hosts, beyond routes; good practice that a prediction of routes
		// has no say in.
		{`^set interfaces \S+ unit \d+ family inet no-redirects # `, "ICMP redirects; the nodes' next hops are right without them"},
		{`^set interfaces irb unit \d+ family inet6? address \S+ vrrp-(inet6-)?group \d+ accept-data # removed`, "whether the gateway answers pings"},
		{`^set interfaces ae\d+ aggregated-ether-options mc-ae init-delay-time `, "how a pair behaves when a leaf boots"},
		{`^set protocols iccp peer \S+ (session-establishment-hold-time|liveness-detection \S+) `, "how a pair behaves when it loses a leaf or boots"},
		{`^set protocols rstp bpdu-block-on-edge # removed`, "what happens when somebody plugs a bridge into a node's port"},

		// How restarts are helped.
		{`^set protocols bgp group \S+ graceful-restart restart-time `, "what the neighbors are told; the time that each waits is its own, which is guarded"},
		{`^set routing-options graceful-restart # removed`, "whether the switch restarts gracefully itself; that it helps others is guarded"},

		{`^set protocols bgp group \S+ dynamic-neighbor nodes peer-limit \d+ # `, "Check wants room for the planned nodes, and no more: older releases have no bound"},
		{`^set protocols bgp group \S+ cluster \S+ # damaged`, "which number a cluster has does not matter while no reflector hears of itself"},
		{`^set protocols bgp group \S+ family inet6? unicast prefix-limit teardown idle-timeout \d+ # `, "how many minutes until the session is tried again; the limit is guarded"},
		{`^set routing-options (rib inet6.0 )?static route \S+/0 preference 200 # `, "which of two default routes wins where the fabric has another one"},
	} {
		all = append(all, exemption{regexp.MustCompile(e[0]), e[1]})
	}
	return all
}
