package aci_test

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// anchored is the VRF of the Calico cluster on its first anchor, after a change.
func anchored(t *testing.T, change func(*aci.Object)) routing.VRF {
	t.Helper()
	c := calicoCluster()
	tree := aci.Tree{Roots: []aci.Object{c.objects()}}
	for n := range tree.All() {
		change(n.Object)
	}
	f := facts(c)
	f.Attached = nil
	routers, err := aci.Routers(tree, f)
	require.NoError(t, err)
	i := slices.IndexFunc(routers, func(r routing.Router) bool { return r.Name == "Leaf201" })
	return routers[i].VRFs[0]
}

func add(to aci.Class, children ...aci.Object) func(*aci.Object) {
	return func(o *aci.Object) {
		if o.Class == to {
			o.Children = append(o.Children, children...)
		}
	}
}

func all(changes ...func(*aci.Object)) func(*aci.Object) {
	return func(o *aci.Object) {
		for _, c := range changes {
			c(o)
		}
	}
}

func TestANeighborOfAnAnchorMeans(t *testing.T) {
	n := anchored(t, func(*aci.Object) {}).BGP.Neighbors[0]
	family := n.Families[0]
	n.Families = nil
	assert.Equal(t, routing.Neighbor{
		Name: "192.168.2.0/24", Range: netip.MustParsePrefix("192.168.2.0/24"), Source: netip.MustParseAddr("192.168.2.201"),
		RemoteAS: []routing.ASRange{{First: clusterAS, Last: clusterAS}}, Auth: routing.NewAuth("123Cisco123"),
		Keepalive: 10 * time.Second, Hold: 30 * time.Second, GracefulRestart: 300 * time.Second, Restart: routing.Restart{Aware: true},
	}, n)
	cluster := []*routing.PrefixList{{Name: "cluster", Rules: []routing.PrefixRule{
		{Permit: true, Prefix: netip.MustParsePrefix("10.1.0.0/16"), Min: 16, Max: 32},
		{Permit: true, Prefix: netip.MustParsePrefix("192.168.8.0/22"), Min: 22, Max: 32},
	}}}
	terms := []routing.Term{
		{Permit: true, Match: routing.Match{Prefixes: cluster}},
		{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{{Name: "import-rtctrl"}}}},
		{Seq: 10},
	}
	assert.Equal(t, &routing.Policy{Name: "default-import", Terms: terms}, family.Import)
	family.Import, family.Export = nil, nil
	assert.Equal(t, routing.NeighborFamily{ASOverride: true, MaxPrefixes: 500}, family)
}

