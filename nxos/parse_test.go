package nxos

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lines joins the lines of a text.
func lines(l ...string) []byte { return []byte(strings.Join(l, "\n") + "\n") }

func mustParse(t *testing.T, text []byte) Config {
	t.Helper()
	c, err := Parse(text)
	require.NoError(t, err)
	return c
}

func TestParseReadsWhatADevicePrints(t *testing.T) {
	// The quirks of recorded running-configs: header, blank lines, CR LF, trailing
	// blanks, a TAB for eight columns, an address family without children, the l2vpn
	// family in front.
	c := mustParse(t, []byte("!Command: show running-config\r\n"+
		"!Running configuration last done at: Thu Jan  1 00:00:00 2026\r\n"+
		"!Time: Thu Jan  1 00:00:01 2026\r\n\r\n"+
		"version 9.3(8) Bios:version 05.43\r\n"+
		"hostname leaf1  \r\n"+
		"feature bgp\r\n"+
		"interface mgmt0\r\n"+
		"  vrf member management\r\n"+
		"  ip address 192.0.2.5/24\r\n"+
		"router bgp 65001\r\n"+
		"  router-id 10.2.0.3\r\n"+
		"  address-family l2vpn evpn\r\n"+
		"    advertise-pip\r\n"+
		"  vrf k8s\r\n"+
		"    neighbor 10.13.0.0/24\r\n"+
		"      remote-as 64512\r\n"+
		"      address-family ipv4 unicast\r\n"+
		"\tas-override\r\n"+
		"\tdisable-peer-as-check\r\n"+
		"      address-family ipv6 unicast\r\n"))
	assert.Equal(t, Config{
		Version:   "9.3(8) Bios:version 05.43",
		Hostname:  "leaf1",
		Feature:   []string{"bgp"},
		Interface: []Interface{{Name: "mgmt0", VRFMember: "management", IPAddress: []Address{{Prefix: mustPrefix("192.0.2.5/24")}}}},
		RouterBGP: RouterBGP{AS: 65001, Instance: Instance{RouterID: mustAddr("10.2.0.3")}, VRF: []BGPVRF{{Name: "k8s",
			Instance: Instance{Neighbor: []Neighbor{{
				Prefix:      mustPrefix("10.13.0.0/24"),
				PeerSession: PeerSession{RemoteAS: 64512},
				AddressFamily: []NeighborAF{
					{Family: IPv4Unicast, PeerPolicy: PeerPolicy{ASOverride: true, DisablePeerASCheck: true}},
					{Family: IPv6Unicast},
				}}}}}}},
		Unmodelled: []Line{
			{[]string{"router bgp 65001"}, "address-family l2vpn evpn", 13},
			{[]string{"router bgp 65001"}, "  advertise-pip", 14},
		},
	}, c)
}

func TestTheModeFollowsFromTheCommand(t *testing.T) {
	want := mustParse(t, lines(
		"vlan 2300", "  name nodes",
		"interface Vlan2300", "  no shutdown", "  hsrp version 2", "  hsrp 2300", "    ip 10.13.0.1",
		"router bgp 65001", "  router-id 10.2.0.3", "  neighbor 10.0.0.1", "    remote-as 64512",
		"    address-family ipv4 unicast", "      weight 5", "  neighbor 10.0.0.2", "    remote-as 64513",
	))
	texts := map[string][]byte{
		"without any indentation": lines(
			"vlan 2300", "name nodes",
			"interface Vlan2300", "no shutdown", "hsrp version 2", "hsrp 2300", "ip 10.13.0.1",
			"router bgp 65001", "router-id 10.2.0.3", "neighbor 10.0.0.1", "remote-as 64512",
			"address-family ipv4 unicast", "weight 5", "neighbor 10.0.0.2", "remote-as 64513"),
		"with one blank a level": lines(
			"vlan 2300", " name nodes",
			"interface Vlan2300", " no shutdown", " hsrp version 2", " hsrp 2300", "  ip 10.13.0.1",
			"router bgp 65001", " router-id 10.2.0.3", " neighbor 10.0.0.1", "  remote-as 64512",
			"  address-family ipv4 unicast", "   weight 5", " neighbor 10.0.0.2", "  remote-as 64513"),
		"in another order, in pieces, with exit and end": lines(
			"vlan 2300", "router bgp 65001", "neighbor 10.0.0.1", "address-family ipv4 unicast", "weight 5", "exit",
			"remote-as 64512", "neighbor 10.0.0.2 remote-as 64513", "router-id 10.2.0.3", "end",
			"interface Vlan2300", "hsrp 2300", "ip 10.13.0.1", "exit", "hsrp version 2", "no shutdown",
			"vlan 2300", "name nodes"),
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) { assert.Equal(t, want, mustParse(t, text)) })
	}
}

