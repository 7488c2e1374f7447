package aci_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/aci"
)

// modules are the rows.
func modules() []posted {
	return append(accessModules(), posted{
		// modules/terraform-aci-tenant, if managed
		class: aci.FvTenant, path: "tenants", content: map[string]expression{
			"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""), "status": choice("managed", "", "modified", true),
		},
		children: slices.Concat(tenantModules(), policyModules(), []posted{outModule()}),
	})
}

// aci_access_policies.tf
func accessModules() []posted {
	named := map[string]expression{"name": key("name")}
	pool := func(i *item) (aci.Value, bool) { // vlan_pool_allocation looks among the pools
		name, ok := i.text("vlan_pool")
		for _, p := range i.doc.items {
			if strings.HasPrefix(p.path, "apic.access_policies[0].vlan_pools[") && strings.Count(p.path, ".") == 2 && p.must("name") == name {
				v, _ := or("allocation", "static")(p)
				return aci.Text("uni/infra/vlanns-[" + name + "]-" + v.String()), ok
			}
		}
		return aci.Text("no pool " + name), ok
	}
	domain := func(prefix string) map[string]expression { return map[string]expression{"tDn": made(prefix + "{.}")} }
	return []posted{
		{class: aci.InfraInfra, path: "access_policies", children: []posted{
			// modules/terraform-aci-vlan-pool/main.tf
			{class: aci.FvnsVlanInstP, path: "vlan_pools", content: map[string]expression{
				"name": key("name"), "descr": or("description", ""), "allocMode": or("allocation", "static"),
			}, children: []posted{{class: aci.FvnsEncapBlk, path: "ranges", content: map[string]expression{
				"from": made("vlan-{from}"), "to": made("vlan-{to}"), "descr": or("description", ""),
				"allocMode": or("allocation", "inherit"), "role": or("role", "external"),
			}}}},
			// modules/terraform-aci-aaep/main.tf
			{class: aci.InfraAttEntityP, path: "aaeps", content: map[string]expression{"name": key("name"), "descr": or("description", "")}, children: []posted{
				{class: aci.InfraRsDomP, path: "physical_domains", content: domain("uni/phys-")},
				{class: aci.InfraRsDomP, path: "routed_domains", content: domain("uni/l3dom-")},
				{class: aci.InfraRsDomP, path: "vmware_vmm_domains", content: domain("uni/vmmp-VMware/dom-")},
			}},
			// modules/terraform-aci-access-leaf-interface-policy-group/main.tf
			{class: aci.InfraFuncP, when: has("leaf_interface_policy_groups"), children: []posted{
				{class: aci.InfraAccBndlGrp, path: "leaf_interface_policy_groups", content: map[string]expression{
					"name": key("name"), "descr": or("description", ""),
					"lagT": func(i *item) (aci.Value, bool) {
						return aci.Text(map[string]string{"vpc": "node", "pc": "link"}[i.must("type")]), true
					},
				}, children: []posted{{class: aci.InfraRsAttEntP, when: has("aaep"), content: map[string]expression{"tDn": made("uni/infra/attentp-{aaep}")}}}},
			}},
		}},
		// modules/terraform-aci-physical-domain/main.tf, modules/terraform-aci-routed-domain/main.tf
		{class: aci.PhysDomP, path: "access_policies.physical_domains", content: named, children: []posted{
			{class: aci.InfraRsVlanNs, content: map[string]expression{"tDn": pool}}}},
		{class: aci.L3extDomP, path: "access_policies.routed_domains", content: named, children: []posted{
			{class: aci.InfraRsVlanNs, when: has("vlan_pool"), content: map[string]expression{"tDn": pool}}}},
	}
}

