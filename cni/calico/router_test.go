package calico_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// hosts are three nodes of one subnet in both families.
func hosts() []cni.Host {
	var all []cni.Host
	for i, name := range []string{"n1", "n2", "n3"} {
		last := string(rune('1' + i))
		all = append(all, cni.Host{
			Name: name, Interface: "bond0",
			Addresses: []netip.Prefix{prefix("10.0.0.1" + last + "/24"), prefix("fd00::1" + last + "/64")},
			Gateways:  []netip.Addr{addr("10.0.0.1"), addr("fd00::1")},
		})
	}
	return all
}

// routersOf lifts YAML on the three hosts.
func routersOf(t *testing.T, yaml string, state fabric.ClusterState) map[string]*routing.VRF {
	t.Helper()
	routers, err := calico.Routers(parse(t, yaml), hosts(), state)
	require.NoError(t, err)
	byName := map[string]*routing.VRF{}
	for i := range routers {
		require.Len(t, routers[i].VRFs, 1)
		byName[routers[i].Name] = &routers[i].VRFs[0]
	}
	require.Len(t, byName, 3)
	return byName
}

const (
	meshOff = `
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata: {name: default}
spec: {nodeToNodeMeshEnabled: false}
---
`
	nodes = `
{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {rack: a}, annotations: {projectcalico.org/ASNumber: "65001"}}}
---
{apiVersion: v1, kind: Node, metadata: {name: n2, labels: {rack: a}, annotations: {projectcalico.org/ASNumber: "1.10"}}}
---
{apiVersion: v1, kind: Node, metadata: {name: n3, labels: {rack: b}}}
---
`
)

func peerYAML(name, spec string) string {
	return "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: " + name + "}, spec: {" + spec + "}}\n---\n"
}

func neighbors(v *routing.VRF) []string {
	var all []string
	for _, n := range v.BGP.Neighbors {
		all = append(all, n.Name+" "+n.Address.String())
	}
	return all
}

func TestRoutersChooseTheSessionsOfANode(t *testing.T) {
	for _, row := range []struct {
		name, yaml string
		want       map[string][]string
	}{
		{
			"without a configuration the nodes mesh", nodes,
			map[string][]string{
				"n1": {"mesh n2 10.0.0.12", "mesh n3 10.0.0.13", "mesh n2 fd00::12", "mesh n3 fd00::13"},
				"n3": {"mesh n1 10.0.0.11", "mesh n2 10.0.0.12", "mesh n1 fd00::11", "mesh n2 fd00::12"},
			},
		},
		{
			"a peer without a selector is for every node", meshOff + nodes + peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001"),
			map[string][]string{"n1": {"p 10.0.0.2"}, "n2": {"p 10.0.0.2"}, "n3": {"p 10.0.0.2"}},
		},
		{
			"a selector chooses nodes by label", meshOff + nodes + peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001, nodeSelector: rack == 'a'"),
			map[string][]string{"n1": {"p 10.0.0.2"}, "n2": {"p 10.0.0.2"}, "n3": nil},
		},
		{
			"node names one", meshOff + nodes + peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001, node: n2"),
			map[string][]string{"n1": nil, "n2": {"p 10.0.0.2"}},
		},
		{
			"a global peer beats a node's own to the same address", meshOff + nodes + peerYAML("own", "peerIP: 10.0.0.2, asNumber: 65001, node: n2") + peerYAML("global", "peerIP: 10.0.0.2, asNumber: 65001"),
			map[string][]string{"n2": {"global 10.0.0.2"}},
		},
		{
			"all() is not global, so it stands beside one to another port", meshOff + nodes + peerYAML("everyone", "peerIP: 10.0.0.2, asNumber: 65001, nodeSelector: all()") + peerYAML("global", "'peerIP': '10.0.0.2:1790', asNumber: 65001"),
			map[string][]string{"n2": {"global 10.0.0.2", "everyone 10.0.0.2"}},
		},
		{
			"an empty peerIP is no session (seeds/001)", meshOff + nodes + peerYAML("p", `peerIP: "", asNumber: 65002, nodeSelector: all()`),
			map[string][]string{"n1": nil},
		},
		{
			"a malformed one neither", meshOff + nodes + peerYAML("p", `peerIP: leaf1, asNumber: 65002`),
			map[string][]string{"n1": nil},
		},
		{
			"a selector that does not parse selects nobody", meshOff + nodes + peerYAML("p", `peerIP: 10.0.0.2, asNumber: 65002, nodeSelector: "rack ="`),
			map[string][]string{"n1": nil},
		},
		{
			"a session between nodes is configured on both", meshOff + nodes + peerYAML("rr", `nodeSelector: rack == 'a', peerSelector: rack == 'b'`),
			map[string][]string{
				"n1": {"rr 10.0.0.13", "rr fd00::13"}, "n2": {"rr 10.0.0.13", "rr fd00::13"},
				"n3": {"rr 10.0.0.11", "rr 10.0.0.12", "rr fd00::11", "rr fd00::12"},
			},
		},
		{
			"unless that is off (3.30)", meshOff + nodes + peerYAML("rr", `nodeSelector: rack == 'a', peerSelector: rack == 'b', reversePeering: Manual`),
			map[string][]string{"n1": {"rr 10.0.0.13", "rr fd00::13"}, "n3": nil},
		},
		{
			"a peer that is a node is answered by it", meshOff + nodes + peerYAML("p", `node: n1, peerIP: 10.0.0.13, asNumber: 64512`),
			map[string][]string{"n1": {"p 10.0.0.13"}, "n3": {"p 10.0.0.11"}},
		},
		{
			"one that only has a node's address is not", meshOff + nodes + peerYAML("p", `node: n1, peerIP: 10.0.0.13, asNumber: 65099`),
			map[string][]string{"n1": {"p 10.0.0.13"}, "n3": nil},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			routers := routersOf(t, row.yaml, fabric.ClusterState{})
			for node, want := range row.want {
				assert.Equal(t, want, neighbors(routers[node]), node)
			}
		})
	}
}