func TestEveryKnobOfAPeer(t *testing.T) {
	peer := func(attribute string, v aci.Value) func(*aci.Object) { return setting(aci.BgpPeerP, attribute, v) }
	local := func(as int, propagate string) func(*aci.Object) {
		return add(aci.BgpPeerP, object(aci.BgpLocalAsnP, attributes{"localAsn": aci.Number(as), "asnPropagate": aci.Text(propagate)}))
	}
	ctrl := func(flags ...string) func(*aci.Object) {
		return peer("ctrl", aci.Flags(append(flags, "as-override", "dis-peer-as-check")...))
	}
	bfd := func(policy attributes) func(*aci.Object) {
		return all(peer("peerCtrl", aci.Flags("bfd")),
			add(aci.L3extLIfP, object(aci.BfdIfP, nil, object(aci.BfdRsIfPol, attributes{"tnBfdIfPolName": aci.Text("fast")}))),
			add(aci.FvTenant, named(aci.BfdIfPol, "fast", policy)))
	}
	for name, row := range map[string]struct {
		change func(*aci.Object)
		want   func(*routing.Neighbor, *routing.NeighborFamily)
	}{
		"ttl":              {peer("ttl", aci.Number(2)), func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.TTL = 2 }},
		"dis-conn-check":   {peer("peerCtrl", aci.Flags("dis-conn-check")), func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.DisableConnectedCheck = true }},
		"adminSt":          {peer("adminSt", aci.Enabled(false)), func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.Shutdown = true }},
		"weight":           {peer("weight", aci.Number(7)), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.Weight = 7 }},
		"nh-self":          {ctrl("nh-self"), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.NextHop = routing.NextHopSelf }},
		"send-com":         {ctrl("send-com"), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.SendCommunity = true }},
		"allow-self-as":    {ctrl("allow-self-as"), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.AllowOwnAS = 3 }},
		"allowedSelfAsCnt": {all(ctrl("allow-self-as"), peer("allowedSelfAsCnt", aci.Number(5))), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.AllowOwnAS = 5 }},
		"privateASctrl":    {peer("privateASctrl", aci.Flags("remove-all", "remove-exclusive")), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.RemovePrivateAS = true }},
		"log":              {setting(aci.BgpPeerPfxPol, "action", aci.Text("log")), func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.MaxPrefixesWarn = true }},
		"the default limit": {setting(aci.BgpRsPeerPfxPol, "tnBgpPeerPfxPolName", aci.Text("")), func(_ *routing.Neighbor, f *routing.NeighborFamily) {
			f.MaxPrefixes = 20000
		}},
		"the limit of common's default": {all(setting(aci.BgpRsPeerPfxPol, "tnBgpPeerPfxPolName", aci.Text("")), add(aci.FvTenant, named(aci.BgpPeerPfxPol, "default", attributes{"maxPfx": aci.Number(9)}))),
			func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.MaxPrefixes = 9 }},
		"the default timers": {setting(aci.BgpRsBgpNodeCtxPol, "tnBgpCtxPolName", aci.Text("")), func(n *routing.Neighbor, _ *routing.NeighborFamily) {
			n.Keepalive, n.Hold = 60*time.Second, 180*time.Second
		}},
		"the VRF's timers": {all(setting(aci.BgpRsBgpNodeCtxPol, "tnBgpCtxPolName", aci.Text("")), add(aci.FvTenant, named(aci.BgpCtxPol, "vrf", attributes{"kaIntvl": aci.Number(2), "holdIntvl": aci.Number(6)})),
			add(aci.FvCtx, object(aci.FvRsBgpCtxPol, attributes{"tnBgpCtxPolName": aci.Text("vrf")}))),
			func(n *routing.Neighbor, _ *routing.NeighborFamily) {
				n.Keepalive, n.Hold = 2*time.Second, 6*time.Second
			}},
		"staleIntvl": {setting(aci.BgpCtxPol, "staleIntvl", aci.Number(6)), func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.GracefulRestart = 6 * time.Second }},
		"grCtrl": {setting(aci.BgpCtxPol, "grCtrl", aci.Flags()), func(n *routing.Neighbor, _ *routing.NeighborFamily) {
			n.GracefulRestart, n.Restart = 0, routing.Restart{}
		}},
		"bfd": {peer("peerCtrl", aci.Flags("bfd")), func(n *routing.Neighbor, _ *routing.NeighborFamily) {
			n.BFD, n.BFDTimers = true, routing.BFDTimers{Interval: 50 * time.Millisecond, Receive: 50 * time.Millisecond, Multiplier: 3}
		}},
		"a policy of bfd": {bfd(attributes{"minTxIntvl": aci.Number(300), "minRxIntvl": aci.Number(200), "detectMult": aci.Number(4)}), func(n *routing.Neighbor, _ *routing.NeighborFamily) {
			n.BFD, n.BFDTimers = true, routing.BFDTimers{Interval: 300 * time.Millisecond, Receive: 200 * time.Millisecond, Multiplier: 4}
		}},
		"local AS alone":               {local(65100, "replace-as"), func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.LocalAS = 65100 }},
		"the fabric's own as local AS": {local(fabricAS, "none"), func(*routing.Neighbor, *routing.NeighborFamily) {}},
	} {
		t.Run(name, func(t *testing.T) {
			strip := func(n routing.Neighbor) (routing.Neighbor, routing.NeighborFamily) {
				f := n.Families[0]
				f.Import, f.Export, n.Families = nil, nil, nil
				return n, f
			}
			wantN, wantF := strip(anchored(t, func(*aci.Object) {}).BGP.Neighbors[0])
			row.want(&wantN, &wantF)
			n, f := strip(anchored(t, row.change).BGP.Neighbors[0])
			assert.Equal(t, wantN, n)
			assert.Equal(t, wantF, f)
		})
	}
}

