package junos

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// validLeaf is a leaf of which nothing is to be said.
func validLeaf() string {
	return `
set system host-name leaf1
set system management-instance
set chassis aggregated-devices ethernet device-count 12
set chassis maximum-ecmp 64
set interfaces et-0/0/48 mtu 9014
set interfaces et-0/0/48 unit 0 family inet address 10.4.0.1/31
set interfaces xe-0/0/0 ether-options 802.3ad ae11
set interfaces ae11 mtu 9018
set interfaces ae11 aggregated-ether-options lacp active
set interfaces ae11 unit 0 family ethernet-switching interface-mode access
set interfaces ae11 unit 0 family ethernet-switching vlan members 2300
set interfaces em0 unit 0 family inet address 172.16.0.2/24
set interfaces irb mtu 9014
set interfaces irb unit 2300 family inet address 10.13.0.2/24 vrrp-group 1 virtual-address 10.13.0.1
set interfaces lo0 unit 0 family inet address 10.2.0.3/32
set policy-options policy-statement IN term pods from route-filter 10.233.64.0/18 upto /26
set policy-options policy-statement IN term pods from community PODS
set policy-options policy-statement IN term pods then local-preference 150
set policy-options policy-statement IN term pods then accept
set policy-options policy-statement IN then reject
set policy-options policy-statement OUT term own from protocol direct
set policy-options policy-statement OUT term own from route-filter 10.13.0.0/24 exact
set policy-options policy-statement OUT term own from route-filter 10.2.0.3/32 exact
set policy-options policy-statement OUT term own then accept
set policy-options policy-statement OUT term learned from protocol bgp
set policy-options policy-statement OUT term learned then accept
set policy-options policy-statement OUT then reject
set policy-options policy-statement ALL then accept
set policy-options policy-statement LB then load-balance per-packet
set policy-options policy-statement LB then accept
set policy-options community PODS members 65001:100
set routing-instances mgmt_junos routing-options static route 0.0.0.0/0 next-hop 172.16.0.1
set routing-options router-id 10.2.0.3
set routing-options autonomous-system 65001
set routing-options forwarding-table export LB
set protocols bgp group SPINES type external
set protocols bgp group SPINES import ALL
set protocols bgp group SPINES export OUT
set protocols bgp group SPINES peer-as 64512
set protocols bgp group SPINES multipath multiple-as
set protocols bgp group SPINES neighbor 10.4.0.0
set protocols bgp group NODES type internal
set protocols bgp group NODES local-address 10.13.0.2
set protocols bgp group NODES import IN
set protocols bgp group NODES cluster 10.2.0.3
set protocols bgp group NODES allow 10.13.0.0/24
set protocols rstp interface ae11 edge
set vlans nodes vlan-id 2300
set vlans nodes l3-interface irb.2300
`
}

