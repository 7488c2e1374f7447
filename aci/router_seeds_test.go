package aci_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// The pages of seeds/002 show a leaf with the nodes of its own rack, of another day
// than the service's: no block of rack 1 is among them.
func TestCalicoLeavesPrintTheTablesOfTheSeeds(t *testing.T) {
	const vrf = "common:calico"
	tables := lifted(t, nil, calicoCluster())
	assert.Equal(t, golden(t, "leaf203-calico-pods.txt"), shown(tables, "Leaf203", vrf, "10.1.0.0/16"))
	assert.Equal(t, header(vrf)+golden(t, "leaf203-calico-service.txt"), shown(tables, "Leaf203", vrf, "192.168.10.150/32"))
	assert.Equal(t, header(vrf)+golden(t, "leaf201-calico-service.txt"), shown(tables, "Leaf201", vrf, "192.168.10.150/32"))
	pair := strings.ReplaceAll(shown(tables, "Leaf204", vrf, "0.0.0.0/0"), "192.168.2.204", "192.168.2.203")
	assert.Equal(t, shown(tables, "Leaf203", vrf, "0.0.0.0/0"), pair, "the leaves of a pair have the same table")
}

// The form of a route by another leaf is that of an output recorded from a leaf,
// of which the documents print none.
func TestOtherRacksAreReachedByTheTEPsOfTheirLeaves(t *testing.T) {
	tables := lifted(t, nil, calicoCluster())
	assert.Equal(t, header("common:calico")+`10.1.183.0/26, ubest/mbest: 2/0
    *via 10.0.96.203%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
        recursive next hop: 10.0.96.203/32%overlay-1
    *via 10.0.96.204%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
        recursive next hop: 10.0.96.204/32%overlay-1
`, shown(tables, "Leaf201", "common:calico", "10.1.183.0/24"))
	assert.Equal(t, header("common:calico")+`192.168.2.0/24, ubest/mbest: 1/0, attached, direct
    *via 192.168.2.201, vlan-310, [0/0], 00:00:00, direct
192.168.2.201/32, ubest/mbest: 1/0, attached
    *via 192.168.2.201, vlan-310, [0/0], 00:00:00, local, local
192.168.2.254/32, ubest/mbest: 1/0, attached
    *via 192.168.2.254, vlan-310, [0/0], 00:00:00, local, local
`, shown(tables, "Leaf201", "common:calico", "192.168.2.0/24"))
	assert.NotContains(t, shown(tables, "Leaf201", "common:calico", "0.0.0.0/0"), "10.0.96.201", "the overlay is not the tenant's")
}

func TestCiliumLeafPrintsTheTablesOfTheSeeds(t *testing.T) {
	rack := []uint16{203, 204}
	tables := lifted(t, nil, &cluster{
		tenant: "rpi-k8s", vrf: "vrf", subnet: "192.168.18.", vlan: 311, anchors: rack, accepted: []string{"192.168.19.0/24", "192.168.21.0/24"},
		racks: map[int][]uint16{1: rack, 2: rack, 3: rack},
		announced: map[int][]string{
			1: {"192.168.19.32/27", "192.168.21.186/32"}, 2: {"192.168.19.0/27", "192.168.21.186/32"}, 3: {"192.168.19.64/27", "192.168.21.186/32"},
		},
	})
	assert.Equal(t, flush(header("rpi-k8s:vrf")+golden(t, "leaf203-cilium-pods.txt")), flush(shown(tables, "Leaf203", "rpi-k8s:vrf", "192.168.19.0/24")))
	assert.Equal(t, flush(golden(t, "leaf203-cilium-service.txt")), flush(shown(tables, "Leaf203", "rpi-k8s:vrf", "192.168.21.186/32")))
}

// kubeRouterCluster is that of seeds/002 "Kube-Router routing and BGP
// configuration": one node is in another rack.
func kubeRouterCluster() *cluster {
	rack1, rack2 := []uint16{101, 102}, []uint16{103, 104}
	c := &cluster{tenant: "k8s", vrf: "kube-router", subnet: "192.168.43.", vlan: 312, anchors: []uint16{101, 102, 103, 104},
		accepted: []string{"192.168.44.0/24", "192.168.46.0/24"}, racks: map[int][]uint16{}, announced: map[int][]string{}}
	for block, node := range map[int]int{0: 1, 16: 2, 32: 3, 48: 5, 64: 4, 80: 8, 96: 7, 112: 6, 128: 9} {
		c.racks[node], c.announced[node] = rack1, []string{fmt.Sprintf("192.168.44.%d/28", block)}
	}
	c.racks[7] = rack2
	c.announced[3] = append(c.announced[3], "192.168.46.4/32")
	return c
}

// Nodes of one rack get each other's routes with the other node's address as next
// hop, those of another rack with the leaves' own.
func TestKubeRouterNodeHasTheTableOfTheSeeds(t *testing.T) {
	tables := lifted(t, nil, kubeRouterCluster())
	want, got := map[string]string{}, map[string]string{}
	for line := range strings.Lines(golden(t, "node3-kube-router.txt")) {
		columns := strings.Split(line, "\t")
		prefix := strings.Fields(columns[0])[1]
		want[prefix] += columns[1] + " [" + columns[2] + "]\n"
	}
	for prefix := range want {
		explained := tables.Explain("kube-router-node3", routing.DefaultVRF, netip.MustParsePrefix(prefix))
		var paths []string
		for _, s := range explained.Steps {
			// The best path is explained where it is sent, the others where they come in.
			sent := s.Decision == routing.Advertised && s.Peer == "kube-router-node3"
			other := s.Router == "kube-router-node3" && (s.Decision == routing.Shares || s.Decision == routing.SameNextHop)
			if sent || other {
				paths = append(paths, s.NextHop.String()+" ["+strings.Trim(fmt.Sprint(s.Path), "[]")+"]\n")
			}
		}
		if len(paths) == 0 { // its own
			paths = []string{"192.168.43.3 []\n"}
		}
		slices.Sort(paths)
		got[prefix] = strings.Join(paths, "")
	}
	require.Len(t, want, 10)
	assert.Equal(t, want, got)
	var learned []string
	for r := range tables.Routes("kube-router-node3", routing.DefaultVRF) {
		if r.Protocol == routing.BGPRoute {
			learned = append(learned, r.Prefix.String())
		}
	}
	assert.Len(t, learned, 8, "#Received 8")
	assert.Subset(t, slices.Collect(maps.Keys(want)), learned)
}