func TestWhatAModeRefusesIsOfferedToTheOuterOnes(t *testing.T) {
	// "ip" and "vpc" begin commands of the inner modes as well.
	c := mustParse(t, lines("interface Vlan5", "hsrp 5", "ip 10.5.0.1", "ip address 10.5.0.2/24", "hsrp 5", "ip route 0.0.0.0/0 10.5.0.9",
		"interface port-channel5", "vpc 5", "vpc domain 7"))
	assert.Equal(t, mustAddr("10.5.0.1"), c.Interface[0].HSRP[0].IP)
	assert.Equal(t, []Address{{Prefix: mustPrefix("10.5.0.2/24")}}, c.Interface[0].IPAddress)
	assert.Len(t, c.IPRoute, 1)
	assert.Equal(t, uint16(7), c.VPCDomain.ID)
	assert.Empty(t, c.Unmodelled)
	_, err := Parse(lines("interface Vlan5", "hsrp 5", "ip 10.5.0.300"))
	assert.ErrorContains(t, err, "not an address")
}

func TestAnUnknownLineIsKeptInItsContext(t *testing.T) {
	rows := map[string]struct {
		text []byte
		want []Line
	}{
		"a command of a modelled mode": {
			lines("interface Vlan5", "  ip pim sparse-mode", "  mtu 9216"),
			[]Line{{[]string{"interface Vlan5"}, "ip pim sparse-mode", 2}},
		},
		"a mode with all its lines, also those that are known elsewhere": {
			lines("router ospf U", "  router-id 1.1.1.1", "  vrf red", "    router-id 2.2.2.2", "interface Vlan5"),
			[]Line{{nil, "router ospf U", 1}, {nil, "  router-id 1.1.1.1", 2}, {nil, "  vrf red", 3}, {nil, "    router-id 2.2.2.2", 4}},
		},
		"a mode of a flat text does not lend its lines to the mode before": {
			lines("router bgp 1", "router ospf U", "router-id 1.1.1.1", "router bgp 1", "neighbor 1.1.1.1",
				"address-family l2vpn evpn", "send-community both", "remote-as 5"),
			[]Line{
				{nil, "router ospf U", 2}, {nil, "  router-id 1.1.1.1", 3},
				{[]string{"router bgp 1", "neighbor 1.1.1.1"}, "address-family l2vpn evpn", 6},
				{[]string{"router bgp 1", "neighbor 1.1.1.1"}, "  send-community both", 7},
			},
		},
		"a known command with more words than the model has": {
			lines("interface Ethernet1/1", "  ip address dhcp", "ip route 10.0.0.0/8 10.1.1.1 track 5"),
			[]Line{{[]string{"interface Ethernet1/1"}, "ip address dhcp", 2}, {nil, "ip route 10.0.0.0/8 10.1.1.1 track 5", 3}},
		},
		"a command whose words are those of an outer mode": {
			lines("router bgp 1", "  neighbor 1.1.1.1", "    no shutdown", "    log-neighbor-changes disable"),
			[]Line{
				{[]string{"router bgp 1", "neighbor 1.1.1.1"}, "no shutdown", 3},
				{[]string{"router bgp 1", "neighbor 1.1.1.1"}, "log-neighbor-changes disable", 4},
			},
		},
		"an opposite form that may override a template": {
			lines("router bgp 1", "  neighbor 1.1.1.1", "    no bfd"),
			[]Line{{[]string{"router bgp 1", "neighbor 1.1.1.1"}, "no bfd", 3}},
		},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, row.text)
			assert.Equal(t, row.want, c.Unmodelled)
			again := mustParse(t, Text(c))
			for i := range again.Unmodelled {
				again.Unmodelled[i].Number, c.Unmodelled[i].Number = 0, 0
			}
			assert.ElementsMatch(t, c.Unmodelled, again.Unmodelled, "written back into its place")
			c.Unmodelled, again.Unmodelled = nil, nil
			assert.Equal(t, c, again)
		})
	}
}

