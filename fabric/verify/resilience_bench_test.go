package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/internal/site"
)

// rackSite is a site of so many racks of two leaves, four spines, and so many
// nodes in each rack with an AS of their own.
func rackSite(b *testing.B, racks, nodes int) *site.Site {
	b.Helper()
	var y strings.Builder
	y.WriteString(`name: many
fabric:
  ipFabric:
    spineAS: 64512
    spines: [spine1, spine2, spine3, spine4]
    switches: {nxos: {version: "10.3(4)"}}
pools: {links: 10.4.0.0/20, routerIDs: 10.2.0.0/20, management: 172.16.0.0/20}
racks:
`)
	for r := range racks {
		fmt.Fprintf(&y, "- {name: r%d, as: %d, vlan: 2300, nodeSubnet: 10.16.%d.0/24, leaves: [r%d-leaf1, r%d-leaf2]}\n", r, 65001+r, r, r, r)
	}
	y.WriteString(`clusters:
- name: k8s
  as: {perServer: {range: 4200000001-4200009999}}
  cni: {calico: {version: "3.31"}}
  kubernetes: "1.34"
  pods: [{prefix: 10.64.0.0/12, block: 26}]
  services: {clusterIPs: [10.96.0.0/16]}
  nodes:
`)
	for r := range racks {
		for n := range nodes {
			fmt.Fprintf(&y, "  - {name: r%d-n%d, rack: r%d}\n", r, n, r)
		}
	}
	d, err := fabric.Load(strings.NewReader(y.String()))
	if err != nil {
		b.Fatal(err)
	}
	s, err := site.Build(d, fabric.State{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkCheckFailures(b *testing.B) {
	for _, row := range []struct {
		racks, nodes int
		extent       verify.Extent
	}{{4, 10, verify.Singles}, {10, 40, verify.Singles}, {4, 10, verify.Doubles}, {10, 40, verify.DoubleLinks}} {
		b.Run(fmt.Sprintf("%dx%d/%d", row.racks, row.nodes, row.extent), func(b *testing.B) {
			s := rackSite(b, row.racks, row.nodes)
			b.ReportAllocs()
			for b.Loop() {
				r, err := verify.CheckFailures(s.Plan, s.State, s.Tables, row.extent)
				if err != nil {
					b.Fatal(err)
				}
				if row.extent == verify.Singles && len(r.Broken) > 0 {
					b.Fatal(r.Err())
				}
			}
		})
	}
}