func TestRoutersTakeTheASFromTheNodeFirst(t *testing.T) {
	r := routersOf(t, nodes, fabric.ClusterState{})
	assert.EqualValues(t, 65001, r["n1"].BGP.AS)
	assert.EqualValues(t, 65546, r["n2"].BGP.AS, "1.10 in dots")
	assert.EqualValues(t, 64512, r["n3"].BGP.AS, "Calico's default")
	r = routersOf(t, nodes+`{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {asNumber: 64900}}`, fabric.ClusterState{})
	assert.EqualValues(t, 65001, r["n1"].BGP.AS)
	assert.EqualValues(t, 64900, r["n3"].BGP.AS)
	assert.Equal(t, addr("10.0.0.11"), r["n1"].BGP.RouterID)
}

func TestRoutersSessions(t *testing.T) {
	session := func(t *testing.T, spec string) routing.Neighbor {
		t.Helper()
		r := routersOf(t, meshOff+nodes+peerYAML("p", spec+", node: n1"), fabric.ClusterState{})
		require.Len(t, r["n1"].BGP.Neighbors, 1)
		return r["n1"].BGP.Neighbors[0]
	}
	t.Run("as the template has them", func(t *testing.T) {
		n := session(t, "peerIP: 10.0.0.2, asNumber: 65009")
		assert.Equal(t, addr("10.0.0.11"), n.Source)
		assert.Equal(t, 255, n.TTL)
		assert.True(t, n.DisableConnectedCheck, "multihop, always")
		assert.Equal(t, 240*time.Second, n.Hold)
		assert.Equal(t, 120*time.Second, n.GracefulRestart)
		assert.False(t, n.BFD)
		assert.False(t, n.Auth.IsSet())
		require.Len(t, n.Families, 1)
		f := n.Families[0]
		assert.Equal(t, routing.IPv4, f.Family)
		assert.Equal(t, routing.NextHopStandard, f.NextHop)
		assert.True(t, f.NoThirdParty)
		assert.True(t, f.SendCommunity)
		assert.Zero(t, f.AllowOwnAS)
		assert.Nil(t, f.Import, "everything is accepted")
	})
	t.Run("by way of a gateway", func(t *testing.T) {
		v := routersOf(t, meshOff+nodes+peerYAML("p", "peerIP: 10.254.254.1, asNumber: 65009, reachableBy: 10.0.0.1, node: n1"), fabric.ClusterState{})["n1"]
		assert.Contains(t, v.Static, routing.Static{Prefix: prefix("10.254.254.1/32"), Via: []netip.Addr{addr("10.0.0.1")}})
	})
	t.Run("in IPv6 for an IPv6 address, with a port", func(t *testing.T) {
		n := session(t, `peerIP: "[fd00::2]:1790", asNumber: 65009`)
		assert.Equal(t, addr("fd00::2"), n.Address)
		assert.Equal(t, addr("fd00::11"), n.Source)
		assert.Equal(t, routing.IPv6, n.Families[0].Family)
	})
	t.Run("without a source", func(t *testing.T) {
		assert.False(t, session(t, "peerIP: 10.0.0.2, asNumber: 65009, sourceAddress: None").Source.IsValid())
	})
	t.Run("with a restart time, rounded", func(t *testing.T) {
		assert.Equal(t, 91*time.Second, session(t, "peerIP: 10.0.0.2, asNumber: 65009, maxRestartTime: 90600ms").GracefulRestart)
	})
	t.Run("with the own AS allowed", func(t *testing.T) {
		assert.Equal(t, 2, session(t, "peerIP: 10.0.0.2, asNumber: 65009, numAllowedLocalASNumbers: 2").Families[0].AllowOwnAS)
	})
	t.Run("with a local AS (3.31)", func(t *testing.T) {
		assert.EqualValues(t, 65077, session(t, "peerIP: 10.0.0.2, asNumber: 65009, localASNumber: 65077").LocalAS)
	})
	for name, row := range map[string]struct {
		spec string
		want routing.NextHopRule
	}{
		"kept towards another AS (seeds/004)":              {"asNumber: 65009, keepOriginalNextHop: true", routing.NextHopUnchanged},
		"not kept within the AS":                           {"asNumber: 65001, keepOriginalNextHop: true", routing.NextHopStandard},
		"kept everywhere by mode (3.30)":                   {"asNumber: 65001, nextHopMode: Keep", routing.NextHopUnchanged},
		"self by mode, in what it reflects too":            {"asNumber: 65001, nextHopMode: Self", routing.NextHopSelfAll},
		"the mode replaces the older field":                {"asNumber: 65009, nextHopMode: Auto, keepOriginalNextHop: true", routing.NextHopStandard},
		"a local AS makes a peer of the node's AS foreign": {"asNumber: 65001, localASNumber: 65009, keepOriginalNextHop: true", routing.NextHopUnchanged},
	} {
		t.Run("next hop "+name, func(t *testing.T) {
			assert.Equal(t, row.want, session(t, "peerIP: 10.0.0.2, "+row.spec).Families[0].NextHop)
		})
	}
}

