package nxos

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// validLeaf is half of a leaf pair of seeds/000: its SVI, HSRP, vPC and a prefix
// neighbor for the nodes of a rack.
func validLeaf() []byte {
	return lines(
		"hostname leaf1", "feature bgp", "feature interface-vlan", "feature hsrp", "feature lacp", "feature vpc", "feature bfd",
		"vlan 1,2300", "vlan 2300", "  name nodes",
		"ip prefix-list K8S seq 10 permit 10.233.0.0/18 le 32",
		"ip community-list standard NODES seq 5 permit 65001:100",
		"route-map NODE-IN permit 10", "  match ip address prefix-list K8S", "  match community NODES", "  continue 20",
		"route-map NODE-IN permit 20", "  set local-preference 150",
		"vrf context management", "  ip route 0.0.0.0/0 192.0.2.1",
		"vpc domain 1", "  peer-keepalive destination 192.0.2.6 source 192.0.2.5 vrf management", "  peer-gateway",
		"interface Vlan2300", "  ip address 10.13.0.2/24", "  no shutdown", "  hsrp version 2", "  hsrp 2300", "    ip 10.13.0.1",
		"interface port-channel11", "  switchport", "  switchport access vlan 2300", "  vpc 11",
		"interface Ethernet1/11", "  switchport", "  channel-group 11 mode active",
		"interface Ethernet1/49", "  no switchport", "  bfd interval 300 min_rx 300 multiplier 3", "  ip address 10.4.0.33/30",
		"router bgp 65001", "  router-id 10.2.0.3",
		"  address-family ipv4 unicast", "    network 10.13.0.0/24", "    maximum-paths 4", "    maximum-paths ibgp 16",
		"  template peer SPINES", "    remote-as 64512", "    address-family ipv4 unicast",
		"  neighbor 10.4.0.34", "    inherit peer SPINES", "    bfd",
		"  neighbor 10.13.0.0/24", "    remote-as 65001", "    update-source Vlan2300", "    maximum-peers 100",
		"    address-family ipv4 unicast", "      route-reflector-client", "      route-map NODE-IN in",
	)
}

func TestAValidLeafHasNoProblems(t *testing.T) {
	assert.Empty(t, mustParse(t, validLeaf()).Validate())
}

