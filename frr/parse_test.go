package frr

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// lines joins the lines of a text.
func lines(l ...string) []byte { return []byte(strings.Join(l, "\n") + "\n") }

func mustParse(t *testing.T, text []byte) Config {
	t.Helper()
	c, err := Parse(text)
	require.NoError(t, err)
	return c
}

// recorded is what `show running-config` of FRR 8.4.4 printed of a leaf with an EVPN
// family and commands that the model does not have.
const recorded = `Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults datacenter
hostname leaf1
log syslog informational
no ipv6 forwarding
service integrated-vtysh-config
!
ip route 10.98.0.0/16 Null0
!
vrf mgmt
 ip route 0.0.0.0/0 192.0.2.1
exit-vrf
!
interface vlan2300
 description nodes
 ip address 10.13.0.2/24
 ip ospf cost 5
 vrrp 230
 vrrp 230 priority 110
 vrrp 230 ip 10.13.0.1
exit
!
router bgp 65001
 bgp router-id 10.2.0.3
 no bgp default ipv4-unicast
 bgp update-delay 5
 neighbor SPINES peer-group
 neighbor SPINES remote-as 64512
 neighbor 10.4.0.34 peer-group SPINES
 neighbor swp51 interface peer-group SPINES
 neighbor 10.4.0.34 capability extended-nexthop
 bgp listen range 10.13.0.0/24 peer-group SPINES
 !
 address-family ipv4 unicast
  neighbor SPINES activate
  no neighbor SPINES send-community extended
  neighbor SPINES addpath-tx-all-paths
  maximum-paths 4
 exit-address-family
 !
 address-family l2vpn evpn
  neighbor SPINES activate
  advertise-all-vni
 exit-address-family
exit
!
router ospf
 ospf router-id 10.2.0.3
exit
!
bgp community-list expanded X seq 5 permit .*
!
route-map R permit 10
 match ip address prefix-list P
 match large-community L
exit
!
bfd
 profile FAST
  transmit-interval 100
  receive-interval 100
 exit
 !
exit
!
end
`

func TestParseReadsWhatFRRPrints(t *testing.T) {
	c := mustParse(t, []byte(recorded))
	kept := c.Unmodelled
	c.Unmodelled = nil
	assert.Equal(t, Config{
		Version: "8.4.4", Defaults: DefaultsDatacenter, Hostname: "leaf1", LogSyslog: LogInformational,
		IPv6Forwarding: No, ServiceIntegratedVtyshConfig: true,
		IPRoute: []Route{{Prefix: mustPrefix("10.98.0.0/16"), Discard: Null0}},
		VRF:     []VRF{{Name: "mgmt", IPRoute: []Route{{Prefix: mustPrefix("0.0.0.0/0"), NextHop: mustAddr("192.0.2.1")}}}},
		Interface: []Interface{{
			Name: "vlan2300", Description: "nodes", IPAddress: []Prefix{mustPrefix("10.13.0.2/24")},
			VRRP: []VRRP{{Group: 230, Priority: 110, IP: []Addr{mustAddr("10.13.0.1")}}},
		}},
		RouteMap: []RouteMap{{Name: "R", Entries: []RouteMapEntry{{Action: Permit, Seq: 10, Match: Match{IPAddressPrefixList: "P"}}}}},
		BFD:      BFD{On: true, Profile: []BFDProfile{{Name: "FAST", TransmitInterval: 100, ReceiveInterval: 100}}},
		RouterBGP: RouterBGP{
			AS: 65001, RouterID: mustAddr("10.2.0.3"), DefaultIPv4Unicast: No,
			PeerGroup:   []PeerGroup{{Name: "SPINES", PeerSession: PeerSession{RemoteAS: RemoteAS{AS: 64512}}}},
			Neighbor:    []Neighbor{{Address: mustAddr("10.4.0.34"), PeerGroup: "SPINES"}},
			ListenRange: []ListenRange{{mustPrefix("10.13.0.0/24"), "SPINES"}},
			AddressFamily: []AddressFamily{{MaximumPaths: 4, Neighbor: []NeighborAF{{
				Neighbor: "SPINES", PeerPolicy: PeerPolicy{Activate: Yes, NoSendCommunityExtended: true},
			}}}},
		},
	}, c)
	bgp, af := []string{"router bgp 65001"}, []string{"router bgp 65001", "address-family ipv4 unicast"}
	want := []Line{
		{[]string{"interface vlan2300"}, "ip ospf cost 5", 21},
		{bgp, "bgp update-delay 5", 30},
		{bgp, "neighbor swp51 interface peer-group SPINES", 34},
		{bgp, "neighbor 10.4.0.34 capability extended-nexthop", 35},
		{af, "neighbor SPINES addpath-tx-all-paths", 41},
		{bgp, "address-family l2vpn evpn", 45}, {bgp, " neighbor SPINES activate", 46}, {bgp, " advertise-all-vni", 47}, {bgp, "exit-address-family", 48},
		{nil, "router ospf", 51}, {nil, " ospf router-id 10.2.0.3", 52}, {nil, "exit", 53},
		{nil, "bgp community-list expanded X seq 5 permit .*", 55},
		{[]string{"route-map R permit 10"}, "match large-community L", 59},
	}
	assert.Equal(t, want, kept)
	// They return to their places.
	c.Unmodelled = kept
	again := mustParse(t, Text(c))
	require.Len(t, again.Unmodelled, len(kept))
	for i := range again.Unmodelled {
		again.Unmodelled[i].Number = 0
	}
	for _, l := range kept {
		l.Number = 0
		assert.Contains(t, again.Unmodelled, l)
	}
}

