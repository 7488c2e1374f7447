package aci_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A cluster is a design of seeds/002 with a floating SVI, written by hand: leaf N
// has the address N of a /24, node M the address M.
type cluster struct {
	tenant, vrf string
	subnet      string // "192.168.2."
	vlan        fabric.VLAN
	anchors     []uint16
	accepted    []string
	// racks are the leaves of a node, by its number.
	racks map[int][]uint16
	// peers are those that a node peers with, where they are not those of its rack.
	peers map[int][]uint16
	// announced are the prefixes of a node.
	announced map[int][]string
	password  string
}

const fabricAS, clusterAS = 65002, 65003

// calicoCluster is that of seeds/002 "Calico routing and BGP configuration": rack 1
// on 201 and 202, rack 2 on 203 and 204.
func calicoCluster() *cluster {
	rack1, rack2 := []uint16{201, 202}, []uint16{203, 204}
	return &cluster{
		tenant: "common", vrf: "calico", subnet: "192.168.2.", vlan: 310, anchors: []uint16{201, 202, 203, 204},
		accepted: []string{"10.1.0.0/16", "192.168.8.0/22"}, password: "123Cisco123",
		racks: map[int][]uint16{4: rack1, 6: rack1, 1: rack2, 5: rack2, 7: rack2, 9: rack2},
		announced: map[int][]string{
			1: {"10.1.39.0/26"}, 5: {"10.1.133.192/26"}, 7: {"10.1.38.64/26"}, 9: {"10.1.183.0/26", "192.168.10.150/32"},
			4: {"192.168.10.150/32"}, 6: {"192.168.10.150/32"},
		},
	}
}

func (c *cluster) prefix() string { return c.subnet + "0/24" }

func (c *cluster) address(n int) string { return fmt.Sprintf("%s%d", c.subnet, n) }

// objects are the tenant of the cluster, by the steps of seeds/002 as corrected.
func (c *cluster) objects() aci.Object {
	var rules []aci.Object
	for _, p := range c.accepted {
		rules = append(rules, object(aci.RtctrlMatchRtDest, attributes{"ip": cidr(p), "aggregate": aci.YesNo(true)}))
	}
	profile := func(name string) aci.Object {
		return named(aci.RtctrlProfile, name, nil, named(aci.RtctrlCtxP, "cluster", nil,
			object(aci.RtctrlRsCtxPToSubjP, attributes{"tnRtctrlSubjPName": aci.Text("cluster")})))
	}
	nodes := named(aci.L3extLNodeP, "anchors", nil, object(aci.BgpProtP, nil,
		object(aci.BgpRsBgpNodeCtxPol, attributes{"tnBgpCtxPolName": aci.Text("timers")}),
		object(aci.BgpRsBestPathCtrlPol, attributes{"tnBgpBestPathCtrlPolName": aci.Text("relax")})))
	interfaces := named(aci.L3extLIfP, "ipv4", nil)
	for _, id := range c.anchors {
		nodes.Children = append(nodes.Children, leaf(id, fmt.Sprintf("1.1.4.%d", id)))
		peer := attributes{"addr": cidr(c.prefix()), "ctrl": aci.Flags("as-override", "dis-peer-as-check")}
		if c.password != "" {
			peer["password"] = aci.Password(fabric.NewSecret(c.password))
		}
		interfaces.Children = append(interfaces.Children, object(aci.L3extVirtualLIfP, attributes{
			"nodeDn": aci.Ref(aci.NodeDN(1, id)), "encap": aci.VLAN(c.vlan), "addr": cidr(c.address(int(id)) + "/24"),
			"ifInstT": aci.Text("ext-svi"), "mtu": aci.Number(9000),
		},
			object(aci.L3extRsDynPathAtt, attributes{"tDn": dn("uni/phys-k8s"), "floatingAddr": cidr(c.address(253) + "/24")}),
			object(aci.L3extIp, attributes{"addr": cidr(c.address(254) + "/24")}),
			object(aci.BgpPeerP, peer,
				object(aci.BgpAsP, attributes{"asn": aci.ASN(clusterAS)}),
				object(aci.BgpRsPeerPfxPol, attributes{"tnBgpPeerPfxPolName": aci.Text("prefixes")}))))
	}
	nodes.Children = append(nodes.Children, interfaces)
	return named(aci.FvTenant, c.tenant, nil,
		named(aci.BgpCtxPol, "timers", attributes{"kaIntvl": aci.Number(10), "holdIntvl": aci.Number(30), "maxAsLimit": aci.Number(1)}),
		named(aci.BgpBestPathCtrlPol, "relax", attributes{"ctrl": aci.Flags("asPathMultipathRelax")}),
		named(aci.BgpCtxAfPol, "ecmp", attributes{"maxEcmp": aci.Number(64), "maxEcmpIbgp": aci.Number(64)}),
		named(aci.BgpPeerPfxPol, "prefixes", attributes{"maxPfx": aci.Number(500), "action": aci.Text("reject")}),
		named(aci.RtctrlSubjP, "cluster", nil, rules...),
		named(aci.FvCtx, c.vrf, nil,
			object(aci.FvRsCtxToBgpCtxAfPol, attributes{"tnBgpCtxAfPolName": aci.Text("ecmp"), "af": aci.Text("ipv4-ucast")}),
			object(aci.FvRsCtxToBgpCtxAfPol, attributes{"tnBgpCtxAfPolName": aci.Text("ecmp"), "af": aci.Text("ipv6-ucast")})),
		named(aci.L3extOut, "k8s-"+c.vrf, attributes{"enforceRtctrl": aci.Flags("import", "export")},
			object(aci.L3extRsEctx, attributes{"tnFvCtxName": aci.Text(c.vrf)}), object(aci.BgpExtP, nil),
			profile("default-import"), profile("default-export"), nodes,
			named(aci.L3extInstP, "default", nil, object(aci.L3extSubnet, attributes{"ip": cidr(c.prefix())}))))
}

