package frr_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/frr"
)

// lift is what a text means.
func lift(t testing.TB, text string) routing.Router {
	t.Helper()
	routers, err := frr.Routers([]byte(text))
	require.NoError(t, err)
	return routers[0]
}

// A shownNeighbor is what FRR says of a neighbor.
type shownNeighbor struct {
	Hold      int64 `json:"bgpTimerConfiguredHoldTimeMsecs"`
	Keepalive int64 `json:"bgpTimerConfiguredKeepAliveIntervalMsecs"`
	Connect   int   `json:"connectRetryTimer"`
	Interval  int   `json:"minBtwnAdvertisementRunsTimerMsecs"`
	Restart   struct {
		Mode   string `json:"localGrMode"`
		Timers struct {
			Restart int `json:"configuredRestartTimer"`
		} `json:"timers"`
	} `json:"gracefulRestartInfo"`
	Families map[string]struct {
		Communities string `json:"commAttriSentToNbr"`
		In          string `json:"inboundEbgpRequiresPolicy"`
		Out         string `json:"outboundEbgpRequiresPolicy"`
	} `json:"addressFamilyInfo"`
}

// TestDefaults asks the real FRR what it does where it is told nothing, and the lift.
func TestDefaults(t *testing.T) {
	needFRR(t)
	for _, row := range []struct {
		profile         string
		hold, keepalive time.Duration
		connect         int
		policy          bool
	}{
		{"traditional", 180 * time.Second, 60 * time.Second, 120, true},
		{"datacenter", 9 * time.Second, 3 * time.Second, 10, false},
	} {
		t.Run(row.profile, func(t *testing.T) {
			text := "frr defaults " + row.profile + `
hostname r1
interface lo
 ip address 10.0.0.8/32
exit
interface eth7
 ip address 10.9.0.1/30
exit
router bgp 65001
 neighbor 10.9.0.2 remote-as 65002
 neighbor 10.9.0.6 remote-as internal
exit
`
			b := newBox(t)
			b.start("r1")
			require.Empty(t, b.load([]byte(text)))
			var shown map[string]shownNeighbor
			require.NoError(t, json.Unmarshal([]byte(b.show("show bgp neighbors json")), &shown))
			bgp := lift(t, text).VRFs[0].BGP
			for i, name := range []string{"10.9.0.2", "10.9.0.6"} {
				is, want := shown[name], bgp.Neighbors[i]
				assert.Equal(t, row.hold, want.Hold)
				assert.Equal(t, row.hold.Milliseconds(), is.Hold)
				assert.Equal(t, row.keepalive, want.Keepalive)
				assert.Equal(t, row.keepalive.Milliseconds(), is.Keepalive)
				assert.Equal(t, row.connect, is.Connect)
				assert.True(t, strings.HasPrefix(is.Restart.Mode, "Helper"), "%q", is.Restart.Mode)
				assert.NotZero(t, want.GracefulRestart)
				assert.Equal(t, 120, is.Restart.Timers.Restart)
				family := is.Families["ipv4Unicast"]
				require.Len(t, want.Families, 1, "IPv4 is active without being asked for, IPv6 is not")
				assert.Len(t, is.Families, 1)
				assert.True(t, want.Families[0].SendCommunity)
				assert.Contains(t, family.Communities, "extendedAndStandard")
				external := i == 0
				assert.Equal(t, row.policy && external, family.In != "" && family.Out != "", "%+v", family)
				assert.Equal(t, row.policy && external, want.Families[0].Import != nil && want.Families[0].Export != nil)
			}
			assert.Contains(t, b.show("show bgp summary"), "BGP router identifier "+bgp.RouterID.String()+",")
			assert.Equal(t, "10.0.0.8", bgp.RouterID.String())
			// The number of paths that is shown is any but the default.
			for n, isShown := range map[int]bool{256: false, 255: true, 1: true} {
				require.Empty(t, b.load(fmt.Appendf(nil, "router bgp 65001\n address-family ipv4 unicast\n  maximum-paths %d\n  maximum-paths ibgp %d\n exit-address-family\nexit\n", n, n)))
				running := b.show("show running-config")
				assert.Equal(t, isShown, strings.Contains(running, "maximum-paths "), "%d", n)
				assert.Equal(t, isShown, strings.Contains(running, "maximum-paths ibgp "), "%d", n)
			}
			assert.Equal(t, 256, bgp.IPv4.MaxPathsEBGP)
			assert.Equal(t, 256, bgp.IPv4.MaxPathsIBGP)
		})
	}
}

// A filterCase is an inbound filter, and what the neighbor sends.
type filterCase struct {
	name string
	// global and neighbor are the lines of the filter, NB being the neighbor.
	global, neighbor []string
	// prepend are as many AS numbers in front of the neighbor's own.
	prepend     int
	communities string
	accepted    bool
}

