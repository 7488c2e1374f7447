package fabric_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
)

func claims(t *testing.T, rows string) []ipam.Claim {
	t.Helper()
	all, err := ipam.ReadCSV(strings.NewReader("owner,kind,value\n" + rows))
	require.NoError(t, err)
	return all
}

// TestAdoptedSitesAreNotRenumbered takes in all numbers of a site that was
// planned elsewhere, out of ranges that no pool of the design has.
func TestAdoptedSitesAreNotRenumbered(t *testing.T) {
	elsewhere := small()
	elsewhere.Pools.Links.V4 = netip.MustParsePrefix("192.0.2.0/26")
	elsewhere.Pools.LinkLength = 30
	elsewhere.Pools.RouterIDs = netip.MustParsePrefix("198.51.100.0/28")
	elsewhere.Pools.NodeSubnets.V4, elsewhere.Pools.NodeSubnetLength = netip.MustParsePrefix("172.20.0.0/20"), 26
	elsewhere.Pools.RackAS = fabric.ASNRange{First: 64700, Last: 64710}
	elsewhere.Pools.VLANs = fabric.VLANRange{First: 700, Last: 710}
	elsewhere.Pools.Pods.V4 = netip.MustParsePrefix("100.64.0.0/12")
	elsewhere.Clusters[0].AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 64800, Last: 64899}}
	var theirs ipam.Ledger
	before, err := elsewhere.Plan(&theirs)
	require.NoError(t, err)
	var rows strings.Builder
	for _, l := range theirs.Leases() {
		if !l.Pinned {
			fmt.Fprintf(&rows, "%s,%s,%s\n", l.Owner, l.Kind, l.Value)
		}
	}

	d := small()
	var ledger ipam.Ledger
	require.NoError(t, d.Adopt(&ledger, claims(t, rows.String())))
	after, err := d.Plan(&ledger)
	require.NoError(t, err)
	assert.Equal(t, facts(before), facts(after))
	grown := addRacks(d, 2)
	_, err = grown.Plan(&ledger)
	require.NoError(t, err)
	assert.Empty(t, ipam.Diff(&theirs, &ledger).Moved)
	assert.Empty(t, ipam.Diff(&theirs, &ledger).Freed)
}