// What a local AS puts into paths, by its word: what leaf 201 has of node 4, and
// what node 4 gets of the others.
func TestLocalAS(t *testing.T) {
	for word, want := range map[string][2]string{
		"replace-as": {"65003", "65100 65100"},
		"no-prepend": {"65003", "65100 65002 65100"},
		"none":       {"65100 65003", "65100 65002 65100 65100"},
	} {
		t.Run(word, func(t *testing.T) {
			c := calicoCluster()
			c.announced[4] = []string{"10.1.4.0/26"}
			tree := aci.Tree{Roots: []aci.Object{c.objects()}}
			for n := range tree.All() {
				all(add(aci.BgpPeerP, object(aci.BgpLocalAsnP, attributes{"localAsn": aci.ASN(65100), "asnPropagate": aci.Text(word)})),
					setting(aci.BgpCtxPol, "maxAsLimit", aci.Number(0)))(n.Object)
			}
			nodes := c.nodes()
			for i := range nodes {
				for j := range nodes[i].VRFs[0].BGP.Neighbors {
					nodes[i].VRFs[0].BGP.Neighbors[j].RemoteAS = []routing.ASRange{{First: 65100, Last: 65100}}
				}
			}
			tables := simulated(t, tree, facts(c), nodes...)
			path := func(router, vrf, prefix string) string {
				r, ok := tables.Route(router, vrf, netip.MustParsePrefix(prefix))
				require.True(t, ok)
				var all []string
				for _, as := range r.Attributes.ASPath {
					all = append(all, fabric.ASN(as).String())
				}
				return strings.Join(all, " ")
			}
			assert.Equal(t, want[0], path("Leaf201", calicoVRF, "10.1.4.0/26"))
			assert.Equal(t, want[1], path(calicoNode+"4", "default", block9))
			tag := "tag 65003"
			if word == "none" {
				tag = "tag 65100" // recorded: a leaf with a local AS prints it
			}
			assert.Contains(t, shown(tables, "Leaf201", calicoVRF, "10.1.4.0/26"), tag)
		})
	}
}

func TestRouteMapsCombineWithSubnets(t *testing.T) {
	subnet := func(scope, aggregate string, prefix string) func(*aci.Object) {
		attrs := attributes{"ip": cidr(prefix), "scope": aci.Flags("import-security", scope)}
		if aggregate != "" {
			attrs["aggregate"] = aci.Flags(aggregate)
		}
		return add(aci.L3extInstP, object(aci.L3extSubnet, attrs))
	}
	for name, row := range map[string]struct {
		change func(*aci.Object)
		leaf   string // the hops of leaf 203 to 172.16.0.0/16
		node   string // those of node 7
	}{
		"neither":             {func(*aci.Object) {}, "", ""},
		"imported":            {subnet("import-rtctrl", "", "172.16.0.0/16"), "192.168.2.9", ""},
		"imported within":     {subnet("import-rtctrl", "import-rtctrl", "0.0.0.0/0"), "192.168.2.9", ""},
		"another is imported": {subnet("import-rtctrl", "", "172.16.0.0/15"), "", ""},
		"exported":            {all(setting(aci.L3extOut, "enforceRtctrl", aci.Flags("export")), subnet("export-rtctrl", "", "172.16.0.0/16")), "192.168.2.9", "192.168.2.9"},
		"only the profile's":  {all(subnet("import-rtctrl", "", "172.16.0.0/16"), setting(aci.RtctrlProfile, "type", aci.Text("global"))), "", ""},
		"an entry without rules is about the subnets": {all(subnet("import-rtctrl", "", "172.16.0.0/16"), func(o *aci.Object) {
			if o.Class == aci.RtctrlCtxP {
				o.Children = nil
			}
		}), "192.168.2.9", ""},
		"and about everything in a global profile": {all(setting(aci.RtctrlProfile, "type", aci.Text("global")), func(o *aci.Object) {
			if o.Class == aci.RtctrlCtxP {
				o.Children = nil
			}
		}), "192.168.2.9", "192.168.2.9"},
		"the peer's own wins": {all(add(aci.FvTenant, named(aci.RtctrlProfile, "mine", nil, named(aci.RtctrlCtxP, "all", attributes{"order": aci.Number(3)}))),
			add(aci.BgpPeerP, object(aci.BgpRsPeerToProfile, attributes{"tDn": dn("uni/tn-common/prof-mine"), "direction": aci.Text("import")}))), "192.168.2.9", ""},
		"the lower order decides": {all(setting(aci.L3extOut, "enforceRtctrl", aci.Flags("export", "import")), add(aci.RtctrlProfile,
			named(aci.RtctrlCtxP, "late", attributes{"order": aci.Number(9)}, object(aci.RtctrlRsCtxPToSubjP, attributes{"tnRtctrlSubjPName": aci.Text("more")})),
			named(aci.RtctrlCtxP, "early", attributes{"order": aci.Number(1), "action": aci.Text("deny")}, object(aci.RtctrlRsCtxPToSubjP, attributes{"tnRtctrlSubjPName": aci.Text("more")}))),
			add(aci.FvTenant, named(aci.RtctrlSubjP, "more", nil, object(aci.RtctrlMatchRtDest, attributes{"ip": cidr("172.16.0.0/16")})))), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := calicoCluster()
			c.announced[9] = append(c.announced[9], "172.16.0.0/16")
			tables := lifted(t, row.change, c)
			assert.Equal(t, row.leaf, hops(tables, "Leaf203", calicoVRF, "172.16.0.0/16"))
			assert.Equal(t, row.node, hops(tables, calicoNode+"7", "default", "172.16.0.0/16"))
		})
	}
}