// nodes are the cluster's nodes as routers without a plugin's peculiarities.
func (c *cluster) nodes() []routing.Router {
	var all []routing.Router
	for n := range 250 {
		rack, ok := c.racks[n]
		if !ok {
			continue
		}
		b := &routing.BGP{AS: clusterAS, RouterID: netip.MustParseAddr(c.address(n)), MultipathRelax: true, IPv4: &routing.Unicast{MaxPathsEBGP: 16}}
		for _, p := range c.announced[n] {
			b.IPv4.Networks = append(b.IPv4.Networks, routing.Network{Prefix: netip.MustParsePrefix(p), Always: true})
		}
		peers := rack
		if other, ok := c.peers[n]; ok {
			peers = other
		}
		for _, id := range peers {
			b.Neighbors = append(b.Neighbors, routing.Neighbor{
				Name: fmt.Sprint(id), Address: netip.MustParseAddr(c.address(int(id))), RemoteAS: []routing.ASRange{{First: fabricAS, Last: fabricAS}},
				Auth: routing.NewAuth(c.password), Families: []routing.NeighborFamily{{NoThirdParty: true}},
			})
		}
		all = append(all, routing.Router{Name: fmt.Sprintf("%s-node%d", c.vrf, n), VRFs: []routing.VRF{{
			Name:       routing.DefaultVRF,
			Interfaces: []routing.Interface{{Name: "bond0", Addresses: []netip.Prefix{netip.MustParsePrefix(c.address(n) + "/24")}}},
			Static:     []routing.Static{{Prefix: netip.MustParsePrefix("0.0.0.0/0"), Via: []netip.Addr{netip.MustParseAddr(c.address(254))}}},
			BGP:        b,
		}}})
	}
	return all
}