// TestBrokenAdoptionIsRefused has one broken rule a row.
func TestBrokenAdoptionIsRefused(t *testing.T) {
	for name, row := range map[string]struct {
		rows  string
		code  fabric.Code
		lines []int
		says  string
	}{
		"a misspelt owner":                 {"rack/r0,as,64700\nrack/r9,as,64701\n", fabric.CodeAdoptUnknown, []int{3}, "rack/r9 as"},
		"a kind that nobody has":           {"rack/r0,asn,64700\n", fabric.CodeAdoptUnknown, []int{2}, "rack/r0 asn"},
		"half a path":                      {"rack,as,64700\n", fabric.CodeAdoptUnknown, []int{2}, "rack as"},
		"two owners of one value":          {"rack/r0,as,64700\ncluster/k0/node/k0n0,as,64700\n", fabric.CodeAdoptConflict, []int{3}, "64700 overlaps 64700 of rack/r0 as"},
		"two values of one owner":          {"rack/r0,as,64700\nrack/r0,as,64701\n", fabric.CodeAdoptConflict, []int{3}, "64700 already"},
		"overlapping subnets":              {"rack/r0,node-subnet-ipv4,10.16.0.0/28\nswitch/r0a/switch/s1,link-ipv4,10.16.0.8/31\n", fabric.CodeAdoptConflict, []int{3}, "10.16.0.8/31"},
		"what the design pins":             {"fabric/spines,as,64999\n", fabric.CodeAdoptConflict, []int{2}, "the design has 64512"},
		"what the design pins for another": {"rack/r0,as,64512\n", fabric.CodeAdoptConflict, []int{2}, "64512 is claimed"},
		"all of it at once":                {"rack/r9,as,64701\nrack/r0,as,64700\nrack/r0,as,64701\n", fabric.CodeAdoptUnknown, []int{2, 4}, ""},
		"an address that is a subnet":      {"switch/r0a,router-id,10.2.0.0/30\n", fabric.CodeLeaseMismatch, nil, "not an address"},
		"a link that is none":              {"switch/r0a/switch/s1,link-ipv4,10.4.0.0/28\n", fabric.CodeLeaseMismatch, nil, "the subnet of a link"},
		"an AS that is an address":         {"rack/r0,as,10.0.0.1\n", fabric.CodeLeaseMismatch, nil, "not a number"},
		"a VLAN that is none":              {"rack/r0,vlan,65537\n", fabric.CodeLeaseMismatch, nil, "from 2 to 3967"},
		"an AS that is none":               {"rack/r0,as,4294967295\n", fabric.CodeLeaseMismatch, nil, "from 1 to 4294967294"},
		"a domain that is none":            {"rack/r0,vpc-domain,1001\n", fabric.CodeLeaseMismatch, nil, "from 1 to 1000"},
		"a channel of the peer link":       {"rack/r0/host/k0n0,channel,4097\n", fabric.CodeLeaseMismatch, nil, "from 2 to 4096"},
		"a multicast router ID":            {"switch/r0a,router-id,224.0.0.5\n", fabric.CodeLeaseMismatch, nil, "multicast"},
		"a broadcast address":              {"rack/r0,node-subnet-ipv4,10.16.0.0/28\ncluster/k0/node/k0n0,address-ipv4,10.16.0.15\n", fabric.CodeLeaseMismatch, nil, "may have"},
		"a group that HSRP has not":        {"rack/r0,gateway-group,5000\n", fabric.CodeLeaseMismatch, nil, "from 0 to 4095"},
		"a port that is none":              {"switch/r0a/host/k0n0,port,7\n", fabric.CodeLeaseMismatch, nil, "slot x 1000"},
		"an address outside its subnet":    {"rack/r0,node-subnet-ipv4,172.20.0.0/26\ncluster/k0/node/k0n0,address-ipv4,172.21.0.9\n", fabric.CodeLeaseMismatch, nil, "172.21.0.9"},
	} {
		t.Run(name, func(t *testing.T) {
			d := small()
			ledger := ipam.Ledger{}
			err := d.Adopt(&ledger, claims(t, row.rows))
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			problems = problems.Of(fabric.Error)
			assert.Equal(t, row.code, problems[0].Code, "%v", err)
			assert.Contains(t, err.Error(), row.says)
			if row.lines != nil {
				var lines []int
				for _, p := range problems {
					lines = append(lines, p.Line)
				}
				assert.Equal(t, row.lines, lines, "%v", err)
			}
			assert.Zero(t, ledger.Len())
		})
	}
	broken := small()
	broken.Racks = nil
	require.Error(t, broken.Adopt(&ipam.Ledger{}, nil))
}

// TestMistypedLeasesAreRefused edits a ledger by hand so that an owner would lose
// its lease for it.
func TestMistypedLeasesAreRefused(t *testing.T) {
	d := small()
	var ledger ipam.Ledger
	_, err := d.Plan(&ledger)
	require.NoError(t, err)
	text, err := ledger.MarshalText()
	require.NoError(t, err)
	edited, err := ipam.Parse([]byte(strings.Replace(string(text), "k0n0 address-ipv4", "k0n0 address", 1)))
	require.NoError(t, err)
	_, err = d.Plan(edited)
	var problems fabric.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, fabric.CodeLeaseUnknown, problems.Of(fabric.Error)[0].Code, "%v", err)
	assert.Contains(t, err.Error(), "line 5 of the ledger has a lease cluster/k0/node/k0n0 address,")

	moved, err := ipam.Parse([]byte(strings.Replace(string(text), "[as]\n", "[as-numbers]\n", 1)))
	require.NoError(t, err)
	_, err = d.Plan(moved)
	require.ErrorContains(t, err, "in the space [as-numbers], and it belongs in [as]")
}

// TestNetworksOutliveTheirLastNode takes the nodes of a rack away and puts another
// one in.
func TestNetworksOutliveTheirLastNode(t *testing.T) {
	d := addRacks(small(), 1)
	var ledger ipam.Ledger
	_, err := d.Plan(&ledger)
	require.NoError(t, err)
	before := ledger.Clone()
	empty := d
	empty.Clusters = append([]fabric.Cluster(nil), d.Clusters...)
	empty.Clusters[0].Nodes = d.Clusters[0].Nodes[:1]
	_, err = empty.Plan(&ledger)
	require.NoError(t, err)
	for _, l := range ipam.Diff(before, &ledger).Freed {
		assert.Contains(t, l.Owner, "new0-n0", "only the node's own leases are freed")
	}
	_, err = d.Plan(&ledger)
	require.NoError(t, err)
	assert.True(t, ipam.Diff(before, &ledger).IsEmpty(), "%s", ipam.Diff(before, &ledger))
}
