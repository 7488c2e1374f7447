package fabric_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
)

// everyKind are designs that together lease everything that can be leased.
func everyKind() map[string]fabric.Design {
	prefix := netip.MustParsePrefix
	both := func(v4, v6 string) fabric.Prefixes { return fabric.Prefixes{V4: prefix(v4), V6: prefix(v6)} }
	design := func(management, gateway string) fabric.Design {
		d := fabric.Design{
			Name: "every kind",
			Fabric: fabric.IPFabric{
				SpineAS: 64512, BackupVLAN: 3900, Switches: fabric.NXOS{Version: "10.4(3)"},
				Spines: []fabric.Spine{{Name: "spine1"}, {Name: "spine2"}},
			},
			Pools: fabric.Pools{
				Links: both("10.4.0.0/24", "2001:db8:4::/64"), RouterIDs: prefix("10.2.0.0/24"), Loopbacks6: prefix("2001:db8:2::/64"),
				NodeSubnets: both("10.16.0.0/16", "2001:db8:16::/48"), VLANs: fabric.VLANRange{First: 100, Last: 199},
				Pods: both("10.240.0.0/12", "2001:db8:64::/64"), Services: both("10.224.0.0/14", "2001:db8:96::/64"),
				Management: prefix(management), ManagementGateway: netip.MustParseAddr(gateway),
				RackAS: fabric.ASNRange{First: 65001, Last: 65099},
			},
		}
		for i := range 2 {
			d.Racks = append(d.Racks, fabric.Rack{
				Name: fmt.Sprint("r", i), Leaves: []fabric.Leaf{{Name: fmt.Sprintf("r%d-a", i)}, {Name: fmt.Sprintf("r%d-b", i)}},
			})
		}
		for i, as := range []fabric.ASScheme{
			fabric.ASPerServer{Range: fabric.ASNRange{First: 65100, Last: 65199}}, fabric.ASPerCluster{AS: 65000},
		} {
			d.Clusters = append(d.Clusters, fabric.Cluster{
				Name: fmt.Sprint("c", i), AS: as, Kubernetes: fabric.Version{Major: 1, Minor: 34},
				CNI: fabric.Calico{Version: fabric.Version{Major: 3, Minor: 32}},
				Nodes: []fabric.Node{
					{Name: fmt.Sprintf("c%d-n0", i), Rack: "r0", Attach: fabric.VM{Host: fmt.Sprint("hv", i)}},
					{Name: fmt.Sprintf("c%d-n1", i), Rack: "r1"},
				},
			})
		}
		drawn, given := &d.Clusters[0], &d.Clusters[1]
		for i := range d.Racks {
			drawn.Networks = append(drawn.Networks, fabric.ClusterNetwork{Rack: d.Racks[i].Name})
		}
		drawn.Pods = []fabric.PodPool{{Name: "a", Draw: fabric.Lengths{IPv4: 16}}, {Name: "b", Draw: fabric.Lengths{IPv6: 108}}}
		drawn.Services.Draw = fabric.ServiceLengths{
			ClusterIPs: fabric.Lengths{IPv4: 20, IPv6: 112}, ExternalIPs: fabric.Lengths{IPv4: 24, IPv6: 120}, LoadBalancerIPs: fabric.Lengths{IPv4: 24, IPv6: 120},
		}
		given.Pods = []fabric.PodPool{{Prefix: prefix("10.64.0.0/16")}, {Prefix: prefix("2001:db8:65::/108")}}
		given.Services = fabric.Services{
			ClusterIPs:      []netip.Prefix{prefix("10.96.0.0/16"), prefix("2001:db8:97::/112")},
			ExternalIPs:     []netip.Prefix{prefix("10.98.0.0/24"), prefix("2001:db8:98::/120")},
			LoadBalancerIPs: []netip.Prefix{prefix("10.99.0.0/24"), prefix("2001:db8:99::/120")},
		}
		return d
	}
	return map[string]fabric.Design{
		"every kind of ACI":               everyKindOfACI(),
		"every kind":                      design("172.16.0.0/24", "172.16.0.1"),
		"every kind with IPv6 management": design("2001:db8:172::/64", "2001:db8:172::1"),
	}
}

