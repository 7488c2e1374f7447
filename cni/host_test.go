package cni_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }

func planned(route fabric.DefaultRoute, gateway fabric.Addrs) *fabric.Plan {
	return &fabric.Plan{Clusters: []fabric.PlannedCluster{{Name: "k8s", Nodes: []fabric.PlannedNode{{
		Name: "node0", Interface: "bond0", DefaultRoute: route, Gateway: gateway,
		Addresses: fabric.Prefixes{V4: prefix("10.13.0.115/24"), V6: prefix("fd13::115/64")},
	}}}}}
}

func TestHosts(t *testing.T) {
	addresses := []netip.Prefix{prefix("10.13.0.115/24"), prefix("fd13::115/64")}
	gateway := fabric.Addrs{V4: addr("10.13.0.1"), V6: addr("fd13::1")}
	for _, row := range []struct {
		name   string
		plan   *fabric.Plan
		want   cni.Host
		static []routing.Static
	}{
		{
			"via the gateway in both families", planned(fabric.DefaultViaGateway, gateway),
			cni.Host{Name: "node0", Interface: "bond0", Addresses: addresses, Gateways: []netip.Addr{addr("10.13.0.1"), addr("fd13::1")}},
			[]routing.Static{{Prefix: prefix("0.0.0.0/0"), Via: []netip.Addr{addr("10.13.0.1")}}, {Prefix: prefix("::/0"), Via: []netip.Addr{addr("fd13::1")}}},
		},
		{
			"elsewhere leads out of the network", planned(fabric.DefaultElsewhere, fabric.Addrs{}),
			cni.Host{Name: "node0", Interface: "bond0", Addresses: addresses, Elsewhere: true},
			[]routing.Static{{Prefix: prefix("0.0.0.0/0")}, {Prefix: prefix("::/0")}},
		},
		{
			"none", planned(fabric.DefaultAbsent, fabric.Addrs{}),
			cni.Host{Name: "node0", Interface: "bond0", Addresses: addresses}, nil,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			hosts := cni.Hosts(row.plan, "k8s")
			assert.Equal(t, []cni.Host{row.want}, hosts)
			vrf := hosts[0].VRF()
			assert.Equal(t, routing.DefaultVRF, vrf.Name)
			assert.Equal(t, []routing.Interface{{Name: "bond0", Addresses: addresses}}, vrf.Interfaces)
			assert.Equal(t, row.static, vrf.Static)
			assert.Nil(t, vrf.BGP)
		})
	}
	assert.Nil(t, cni.Hosts(planned(fabric.DefaultAbsent, fabric.Addrs{}), "other"))
}

func TestHostAddress(t *testing.T) {
	h := cni.Hosts(planned(fabric.DefaultAbsent, fabric.Addrs{}), "k8s")[0]
	assert.Equal(t, prefix("10.13.0.115/24"), h.Address(routing.IPv4))
	assert.Equal(t, prefix("fd13::115/64"), h.Address(routing.IPv6))
	assert.False(t, cni.Host{}.Address(routing.IPv4).IsValid())
}

func ExampleHosts() {
	p := planned(fabric.DefaultViaGateway, fabric.Addrs{V4: addr("10.13.0.1")})
	for _, h := range cni.Hosts(p, "k8s") {
		fmt.Println(h.Name, h.Interface, h.Addresses[0], "default via", h.Gateways[0])
	}
	// Output:
	// node0 bond0 10.13.0.115/24 default via 10.13.0.1
}