func TestValidateFinds(t *testing.T) {
	neighbor := func(c *Config) *Neighbor { return &c.RouterBGP.Neighbor[1] }
	svi := func(c *Config) *Interface { return &c.Interface[0] }
	rows := map[string]struct {
		change func(*Config)
		code   fabric.Code
		field  string
	}{
		"a number out of its range": {func(c *Config) { svi(c).MTU = 100 }, CodeInvalidValue, "interface Vlan2300: mtu"},
		"a list out of order": {func(c *Config) {
			c.IPPrefixList[0].Entries = append(c.IPPrefixList[0].Entries, PrefixListEntry{Seq: 5, Prefix: mustPrefix("10.0.0.0/8")})
		}, CodeInvalidValue, "ip prefix-list K8S"},
		"a list without entries": {func(c *Config) { c.IPPrefixList[0].Entries = nil }, CodeInvalidValue, "ip prefix-list K8S"},
		"an interface twice":     {func(c *Config) { c.Interface = append(c.Interface, Interface{Name: "Vlan2300"}) }, CodeInvalidValue, "interface Vlan2300"},
		"an unresolved password": {func(c *Config) { neighbor(c).Password.Text = fabric.SecretFrom("k8s") }, CodeInvalidValue, "router bgp 65001: neighbor 10.13.0.0/24: password"},
		"a neighbor without address": {func(c *Config) { neighbor(c).Prefix = Prefix{} }, CodeInvalidValue,
			"router bgp 65001: neighbor"},
		"BGP without its number": {func(c *Config) { c.RouterBGP.AS = 0 }, CodeInvalidValue, "router bgp"},

		"an undefined route-map": {func(c *Config) { neighbor(c).AddressFamily[0].RouteMapOut = "NONE" }, CodeUndefinedReference,
			"router bgp 65001: neighbor 10.13.0.0/24: address-family ipv4 unicast"},
		"an IPv6 list that is only an IPv4 one": {func(c *Config) {
			c.RouteMap[0].Entries[0].Match.IPv6AddressPrefixList = []string{"K8S"}
		}, CodeUndefinedReference, "route-map NODE-IN: permit 10"},
		"an undefined community-list": {func(c *Config) { c.IPCommunityList = nil }, CodeUndefinedReference, "route-map NODE-IN: permit 10"},
		"an undefined template":       {func(c *Config) { c.RouterBGP.TemplatePeer = nil }, CodeUndefinedReference, "router bgp 65001: neighbor 10.4.0.34"},
		"an undefined update-source":  {func(c *Config) { neighbor(c).UpdateSource = "loopback7" }, CodeUndefinedReference, "router bgp 65001: neighbor 10.13.0.0/24"},
		"an undefined VRF":            {func(c *Config) { svi(c).VRFMember = "red" }, CodeUndefinedReference, "interface Vlan2300"},
		"an SVI without its VLAN":     {func(c *Config) { c.VLAN = nil }, CodeUndefinedReference, "interface Vlan2300"},
		"a continue to nowhere":       {func(c *Config) { c.RouteMap[0].Entries[0].Continue = 30 }, CodeUndefinedReference, "route-map NODE-IN: permit 10: continue"},
		"an undefined AS path list":   {func(c *Config) { c.RouteMap[0].Entries[0].Match.ASPath = []string{"X"} }, CodeUndefinedReference, "route-map NODE-IN: permit 10"},

		"a missing feature bgp":    {func(c *Config) { dropFeature(c, "bgp") }, CodeMissingFeature, "router bgp"},
		"a missing feature lacp":   {func(c *Config) { dropFeature(c, "lacp") }, CodeMissingFeature, "channel-group"},
		"a missing feature hsrp":   {func(c *Config) { dropFeature(c, "hsrp") }, CodeMissingFeature, "hsrp"},
		"a missing feature vpc":    {func(c *Config) { dropFeature(c, "vpc") }, CodeMissingFeature, "vpc domain"},
		"a missing feature bfd":    {func(c *Config) { dropFeature(c, "bfd") }, CodeMissingFeature, "bfd"},
		"a missing interface-vlan": {func(c *Config) { dropFeature(c, "interface-vlan") }, CodeMissingFeature, "interface Vlan"},

		"both VRRPs":                      {func(c *Config) { c.Feature = append(c.Feature, "vrrp", "vrrpv3") }, CodeConflict, "feature vrrpv3"},
		"an address on a switchport":      {func(c *Config) { svi(c).Switchport = Yes }, CodeConflict, "interface Vlan2300: ip address"},
		"a vPC on a port":                 {func(c *Config) { c.Interface[2].VPC = 5 }, CodeConflict, "interface Ethernet1/11: vpc"},
		"a large group in HSRP version 1": {func(c *Config) { svi(c).HSRPVersion = 0 }, CodeConflict, "interface Vlan2300: hsrp 2300"},
		"a gateway outside the subnet":    {func(c *Config) { svi(c).HSRP[0].IP = mustAddr("10.99.0.1") }, CodeConflict, "interface Vlan2300: hsrp 2300"},
		"a gateway that is the own address": {func(c *Config) { svi(c).HSRP[0].IP = mustAddr("10.13.0.2") }, CodeConflict,
			"interface Vlan2300: hsrp 2300"},
		"mixed and plain maximum-paths": {func(c *Config) { c.RouterBGP.AddressFamily[0].MaximumPathsMixed = 8 }, CodeConflict,
			"router bgp 65001: address-family ipv4 unicast: maximum-paths mixed"},
		"two sources of the AS": {func(c *Config) { neighbor(c).RemoteASRouteMap = "NODE-IN" }, CodeConflict, "router bgp 65001: neighbor 10.13.0.0/24: remote-as"},
		"multihop with a dynamic AS": {func(c *Config) {
			neighbor(c).RemoteAS, neighbor(c).RemoteASRouteMap, neighbor(c).EBGPMultihop = 0, "NODE-IN", 3
		}, CodeConflict, "router bgp 65001: neighbor 10.13.0.0/24: ebgp-multihop"},
		"maximum-peers of one address": {func(c *Config) { c.RouterBGP.Neighbor[0].MaximumPeers = 5 }, CodeConflict, "router bgp 65001: neighbor 10.4.0.34: maximum-peers"},
		"an IPv6 network in IPv4": {func(c *Config) { c.RouterBGP.AddressFamily[0].Network[0].Prefix = mustPrefix("2001:db8::/64") }, CodeConflict,
			"router bgp 65001: address-family ipv4 unicast"},

		"a neighbor without AS":      {func(c *Config) { neighbor(c).RemoteAS = 0 }, CodeIncomplete, "router bgp 65001: neighbor 10.13.0.0/24: remote-as"},
		"a gateway without address":  {func(c *Config) { svi(c).HSRP[0].IP = Addr{} }, CodeIncomplete, "interface Vlan2300: hsrp 2300"},
		"a vPC without a domain":     {func(c *Config) { c.VPCDomain = VPCDomain{} }, CodeIncomplete, "interface port-channel11: vpc"},
		"multihop without a source":  {func(c *Config) { neighbor(c).EBGPMultihop, neighbor(c).UpdateSource = 3, "" }, CodeIncomplete, "router bgp 65001: neighbor 10.13.0.0/24: ebgp-multihop"},
		"a subnet on two interfaces": {func(c *Config) { c.Interface[3].IPAddress[0].Prefix = mustPrefix("10.13.0.9/24") }, CodeOverlap, "interface Ethernet1/49"},
		"two primary addresses": {func(c *Config) {
			c.Interface[3].IPAddress = append(c.Interface[3].IPAddress, Address{Prefix: mustPrefix("192.0.2.1/31")})
		}, CodeConflict, "interface Ethernet1/49: ip address"},
		"a second management port": {func(c *Config) { c.Interface[3].Name = "mgmt1" }, CodeInvalidValue, "interface mgmt1"},
		"a reserved VLAN":          {func(c *Config) { c.VLAN = append(c.VLAN, VLAN{ID: 3968}) }, CodeReservedVLAN, "vlan 3968"},
		"more neighbors than it takes": {func(c *Config) {
			for i := range 1100 {
				c.RouterBGP.Neighbor = append(c.RouterBGP.Neighbor, Neighbor{
					Address: mustAddr("10.50.0.0").Next(), PeerSession: PeerSession{RemoteAS: fabric.ASN(i + 1)}})
			}
		}, CodeLimit, "router bgp 65001"},
		"a kept line that has a field":      {func(c *Config) { c.Unmodelled = []Line{{Text: "hostname evil"}} }, CodeUnmodelled, "Unmodelled[0]"},
		"a kept line whose context is gone": {func(c *Config) { c.Unmodelled = []Line{{Context: []string{"router bgp 5"}, Text: "x"}} }, CodeUnmodelled, "Unmodelled[0]"},
		"a kept line that is two":           {func(c *Config) { c.Unmodelled = []Line{{Text: "x\nreload"}} }, CodeUnmodelled, "Unmodelled[0]"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, validLeaf())
			row.change(&c)
			problems := c.Validate()
			i := slices.IndexFunc(problems, func(p fabric.Problem) bool { return p.Code == row.code && p.Field == row.field })
			require.GreaterOrEqual(t, i, 0, "%v", problems)
			assert.NotEmpty(t, problems[i].Detail)
			assert.NotEmpty(t, problems[i].Source)
		})
	}
}

func dropFeature(c *Config, name string) {
	c.Feature = slices.DeleteFunc(c.Feature, func(f string) bool { return f == name })
}
