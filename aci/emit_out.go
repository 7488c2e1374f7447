package aci

import (
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// out writes an L3Out (seeds/002, steps 3 to 14) and the policies that are its own.
func (e *emitter) out(i int) {
	o := &e.aci.L3Outs[i]
	t := e.tenant(o.Tenant)
	if o.Terms.MaxPrefixes > 0 {
		t.add(oursNamed(BgpPeerPfxPol, objectName(o.Name, suffixPrefixes), Attributes{
			"maxPfx": Number(o.Terms.MaxPrefixes), "action": Text("reject"),
		}))
	}
	if o.BFD {
		t.add(bfd(o))
	}
	control := Flags("export", "import")
	if o.Unfiltered {
		control = Flags("export") // which the controller keeps on
	}
	out := oursNamed(L3extOut, o.Name, Attributes{"enforceRtctrl": control},
		ours(L3extRsEctx, Attributes{"tnFvCtxName": Text(o.VRF)}),
		ours(L3extRsL3DomAtt, Attributes{"tDn": Ref(routedDN(&e.aci.Access))}),
		ours(BgpExtP, nil),
	)
	if !o.Unfiltered {
		out.Children = append(out.Children, e.routeMap(t, o, defaultImport, suffixImport, o.Import)...)
	}
	out.Children = append(out.Children, e.routeMap(t, o, defaultExport, suffixExport, o.Export)...)
	for j := range o.EPGs {
		out.Children = append(out.Children, externalEPG(&o.EPGs[j]))
	}
	out.Children = append(out.Children, e.nodes(o, e.timers[i]))
	t.add(out)
}

// nodes is the node profile: the leaves, what their BGP is told, and the
// interfaces.
func (e *emitter) nodes(o *fabric.PlannedL3Out, timers string) Object {
	profile := oursNamed(L3extLNodeP, nodeProfile, nil)
	for _, l := range o.Leaves {
		profile.Children = append(profile.Children, ours(L3extRsNodeL3OutAtt, Attributes{
			"tDn": Ref(leafDN(l.Pod, l.Node)), "rtrId": Addr(l.RouterID),
			// Peers are on the interfaces and need no loopback; one inside an
			// interface's subnet keeps the interface from being deployed (Cisco bug
			// CSCwa48038).
			"rtrIdLoopBack": YesNo(false),
		}))
	}
	profile.Children = append(profile.Children, ours(BgpProtP, nil,
		ours(BgpRsBgpNodeCtxPol, Attributes{"tnBgpCtxPolName": Text(timers)}),
		ours(BgpRsBestPathCtrlPol, Attributes{"tnBgpBestPathCtrlPolName": Text(objectName(o.VRF, suffixRelax))}),
	))
	profile.Children = append(profile.Children, e.interfaces(o)...)
	return profile
}

// bfd is the policy by which leaf and node watch each other.
func bfd(o *fabric.PlannedL3Out) Object {
	interval := Number(int(o.Terms.BFD.Interval / time.Millisecond))
	multiplier := o.Terms.BFD.Multiplier
	if multiplier == 0 {
		multiplier = 3
	}
	return oursNamed(BfdIfPol, objectName(o.Name, suffixBFD), Attributes{
		"detectMult": Number(multiplier), "minTxIntvl": interval, "minRxIntvl": interval,
	})
}

// externalEPG is an external EPG with its subnets and contracts.
func externalEPG(g *fabric.PlannedEPG) Object {
	epg := oursNamed(L3extInstP, g.Name, nil)
	for _, s := range g.Subnets {
		// Routes are filtered by the route maps, not by the *-rtctrl scopes.
		subnet := Attributes{"ip": Prefix(s.Prefix), "scope": Flags("import-security"), "aggregate": Flags()}
		if s.Leak {
			subnet["scope"] = Flags("import-security", "shared-rtctrl", "shared-security")
			subnet["aggregate"] = Flags("shared-rtctrl") // the nodes' blocks and the services inside of it
		}
		epg.Children = append(epg.Children, ours(L3extSubnet, subnet))
	}
	for _, c := range g.Provides {
		epg.Children = append(epg.Children, ours(FvRsProv, Attributes{"tnVzBrCPName": Text(c)}))
	}
	for _, c := range g.Consumes {
		epg.Children = append(epg.Children, ours(FvRsCons, Attributes{"tnVzBrCPName": Text(c)}))
	}
	return epg
}