func TestRoutersReflectOnlyWithAClusterID(t *testing.T) {
	const reflector = `
{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {rr: "1"}, annotations: {projectcalico.org/RouteReflectorClusterID: 10.9.9.9}}}
---
`
	r := routersOf(t, reflector+peerYAML("rr", "nodeSelector: '!has(rr)', peerSelector: has(rr)"), fabric.ClusterState{})
	assert.Equal(t, []string{"rr 10.0.0.12", "rr 10.0.0.13", "rr fd00::12", "rr fd00::13"}, neighbors(r["n1"]), "no mesh with a reflector")
	assert.Contains(t, neighbors(r["n2"]), "mesh n3 10.0.0.13")
	assert.True(t, r["n1"].BGP.Neighbors[0].Families[0].RouteReflectorClient)
	for _, n := range r["n2"].BGP.Neighbors {
		assert.False(t, n.Families[0].RouteReflectorClient, n.Name)
	}
	assert.Equal(t, addr("10.9.9.9"), r["n1"].BGP.ClusterID)
}

func TestRoutersMeshIsDialledFromOneSide(t *testing.T) {
	r := routersOf(t, "", fabric.ClusterState{})
	assert.True(t, r["n1"].BGP.Neighbors[0].Passive, "n2 has the higher address")
	assert.False(t, r["n2"].BGP.Neighbors[0].Passive)
}

