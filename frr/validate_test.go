package frr

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// validLeaf is a leaf of seeds/000 with a range for the nodes of a rack.
func validLeaf() []byte {
	return lines(
		"frr version 8.4.4", "frr defaults traditional", "hostname leaf1",
		"ip prefix-list K8S seq 10 permit 10.233.0.0/18 le 32", "ipv6 prefix-list K6 seq 5 permit any",
		"bgp as-path access-list SHORT seq 5 permit ^([0-9]+_){0,2}$",
		"bgp community-list standard NODES seq 5 permit 65001:100",
		"vrf red", "exit-vrf",
		"interface lo", " ip address 10.2.0.3/32", "exit",
		"interface swp49", " ip address 10.4.0.33/30", "exit",
		"interface vlan2300", " ip address 10.13.0.2/24", " vrrp 1", " vrrp 1 ip 10.13.0.1", "exit",
		"route-map NODE-IN permit 10", " match ip address prefix-list K8S", " match community NODES", " match as-path SHORT", " on-match next", "exit",
		"route-map NODE-IN permit 20", " set local-preference 150", "exit",
		"bfd", " profile FAST", "  transmit-interval 100", " exit", "exit",
		"router bgp 65001", " bgp router-id 10.2.0.3", " no bgp ebgp-requires-policy", " no bgp default ipv4-unicast",
		" neighbor SPINES peer-group", " neighbor SPINES remote-as 64512", " neighbor SPINES bfd", " neighbor SPINES bfd profile FAST",
		" neighbor NODES peer-group", " neighbor NODES remote-as 65001", " neighbor NODES update-source vlan2300",
		" neighbor 10.4.0.34 peer-group SPINES",
		" bgp listen range 10.13.0.0/24 peer-group NODES",
		" address-family ipv4 unicast", "  network 10.13.0.0/24", "  neighbor SPINES activate", "  neighbor NODES activate",
		"  neighbor NODES route-map NODE-IN in", "  maximum-paths 4", "  maximum-paths ibgp 16", " exit-address-family", "exit",
	)
}

func TestAValidLeafHasNoProblems(t *testing.T) {
	assert.Empty(t, mustParse(t, validLeaf()).Validate())
}