// A peer of the node profile runs from a loopback, and without one not at all.
func TestLoopbackPeers(t *testing.T) {
	peer := add(aci.L3extLNodeP, object(aci.BgpPeerP, attributes{"addr": addr("10.9.9.9"), "ttl": aci.Number(2)}, object(aci.BgpAsP, attributes{"asn": aci.ASN(65009)})))
	last := func(change func(*aci.Object)) routing.Neighbor {
		b := anchored(t, change).BGP
		i := slices.IndexFunc(b.Neighbors, func(n routing.Neighbor) bool { return n.Name == "10.9.9.9" })
		return b.Neighbors[i]
	}
	assert.True(t, last(peer).Shutdown)
	on := last(all(peer, setting(aci.L3extRsNodeL3OutAtt, "rtrIdLoopBack", aci.YesNo(true))))
	assert.False(t, on.Shutdown)
	assert.Equal(t, netip.MustParseAddr("1.1.4.201"), on.Source)
	assert.Equal(t, netip.MustParseAddr("10.9.9.9"), on.Address)
}

func TestWhatIsNotPredictedIsRefused(t *testing.T) {
	none := func(*aci.Object) {}
	for name, row := range map[string]struct {
		change func(*aci.Object)
		facts  func(*aci.Facts)
		code   fabric.Code
		field  string
	}{
		"no AS of the fabric":  {none, func(f *aci.Facts) { f.AS = 0 }, aci.CodeFacts, "facts: AS"},
		"an unknown leaf":      {none, func(f *aci.Facts) { f.Leaves = f.Leaves[:6] }, aci.CodeFacts, "rsnodeL3OutAtt-[topology/pod-1/node-202]: tDn"},
		"two leaves of a name": {none, func(f *aci.Facts) { f.Leaves[1].Name = f.Leaves[0].Name }, aci.CodeFacts, "facts: leaves[1]: name"},
		"two leaves of an ID":  {none, func(f *aci.Facts) { f.Leaves[1].Node = f.Leaves[0].Node }, aci.CodeFacts, "facts: leaves[1]: node"},
		"a pod 0":              {none, func(f *aci.Facts) { f.Leaves[1].Pod = 0 }, aci.CodeFacts, "facts: leaves[1]: node"},
		"two TEPs alike":       {none, func(f *aci.Facts) { f.Leaves[1].TEP = f.Leaves[0].TEP }, aci.CodeFacts, "facts: leaves[1]: TEP"},
		"an IPv6 TEP":          {none, func(f *aci.Facts) { f.Leaves[1].TEP = netip.MustParseAddr("2001:db8::1") }, aci.CodeFacts, "facts: leaves[1]: TEP"},
		"a node on no leaf":    {none, func(f *aci.Facts) { f.Attached[0].Leaves = nil }, aci.CodeFacts, "facts: attached[0]: leaves"},
		"a node elsewhere":     {none, func(f *aci.Facts) { f.Attached[0].Leaves = []string{"Leaf999"} }, aci.CodeFacts, "facts: attached[0]: leaves"},
		"a node twice":         {none, func(f *aci.Facts) { f.Attached[1].Address = f.Attached[0].Address }, aci.CodeFacts, "facts: attached[1]: address"},
		"TEPs in the VRF":      {none, func(f *aci.Facts) { f.Leaves[1].TEP = netip.MustParseAddr("192.168.2.9") }, aci.CodeNotPredicted, "vlan-310]"},
		"an unknown VRF":       {setting(aci.L3extRsEctx, "tnFvCtxName", aci.Text("other")), nil, aci.CodeUnresolved, "rsectx: tnFvCtxName"},
		"unknown timers":       {setting(aci.BgpRsBgpNodeCtxPol, "tnBgpCtxPolName", aci.Text("other")), nil, aci.CodeUnresolved, "tnBgpCtxPolName"},
		"an unknown limit":     {setting(aci.BgpRsPeerPfxPol, "tnBgpPeerPfxPolName", aci.Text("other")), nil, aci.CodeUnresolved, "tnBgpPeerPfxPolName"},
		"an unknown rule":      {setting(aci.RtctrlRsCtxPToSubjP, "tnRtctrlSubjPName", aci.Text("other")), nil, aci.CodeUnresolved, "tnRtctrlSubjPName"},
		"an unknown set rule": {add(aci.RtctrlCtxP, object(aci.RtctrlScope, nil, object(aci.RtctrlRsScopeToAttrP, attributes{"tnRtctrlAttrPName": aci.Text("other")}))), nil,
			aci.CodeUnresolved, "tnRtctrlAttrPName"},
		"an unknown route map": {add(aci.BgpPeerP, object(aci.BgpRsPeerToProfile, attributes{"tDn": dn("uni/tn-common/prof-other")})), nil, aci.CodeUnresolved, "tDn"},
		"a rule of nothing": {func(o *aci.Object) {
			if o.Class == aci.RtctrlSubjP {
				o.Children = nil
			}
		}, nil, aci.CodeNotPredicted, "subj-cluster"},
		"either of two AS":    {add(aci.BgpPeerP, object(aci.BgpLocalAsnP, attributes{"localAsn": aci.ASN(65100), "asnPropagate": aci.Text("dual-as")})), nil, aci.CodeNotPredicted, "asnPropagate"},
		"replaced private AS": {setting(aci.BgpPeerP, "privateASctrl", aci.Flags("remove-all", "remove-exclusive", "replace-as")), nil, aci.CodeNotPredicted, "privateASctrl"},
		"sessions of sites":   {setting(aci.BgpPeerP, "connectivityType", aci.Flags("multisite")), nil, aci.CodeNotPredicted, "connectivityType"},
		"no hold time":        {all(setting(aci.BgpCtxPol, "holdIntvl", aci.Number(0))), nil, aci.CodeNotPredicted, "holdIntvl"},
		"distances of a family": {all(add(aci.FvTenant, named(aci.BgpCtxAfPol, "far", attributes{"eDist": aci.Number(30)})), func(o *aci.Object) {
			if o.Class == aci.FvRsCtxToBgpCtxAfPol && o.Attributes["af"] == aci.Text("ipv6-ucast") {
				o.Attributes["tnBgpCtxAfPolName"] = aci.Text("far")
			}
		}), nil, aci.CodeNotPredicted, "distances"},
		"a second subnet":          {setting(aci.L3extIp, "addr", cidr("192.168.5.254/24")), nil, aci.CodeNotPredicted, "addr-[192.168.5.254/24]: addr"},
		"no kind of interface":     {setting(aci.L3extVirtualLIfP, "ifInstT", aci.Text("unspecified")), nil, aci.CodeNotPredicted, "ifInstT"},
		"no floating address":      {setting(aci.L3extRsDynPathAtt, "floatingAddr", aci.Text("")), nil, aci.CodeNotPredicted, "floatingAddr"},
		"no address":               {setting(aci.L3extVirtualLIfP, "addr", aci.Text("0.0.0.0")), nil, aci.CodeNotPredicted, "addr"},
		"what no controller takes": {setting(aci.BgpPeerP, "ttl", aci.Text("many")), nil, aci.CodeInvalidValue, "ttl"},
		"a leaf outside the profile": {func(o *aci.Object) {
			if o.Class == aci.L3extLNodeP {
				o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { return c.Class == aci.L3extRsNodeL3OutAtt })
			}
		}, nil, aci.CodeIncomplete, "vlifp-[topology/pod-1/node-201]-[vlan-310]"},
		"two router IDs": {add(aci.L3extOut, named(aci.L3extLNodeP, "again", nil, leaf(201, "1.1.4.9"))), nil, aci.CodeConflict, "rtrId"},
		"two policies":   {add(aci.L3extOut, named(aci.L3extLNodeP, "again", nil, leaf(201, "1.1.4.201"))), nil, aci.CodeConflict, "lnodep-again/rsnodeL3OutAtt-[topology/pod-1/node-201]"},
		"two peers of a range": {add(aci.L3extLIfP, object(aci.L3extVirtualLIfP, attributes{"nodeDn": aci.Ref(aci.NodeDN(1, 201)), "encap": aci.VLAN(399), "addr": cidr("192.168.3.1/24"), "ifInstT": aci.Text("ext-svi")},
			object(aci.BgpPeerP, attributes{"addr": cidr("192.168.2.0/24")}, object(aci.BgpAsP, attributes{"asn": aci.ASN(clusterAS)})))), nil, aci.CodeConflict, "[vlan-399]/peerP-[192.168.2.0/24]"},
		"two addresses on a VLAN": {add(aci.L3extLNodeP, named(aci.L3extLIfP, "again", nil, object(aci.L3extVirtualLIfP, attributes{"nodeDn": aci.Ref(aci.NodeDN(1, 201)),
			"encap": aci.VLAN(310), "addr": cidr("192.168.2.7/24"), "ifInstT": aci.Text("ext-svi")}))), nil, aci.CodeConflict, "lifp-again/vlifp-[topology/pod-1/node-201]-[vlan-310]"},
		"one address on two VLANs": {add(aci.L3extLNodeP, named(aci.L3extLIfP, "again", nil, object(aci.L3extVirtualLIfP, attributes{"nodeDn": aci.Ref(aci.NodeDN(1, 201)),
			"encap": aci.VLAN(398), "addr": cidr("192.168.2.201/24"), "ifInstT": aci.Text("ext-svi")}))), nil, aci.CodeConflict, "[vlan-398]"},
	} {
		t.Run(name, func(t *testing.T) {
			c := calicoCluster()
			tree := aci.Tree{Roots: []aci.Object{c.objects()}}
			for n := range tree.All() {
				row.change(n.Object)
			}
			f := facts(c)
			if row.facts != nil {
				row.facts(&f)
			}
			_, err := aci.Routers(tree, f)
			var problems fabric.Problems
			require.True(t, errors.As(err, &problems), "%v", err)
			found := slices.ContainsFunc(problems, func(p fabric.Problem) bool {
				return p.Code == row.code && strings.HasSuffix(p.Field, row.field) && p.Detail != "" && p.Fix != "" && p.Source != ""
			})
			assert.True(t, found, "%s: %v", row.field, problems)
		})
	}
}

