package aci

import "github.com/podfabric/podfabric/fabric"

// access writes the VLAN pool, the domains on it and the AAEP with the ports'
// policy groups (seeds/002, ACI BGP configuration: nodes need both domains). What
// exists is only referred to.
func (e *emitter) access() {
	a := &e.aci.Access
	if a.Existing {
		return
	}
	pool := oursNamed(FvnsVlanInstP, a.VLANPool, Attributes{"allocMode": Text("static")})
	for _, r := range a.VLANs {
		pool.Children = append(pool.Children, ours(FvnsEncapBlk, Attributes{
			"from": VLAN(r.First), "to": VLAN(r.Last), "allocMode": Text("static"),
		}))
	}
	poolDN := infraDN().Child(RN("vlanns-[" + a.VLANPool + "]-static"))
	// uni/infra and its profile of functions are in every fabric, and not ours.
	infra := theirs(InfraInfra, nil, pool, oursNamed(InfraAttEntityP, a.AAEP, nil,
		ours(InfraRsDomP, Attributes{"tDn": Ref(physicalDN(a))}),
		ours(InfraRsDomP, Attributes{"tDn": Ref(routedDN(a))}),
	))
	if len(a.Groups) > 0 {
		functions := theirs(InfraFuncP, nil)
		for _, g := range a.Groups {
			functions.Children = append(functions.Children, oursNamed(InfraAccBndlGrp, g,
				Attributes{"lagT": Text("node")}, // a vPC: over both leaves
				ours(InfraRsAttEntP, Attributes{"tDn": Ref(infraDN().Child(RN("attentp-" + a.AAEP)))}),
			))
		}
		infra.Children = append(infra.Children, functions)
	}
	e.tree.Roots = append(e.tree.Roots, infra,
		oursNamed(PhysDomP, a.PhysicalDomain, nil, ours(InfraRsVlanNs, Attributes{"tDn": Ref(poolDN)})),
		oursNamed(L3extDomP, a.RoutedDomain, nil, ours(InfraRsVlanNs, Attributes{"tDn": Ref(poolDN)})),
	)
}

func infraDN() DN { return UniDN().Child("infra") }

func physicalDN(a *fabric.PlannedAccess) DN { return UniDN().Child(RN("phys-" + a.PhysicalDomain)) }

func routedDN(a *fabric.PlannedAccess) DN { return UniDN().Child(RN("l3dom-" + a.RoutedDomain)) }

// vmwareDN is the domain of a virtual switch of VMware.
func vmwareDN(name string) DN { return UniDN().Child("vmmp-VMware").Child(RN("dom-" + name)) }
