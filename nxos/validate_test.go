package nxos

import (
	"slices"
	"strings"
	"testing"
	"time"

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
		"more neighbors than any switch takes": {func(c *Config) {
			c.RouterBGP.Neighbor = append(c.RouterBGP.Neighbor, make([]Neighbor, 2000)...)
		}, CodeLimit, "router bgp 65001"},
		"two next hops set": {func(c *Config) {
			c.RouteMap[0].Entries[0].Set = Set{IPNextHopUnchanged: true, IPNextHopPeerAddress: true}
		}, CodeConflict, "route-map NODE-IN: permit 10: set ip next-hop"},
		"two IPv6 next hops set": {func(c *Config) {
			c.RouteMap[0].Entries[0].Set = Set{IPv6NextHopUnchanged: true, IPv6NextHopPeerAddress: true}
		}, CodeConflict, "route-map NODE-IN: permit 10: set ipv6 next-hop"},
		"two ways to prepend": {func(c *Config) {
			c.RouteMap[0].Entries[0].Set = Set{ASPathPrepend: []fabric.ASN{65001}, ASPathPrependLastAS: 2}
		}, CodeConflict, "route-map NODE-IN: permit 10: set as-path prepend"},
		"an address on a member port": {func(c *Config) {
			c.Interface[2].Switchport, c.Interface[2].IPAddress = No, []Address{{Prefix: mustPrefix("192.0.2.1/31")}}
		}, CodeConflict, "interface Ethernet1/11: ip address"},
		"a peer-link that is a vPC":     {func(c *Config) { c.Interface[1].VPCPeerLink = true }, CodeConflict, "interface port-channel11: vpc"},
		"an MTU on a loopback":          {func(c *Config) { c.Interface = append(c.Interface, Interface{Name: "loopback0", MTU: 9216}) }, CodeConflict, "interface loopback0: mtu"},
		"an SVI of no VLAN":             {func(c *Config) { c.Interface = append(c.Interface, Interface{Name: "Vlan5000"}) }, CodeInvalidValue, "interface Vlan5000"},
		"a gateway of the other family": {func(c *Config) { svi(c).HSRP[0].IP = mustAddr("2001:db8::1") }, CodeConflict, "interface Vlan2300: hsrp 2300"},
		"a VRRP group without address":  {func(c *Config) { svi(c).VRRP = []VRRPGroup{{Group: 5}} }, CodeIncomplete, "interface Vlan2300: vrrp 5"},
		"a VRRPv3 group without address": {func(c *Config) { svi(c).VRRPv3 = []VRRPv3Group{{Group: 5}} }, CodeIncomplete,
			"interface Vlan2300: vrrpv3 5"},
		"an IPv6 VRRP group that is not link-local": {func(c *Config) {
			svi(c).VRRPv3 = []VRRPv3Group{{Group: 5, IPv6: true, Address: mustAddr("2001:db8::1")}}
		}, CodeConflict, "interface Vlan2300: vrrpv3 5"},
		"a route that goes nowhere and has host bits": {func(c *Config) {
			c.IPRoute = []Route{{Prefix: mustPrefix("10.0.0.1/8")}}
		}, CodeInvalidValue, "ip route"},
		"a kept line that has a field":      {func(c *Config) { c.Unmodelled = []Line{{Text: "hostname evil"}} }, CodeUnmodelled, "Unmodelled[0]"},
		"a kept line whose context is gone": {func(c *Config) { c.Unmodelled = []Line{{Context: []string{"router bgp 5"}, Text: "x"}} }, CodeUnmodelled, "Unmodelled[0]"},
		"kept lines that cannot be read":    {func(c *Config) { c.Unmodelled = []Line{{Text: "interface 5"}, {Text: "interface 6"}} }, CodeUnmodelled, "Unmodelled"},
		"a kept line that is two":           {func(c *Config) { c.Unmodelled = []Line{{Text: "x\nreload"}} }, CodeUnmodelled, "Unmodelled[0]"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, validLeaf())
			row.change(&c)
			problems := c.Validate()
			i := slices.IndexFunc(problems, func(p fabric.Problem) bool { return p.Code == row.code && p.Field == row.field })
			require.GreaterOrEqual(t, i, 0, "%v", problems)
			for _, p := range problems {
				assertComplete(t, p)
			}
		})
	}
}

func dropFeature(c *Config, name string) {
	c.Feature = slices.DeleteFunc(c.Feature, func(f string) bool { return f == name })
}

// assertComplete holds that a problem says what, where, why not, what instead and
// who says so, each in one line.
func assertComplete(t *testing.T, p fabric.Problem) {
	t.Helper()
	for part, text := range map[string]string{
		"Code": string(p.Code), "Field": p.Field, "Detail": p.Detail, "Fix": p.Fix, "Source": p.Source,
	} {
		assert.NotEmpty(t, strings.TrimSpace(text), "%s of %+v", part, p)
		assert.NotContains(t, text, "\n", "%s of %+v", part, p)
	}
}