// aci_tenants.tf: VRFs, filters, contracts.
func tenantModules() []posted {
	family := func(af string) posted {
		name := "bgp"
		policy := af + "_address_family_context_policy"
		return posted{class: aci.FvRsCtxToBgpCtxAfPol, path: name, when: has(policy), content: map[string]expression{
			"tnBgpCtxAfPolName": key(policy), "af": constant(af + "-ucast")}}
	}
	return []posted{
		// modules/terraform-aci-vrf/main.tf; fvRsBgpCtxPol without a name is what every VRF has
		{class: aci.FvCtx, path: "vrfs", content: map[string]expression{
			"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""),
			"pcEnfPref": or("enforcement_preference", "enforced"), "pcEnfDir": or("enforcement_direction", "ingress"),
		}, children: []posted{
			{class: aci.FvRsBgpCtxPol, path: "bgp", when: has("timer_policy"), content: map[string]expression{"tnBgpCtxPolName": key("timer_policy")}},
			family("ipv4"), family("ipv6"),
		}},
		// modules/terraform-aci-filter/main.tf
		{class: aci.VzFilter, path: "filters", content: map[string]expression{"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", "")},
			children: []posted{{class: aci.VzEntry, path: "entries", content: map[string]expression{
				"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""), "etherT": or("ethertype", "ip"),
				"prot": func(i *item) (aci.Value, bool) {
					v, _ := or("protocol", "tcp")(i)
					ether, _ := or("ethertype", "ip")(i)
					return v, slices.Contains([]string{"ip", "ipv4", "ipv6"}, ether.String())
				},
				"sFromPort": or("source_from_port", "unspecified"), "dFromPort": or("destination_from_port", "unspecified"),
				"sToPort": func(i *item) (aci.Value, bool) {
					from, _ := or("source_from_port", "unspecified")(i)
					return or("source_to_port", from.String())(i)
				},
				"dToPort": func(i *item) (aci.Value, bool) {
					from, _ := or("destination_from_port", "unspecified")(i)
					return or("destination_to_port", from.String())(i)
				},
				"stateful": choice("stateful", "yes", "no", false),
			}}}},
		// modules/terraform-aci-contract/main.tf
		{class: aci.VzBrCP, path: "contracts", content: map[string]expression{
			"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""), "scope": or("scope", "context"),
		}, children: []posted{{class: aci.VzSubj, path: "subjects", content: map[string]expression{
			"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""),
			"revFltPorts": func(i *item) (aci.Value, bool) {
				if i.keys["filters"] == nil {
					return aci.Text("no"), true
				}
				return choice("reverse_filter_ports", "yes", "no", true)(i)
			},
		}, children: []posted{
			{class: aci.VzRsSubjFiltAtt, path: "filters", content: map[string]expression{"tnVzFilterName": key("filter"), "action": or("action", "permit")}},
			{class: aci.VzRsSubjGraphAtt, when: func(i *item) bool { return has("service_graph")(i) && i.keys["filters"] != nil },
				content: map[string]expression{"tnVnsAbsGraphName": key("service_graph")}},
		}}}},
	}
}