func TestValidateFinds(t *testing.T) {
	bgp := func(c *Config) *RouterBGP { return &c.RouterBGP }
	entry := func(c *Config) *RouteMapEntry { return &c.RouteMap[0].Entries[0] }
	af := func(c *Config) *AddressFamily { return &c.RouterBGP.AddressFamily[0] }
	for name, row := range map[string]struct {
		change func(*Config)
		code   fabric.Code
		field  string
	}{
		"a number out of its range":  {func(c *Config) { af(c).MaximumPaths = 300 }, CodeInvalidValue, "router bgp 65001: address-family ipv4 unicast: maximum-paths"},
		"a list out of order":        {func(c *Config) { slices.Reverse(c.RouteMap[0].Entries) }, CodeInvalidValue, "route-map NODE-IN"},
		"an interface twice":         {func(c *Config) { c.Interface = append(c.Interface, Interface{Name: "lo"}) }, CodeInvalidValue, "interface lo"},
		"a name with a slash":        {func(c *Config) { c.Interface[1].Name = "Ethernet1/1" }, CodeInvalidValue, "interface Ethernet1/1"},
		"an unresolved password":     {func(c *Config) { bgp(c).PeerGroup[0].Password = fabric.SecretFrom("k8s") }, CodeInvalidValue, "router bgp 65001: neighbor SPINES: password"},
		"BGP without its number":     {func(c *Config) { bgp(c).AS = 0 }, CodeInvalidValue, "router bgp"},
		"profiles without the block": {func(c *Config) { c.BFD.On = false }, CodeInvalidValue, "bfd"},
		"a group named as an address": {func(c *Config) { bgp(c).PeerGroup[0].Name = "10.0.0.1" }, CodeInvalidValue,
			"router bgp 65001: neighbor 10.0.0.1"},
		"a neighbor without a line":  {func(c *Config) { bgp(c).Neighbor[0].PeerGroup = "" }, CodeInvalidValue, "router bgp 65001: neighbor 10.4.0.34"},
		"a bad regular expression":   {func(c *Config) { c.ASPathAccessList[0].Entries[0].Regexp = "^(" }, CodeInvalidValue, "bgp as-path access-list SHORT: seq 5"},
		"an undefined route-map":     {func(c *Config) { af(c).Neighbor[1].RouteMapOut = "NONE" }, CodeUndefinedReference, "router bgp 65001: address-family ipv4 unicast: neighbor NODES"},
		"an undefined prefix-list":   {func(c *Config) { entry(c).Match.IPAddressPrefixList = "K6" }, CodeUndefinedReference, "route-map NODE-IN: permit 10"},
		"an undefined community":     {func(c *Config) { c.CommunityList = nil }, CodeUndefinedReference, "route-map NODE-IN: permit 10"},
		"an undefined as-path list":  {func(c *Config) { c.ASPathAccessList = nil }, CodeUndefinedReference, "route-map NODE-IN: permit 10"},
		"an undefined filter-list":   {func(c *Config) { af(c).Neighbor[0].FilterListIn = "NONE" }, CodeUndefinedReference, "router bgp 65001: address-family ipv4 unicast: neighbor SPINES"},
		"an undefined group":         {func(c *Config) { bgp(c).Neighbor[0].PeerGroup = "NONE" }, CodeUndefinedReference, "router bgp 65001: neighbor 10.4.0.34"},
		"a range of no group":        {func(c *Config) { bgp(c).ListenRange[0].PeerGroup = "NONE" }, CodeUndefinedReference, "router bgp 65001: bgp listen range 10.13.0.0/24"},
		"a family of nobody":         {func(c *Config) { af(c).Neighbor[0].Neighbor = "10.0.0.9" }, CodeUndefinedReference, "router bgp 65001: address-family ipv4 unicast: neighbor 10.0.0.9"},
		"an undefined profile":       {func(c *Config) { c.BFD = BFD{} }, CodeUndefinedReference, "router bgp 65001: neighbor SPINES"},
		"an undefined update-source": {func(c *Config) { bgp(c).PeerGroup[1].UpdateSource = "vlan9" }, CodeUndefinedReference, "router bgp 65001: neighbor NODES"},
		"a route into no VRF": {func(c *Config) {
			c.IPRoute = []Route{{Prefix: mustPrefix("10.0.0.0/8"), NextHop: mustAddr("10.4.0.34"), NextHopVRF: "blue"}}
		}, CodeUndefinedReference, "ip route 10.0.0.0/8"},
		"a deny that goes on":      {func(c *Config) { entry(c).Action = Deny }, CodeConflict, "route-map NODE-IN: deny 10: on-match"},
		"a goto backwards":         {func(c *Config) { entry(c).OnMatchNext, entry(c).OnMatchGoto = false, 5 }, CodeConflict, "route-map NODE-IN: permit 10: on-match goto"},
		"two next hops":            {func(c *Config) { entry(c).Set = Set{IPNextHopUnchanged: true, IPNextHopPeerAddress: true} }, CodeConflict, "route-map NODE-IN: permit 10: set ip next-hop"},
		"two ways to prepend":      {func(c *Config) { entry(c).Set = Set{ASPathPrepend: []fabric.ASN{1}, ASPathPrependLastAS: 2} }, CodeConflict, "route-map NODE-IN: permit 10: set as-path prepend"},
		"an AS beside the group's": {func(c *Config) { bgp(c).Neighbor[0].RemoteAS.AS = 5 }, CodeConflict, "router bgp 65001: neighbor 10.4.0.34: remote-as"},
		"a range twice": {func(c *Config) {
			bgp(c).ListenRange = append(bgp(c).ListenRange, ListenRange{mustPrefix("10.13.0.0/24"), "SPINES"})
		}, CodeConflict, "router bgp 65001: bgp listen range 10.13.0.0/24"},
		"restarts on and off":      {func(c *Config) { bgp(c).GracefulRestart, bgp(c).GracefulRestartDisable = true, true }, CodeConflict, "router bgp 65001: bgp graceful-restart"},
		"a network of the other":   {func(c *Config) { af(c).Network[0].Prefix = mustPrefix("2001:db8::/64") }, CodeConflict, "router bgp 65001: address-family ipv4 unicast"},
		"a gateway off the subnet": {func(c *Config) { c.Interface[2].VRRP[0].IP[0] = mustAddr("10.99.0.1") }, CodeConflict, "interface vlan2300: vrrp 1"},
		"IPv6 in VRRP version 2": {func(c *Config) {
			c.Interface[2].VRRP[0].Version, c.Interface[2].VRRP[0].IPv6 = 2, []Addr{mustAddr("fe80::1")}
		}, CodeConflict, "interface vlan2300: vrrp 1"},
		"a neighbor without AS":      {func(c *Config) { bgp(c).PeerGroup[0].RemoteAS = RemoteAS{} }, CodeIncomplete, "router bgp 65001: neighbor 10.4.0.34: remote-as"},
		"a range without AS":         {func(c *Config) { bgp(c).PeerGroup[1].RemoteAS = RemoteAS{} }, CodeIncomplete, "router bgp 65001: bgp listen range 10.13.0.0/24"},
		"a group without address":    {func(c *Config) { c.Interface[2].VRRP[0].IP = nil }, CodeIncomplete, "interface vlan2300: vrrp 1"},
		"a limit of what is dropped": {func(c *Config) { af(c).Neighbor[1].MaximumPrefix = MaximumPrefix{Limit: 5, Force: true} }, CodeIncomplete, "router bgp 65001: address-family ipv4 unicast: neighbor NODES: maximum-prefix"},
		"a subnet on two interfaces": {func(c *Config) { c.Interface[1].IPAddress[0] = mustPrefix("10.13.0.9/24") }, CodeOverlap, "interface vlan2300"},
		"a kept line with a field":   {func(c *Config) { c.Unmodelled = []Line{{Text: "hostname evil"}} }, CodeUnmodelled, "Unmodelled[0]"},
		"a kept line of no context":  {func(c *Config) { c.Unmodelled = []Line{{Context: []string{"router bgp 5"}, Text: "x"}} }, CodeUnmodelled, "Unmodelled[0]"},
		"kept lines that are wrong":  {func(c *Config) { c.Unmodelled = []Line{{Text: "router bgp 0"}} }, CodeUnmodelled, "Unmodelled"},
		"a kept line that is two":    {func(c *Config) { c.Unmodelled = []Line{{Text: "x\nreload"}} }, CodeUnmodelled, "Unmodelled[0]"},
	} {
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
	hop := mustAddr("10.4.0.34")
	session := func(c *Config) *PeerSession { return &c.RouterBGP.PeerGroup[0].PeerSession }
	rows := map[string]func(*Config){
		"the value is missing":            func(c *Config) { c.Interface[0].Description, c.IPPrefixList[0].Name = "", "" },
		"it is not set itself":            func(c *Config) { c.RouterBGP.AS = 0 },
		"stands twice":                    func(c *Config) { c.Interface = append(c.Interface, Interface{Name: "lo"}) },
		"order of their sequence numbers": func(c *Config) { slices.Reverse(c.RouteMap[0].Entries) },
		"has no lines":                    func(c *Config) { c.RouterBGP.Neighbor[0].PeerGroup = "" },
		"has no entries":                  func(c *Config) { c.IPPrefixList[0].Entries = nil },
		"is longer than an address":       entry(PrefixListEntry{Le: 33}),
		"is shorter than that of":         entry(PrefixListEntry{Ge: 8}),
		"le is less than ge":              entry(PrefixListEntry{Ge: 24, Le: 20}),
		"is longer than":                  func(c *Config) { c.Hostname = strings.Repeat("x", 64) },
		"is not resolved":                 func(c *Config) { session(c).Password = fabric.SecretFrom("k8s") },
		"the password is not one word":    func(c *Config) { session(c).Password = fabric.NewSecret("two words") },
		"is not one word":                 func(c *Config) { c.Hostname = "stands twice" },
		"holds what a line cannot":        func(c *Config) { c.Interface[0].Description = "two\nlines" },
		"bits behind its length":          route(Route{Prefix: mustPrefix("10.0.0.1/8"), NextHop: hop}),
		"the prefix is not set":           route(Route{NextHop: hop}),
		"wrong address family":            route(Route{Prefix: mustPrefix("2001:db8::/32"), NextHop: hop}),
		"is not the name of an interface": route(Route{Prefix: mustPrefix("10.0.0.0/8"), Interface: "5"}),
		"goes nowhere else":               route(Route{Prefix: mustPrefix("10.0.0.0/8"), NextHop: hop, Discard: Null0}),
		"wants a next hop":                route(Route{Prefix: mustPrefix("10.0.0.0/8")}),
		"AS 0 is reserved":                func(c *Config) { c.RouteMap[0].Entries[0].Set.ASPathPrepend = []fabric.ASN{0} },
		"is not from":                     func(c *Config) { c.RouterBGP.AddressFamily[0].MaximumPaths = 300 },
		"neither unset nor yes nor no":    func(c *Config) { c.IPForwarding = 9 },
		"is none of the":                  func(c *Config) { c.Defaults = 9 },
		"without a zone":                  route(Route{Prefix: mustPrefix("10.0.0.0/8"), NextHop: mustAddr("fe80::1%eth0")}),
		"is an address and not":           func(c *Config) { c.RouterBGP.PeerGroup[0].Name = "10.0.0.1" },
		"not a POSIX regular expression":  func(c *Config) { c.ASPathAccessList[0].Entries[0].Regexp = "^(" },
		"exclude one another":             func(c *Config) { session(c).RemoteAS.Internal = true },
		"excludes restart": func(c *Config) {
			c.RouterBGP.AddressFamily[0].Neighbor[0].MaximumPrefix = MaximumPrefix{Limit: 1, Restart: 1, WarningOnly: true}
		},
		"none excludes": func(c *Config) { c.RouteMap[0].Entries[0].Set = Set{CommunityNone: true, CommunityAdditive: true} },
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