// A peer of the bfd block has no field, and none of the block's own need stand
// beside it.
func TestKeptLinesOfABlockWithoutAProfileAreWritten(t *testing.T) {
	text := lines("! /etc/frr/frr.conf", "!", "bfd", " peer 10.0.0.1 interface swp1", "  profile FAST", " exit", " !", "exit")
	c := mustParse(t, text)
	assert.Equal(t, BFD{On: true}, c.BFD)
	bfd := []string{"bfd"}
	assert.Equal(t, []Line{{bfd, "peer 10.0.0.1 interface swp1", 4}, {bfd, " profile FAST", 5}, {bfd, "exit", 6}}, c.Unmodelled)
	assert.Empty(t, c.Validate())
	written := mustParse(t, Text(c))
	for i := range c.Unmodelled {
		c.Unmodelled[i].Number, written.Unmodelled[i].Number = 0, 0
	}
	assert.Equal(t, c, written, "%s", Text(c))
	assert.Contains(t, string(Daemons(c)), "bfdd=yes\n")
}

func TestAnyOrderAndIndentationIsRead(t *testing.T) {
	want := mustParse(t, lines("router bgp 65001", " neighbor G peer-group", " neighbor G remote-as 1", " address-family ipv4 unicast", "  neighbor G activate", " exit-address-family", "exit", "hostname r1"))
	for name, text := range map[string][]byte{
		"flat":               lines("router bgp 65001", "neighbor G peer-group", "neighbor G remote-as 1", "address-family ipv4 unicast", "neighbor G activate", "exit", "exit", "hostname r1"),
		"without exits":      lines("router bgp 65001", " neighbor G peer-group", " neighbor G remote-as 1", " address-family ipv4 unicast", "  neighbor G activate", "hostname r1"),
		"two blanks, CR":     []byte("router bgp 65001\r\n  neighbor G peer-group\r\n  neighbor G remote-as 1\r\n  address-family ipv4 unicast\r\n    neighbor G activate\r\n  exit-address-family\r\nexit\r\nhostname r1\r\n"),
		"a family in pieces": lines("router bgp 65001", " neighbor G peer-group", " address-family ipv4 unicast", " exit-address-family", " neighbor G remote-as 1", " address-family ipv4 unicast", "  neighbor G activate", "end", "hostname r1"),
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, want, mustParse(t, text)) })
	}
}

func TestParseNamesEveryLineItCannotRead(t *testing.T) {
	_, err := Parse(lines("frr version 8.4.4",
		"interface swp1", " ip address 10.0.0.1", " vrrp 300 ip 10.0.0.1", "exit",
		"ip prefix-list P seq 10 permit 10.0.0.0/8 le 33",
		"router bgp 0", "exit",
		"router bgp 65001", " bgp listen limit 70000", " neighbor 10.0.0.1 password two words", " neighbor 10.0.0.1 timers 3 x", "exit"))
	var errs ParseErrors
	require.ErrorAs(t, err, &errs)
	var numbers []int
	for _, e := range errs {
		numbers = append(numbers, e.Line)
		assert.Error(t, errors.Unwrap(e))
	}
	assert.Equal(t, []int{3, 4, 6, 7, 10, 12}, numbers)
	assert.ErrorContains(t, err, `line 10: "bgp listen limit 70000": "70000" is not a number from 1 to 65535`)
}

func TestPasswordsAreNotQuoted(t *testing.T) {
	c := mustParse(t, lines("router bgp 65001", " neighbor 10.0.0.1 password two words"))
	require.Len(t, c.Unmodelled, 1, "FRR takes the rest of the line")
	_, err := c.Router()
	require.ErrorContains(t, err, "password <redacted>")
	assert.NotContains(t, err.Error(), "words")
	c = mustParse(t, lines("router bgp 65001", " neighbor 10.0.0.1 password s3cret"))
	assert.Equal(t, fabric.NewSecret("s3cret"), c.RouterBGP.Neighbor[0].Password)
	assert.Contains(t, string(Text(c)), "password s3cret")
}

func TestDaemonsAreThoseOfTheCommands(t *testing.T) {
	assert.Contains(t, string(Daemons(Config{})), "bgpd=no\nbfdd=no\nvrrpd=no\nvtysh_enable=yes\n")
	c := mustParse(t, []byte(recorded))
	assert.Contains(t, string(Daemons(c)), "bgpd=yes\nbfdd=yes\nvrrpd=yes\n")
	assert.NotContains(t, string(Daemons(c)), " -K ")
	c.RouterBGP.GracefulRestart, c.RouterBGP.GracefulRestartPreserveFWState = true, true
	assert.Contains(t, string(Daemons(c)), `zebra_options="-A 127.0.0.1 -s 90000000 -K 120"`)
	c.BFD = BFD{}
	assert.Contains(t, string(Daemons(c)), "bfdd=no\n")
	c.RouterBGP.PeerGroup[0].BFD = true
	assert.Contains(t, string(Daemons(c)), "bfdd=yes\n")
	c.RouterBGP.PeerGroup[0].BFD, c.RouterBGP.Neighbor[0].BFDProfile = false, "X"
	assert.Contains(t, string(Daemons(c)), "bfdd=yes\n")
}