// aci_tenants.tf: policies.
func policyModules() []posted {
	policy := func(class aci.Class, path string, content map[string]expression, children ...posted) posted {
		content["name"], content["descr"] = key("name"), or("description", "")
		return posted{class: class, path: "policies." + path, content: content, children: children}
	}
	return []posted{
		// modules/terraform-aci-bgp-timer-policy/main.tf
		policy(aci.BgpCtxPol, "bgp_timer_policies", map[string]expression{
			"grCtrl": choice("graceful_restart_helper", "helper", "", true), "holdIntvl": or("hold_interval", "180"),
			"kaIntvl": or("keepalive_interval", "60"), "maxAsLimit": or("maximum_as_limit", "0"), "staleIntvl": or("stale_interval", "default"),
		}),
		// modules/terraform-aci-bgp-best-path-policy/main.tf
		policy(aci.BgpBestPathCtrlPol, "bgp_best_path_policies", map[string]expression{
			"ctrl": joined("asPathMultipathRelax=as_path_multipath_relax", "ignoreIgpMetric=ignore_igp_metric"),
		}),
		// modules/terraform-aci-bgp-address-family-context-policy/main.tf
		policy(aci.BgpCtxAfPol, "bgp_address_family_context_policies", map[string]expression{
			"ctrl": choice("enable_host_route_leak", "host-rt-leak", "", false), "eDist": or("ebgp_distance", "20"), "iDist": or("ibgp_distance", "200"),
			"localDist": or("local_distance", "220"), "maxEcmp": or("ebgp_max_ecmp", "16"), "maxEcmpIbgp": or("ibgp_max_ecmp", "16"),
			"maxLocalEcmp": func(i *item) (aci.Value, bool) { v, _ := or("local_max_ecmp", "0")(i); return v, v.String() != "0" },
		}),
		// modules/terraform-aci-bgp-peer-prefix-policy/main.tf
		policy(aci.BgpPeerPfxPol, "bgp_peer_prefix_policies", map[string]expression{
			"action": or("action", "reject"), "maxPfx": or("max_prefixes", "20000"), "restartTime": or("restart_time", "65534"), "thresh": or("threshold", "75"),
		}),
		// modules/terraform-aci-bfd-interface-policy/main.tf
		policy(aci.BfdIfPol, "bfd_interface_policies", map[string]expression{
			"detectMult": or("detection_multiplier", "3"), "echoAdminSt": choice("echo_admin_state", "enabled", "disabled", true),
			"echoRxIntvl": or("echo_rx_interval", "50"), "minRxIntvl": or("min_rx_interval", "50"), "minTxIntvl": or("min_tx_interval", "50"),
		}),
		// modules/terraform-aci-nd-interface-policy/main.tf
		policy(aci.NdIfPol, "nd_interface_policies", map[string]expression{
			"ctrl": func(i *item) (aci.Value, bool) {
				i.read["controller_state"] = true
				for name, want := range map[string]int{"nud_retransmit_base": 1, "nud_retransmit_interval": 1000, "nud_retransmit_count": 3} {
					if i.keys[name] != want {
						return aci.Text("the modules would set nud to 0"), true
					}
					i.read[name] = true
				}
				var words []string
				list, _ := i.keys["controller_state"].([]any)
				for _, w := range list {
					words = append(words, w.(string))
				}
				return aci.Flags(words...), true
			},
		}),
		// modules/terraform-aci-match-rule/main.tf
		policy(aci.RtctrlSubjP, "match_rules", map[string]expression{}, posted{class: aci.RtctrlMatchRtDest, path: "prefixes", content: map[string]expression{
			"ip": key("ip"), "aggregate": choice("aggregate", "yes", "no", false), "descr": or("description", ""),
			"fromPfxLen": or("from_length", "0"), "toPfxLen": or("to_length", "0"),
		}}),
		// modules/terraform-aci-set-rule/main.tf
		policy(aci.RtctrlAttrP, "set_rules", map[string]expression{}, posted{class: aci.RtctrlSetPref, when: has("preference"), content: map[string]expression{
			"localPref": key("preference"), "type": or("", "local-pref"),
		}}),
		// modules/terraform-aci-route-control-route-map/main.tf
		policy(aci.RtctrlProfile, "route_control_route_maps", map[string]expression{"type": or("type", "combinable")}, contextModule()),
	}
}

// modules/terraform-aci-l3out/main.tf, rtctrlCtxP and below
func contextModule() posted {
	return posted{class: aci.RtctrlCtxP, path: "contexts", content: map[string]expression{
		"name": key("name"), "descr": or("description", ""), "action": or("action", "permit"), "order": or("order", "0"),
	}, children: []posted{
		{class: aci.RtctrlScope, when: has("set_rule"), children: []posted{
			{class: aci.RtctrlRsScopeToAttrP, content: map[string]expression{"tnRtctrlAttrPName": key("set_rule")}}}},
		{class: aci.RtctrlRsCtxPToSubjP, path: "match_rules", content: map[string]expression{"tnRtctrlSubjPName": key(".")}},
	}}
}