// without takes lines out of validLeaf, with appends some.
func without(prefixes ...string) string {
	var kept []string
	for line := range strings.SplitSeq(validLeaf(), "\n") {
		drop := false
		for _, p := range prefixes {
			drop = drop || strings.HasPrefix(line, p)
		}
		if !drop {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func with(lines ...string) string { return validLeaf() + strings.Join(lines, "\n") + "\n" }

func TestAValidLeafHasNoProblems(t *testing.T) {
	assert.Empty(t, mustParse(t, validLeaf()).Validate())
}

// TestValidate has one wrong thing a row, and what is said of it.
func TestValidate(t *testing.T) {
	const g = "set protocols bgp group "
	for _, row := range []struct {
		name, text string
		code       fabric.Code
		field      string
		severity   fabric.Severity
	}{
		{"no AS", without("set routing-options autonomous-system"), CodeIncomplete, "routing-options autonomous-system", fabric.Error},
		{"a local AS is none", without("set routing-options autonomous-system") + g + "SPINES local-as 65001\n", CodeIncomplete, "routing-options autonomous-system", fabric.Error},
		{"a group without a type", without(g + "NODES type"), CodeIncomplete, "protocols bgp group NODES type", fabric.Error},
		{"an external peer without an AS", without(g + "SPINES peer-as"), CodeIncomplete, "protocols bgp group SPINES neighbor 10.4.0.0 peer-as", fabric.Error},
		{"an external peer in the own AS", with(g + "SPINES neighbor 10.4.0.0 peer-as 65001"), CodeConflict, "protocols bgp group SPINES neighbor 10.4.0.0 peer-as", fabric.Error},
		{"an internal peer in another AS", with(g + "NODES peer-as 65009"), CodeConflict, "protocols bgp group NODES peer-as", fabric.Error},
		{"dynamic peers with a key", with(g + "NODES authentication-key x"), CodeConflict, "protocols bgp group NODES allow", fabric.Error},
		{"a key of all BGP", with("set protocols bgp authentication-key x"), CodeConflict, "protocols bgp group NODES allow", fabric.Error},
		{"a template and a key of the group", with(g+"NODES authentication-key x", g+"NODES dynamic-neighbor d allow 10.14.0.0/24"), CodeConflict, "protocols bgp group NODES dynamic-neighbor", fabric.Error},
		{"a template for nobody", with(g + "NODES dynamic-neighbor d authentication-key x"), CodeIncomplete, "protocols bgp group NODES dynamic-neighbor d", fabric.Error},
		{"an AS list for nobody", with(g+"SPINES peer-as-list L", "set policy-options as-list L members 5"), CodeConflict, "protocols bgp group SPINES peer-as-list", fabric.Error},
		{"an AS list that is not there", with(g + "NODES peer-as-list L"), CodeUndefinedReference, "protocols bgp group NODES peer-as-list", fabric.Error},
		{"override of the own AS", with(g + "NODES as-override"), CodeConflict, "protocols bgp group NODES as-override", fabric.Error},
		{"override alone", with(g + "SPINES as-override"), CodeSharedAS, "protocols bgp group SPINES as-override", fabric.Warning},
		{"peers of one AS on a subnet", with(g+"K8S type external", g+"K8S peer-as 64513", g+"K8S import ALL", g+"K8S export OUT", g+"K8S neighbor 10.13.0.11", g+"K8S neighbor 10.13.0.12"),
			CodeSharedAS, "protocols bgp group K8S advertise-peer-as", fabric.Warning},
		{"a group of nobody", with(g + "X type internal"), CodeIncomplete, "protocols bgp group X", fabric.Warning},
		{"one neighbor in two groups", with(g + "NODES neighbor 10.4.0.0"), CodeConflict, "protocols bgp group NODES neighbor 10.4.0.0", fabric.Error},
		{"an address that is not the switch's", with(g + "NODES neighbor 10.13.0.9 local-address 10.13.0.1"), CodeUndefinedReference, "protocols bgp group NODES neighbor 10.13.0.9 local-address", fabric.Error},
		{"both ways of the peer's AS", with(g+"SPINES advertise-peer-as", g+"SPINES no-advertise-peer-as"), CodeConflict, "protocols bgp group SPINES advertise-peer-as", fabric.Error},
		{"a teardown without a limit", with(g + "SPINES family inet unicast prefix-limit teardown"), CodeIncomplete, "protocols bgp group SPINES family inet unicast prefix-limit", fabric.Error},
		{"BFD without an interval", with(g + "SPINES bfd-liveness-detection multiplier 3"), CodeIncomplete, "protocols bgp group SPINES bfd-liveness-detection", fabric.Error},
		{"a policy that is not there", with(g + "SPINES import NONE"), CodeUndefinedReference, "protocols bgp group SPINES import", fabric.Error},
		{"no load balancing", without("set routing-options forwarding-table", "set policy-options policy-statement LB"), CodeIncomplete, "protocols bgp group SPINES multipath", fabric.Warning},
		{"a short hold time", with(g + "SPINES neighbor 10.4.0.0 hold-time 9"), CodeIncomplete, "protocols bgp precision-timers", fabric.Warning},
		{"no import policy", without(g + "SPINES import"), CodeDefaultPolicy, "protocols bgp group SPINES import", fabric.Warning},
		{"an import policy that does not reject", with(g+"SPINES neighbor 10.4.0.0 import X", "set policy-options policy-statement X term a from protocol bgp", "set policy-options policy-statement X term a then accept", "delete protocols bgp group SPINES import", g+"SPINES import X"),
			CodeDefaultPolicy, "protocols bgp group SPINES import", fabric.Warning},
		{"no export policy", without(g + "SPINES export"), CodeDefaultPolicy, "protocols bgp group SPINES export", fabric.Warning},
		{"a policy that nobody applies", with("set policy-options policy-statement X then reject"), CodeUnused, "policy-options policy-statement X", fabric.Warning},
		{"a community that is not there", with("set policy-options policy-statement IN term x then community add NONE"), CodeUndefinedReference, "policy-options policy-statement IN term x then community", fabric.Error},
		{"a list that is not there", with("set policy-options policy-statement IN term x from prefix-list NONE"), CodeUndefinedReference, "policy-options policy-statement IN term x from prefix-list", fabric.Error},
		{"a list filter that is not there", with("set policy-options policy-statement IN term x from prefix-list-filter NONE exact"), CodeUndefinedReference, "policy-options policy-statement IN term x from prefix-list-filter", fabric.Error},
		{"a path that is not there", with("set policy-options policy-statement IN term x from as-path NONE"), CodeUndefinedReference, "policy-options policy-statement IN term x from as-path", fabric.Error},
		{"a community without members", with("set policy-options community EMPTY"), CodeIncomplete, "policy-options community EMPTY", fabric.Error},
		{"a path without an expression", with("set policy-options as-path EMPTY"), CodeIncomplete, "policy-options as-path EMPTY", fabric.Error},
		{"an AS list without members", with("set policy-options as-list EMPTY"), CodeIncomplete, "policy-options as-list EMPTY", fabric.Error},
		{"filters of both families", with("set policy-options policy-statement IN term x from route-filter 10.0.0.0/8 exact", "set policy-options policy-statement IN term x from route-filter ::/0 exact"), CodeConflict, "policy-options policy-statement IN term x from route-filter", fabric.Error},
		{"a term of two ends", with("set policy-options policy-statement IN term x then accept", "set policy-options policy-statement IN term x then next term"), CodeConflict, "policy-options policy-statement IN term x then", fabric.Error},
		{"a route to nowhere", with("set routing-options static route 10.9.0.0/16"), CodeIncomplete, "routing-options static route 10.9.0.0/16", fabric.Error},
		{"a route both ways", with("set routing-options static route 10.9.0.0/16 discard", "set routing-options static route 10.9.0.0/16 next-hop 10.4.0.0"), CodeConflict, "routing-options static route 10.9.0.0/16", fabric.Error},
		{"a member of nothing", with("set interfaces xe-0/0/1 ether-options 802.3ad ae5"), CodeUndefinedReference, "interfaces xe-0/0/1 ether-options 802.3ad", fabric.Error},
		{"a member with a unit", with("set interfaces xe-0/0/0 unit 0 family inet"), CodeConflict, "interfaces xe-0/0/0 unit", fabric.Error},
		{"too few aggregates", with("set interfaces ae12 disable"), CodeIncomplete, "chassis aggregated-devices ethernet device-count", fabric.Error},
		{"switched and routed", with("set interfaces ae11 unit 0 family inet"), CodeConflict, "interfaces ae11 unit 0", fabric.Error},
		{"an access port in two VLANs", with("set interfaces ae11 unit 0 family ethernet-switching vlan members 2400"), CodeConflict, "interfaces ae11 unit 0 family ethernet-switching vlan members", fabric.Error},
		{"a VLAN name that is not there", with("set interfaces xe-0/0/5 unit 0 family ethernet-switching vlan members none"), CodeUndefinedReference, "interfaces xe-0/0/5 unit 0 family ethernet-switching vlan members", fabric.Error},
		{"a VLAN without a number", with("set vlans x"), CodeIncomplete, "vlans x vlan-id", fabric.Error},
		{"a VLAN's interface that is not there", with("set vlans x vlan-id 9", "set vlans x l3-interface irb.9"), CodeUndefinedReference, "vlans x l3-interface", fabric.Error},
		{"spanning tree on nothing", with("set protocols rstp interface ae3 edge"), CodeUndefinedReference, "protocols rstp interface ae3", fabric.Error},
		{"one subnet twice", with("set interfaces et-0/0/49 unit 0 family inet address 10.4.0.0/31"), CodeOverlap, "interfaces et-0/0/49.0", fabric.Error},
		{"a gateway outside the subnet", with("set interfaces irb unit 2300 family inet address 10.13.0.2/24 vrrp-group 1 virtual-address 10.14.0.1"), CodeConflict, "interfaces irb unit 2300 address 10.13.0.2/24 vrrp-group 1", fabric.Error},
		{"a group without an address", with("set interfaces irb unit 2300 family inet address 10.13.0.2/24 vrrp-group 2 priority 5"), CodeIncomplete, "interfaces irb unit 2300 address 10.13.0.2/24 vrrp-group 2", fabric.Error},
		{"preempt both ways", with("set interfaces irb unit 2300 family inet address 10.13.0.2/24 vrrp-group 1 preempt", "set interfaces irb unit 2300 family inet address 10.13.0.2/24 vrrp-group 1 no-preempt"), CodeConflict, "interfaces irb unit 2300 address 10.13.0.2/24 vrrp-group 1", fabric.Error},
		{"an IPv6 group without a link-local address", with("set interfaces irb unit 2300 family inet6 address 2001:db8::2/64 vrrp-inet6-group 1 virtual-inet6-address 2001:db8::1"), CodeIncomplete, "interfaces irb unit 2300 address 2001:db8::2/64 vrrp-group 1", fabric.Error},
		{"half an aggregate without a peer", with("set interfaces ae11 aggregated-ether-options mc-ae mc-ae-id 11"), CodeIncomplete, "protocols iccp", fabric.Error},
		{"half an aggregate without a system", with("set interfaces ae11 aggregated-ether-options mc-ae mc-ae-id 11"), CodeIncomplete, "interfaces ae11 aggregated-ether-options lacp system-id", fabric.Error},
		{"protection for a stranger", with("set multi-chassis multi-chassis-protection 10.9.9.9 interface ae11"), CodeUndefinedReference, "multi-chassis multi-chassis-protection 10.9.9.9", fabric.Error},
		{"protection without a link", with("set multi-chassis multi-chassis-protection 10.9.9.9"), CodeIncomplete, "multi-chassis multi-chassis-protection 10.9.9.9 interface", fabric.Error},
		{"ICCP without an address", with("set protocols iccp peer 10.9.9.9"), CodeIncomplete, "protocols iccp local-ip-addr", fabric.Error},
		{"an instance's interface that is not there", with("set routing-instances x interface ge-0/0/9.0"), CodeUndefinedReference, "routing-instances x interface", fabric.Error},
	} {
		t.Run(row.name, func(t *testing.T) {
			problems := mustParse(t, row.text).Validate()
			found := false
			for _, p := range problems {
				assert.NotEmpty(t, p.Fix)
				assert.NotEmpty(t, p.Source)
				found = found || p.Code == row.code && p.Field == row.field && p.Severity == row.severity
			}
			assert.True(t, found, "want %s of %q (%v), got\n%v", row.code, row.field, row.severity, problems)
		})
	}
}

// TestInvalidValuesCannotBreakOut has values of Go that no text may hold.
func TestNamesMayHoldWhatQuotesKeep(t *testing.T) {
	c := Config{System: System{HostName: "a } ; b"}, VLANs: []VLAN{{Name: "a b {", VLANID: 5}}}
	require.NoError(t, c.Validate().Err())
	assert.Equal(t, c, mustParse(t, string(Text(c))))
	assert.Equal(t, c, mustParse(t, string(SetText(c))))
}

func TestInvalidValuesCannotBreakOut(t *testing.T) {
	for name, c := range map[string]Config{
		"a name with a line break":   {System: System{HostName: "a\nb"}},
		"a name that is a statement": {VLANs: []VLAN{{Name: "apply-groups", VLANID: 5}}},
		"a description of two lines": {Interfaces: []Interface{{Name: "lo0", Description: "a\nb"}}},
		"a key with a quote":         {Protocols: Protocols{BGP: BGP{Peering: Peering{AuthenticationKey: fabric.NewSecret(`a"b`)}}}},
		"a key that is not known":    {Protocols: Protocols{BGP: BGP{Peering: Peering{AuthenticationKey: fabric.SecretFrom("NAME")}}}},
		"a statement as a name":      {Interfaces: []Interface{{Name: "interface-range"}}},
		"options of nothing":         {Protocols: Protocols{BGP: BGP{Group: []Group{{Name: "G", Peering: Peering{Inet: Unicast{On: true, PrefixLimit: PrefixLimit{Maximum: 1, Teardown: Teardown{Percent: 5}}}}}}}}},
		"a number beyond its bound":  {Chassis: Chassis{MaximumECMP: 20}},
		"an AS range upside down":    {PolicyOptions: PolicyOptions{ASList: []ASList{{"L", []ASRange{{9, 1}}}}}},
		"two of one name":            {VLANs: []VLAN{{Name: "a", VLANID: 5}, {Name: "a", VLANID: 6}}},
		"one value twice":            {Protocols: Protocols{BGP: BGP{Peering: Peering{Import: []string{"A", "A"}}}}},
		"a constant that is none":    {Protocols: Protocols{BGP: BGP{Group: []Group{{Name: "G", Type: 9}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			found := false
			for _, p := range c.Validate() {
				found = found || p.Code == CodeInvalidValue
				assert.NotEmpty(t, p.Fix)
			}
			assert.True(t, found)
			_, _ = Parse(Text(c)) // nothing panics
		})
	}
	kept := Config{Unmodelled: []Statement{{Words: []string{"a", "b\n\\"}}}}
	require.Error(t, kept.Validate().Err())
	modelled := Config{Unmodelled: []Statement{{Words: []string{"system", "host-name", "x"}}}}
	require.Error(t, modelled.Validate().Err(), "a statement with a field would be read into it")
}