// everyKindOfACI has a floating and a standard SVI, of which nothing is pinned.
func everyKindOfACI() fabric.Design {
	prefix := netip.MustParsePrefix
	both := func(v4, v6 string) fabric.Prefixes { return fabric.Prefixes{V4: prefix(v4), V6: prefix(v6)} }
	cluster := func(name string, as fabric.ASN, pods ...string) fabric.Cluster {
		c := fabric.Cluster{
			Name: name, AS: fabric.ASPerCluster{AS: as}, Kubernetes: fabric.Version{Major: 1, Minor: 34},
			CNI:   fabric.Calico{Version: fabric.Version{Major: 3, Minor: 32}},
			Nodes: []fabric.Node{{Name: name + "-0", Rack: "r0"}, {Name: name + "-1", Rack: "r0"}},
		}
		for _, p := range pods {
			c.Pods = append(c.Pods, fabric.PodPool{Prefix: prefix(p)})
		}
		return c
	}
	return fabric.Design{
		Name: "every kind of ACI",
		Fabric: fabric.ACI{
			AS: 65100, Access: fabric.ACIAccess{VLANs: []fabric.VLANRange{{First: 1000, Last: 1099}}},
			Tenants: []fabric.Tenant{{Name: "t", Create: true, VRFs: []fabric.ACIVRF{{Name: "v", Create: true}}}},
			L3Outs: []fabric.L3Out{
				{Name: "one", Cluster: "one", Tenant: "t", VRF: "v", SVI: fabric.FloatingSVI{}},
				{Name: "two", Cluster: "two", Tenant: "t", VRF: "v", SVI: fabric.StandardSVI{NodeSubnets: both("10.21.0.0/24", "2001:db8:21::/64")}},
			},
		},
		Pools: fabric.Pools{NodeSubnets: both("10.20.0.0/16", "2001:db8:20::/48"), RouterIDs: prefix("10.255.0.0/24")},
		Racks: []fabric.Rack{{Name: "r0", Leaves: []fabric.Leaf{{Name: "leaf102", Node: 102}, {Name: "leaf101", Node: 101}}}},
		Clusters: []fabric.Cluster{
			cluster("one", 65101, "10.64.0.0/16", "2001:db8:64::/108"),
			cluster("two", 65102, "10.65.0.0/16", "2001:db8:65::/108"),
		},
	}
}

// leasesOf are the leases of all designs that there are.
func leasesOf(t *testing.T) map[string][]ipam.Lease {
	t.Helper()
	all := everyKind()
	for _, name := range designs(t) {
		all[name] = loadDesign(t, name)
	}
	const seed = 4471
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range 20 {
		all[fmt.Sprintf("seed %d, design %d", seed, i)] = randomDesign(random)
	}
	leases := map[string][]ipam.Lease{}
	for name, d := range all {
		var ledger ipam.Ledger
		_, err := d.Plan(&ledger)
		require.NoError(t, err, name)
		leases[name] = ledger.Leases()
	}
	return leases
}

func TestSpaceOfKnowsEveryLease(t *testing.T) {
	for name, leases := range leasesOf(t) {
		require.NotEmpty(t, leases)
		for _, l := range leases {
			assert.Equal(t, l.Space, fabric.SpaceOf(l.Key), "%s: %s", name, l)
		}
	}
}

// TestSpaceOfKnowsNothingElse are keys that no plan asks for.
func TestSpaceOfKnowsNothingElse(t *testing.T) {
	for _, key := range []ipam.Key{
		{}, {Owner: "rack", Kind: "as"}, {Owner: "rack/", Kind: "as"}, {Owner: "/bb1", Kind: "as"}, {Owner: "rack/bb1/", Kind: "as"},
		{Owner: "rack/bb1/switch", Kind: "address-ipv4"}, {Owner: "rack//switch/leaf1", Kind: "address-ipv4"},
		{Owner: "rack/bb1", Kind: ""}, {Owner: "rack/bb1", Kind: "AS"}, {Owner: "rack/bb1", Kind: "router-id"},
		{Owner: "rack/bb1", Kind: "as-ipv4"}, {Owner: "rack/bb1", Kind: "vlan-ipv6"}, {Owner: "switch/leaf1/host/n", Kind: "port-ipv4"},
		{Owner: "rack/bb1", Kind: "gateway"}, {Owner: "rack/bb1", Kind: "node-subnet"}, {Owner: "cluster/k/pods/p", Kind: "pods"}, {Owner: "rack/bb1", Kind: "-ipv4"},
		{Owner: "switch/leaf1", Kind: "loopback-ipv4"}, {Owner: "switch/leaf1", Kind: "loopback"}, {Owner: "switch/leaf1", Kind: "router-id-ipv4"},
		{Owner: "fabric/leaves", Kind: "as"}, {Owner: "fabric/spines", Kind: "gateway-ipv4"}, {Owner: "fabric/management", Kind: "as"},
		{Owner: "switch/leaf1/switch/spine1/host/n", Kind: "port"}, {Owner: "node/n", Kind: "as"},
	} {
		assert.Empty(t, fabric.SpaceOf(key), key)
	}
}