func filterCases() []filterCase {
	in := []string{"neighbor NB route-map F in"}
	list := func(entries ...string) []string {
		for i, e := range entries {
			entries[i] = "bgp as-path access-list F " + e
		}
		return entries
	}
	filterList := []string{"neighbor NB filter-list F in"}
	return []filterCase{
		{name: "no filter", accepted: true},
		{name: "a route-map that is not there", neighbor: in},
		{name: "a prefix-list that is not there", neighbor: []string{"neighbor NB prefix-list F in"}},
		{name: "an as-path list that is not there", neighbor: filterList},
		{name: "a match of a prefix-list that is not there", neighbor: in, global: []string{"route-map F permit 10", "match ip address prefix-list NONE", "exit"}},
		{name: "a match of a community list that is not there", neighbor: in, global: []string{"route-map F permit 10", "match community NONE", "exit"}},
		{name: "a match of an as-path list that is not there", neighbor: in, global: []string{"route-map F permit 10", "match as-path NONE", "exit"}},
		{name: "a match of the other family", neighbor: in, global: []string{"ipv6 prefix-list F seq 5 permit any", "route-map F permit 10", "match ipv6 address prefix-list F", "exit"}},
		{name: "an entry that goes on to one that does not match", neighbor: in, global: []string{
			"ip prefix-list F seq 5 permit 192.0.2.0/24", "route-map F permit 10", "on-match next", "exit",
			"route-map F permit 20", "match ip address prefix-list F", "exit",
		}},
		{name: "an entry that goes on to one that matches", neighbor: in, accepted: true, global: []string{
			"route-map F permit 10", "on-match goto 20", "exit", "route-map F permit 20", "exit",
		}},
		{name: "a last entry that goes on", neighbor: in, accepted: true, global: []string{"route-map F permit 10", "on-match next", "exit"}},
		{name: "an entry that goes on to a deny", neighbor: in, global: []string{
			"route-map F permit 10", "on-match next", "exit", "route-map F deny 20", "exit",
		}},
		{name: "a path of the length", neighbor: filterList, global: list("permit " + frr.PathsUpTo(2)), prepend: 1, accepted: true},
		{name: "a shorter path", neighbor: filterList, global: list("permit " + frr.PathsUpTo(2)), accepted: true},
		{name: "a longer path", neighbor: filterList, global: list("permit " + frr.PathsUpTo(2)), prepend: 2},
		{name: "a path of the longest bound", neighbor: filterList, global: list("permit " + frr.PathsUpTo(255)), prepend: 20, accepted: true},
		{name: "one number exactly", neighbor: filterList, global: list("permit ^[0-9]+$"), accepted: true},
		{name: "one number exactly, of two", neighbor: filterList, global: list("permit ^[0-9]+$"), prepend: 1},
		{name: "one or two numbers", neighbor: filterList, global: list("permit ^[0-9]+$", "permit ^[0-9]+_[0-9]+$"), prepend: 1, accepted: true},
		{name: "an empty path only", neighbor: filterList, global: list("permit ^$")},
		{name: "the first AS", neighbor: append([]string{"enforce"}, in...), global: append(list("permit ^65101_", "permit ^65002_"), "route-map F permit 10", "match as-path F", "exit"), prepend: 1, accepted: true},
		{name: "another first AS", neighbor: append([]string{"enforce"}, in...), global: append(list("permit ^65101_", "permit ^6500_"), "route-map F permit 10", "match as-path F", "exit")},
		{name: "a community", neighbor: in, communities: "65002:1 65002:2", accepted: true, global: []string{
			"bgp community-list standard F seq 5 permit 65002:1", "route-map F permit 10", "match community F", "exit",
		}},
		{name: "one community of two", neighbor: in, communities: "65002:1", global: []string{
			"bgp community-list standard F seq 5 permit 65002:1 65002:2", "route-map F permit 10", "match community F", "exit",
		}},
		{name: "any community", neighbor: in, accepted: true, global: []string{
			"bgp community-list standard F seq 5 permit internet", "route-map F permit 10", "match community F", "exit",
		}},
		{name: "any prefix", neighbor: []string{"neighbor NB prefix-list F in"}, accepted: true, global: []string{"ip prefix-list F seq 5 permit any"}},
		{name: "a longer prefix", neighbor: []string{"neighbor NB prefix-list F in"}, accepted: true, global: []string{"ip prefix-list F seq 5 permit 198.51.0.0/16 ge 20 le 24"}},
		{name: "a prefix that is too long", neighbor: []string{"neighbor NB prefix-list F in"}, global: []string{"ip prefix-list F seq 5 permit 198.51.0.0/16 ge 20 le 23"}},
	}
}

