package aci

// A nacForm is how an attribute stands in the data model.
type nacForm uint8

const (
	// nacText is the text.
	nacText nacForm = iota
	// nacWord is a number, or a word.
	nacWord
	// nacBool is true where the attribute is row.on.
	nacBool
	// nacFlag is true where the attribute has the flag row.on.
	nacFlag
)

// A nacRow ties an attribute, or a flag of one, to a key of the data model.
type nacRow struct {
	attribute, key string
	form           nacForm
	on             string
	// absent is what the modules write when the key is missing, as an APIC has it
	// (defaults/defaults.yaml at faa6a9f); for a flag, the flag or "".
	absent string
}

func nacTexts(attribute, key string) nacRow { return nacRow{attribute: attribute, key: key} }

func nacWords(attribute, key, absent string) nacRow {
	return nacRow{attribute: attribute, key: key, form: nacWord, absent: absent}
}

func nacBools(attribute, key, on, absent string) nacRow {
	return nacRow{attribute: attribute, key: key, form: nacBool, on: on, absent: absent}
}

func nacFlags(attribute, key, on string, absent bool) nacRow {
	row := nacRow{attribute: attribute, key: key, form: nacFlag, on: on}
	if absent {
		row.absent = on
	}
	return row
}

// nacRows are the attributes that a key of the model stands for. Attributes that
// say where an object is, or that are keys of another object, are written by the
// code; what stands in neither has no place.
func nacRows(c Class) []nacRow {
	name, alias, description := nacTexts("name", "name"), nacTexts("nameAlias", "alias"), nacTexts("descr", "description")
	switch c {
	// aci_access_policies.tf
	case FvnsVlanInstP: // modules/terraform-aci-vlan-pool
		return []nacRow{name, description, nacWords("allocMode", "allocation", "static")}
	case FvnsEncapBlk:
		return []nacRow{description, nacWords("allocMode", "allocation", "inherit"), nacWords("role", "role", "external")}
	case InfraAttEntityP, InfraAccBndlGrp: // modules/terraform-aci-aaep, -access-leaf-interface-policy-group
		return []nacRow{name, description}
	case PhysDomP, L3extDomP: // modules/terraform-aci-physical-domain, -routed-domain
		return []nacRow{name}

	// aci_tenants.tf
	case FvTenant:
		return []nacRow{name, alias, description}
	case FvCtx: // modules/terraform-aci-vrf
		return []nacRow{name, alias, description, nacWords("pcEnfPref", "enforcement_preference", "enforced"),
			nacWords("pcEnfDir", "enforcement_direction", "ingress")}
	case BgpCtxPol: // modules/terraform-aci-bgp-timer-policy
		return []nacRow{name, description, nacWords("kaIntvl", "keepalive_interval", "60"), nacWords("holdIntvl", "hold_interval", "180"),
			nacWords("staleIntvl", "stale_interval", "default"), nacWords("maxAsLimit", "maximum_as_limit", "0"),
			nacFlags("grCtrl", "graceful_restart_helper", "helper", true)}
	case BgpBestPathCtrlPol: // modules/terraform-aci-bgp-best-path-policy
		return []nacRow{name, description, nacFlags("ctrl", "as_path_multipath_relax", "asPathMultipathRelax", false),
			nacFlags("ctrl", "ignore_igp_metric", "ignoreIgpMetric", false)}
	case BgpCtxAfPol: // modules/terraform-aci-bgp-address-family-context-policy
		return []nacRow{name, description, nacWords("maxEcmp", "ebgp_max_ecmp", "16"), nacWords("maxEcmpIbgp", "ibgp_max_ecmp", "16"),
			nacWords("maxLocalEcmp", "local_max_ecmp", "0"), nacWords("eDist", "ebgp_distance", "20"), nacWords("iDist", "ibgp_distance", "200"),
			nacWords("localDist", "local_distance", "220"), nacFlags("ctrl", "enable_host_route_leak", "host-rt-leak", false)}
	case BgpPeerPfxPol: // modules/terraform-aci-bgp-peer-prefix-policy
		return []nacRow{name, description, nacWords("action", "action", "reject"), nacWords("maxPfx", "max_prefixes", "20000"),
			nacWords("thresh", "threshold", "75"), nacWords("restartTime", "restart_time", "65534")}
	case BfdIfPol: // modules/terraform-aci-bfd-interface-policy
		return []nacRow{name, description, nacWords("detectMult", "detection_multiplier", "3"), nacWords("minTxIntvl", "min_tx_interval", "50"),
			nacWords("minRxIntvl", "min_rx_interval", "50"), nacWords("echoRxIntvl", "echo_rx_interval", "50"),
			nacBools("echoAdminSt", "echo_admin_state", "enabled", "enabled")}
	case NdIfPol: // modules/terraform-aci-nd-interface-policy
		return []nacRow{name, description}
	case RtctrlSubjP, RtctrlAttrP: // modules/terraform-aci-match-rule, -set-rule
		return []nacRow{name, description}
	case RtctrlSetPref:
		return []nacRow{nacTexts("localPref", "preference")}
	case RtctrlMatchRtDest:
		return []nacRow{nacTexts("ip", "ip"), description, nacBools("aggregate", "aggregate", "yes", "no"),
			nacWords("fromPfxLen", "from_length", "0"), nacWords("toPfxLen", "to_length", "0")}
	case RtctrlProfile: // modules/terraform-aci-l3out, -route-control-route-map; type by place
		return []nacRow{name, description}
	case RtctrlCtxP:
		return []nacRow{name, description, nacWords("action", "action", "permit"), nacWords("order", "order", "0")}
	case VzFilter: // modules/terraform-aci-filter
		return []nacRow{name, alias, description}
	case VzEntry: // the ports' ends by their beginnings
		return []nacRow{name, alias, description, nacWords("etherT", "ethertype", "ip"), nacWords("prot", "protocol", "tcp"),
			nacWords("sFromPort", "source_from_port", "unspecified"), nacWords("dFromPort", "destination_from_port", "unspecified"),
			nacBools("stateful", "stateful", "yes", "no")}
	case VzBrCP: // modules/terraform-aci-contract
		return []nacRow{name, alias, description, nacWords("scope", "scope", "context")}
	case VzSubj:
		return []nacRow{name, alias, description, nacBools("revFltPorts", "reverse_filter_ports", "yes", "yes")}
	case VzRsSubjFiltAtt:
		return []nacRow{nacTexts("tnVzFilterName", "filter"), nacWords("action", "action", "permit")}
	default:
		return nacOutRows(c)
	}
}