// modules/terraform-aci-l3out, -node-profile, -interface-profile, -external-endpoint-group
func outModule() posted {
	routeMap := func(path, name, kind string) posted {
		return posted{class: aci.RtctrlProfile, path: path, content: map[string]expression{
			"name": or("name", name), "descr": or("description", ""), "type": or("type", kind)}, children: []posted{contextModule()}}
	}
	return posted{class: aci.L3extOut, path: "l3outs", content: map[string]expression{
		"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""),
		"enforceRtctrl": joined("+export=export_route_control_enforcement", "import=import_route_control_enforcement"),
	}, children: []posted{
		{class: aci.L3extRsEctx, content: map[string]expression{"tnFvCtxName": key("vrf")}},
		{class: aci.L3extRsL3DomAtt, content: map[string]expression{"tDn": made("uni/l3dom-{domain}")}},
		{class: aci.BgpExtP, when: func(i *item) bool { return strings.Contains(fmt.Sprint(i.keys), "bgp_peers:") }},
		routeMap("import_route_map", "default-import", "global"),
		routeMap("export_route_map", "default-export", "global"),
		routeMap("route_maps", "", "combinable"),
		{class: aci.L3extLNodeP, path: "node_profiles", content: map[string]expression{"name": key("name")}, children: []posted{
			// np.bgp: aci_tenants.tf, bgp_protocol_profile_name, bgp_timer_policy, bgp_as_path_policy
			{class: aci.BgpProtP, path: "bgp", content: map[string]expression{"name": or("name", "")}, children: []posted{
				{class: aci.BgpRsBgpNodeCtxPol, when: has("timer_policy"), content: map[string]expression{"tnBgpCtxPolName": key("timer_policy")}},
				{class: aci.BgpRsBestPathCtrlPol, when: has("as_path_policy"), content: map[string]expression{"tnBgpBestPathCtrlPolName": key("as_path_policy")}},
			}},
			{class: aci.L3extRsNodeL3OutAtt, path: "nodes", content: map[string]expression{
				"tDn": made("topology/pod-{pod_id}/node-{node_id}"), "rtrId": key("router_id"), "rtrIdLoopBack": choice("router_id_as_loopback", "yes", "no", true),
			}, children: []posted{{class: aci.L3extLoopBackIfP, path: "loopbacks", content: map[string]expression{"addr": key(".")}}}},
			peerModule(),
			{class: aci.L3extLIfP, path: "interface_profiles", content: map[string]expression{
				"name": key("name"), "descr": or("description", ""), "prio": or("qos_class", "unspecified"),
			}, children: interfaceModules()},
		}},
		{class: aci.L3extInstP, path: "external_endpoint_groups", content: map[string]expression{
			"name": key("name"), "nameAlias": or("alias", ""), "descr": or("description", ""), "prefGrMemb": choice("preferred_group", "include", "exclude", false),
		}, children: []posted{
			{class: aci.FvRsCons, path: "contracts.consumers", content: map[string]expression{"tnVzBrCPName": key(".")}},
			{class: aci.FvRsProv, path: "contracts.providers", content: map[string]expression{"tnVzBrCPName": key(".")}},
			{class: aci.L3extSubnet, path: "subnets", content: map[string]expression{
				"ip": key("prefix"), "name": or("name", ""), "descr": or("description", ""),
				"scope": joined("export-rtctrl=export_route_control", "import-rtctrl=import_route_control", "+import-security=import_security",
					"shared-rtctrl=shared_route_control", "shared-security=shared_security"),
				"aggregate": joined("export-rtctrl=aggregate_export_route_control", "import-rtctrl=aggregate_import_route_control", "shared-rtctrl=aggregate_shared_route_control"),
			}},
		}},
	}}
}