func TestRoutersPasswords(t *testing.T) {
	const peer = `{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: p}, spec: {peerIP: 10.0.0.2, asNumber: 65001, password: {secretKeyRef: {name: s, key: k}}}}
---
`
	secret := func(ns string) string {
		return "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: " + ns + "}, stringData: {k: swordfish}}\n---\n"
	}
	role := func(ns, resources string) string {
		return "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: " + ns + "}, rules: [{apiGroups: [\"\"], resources: [" + resources + "], verbs: [get, list, watch]}]}\n---\n"
	}
	binding := func(ns string) string {
		return "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r, namespace: " + ns + "}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: calico-node, namespace: " + ns + "}]}\n---\n"
	}
	const operator = "{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {calicoNetwork: {ipPools: []}}}\n---\n"
	for name, row := range map[string]struct {
		yaml string
		read bool
	}{
		"read from its namespace with a Role":           {secret("kube-system") + role("kube-system", "secrets") + binding("kube-system"), true},
		"read from where its account is":                {secret("net") + role("net", "secrets") + binding("net"), true},
		"read from calico-system under the operator":    {operator + secret("calico-system") + role("calico-system", "secrets") + binding("calico-system"), true},
		"not from another namespace under the operator": {operator + secret("kube-system") + role("kube-system", "secrets") + binding("kube-system"), false},
		"not without a Secret":                          {role("kube-system", "secrets") + binding("kube-system"), false},
		"not without a namespace (seeds/004)":           {secret("\"\"") + role("kube-system", "secrets") + binding("kube-system"), false},
		"not without a Role":                            {secret("kube-system") + binding("kube-system"), false},
		"not without a RoleBinding":                     {secret("kube-system") + role("kube-system", "secrets"), false},
		"not with a RoleBinding to something else":      {secret("kube-system") + role("kube-system", "secrets") + strings.Replace(binding("kube-system"), "apiGroup: rbac", "apiGroup: other", 1), false},
		"not with a Role for something else":            {secret("kube-system") + role("kube-system", "configmaps") + binding("kube-system"), false},
	} {
		t.Run(name, func(t *testing.T) {
			r := routersOf(t, meshOff+peer+row.yaml, fabric.ClusterState{})
			auth := r["n1"].BGP.Neighbors[0].Auth
			assert.Equal(t, row.read, auth.IsSet(), "a password that cannot be read is none")
			assert.Equal(t, row.read, auth.Agrees(routing.NewAuth("swordfish")))
		})
	}
}

func TestRoutersHost(t *testing.T) {
	state := fabric.ClusterState{Blocks: []fabric.NodeBlock{
		{Node: "n1", Prefix: prefix("10.244.0.0/26")}, {Node: "n1", Prefix: prefix("10.244.1.7/32")}, {Node: "n2", Prefix: prefix("10.244.0.64/26")},
	}}
	r := routersOf(t, meshOff, state)
	v := r["n1"]
	assert.Equal(t, []routing.Static{
		{Prefix: prefix("0.0.0.0/0"), Via: []netip.Addr{addr("10.0.0.1")}},
		{Prefix: prefix("::/0"), Via: []netip.Addr{addr("fd00::1")}},
		{Prefix: prefix("10.244.0.0/26")},
	}, v.Static, "a blackhole for the block, none for a single address")
	assert.Equal(t, []routing.Network{{Prefix: prefix("10.244.0.0/26"), Always: true}, {Prefix: prefix("10.244.1.7/32"), Always: true}}, v.BGP.IPv4.Networks)
	assert.Equal(t, 16, v.BGP.IPv4.MaxPathsEBGP)
	assert.Equal(t, 16, v.BGP.IPv4.MaxPathsIBGP)
	assert.True(t, v.BGP.MultipathRelax)
	assert.True(t, v.BGP.CompareRouterID)
	assert.Equal(t, v.BGP.ExternalDistance, v.BGP.InternalDistance)
}