// nacOutRows are those of the L3Out.
func nacOutRows(c Class) []nacRow {
	name, alias, description := nacTexts("name", "name"), nacTexts("nameAlias", "alias"), nacTexts("descr", "description")
	interfaces := []nacRow{description, nacBools("autostate", "autostate", "enabled", "disabled"), nacWords("mode", "mode", "regular"),
		nacWords("mtu", "mtu", "inherit"), nacWords("llAddr", "link_local_address", "::"), nacWords("mac", "mac", "00:22:BD:F8:19:FF")}
	switch c {
	case L3extOut: // modules/terraform-aci-l3out
		return []nacRow{name, alias, description, nacFlags("enforceRtctrl", "import_route_control_enforcement", "import", false),
			nacFlags("enforceRtctrl", "export_route_control_enforcement", "export", true)}
	case L3extLNodeP: // modules/terraform-aci-l3out-node-profile
		return []nacRow{name}
	case L3extRsNodeL3OutAtt:
		return []nacRow{nacTexts("rtrId", "router_id"), nacBools("rtrIdLoopBack", "router_id_as_loopback", "yes", "yes")}
	case BgpProtP: // np.bgp
		return []nacRow{name}
	case L3extLIfP: // modules/terraform-aci-l3out-interface-profile
		return []nacRow{name, description, nacWords("prio", "qos_class", "unspecified")}
	case L3extVirtualLIfP, L3extRsPathL3OutAtt:
		return interfaces
	case L3extRsDynPathAtt: // paths
		return []nacRow{nacTexts("floatingAddr", "floating_ip")}
	case BgpPeerP: // bgp_peers
		return []nacRow{nacTexts("addr", "ip"), description, nacBools("adminSt", "admin_state", "enabled", "enabled"),
			nacFlags("ctrl", "allow_self_as", "allow-self-as", false), nacFlags("ctrl", "as_override", "as-override", false),
			nacFlags("ctrl", "disable_peer_as_check", "dis-peer-as-check", false), nacFlags("ctrl", "next_hop_self", "nh-self", false),
			nacFlags("ctrl", "send_community", "send-com", false), nacFlags("ctrl", "send_ext_community", "send-ext-com", false),
			nacFlags("peerCtrl", "bfd", "bfd", false), nacFlags("peerCtrl", "disable_connected_check", "dis-conn-check", false),
			nacFlags("addrTCtrl", "unicast_address_family", "af-ucast", true), nacFlags("addrTCtrl", "multicast_address_family", "af-mcast", true),
			nacFlags("privateASctrl", "remove_all_private_as", "remove-all", false), nacFlags("privateASctrl", "remove_private_as", "remove-exclusive", false),
			nacFlags("privateASctrl", "replace_private_as_with_local_as", "replace-as", false),
			nacWords("allowedSelfAsCnt", "allowed_self_as_count", "3"), nacWords("ttl", "ttl", "1"), nacWords("weight", "weight", "0")}
	case BgpAsP:
		return []nacRow{nacWords("asn", "remote_as", "")}
	case BgpLocalAsnP:
		return []nacRow{nacWords("localAsn", "local_as", ""), nacWords("asnPropagate", "as_propagate", "none")}
	case L3extInstP: // modules/terraform-aci-external-endpoint-group
		return []nacRow{name, alias, description, nacBools("prefGrMemb", "preferred_group", "include", "exclude")}
	case L3extSubnet:
		return []nacRow{nacTexts("ip", "prefix"), name, description,
			nacFlags("scope", "import_security", "import-security", true), nacFlags("scope", "shared_security", "shared-security", false),
			nacFlags("scope", "import_route_control", "import-rtctrl", false), nacFlags("scope", "export_route_control", "export-rtctrl", false),
			nacFlags("scope", "shared_route_control", "shared-rtctrl", false),
			nacFlags("aggregate", "aggregate_import_route_control", "import-rtctrl", false),
			nacFlags("aggregate", "aggregate_export_route_control", "export-rtctrl", false),
			nacFlags("aggregate", "aggregate_shared_route_control", "shared-rtctrl", false)}
	default:
		return nil
	}
}