// modules/terraform-aci-l3out-interface-profile/main.tf at fd1887c
func interfaceModules() []posted {
	floats := func(i *item) bool { return i.must("floating_svi") == "true" }
	fixed := func(i *item) bool { return !floats(i) }
	vpc := func(i *item) bool { return i.must("node2_id") != "" }
	shared := func(when func(*item) bool) posted {
		return posted{class: aci.L3extIp, when: func(i *item) bool { return when(i) && has("ip_shared")(i) }, content: map[string]expression{"addr": key("ip_shared")}}
	}
	member := func(side string) posted {
		return posted{class: aci.L3extMember, when: vpc, content: map[string]expression{"side": constant(side), "addr": key("ip_" + strings.ToLower(side))},
			children: []posted{shared(vpc)}}
	}
	common := func(more map[string]expression) map[string]expression {
		maps.Copy(more, map[string]expression{
			"descr": or("description", ""), "autostate": choice("autostate", "enabled", "disabled", false), "ipv6Dad": constant("enabled"),
			"llAddr": or("link_local_address", "::"), "mac": or("mac", "00:22:BD:F8:19:FF"), "mode": or("mode", "regular"), "mtu": or("mtu", "inherit"),
		})
		return more
	}
	scope := func(i *item) (aci.Value, bool) {
		v, _ := or("scope", "local")(i)
		return aci.Text(map[string]string{"vrf": "ctx", "local": "local"}[v.String()]), floats(i) || i.must("svi") == "true"
	}
	target := func(i *item) (aci.Value, bool) {
		for _, template := range []string{
			"topology/pod-{pod_id}/protpaths-{node_id}-{node2_id}/pathep-[{channel}]", "topology/pod-{pod_id}/paths-{node_id}/pathep-[eth{module}/{port}/{sub_port}]",
			"topology/pod-{pod_id}/paths-{node_id}/pathep-[eth{module}/{port}]", "topology/pod-{pod_id}/paths-{node_id}/pathep-[{channel}]",
		} {
			if v, ok := made(template)(i); ok {
				return v, true
			}
		}
		return aci.Value{}, false
	}
	return []posted{
		{class: aci.BfdIfP, when: has("bfd_policy"), content: map[string]expression{"type": constant("none")}, children: []posted{
			{class: aci.BfdRsIfPol, content: map[string]expression{"tnBfdIfPolName": key("bfd_policy")}}}},
		{class: aci.L3extRsNdIfPol, when: has("nd_interface_policy"), content: map[string]expression{"tnNdIfPolName": key("nd_interface_policy")}},
		{class: aci.L3extRsPathL3OutAtt, path: "interfaces", when: fixed, content: common(map[string]expression{
			"tDn": target, "encap": made("vlan-{vlan}"), "encapScope": scope,
			"addr": func(i *item) (aci.Value, bool) {
				if vpc(i) {
					return aci.Text("0.0.0.0"), true
				}
				return or("ip", "")(i)
			},
			"ifInstT": func(i *item) (aci.Value, bool) {
				switch {
				case !has("vlan")(i):
					return aci.Text("l3-port"), true
				case i.must("svi") == "true":
					return aci.Text("ext-svi"), true
				}
				return aci.Text("sub-interface"), true
			},
		}), children: []posted{shared(func(i *item) bool { return !vpc(i) }), member("A"), member("B"), peerModule()}},
		{class: aci.L3extVirtualLIfP, path: "interfaces", when: floats, content: common(map[string]expression{
			"nodeDn": made("topology/pod-{pod_id}/node-{node_id}"), "encap": made("vlan-{vlan}"), "addr": or("ip", ""), "ifInstT": constant("ext-svi"), "encapScope": scope,
		}), children: []posted{
			{class: aci.L3extRsDynPathAtt, path: "paths", content: map[string]expression{
				"floatingAddr": key("floating_ip"), "encap": made("vlan-{vlan}"),
				"tDn": func(i *item) (aci.Value, bool) {
					if v, ok := made("uni/phys-{physical_domain}")(i); ok {
						return v, true
					}
					return made("uni/vmmp-VMware/dom-{vmware_vmm_domain}")(i)
				},
			}},
			shared(floats), peerModule(),
		}},
	}
}

// bgp_peers of an interface and of a node profile
func peerModule() posted {
	route := func(i *item, direction string) (aci.Value, bool) {
		top := i
		for strings.Count(top.path, ".") > 1 { // up to apic.tenants[]
			top = top.from
		}
		v, ok := i.text(direction + "_route_control")
		return aci.Text("uni/tn-" + top.must("name") + "/prof-" + v), ok
	}
	profile := func(direction string) posted {
		return posted{class: aci.BgpRsPeerToProfile, when: has(direction + "_route_control"), content: map[string]expression{
			"tDn": func(i *item) (aci.Value, bool) { return route(i, direction) }, "direction": constant(direction)}}
	}
	return posted{class: aci.BgpPeerP, path: "bgp_peers", content: map[string]expression{
		"addr": key("ip"), "descr": or("description", ""), "password": secret("password"),
		"ctrl": joined("allow-self-as=allow_self_as", "as-override=as_override", "dis-peer-as-check=disable_peer_as_check", "nh-self=next_hop_self",
			"send-com=send_community", "send-ext-com=send_ext_community"),
		"allowedSelfAsCnt": or("allowed_self_as_count", "3"), "peerCtrl": joined("bfd=bfd", "dis-conn-check=disable_connected_check"),
		"ttl": or("ttl", "1"), "weight": or("weight", "0"),
		"privateASctrl": joined("remove-all=remove_all_private_as", "remove-exclusive=remove_private_as", "replace-as=replace_private_as_with_local_as"),
		"addrTCtrl":     joined("+af-mcast=multicast_address_family", "+af-ucast=unicast_address_family"),
		"adminSt":       choice("admin_state", "enabled", "disabled", true),
	}, children: []posted{
		{class: aci.BgpAsP, content: map[string]expression{"asn": key("remote_as")}},
		{class: aci.BgpLocalAsnP, when: has("local_as"), content: map[string]expression{"localAsn": key("local_as"), "asnPropagate": or("as_propagate", "none")}},
		{class: aci.BgpRsPeerPfxPol, when: has("peer_prefix_policy"), content: map[string]expression{"tnBgpPeerPfxPolName": key("peer_prefix_policy")}},
		profile("export"), profile("import"),
	}}
}