func TestParseRefusesWhatTheDeviceRefuses(t *testing.T) {
	rows := []struct{ line, err string }{
		{"vlan 4095", `"4095" is not a number from 1 to 4094`},
		{"vlan 5,x", `"5,x" is not a list of VLANs`},
		{"vpc domain 0", "not a number from 1 to 1000"},
		{"ip prefix-list A seq 0 permit 10.0.0.0/8", "sequence number"},
		{"ip prefix-list A seq 5 permit 10.0.0.0/33", "is not a prefix"},
		{"ip prefix-list A seq 5 permit 2001:db8::/32", "wrong address family"},
		{"ip prefix-list A seq 5 permit 10.0.0.0/24 le 16", "nothing can match"},
		{"ip prefix-list A seq 5 permit 10.0.0.0/8 eq 8 le 9", "eq excludes"},
		{"ip prefix-list A seq 5 permit 10.0.0.0/8 le 33", "1 to 32"},
		{"ip community-list standard C permit 65536:1", "not a standard community"},
		{"route-map X permit 65536", "0 to 65535"},
		{"interface 5", "not the name of an interface"},
		{"interface Ethernet1/1-4", "not the name of an interface"},
		{"router bgp 0", "AS 0"},
		{"router bgp 4294967296", "not an AS number"},
		{"ip route 10.0.0.0/8", "value is missing"},
		{"ip route 10.0.0.0 255.0.255.0 10.0.0.1", "not a mask"},
	}
	inside := []struct{ mode, line, err string }{
		{"interface Ethernet1/1", "mtu 9217", "576 to 9216"},
		{"interface Ethernet1/1", "mtu", "nothing"},
		{"interface Ethernet1/1", "ip address 10.0.0.256/24", "not a prefix"},
		{"interface Ethernet1/1", "bfd interval 300 min_rx 300", "multiplier is missing"},
		{"interface Ethernet1/1", "vpc 16385", "1 to 16384"},
		{"interface Vlan5", "hsrp 4096", "0 to 4095"},
		{"router bgp 1", "maxas-limit 513", "1 to 512"},
		{"router bgp 1", "neighbor 10.0.0.300", "neither an address nor a prefix"},
		{"router bgp 1", "timers bgp 10 2", "3 to 3600"},
		{"router bgp 1", "address-family ipv4 unicast\nmaximum-paths 65", "1 to 64"},
		{"router bgp 1", "address-family ipv4 unicast\nredistribute direct", "a route-map is mandatory"},
		{"router bgp 1", "neighbor 10.0.0.1\nebgp-multihop 1", "2 to 255"},
		{"router bgp 1", "neighbor 10.0.0.1\nmaximum-peers 1001", "1 to 1000"},
		{"router bgp 1", "neighbor 10.0.0.1\naddress-family ipv4 unicast\nallowas-in 11", "1 to 10"},
		{"route-map X permit 10", "match as-number 5-3", "not an AS number or a range"},
		{"route-map X permit 10", "set community 65000:1 addditive", "not a standard community"},
	}
	for _, r := range inside {
		rows = append(rows, struct{ line, err string }{r.mode + "\n" + r.line, r.err})
	}
	for _, r := range rows {
		t.Run(strings.ReplaceAll(r.line, "\n", " / "), func(t *testing.T) {
			c, err := Parse(lines(r.line))
			require.ErrorContains(t, err, r.err)
			var es ParseErrors
			require.ErrorAs(t, err, &es)
			assert.Len(t, es, 1)
			assert.Equal(t, 1+strings.Count(r.line, "\n"), es[0].Line)
			assert.Equal(t, Config{}, c)
		})
	}
}

func TestParseReportsEveryLineAtOnce(t *testing.T) {
	_, err := Parse(lines("interface Vlan5", "  mtu 1", "  no shutdown", "  hsrp 9999", "    ip 10.0.0.1", "vlan 9999"))
	var es ParseErrors
	require.ErrorAs(t, err, &es)
	var numbers []int
	for _, e := range es {
		numbers = append(numbers, e.Line)
	}
	assert.Equal(t, []int{2, 4, 6}, numbers)
	var one ParseError
	require.True(t, errors.As(err, &one))
	assert.Equal(t, "mtu 1", one.Text)
}

func TestPasswordsStaySecret(t *testing.T) {
	const secret = "hunter2hunter2"
	c := Config{
		Interface: []Interface{{Name: "Vlan5", HSRP: []HSRPGroup{{Authentication: HSRPAuthentication{Text: clearText(secret)}}}}},
		RouterBGP: RouterBGP{AS: 1, Instance: Instance{Neighbor: []Neighbor{{Address: mustAddr("10.0.0.1"),
			PeerSession: PeerSession{Password: Password{Text: clearText(secret)}}}}}},
	}
	assert.Equal(t, 2, strings.Count(string(Text(c)), secret), "the device needs it")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		assert.NotContains(t, fmt.Sprintf(verb, c), secret, verb)
	}
	j, err := json.Marshal(c)
	require.NoError(t, err)
	assert.NotContains(t, string(j), secret)

	c.RouterBGP.Neighbor[0].Password.Text = clearText(secret + "\nreload")
	assert.NotContains(t, c.Validate().Error(), secret, "in a problem")
	_, err = Parse(lines("router bgp 1", "neighbor 10.0.0.1", "password 5 "+secret))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), secret, "in an error")
}

func TestValuesCannotBreakOutOfTheirLine(t *testing.T) {
	for _, evil := range []string{"a\n  shutdown", "a\rb", "a\tb", "\x1b[A", "a ;reload", "!x", "what?", `a"b`, " a", "a "} {
		c := Config{Interface: []Interface{{Name: "Ethernet1/1", Description: evil}}}
		problems := c.Validate()
		require.Error(t, problems.Err(), "%q", evil)
		assert.Equal(t, CodeInvalidValue, problems[0].Code)
		assert.Equal(t, "interface Ethernet1/1: description", problems[0].Field)
	}
	c := Config{Interface: []Interface{{Name: "Ethernet1/1", Description: "node0: bond0 (port 1); it's up!"}}}
	assert.NoError(t, c.Validate().Err())
}