// A VLAN is one interface of a leaf: of two L3Outs only where both say so.
func TestL3OutsShareAVLANOnlyByScope(t *testing.T) {
	second := func(scope string) func(*aci.Object) {
		return add(aci.FvTenant, named(aci.L3extOut, "second", nil, object(aci.L3extRsEctx, attributes{"tnFvCtxName": aci.Text("calico")}),
			named(aci.L3extLNodeP, "nodes", nil, leaf(201, "1.1.4.201"),
				object(aci.BgpProtP, nil, object(aci.BgpRsBgpNodeCtxPol, attributes{"tnBgpCtxPolName": aci.Text("timers")}),
					object(aci.BgpRsBestPathCtrlPol, attributes{"tnBgpBestPathCtrlPolName": aci.Text("relax")})),
				named(aci.L3extLIfP, "ipv6", nil, object(aci.L3extRsPathL3OutAtt, attributes{"tDn": aci.Ref(aci.PathDN(1, 201, "eth1/1")), "encap": aci.VLAN(310),
					"addr": cidr("2001:db8:2::201/64"), "ifInstT": aci.Text("ext-svi"), "encapScope": aci.Text(scope)})))))
	}
	v := anchored(t, all(second("ctx"), setting(aci.L3extVirtualLIfP, "encapScope", aci.Text("ctx"))))
	assert.Equal(t, []netip.Prefix{netip.MustParsePrefix("192.168.2.201/24"), netip.MustParsePrefix("2001:db8:2::201/64")}, v.Interfaces[0].Addresses)

	c := calicoCluster()
	tree := aci.Tree{Roots: []aci.Object{c.objects()}}
	second("local")(&tree.Roots[0])
	_, err := aci.Routers(tree, facts(c))
	assert.ErrorContains(t, err, "encapScope")
}

// What is to be deleted is not there.
func TestDeletedObjectsMeanNothing(t *testing.T) {
	v := anchored(t, func(o *aci.Object) {
		if o.Class == aci.BgpPeerP {
			o.Status = aci.Deleted
		}
	})
	for _, n := range v.BGP.Neighbors {
		assert.False(t, n.Range.IsValid(), n.Name)
	}
}