func TestRoutersWithoutIPv4HaveNoIPv4Sessions(t *testing.T) {
	o := parse(t, meshOff+peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001")+peerYAML("q", `peerIP: "fd00::2", asNumber: 65001`))
	six := cni.Host{Name: "n1", Interface: "bond0", Addresses: []netip.Prefix{prefix("fd00::11/64")}}
	routers, err := calico.Routers(o, []cni.Host{six}, fabric.ClusterState{})
	require.NoError(t, err)
	bgp := routers[0].VRFs[0].BGP
	assert.Nil(t, bgp.IPv4)
	require.Len(t, bgp.Neighbors, 1)
	assert.Equal(t, addr("fd00::2"), bgp.Neighbors[0].Address)
	assert.True(t, bgp.RouterID.Is4(), "made of the name")
}

func TestRoutersUnderTheOperator(t *testing.T) {
	installation := func(network string) string {
		return "{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {calicoNetwork: {ipPools: [], " + network + "}}}\n---\n"
	}
	peers := peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001") + peerYAML("q", `peerIP: "fd00::2", asNumber: 65001`)
	for name, row := range map[string]struct {
		network string
		want    []string
	}{
		"BGP is on":                         {"bgp: Enabled", []string{"p 10.0.0.2", "q fd00::2"}},
		"an address is found in its subnet": {"nodeAddressAutodetectionV4: {cidrs: [10.9.0.0/24, 10.0.0.0/24]}", []string{"p 10.0.0.2", "q fd00::2"}},
		"and none outside":                  {"nodeAddressAutodetectionV4: {cidrs: [10.9.0.0/24]}", []string{"q fd00::2"}},
		"in either family":                  {`nodeAddressAutodetectionV6: {cidrs: ["fd99::/64"]}`, []string{"p 10.0.0.2"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, row.want, neighbors(routersOf(t, meshOff+peers+installation(row.network), fabric.ClusterState{})["n1"]))
		})
	}
	v := routersOf(t, meshOff+peers+installation("bgp: Disabled"), fabric.ClusterState{})["n1"]
	assert.Nil(t, v.BGP, "without BIRD nothing speaks BGP")
	assert.Len(t, v.Static, 2)
}

func TestRoutersServices(t *testing.T) {
	const services = `
{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false,
 serviceClusterIPs: [{cidr: 10.96.0.0/16}], serviceExternalIPs: [{cidr: 10.97.0.0/24}], serviceLoadBalancerIPs: [{cidr: 10.98.0.0/24}, {cidr: 10.99.0.9/32}]}}
---
{apiVersion: v1, kind: Node, metadata: {name: n3, labels: {node.kubernetes.io/exclude-from-external-load-balancers: "true"}}}
---
`
	state := fabric.ClusterState{Services: []fabric.Service{
		{Addresses: []fabric.Addr{addr("10.96.0.10"), addr("10.98.0.10"), addr("203.0.113.1")}, TrafficPolicy: fabric.TrafficLocal, Endpoints: []string{"n1", "n3"}},
		{Addresses: []fabric.Addr{addr("10.96.0.11"), addr("10.99.0.9")}},
	}}
	networks := func(v *routing.VRF) []string {
		var all []string
		for _, n := range v.BGP.IPv4.Networks {
			all = append(all, n.Prefix.String())
		}
		return all
	}
	r := routersOf(t, services, state)
	ranges := []string{"10.96.0.0/16", "10.97.0.0/24", "10.98.0.0/24"}
	assert.Equal(t, append(ranges[:3:3], "10.96.0.10/32", "10.98.0.10/32", "10.99.0.9/32"), networks(r["n1"]), "its endpoint makes host routes, inside the ranges only; the range of one address goes with its service")
	assert.Equal(t, append(ranges[:3:3], "10.99.0.9/32"), networks(r["n2"]), "no endpoint")
	assert.Empty(t, networks(r["n3"]), "excluded")

	r = routersOf(t, `{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {serviceLoadBalancerAggregation: Disabled, serviceLoadBalancerIPs: [{cidr: 10.98.0.0/24}]}}`,
		fabric.ClusterState{Services: []fabric.Service{{Addresses: []fabric.Addr{addr("10.98.0.7")}}}})
	assert.Equal(t, []string{"10.98.0.7/32"}, networks(r["n1"]), "without aggregation (3.31) every service stands alone")
}

func TestEmittedSessionsMeetTheirLeaves(t *testing.T) {
	plan := planOf(t, dual)
	for _, r := range lift(t, dual) {
		var planned, lifted []string
		for _, s := range plan.Sessions {
			if s.Kind == fabric.SessionNode && s.B.Device == r.Name {
				planned = append(planned, s.B.Address.String()+" "+s.A.Address.String()+" "+s.A.AS.String())
			}
		}
		for _, n := range r.VRFs[0].BGP.Neighbors {
			lifted = append(lifted, n.Source.String()+" "+n.Address.String()+" "+fabric.ASN(n.RemoteAS[0].First).String())
		}
		assert.ElementsMatch(t, planned, lifted)
		assert.Len(t, lifted, 4)
	}
}