// TestFiltersMeanWhatTheLiftSays has the real FRR filter a route of a neighbor in
// each of these ways, and holds the lifted policy against what it did.
func TestFiltersMeanWhatTheLiftSays(t *testing.T) {
	needFRR(t)
	cases := filterCases()
	const prefix = "198.51.100.0/24"
	var links, receiver, sender, receiverPolicy, senderPolicy, receiverAF, senderAF strings.Builder
	for i, c := range cases {
		here, there, name := fmt.Sprintf("10.9.%d.1", i), fmt.Sprintf("10.9.%d.2", i), fmt.Sprintf("F%d", i)
		fmt.Fprintf(&links, " ip address %%s/30\n")
		rename := strings.NewReplacer("NB", there, " F ", " "+name+" ")
		for _, line := range c.global {
			fmt.Fprintln(&receiverPolicy, strings.TrimSpace(rename.Replace(line+" ")))
		}
		fmt.Fprintf(&receiver, " neighbor %s remote-as 65002\n", there)
		fmt.Fprintf(&receiverAF, "  neighbor %s activate\n", there)
		for _, line := range c.neighbor {
			if line == "enforce" {
				fmt.Fprintf(&receiver, " neighbor %s enforce-first-as\n", there)
				continue
			}
			fmt.Fprintln(&receiverAF, " ", strings.TrimSpace(rename.Replace(line+" ")))
		}
		fmt.Fprintf(&sender, " neighbor %s remote-as 65001\n neighbor %s timers connect 1\n", here, here)
		fmt.Fprintf(&senderAF, "  neighbor %s activate\n  neighbor %s route-map %s out\n", here, here, name)
		fmt.Fprintf(&senderPolicy, "route-map %s permit 10\n", name)
		if c.prepend > 0 {
			fmt.Fprintf(&senderPolicy, " set as-path prepend%s\n", strings.Repeat(" 65002", c.prepend))
		}
		if c.communities != "" {
			fmt.Fprintf(&senderPolicy, " set community %s\n", c.communities)
		}
		fmt.Fprintln(&senderPolicy, "exit")
	}
	addresses := func(host int) string {
		var b strings.Builder
		for i := range cases {
			fmt.Fprintf(&b, " ip address 10.9.%d.%d/30\n", i, host)
		}
		return b.String()
	}
	const process = " no bgp ebgp-requires-policy\n no bgp default ipv4-unicast\n"
	text := "frr defaults traditional\nhostname r1\ninterface eth1\n" + addresses(1) + "exit\n" + receiverPolicy.String() +
		"router bgp 65001\n bgp router-id 10.0.0.1\n" + process + receiver.String() + " address-family ipv4 unicast\n" + receiverAF.String() + " exit-address-family\nexit\n"
	other := "frr defaults traditional\nhostname r2\nip route " + prefix + " blackhole\ninterface eth1\n" + addresses(2) + "exit\n" + senderPolicy.String() +
		"router bgp 65002\n bgp router-id 10.0.0.2\n" + process + sender.String() + " address-family ipv4 unicast\n  network " + prefix + "\n" +
		senderAF.String() + " exit-address-family\nexit\n"
	r1, r2 := newBox(t), newBox(t)
	r1.run("ip", "link", "add", "eth1", "netns", r1.namespace, "type", "veth", "peer", "name", "eth1", "netns", r2.namespace)
	for _, b := range []*box{r1, r2} {
		b.run("ip", "-n", b.namespace, "link", "set", "eth1", "up")
	}
	r1.start("r1")
	r2.start("r2")
	said := r1.load([]byte(text))
	assert.Equal(t, []string{"The route-map 'F1' does not exist."}, said, "the one that is not there by intent")
	require.Empty(t, r2.load([]byte(other)))

	bgp := lift(t, text).VRFs[0].BGP
	established := func() bool {
		var summary struct {
			Peers map[string]struct {
				State string `json:"state"`
				Sent  int    `json:"pfxSnt"`
			} `json:"peers"`
		}
		require.NoError(t, json.Unmarshal([]byte(r2.show("show bgp ipv4 unicast summary json")), &summary))
		up := 0
		for _, p := range summary.Peers {
			if p.State == "Established" && p.Sent == 1 {
				up++
			}
		}
		return up == len(cases)
	}
	r1.wait("every session", established)
	time.Sleep(time.Second) // what was sent is received
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			there := fmt.Sprintf("10.9.%d.2", i)
			var shown struct {
				Routes map[string]any `json:"routes"`
			}
			require.NoError(t, json.Unmarshal([]byte(r1.show("show bgp ipv4 unicast neighbors "+there+" routes json")), &shown))
			accepted := len(shown.Routes) > 0
			assert.Equal(t, c.accepted, accepted, "FRR")
			at := slices.IndexFunc(bgp.Neighbors, func(n routing.Neighbor) bool { return n.Address == netip.MustParseAddr(there) })
			probe := routing.Probe{Prefix: netip.MustParsePrefix(prefix), PeerAS: 65002, FromPeer: true, PathLength: 1 + c.prepend}
			for word := range strings.FieldsSeq(c.communities) {
				var as, n uint32
				_, err := fmt.Sscanf(word, "%d:%d", &as, &n)
				require.NoError(t, err)
				probe.Communities = append(probe.Communities, as<<16|n)
			}
			passage := bgp.Neighbors[at].Families[0].Import.Admits(probe)
			assert.Equal(t, c.accepted, passage == routing.Passes, "the lift: %v", passage)
		})
	}
}