// facts know leaves 101 to 106 and 201 to 205, and where the nodes are.
func facts(clusters ...*cluster) aci.Facts {
	f := aci.Facts{AS: fabricAS}
	for _, id := range []uint16{101, 102, 103, 104, 105, 201, 202, 203, 204, 205} {
		f.Leaves = append(f.Leaves, aci.Leaf{Name: fmt.Sprintf("Leaf%d", id), Pod: 1, Node: id, TEP: netip.AddrFrom4([4]byte{10, 0, 96, byte(id)})})
	}
	for _, c := range clusters {
		for n := range 250 {
			if rack, ok := c.racks[n]; ok {
				a := aci.Attachment{Address: netip.MustParseAddr(c.address(n))}
				for _, id := range rack {
					a.Leaves = append(a.Leaves, fmt.Sprintf("Leaf%d", id))
				}
				f.Attached = append(f.Attached, a)
			}
		}
	}
	return f
}

// lifted simulates the clusters with the leaves that their objects mean. change
// edits every object first.
func lifted(t *testing.T, change func(*aci.Object), clusters ...*cluster) *routing.Tables {
	t.Helper()
	var tree aci.Tree
	var nodes []routing.Router
	for _, c := range clusters {
		tree.Roots = append(tree.Roots, c.objects())
		nodes = append(nodes, c.nodes()...)
	}
	if change != nil {
		for n := range tree.All() {
			change(n.Object)
		}
	}
	return simulated(t, tree, facts(clusters...), nodes...)
}

func simulated(t *testing.T, tree aci.Tree, f aci.Facts, nodes ...routing.Router) *routing.Tables {
	t.Helper()
	leaves, err := aci.Routers(tree, f)
	require.NoError(t, err)
	tables, err := routing.Simulate(append(leaves, nodes...))
	require.NoError(t, err)
	require.Empty(t, tables.Oscillations())
	return tables
}

// setting returns a change of one attribute of a class.
func setting(class aci.Class, attribute string, v aci.Value) func(*aci.Object) {
	return func(o *aci.Object) {
		if o.Class == class {
			if o.Attributes == nil {
				o.Attributes = attributes{}
			}
			o.Attributes[attribute] = v
		}
	}
}

// shown is `show ip route vrf VRF PREFIX longer-prefixes` on a leaf.
func shown(tables *routing.Tables, leaf, vrf, within string) string {
	inside := func(yield func(routing.Route) bool) {
		for r := range tables.Routes(leaf, vrf) {
			p := netip.MustParsePrefix(within)
			if p.Contains(r.Prefix.Addr()) && r.Prefix.Bits() >= p.Bits() && !yield(r) {
				return
			}
		}
	}
	return string(aci.AppendRoutes(nil, vrf, inside, aci.ShowOptions{AS: fabricAS}))
}

// hops are the next hops of a route, "" when there is none.
func hops(tables *routing.Tables, router, vrf, prefix string) string {
	r, ok := tables.Route(router, vrf, netip.MustParsePrefix(prefix))
	if !ok {
		return ""
	}
	var all []string
	for _, h := range r.NextHops {
		all = append(all, h.Addr.String())
	}
	return strings.Join(all, " ")
}

var ages = regexp.MustCompile(`\d\d:\d\d:\d\d|\d+d\d\dh`)

// golden is an output of the seeds without its ages: nobody predicts those.
func golden(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "lift", name))
	require.NoError(t, err)
	return ages.ReplaceAllString(string(text), aci.UnknownUptime)
}

// header is what a leaf prints before its routes.
func header(vrf string) string {
	return string(aci.AppendRoutes(nil, vrf, slices.Values([]routing.Route(nil)), aci.ShowOptions{}))
}

// flush trims the lines of an output, and sorts the paths of a route, which a leaf
// has in the order of their ages.
func flush(text string) []string {
	var lines []string
	var paths []string
	end := func() {
		slices.Sort(paths)
		lines, paths = append(lines, paths...), nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "*via"):
			paths = append(paths, line)
		case strings.HasPrefix(line, "recursive") && len(paths) > 0:
			paths[len(paths)-1] += "\n" + line
		default:
			end()
			lines = append(lines, line)
		}
	}
	end()
	return lines
}