// TestSpaceOfSaysWhatThereIs holds the table in its comment to what plans lease.
func TestSpaceOfSaysWhatThereIs(t *testing.T) {
	leased := map[string]bool{}
	for _, leases := range leasesOf(t) {
		for _, l := range leases {
			leased[formOf(l.Owner)+" "+l.Kind] = true
		}
	}
	said := map[string]bool{}
	for _, row := range spaceOfTable(t) {
		owner, kinds, _ := strings.Cut(row, " ")
		for kind := range strings.SplitSeq(kinds, ",") {
			for _, family := range []string{"ipv4", "ipv6"} {
				said[formOf(owner)+" "+strings.Replace(strings.TrimSpace(kind), "FAMILY", family, 1)] = true
			}
		}
	}
	assert.Equal(t, sorted(leased), sorted(said))
}

// formOf is an owner's path without its names, but for those of the fabric.
func formOf(owner string) string {
	if strings.HasPrefix(owner, "fabric/") {
		return owner
	}
	var form []string
	for i, element := range strings.Split(owner, "/") {
		if i%2 == 0 {
			form = append(form, element)
		}
	}
	return strings.Join(form, "/")
}

// spaceOfTable are the rows of the table in the comment of SpaceOf.
func spaceOfTable(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "lease.go", nil, parser.ParseComments)
	require.NoError(t, err)
	var rows []string
	for _, comment := range file.Comments {
		if !strings.HasPrefix(comment.Text(), "SpaceOf ") {
			continue
		}
		for line := range strings.Lines(comment.Text()) {
			if row, ok := strings.CutPrefix(line, "\t"); ok && !strings.HasPrefix(row, "OWNER ") {
				rows = append(rows, row)
			}
		}
	}
	require.NotEmpty(t, rows)
	return rows
}

func sorted(set map[string]bool) []string {
	var all []string
	for s := range set {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// TestOneNumberOfSeveralOwners states one AS for two clusters and one vPC domain
// for two racks, in both orders and with one more that comes later.
func TestOneNumberOfSeveralOwners(t *testing.T) {
	design := func(first, second string) fabric.Design {
		d := everyKind()["every kind"]
		clusters, racks := map[string]fabric.Cluster{}, map[string]fabric.Rack{}
		for _, name := range []string{first, second} {
			c := d.Clusters[1]
			c.Name, c.Pods, c.Services = "k"+name, []fabric.PodPool{{Name: "p", Draw: fabric.Lengths{IPv4: 20}}}, fabric.Services{}
			c.Peering, c.Nodes = fabric.PeerByNode, []fabric.Node{{Name: "n" + name, Rack: "r" + name}}
			clusters[name] = c
			racks[name] = fabric.Rack{Name: "r" + name, Leaves: []fabric.Leaf{{Name: "l" + name + "a"}, {Name: "l" + name + "b"}}, VPCDomain: 5}
		}
		d.Clusters, d.Racks = nil, nil
		for _, name := range slices.Compact([]string{first, second}) {
			d.Clusters, d.Racks = append(d.Clusters, clusters[name]), append(d.Racks, racks[name])
		}
		return d
	}
	var ledger ipam.Ledger
	for _, row := range []struct{ first, second, holder string }{
		{"1", "2", "1"}, {"2", "1", "1"}, {"2", "2", "2"}, {"1", "2", "2"}, {"2", "1", "2"},
	} {
		d := design(row.first, row.second)
		p, err := d.Plan(&ledger)
		require.NoError(t, err)
		for _, leaf := range p.Leaves {
			assert.Equal(t, 5, leaf.Pair.Domain)
		}
		var holders []string
		for _, l := range ledger.Leases() {
			if l.Kind == "vpc-domain" || l.Kind == "as" && strings.HasPrefix(l.Owner, "cluster/") {
				holders = append(holders, l.String())
			}
		}
		assert.Equal(t, []string{"cluster/k" + row.holder + " as 65000", "rack/r" + row.holder + " vpc-domain 5"}, holders, "%+v", row)
		for _, w := range p.Warnings {
			assert.NotEqual(t, fabric.CodeLeaseMoved, w.Code, w)
		}
	}
}

// TestGivenRangesHaveALeaseEach has two ranges whose texts differ by where the
// colons are.
func TestGivenRangesHaveALeaseEach(t *testing.T) {
	d := everyKind()["every kind"]
	d.Clusters[1].Services.ExternalIPs = []netip.Prefix{netip.MustParsePrefix("2001:db8::1/128"), netip.MustParsePrefix("2001:db8:1::/128")}
	var ledger ipam.Ledger
	_, err := d.Plan(&ledger)
	require.NoError(t, err)
	var values []string
	for _, l := range ledger.Leases() {
		if l.Owner != "cluster/c0" && l.Kind == "external-ips-ipv6" {
			values = append(values, l.Value.String())
		}
	}
	assert.ElementsMatch(t, []string{"2001:db8::1", "2001:db8:1::"}, values)
}