// TestTheFixFollowsFromWhatIsRefused reaches every row of fixes through a
// configuration, so that none is lost when the words of a check change.
func TestTheFixFollowsFromWhatIsRefused(t *testing.T) {
	entry := func(e PrefixListEntry) func(*Config) {
		e.Seq, e.Prefix = 10, mustPrefix("10.0.0.0/16")
		return func(c *Config) { c.IPPrefixList[0].Entries = []PrefixListEntry{e} }
	}
	route := func(r Route) func(*Config) { return func(c *Config) { c.IPRoute = []Route{r} } }
	password := func(kind uint8, text string) func(*Config) {
		return func(c *Config) { c.RouterBGP.Neighbor[0].Password = Password{Type: kind, Text: fabric.NewSecret(text)} }
	}
	hop := mustAddr("10.4.0.34")
	rows := map[string]func(*Config){
		"the value is missing":            func(c *Config) { c.Feature = append(c.Feature, "") },
		"it is not set itself":            func(c *Config) { c.RouterBGP.AS = 0 },
		"stands twice":                    func(c *Config) { c.Interface = append(c.Interface, Interface{Name: "Vlan2300"}) },
		"order of their sequence numbers": func(c *Config) { slices.Reverse(c.RouteMap[0].Entries) },
		"has no entries":                  func(c *Config) { c.IPPrefixList[0].Entries = nil },
		"is longer than an address":       entry(PrefixListEntry{Le: 33}),
		"is shorter than that of":         entry(PrefixListEntry{Ge: 8}),
		"eq excludes":                     entry(PrefixListEntry{Eq: 24, Le: 32}),
		"le is less than ge":              entry(PrefixListEntry{Ge: 24, Le: 20}),
		"is longer than":                  func(c *Config) { c.Interface[0].VRFMember = strings.Repeat("x", 33) },
		"is not resolved":                 func(c *Config) { c.RouterBGP.Neighbor[0].Password.Text = fabric.SecretFrom("k8s") },
		"the password is not one word":    password(0, "two words"),
		"a password of type":              password(7, "xyz"),
		"the type of a password":          password(5, "x"),
		"is not one word":                 func(c *Config) { c.Interface[0].VRFMember = "stands twice" },
		"holds what a line cannot":        func(c *Config) { c.Interface[0].Description = "two\nlines" },
		"bits behind its length":          route(Route{Prefix: mustPrefix("10.0.0.1/8"), NextHop: hop}),
		"the prefix is not set":           route(Route{NextHop: hop}),
		"wrong address family":            route(Route{Prefix: mustPrefix("2001:db8::/32"), NextHop: hop}),
		"is not the name of an interface": route(Route{Prefix: mustPrefix("10.0.0.0/8"), Interface: "5"}),
		"goes nowhere else":               route(Route{Prefix: mustPrefix("10.0.0.0/8"), NextHop: hop, Null0: true}),
		"wants a next hop":                route(Route{Prefix: mustPrefix("10.0.0.0/8")}),
		"range of VLANs":                  func(c *Config) { c.Interface[1].SwitchportTrunkAllowedVLAN = []VLANRange{{First: 9, Last: 5}} },
		"range of AS numbers":             func(c *Config) { c.RouteMap[0].Entries[0].Match.ASNumber = []ASRange{{First: 9, Last: 5}} },
		"AS 0 is reserved":                func(c *Config) { c.RouteMap[0].Entries[0].Set.ASPathPrepend = []fabric.ASN{0} },
		"whole milliseconds":              func(c *Config) { c.Interface[3].BFDInterval.Interval = time.Hour },
		"is not from":                     func(c *Config) { c.Interface[0].MTU = 100 },
		"neither unset nor yes nor no":    func(c *Config) { c.Interface[0].Shutdown = 9 },
		"is none of the":                  func(c *Config) { c.Interface[1].SwitchportMode = 9 },
		"without a zone":                  route(Route{Prefix: mustPrefix("10.0.0.0/8"), NextHop: mustAddr("fe80::1%eth0")}),
	}
	for _, f := range fixes() {
		t.Run(f.refusal, func(t *testing.T) {
			require.Contains(t, rows, f.refusal)
			c := mustParse(t, validLeaf())
			rows[f.refusal](&c)
			problems := c.Validate()
			assert.True(t, slices.ContainsFunc(problems, func(p fabric.Problem) bool {
				return strings.Contains(p.Detail, f.refusal) && p.Fix == f.instead
			}), "%v", problems)
		})
	}
	assert.Len(t, rows, len(fixes()))
	assert.Equal(t, fixInvalid, fixOf("something else"))
}
