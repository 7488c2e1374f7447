package bird

import (
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }

// list is a prefix list of "permit" and "deny" rules.
func list(rules ...routing.PrefixRule) routing.Match {
	return routing.Match{Prefixes: []*routing.PrefixList{{Rules: rules}}}
}

func rule(permit bool, p string, least, most int) routing.PrefixRule {
	return routing.PrefixRule{Permit: permit, Prefix: prefix(p), Min: least, Max: most}
}

func TestBirdConditions(t *testing.T) {
	for want, m := range map[string]routing.Match{
		"true":                        {},
		"false":                       {Never: true},
		"net = 10.0.0.0/8":            list(rule(true, "10.0.0.0/8", 8, 8)),
		"net ~ 10.0.0.0/8":            list(rule(true, "10.0.0.0/8", 8, 32)),
		"net ~ [ 10.0.0.0/8{24,26} ]": list(rule(true, "10.0.0.0/8", 24, 26)),
		"net !~ 10.0.0.0/8":           list(rule(false, "10.0.0.0/8", 8, 32), rule(true, "0.0.0.0/0", 0, 32)),
		"(net !~ 10.1.0.0/16) && (net ~ 10.0.0.0/8)": list(rule(false, "10.1.0.0/16", 16, 32), rule(true, "10.0.0.0/8", 8, 32)),
		"source ~ [ RTS_BGP ]":                       {ReceivedFromPeer: true},
		"(65001, 7) ~ bgp_community":                 {Communities: []*routing.CommunityList{{Rules: []routing.CommunityRule{{Permit: true, All: []routing.Community{65001<<16 | 7}}}}}},
	} {
		w := &writer{}
		assert.Equal(t, want, condition(w, m))
		assert.Empty(t, w.problems)
	}
	w := &writer{}
	condition(w, routing.Match{Tags: []uint32{1}})
	assert.NotEmpty(t, w.problems, "what BIRD has no words for is refused")
}

// speaker is a router with one neighbor.
func speaker(policy *routing.Policy) routing.Router {
	return routing.Router{Name: "node", VRFs: []routing.VRF{{
		Name: routing.DefaultVRF,
		Static: []routing.Static{
			{Prefix: prefix("10.64.0.0/26")}, {Prefix: prefix("10.2.0.3/32"), Via: []netip.Addr{addr("10.13.0.2")}},
			{Prefix: prefix("0.0.0.0/0"), Via: []netip.Addr{addr("10.13.0.1")}},
		},
		BGP: &routing.BGP{
			AS: 65300, RouterID: addr("10.13.0.4"), ClusterID: addr("10.13.0.4"),
			IPv4: &routing.Unicast{Networks: []routing.Network{{Prefix: prefix("10.64.0.0/26"), Always: true}}},
			Neighbors: []routing.Neighbor{{
				Address: addr("10.13.0.2"), RemoteAS: []routing.ASRange{{First: 65001, Last: 65001}}, Source: addr("10.13.0.4"),
				Auth: routing.NewAuth("secret"), GracefulRestart: 120e9, Passive: true,
				Families: []routing.NeighborFamily{{Export: policy, RouteReflectorClient: true, NextHop: routing.NextHopUnchanged, AllowOwnAS: 2}},
			}},
		},
	}}}
}

func TestConfig(t *testing.T) {
	text, err := Config(speaker(nil), routing.IPv4, []netip.Prefix{prefix("10.96.0.0/16"), prefix("2001:db8::/32")}, []string{"other", "secret"})
	require.NoError(t, err)
	for _, line := range []string{
		"router id 10.13.0.4;", "  if ( net ~ 10.96.0.0/16 ) then { reject; }", "  route 10.64.0.0/26 blackhole;", "  route 10.2.0.3/32 via 10.13.0.2;",
		"  local as 65300;", "  add paths on;", "  gateway recursive;", "  multihop;", "  neighbor 10.13.0.2 as 65001;", "  source address 10.13.0.4;",
		`  password "secret";`, "  passive on;", "  graceful restart time 120;", "  rr client;", "  next hop keep;", "  allow local as 2;",
	} {
		assert.Contains(t, text, line+"\n")
	}
	assert.NotContains(t, text, "0.0.0.0/0", "the default route is the operating system's")
	assert.NotContains(t, text, "2001:db8", "another family")
	none, err := Config(speaker(nil), routing.IPv6, nil, nil)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestBirdRefuses(t *testing.T) {
	_, err := Config(speaker(nil), routing.IPv4, nil, nil)
	require.ErrorContains(t, err, "the password for 10.13.0.2, whose text is not known")
	r := speaker(nil)
	r.VRFs[0].BGP.Neighbors[0].Families[0].ASOverride = true
	r.VRFs[0].BGP.Neighbors[0].RemoteAS[0].Last++
	_, err = Config(r, routing.IPv4, nil, []string{"secret"})
	require.ErrorContains(t, err, "an AS that is not one number")
}

// TestBirdReadsIt has BIRD itself parse what is written, with filters of every
// form.
func TestBirdReadsIt(t *testing.T) {
	t.Setenv("PATH", os.Getenv("BIRD_DIR")+":"+os.Getenv("PATH")+":/usr/sbin")
	version, err := exec.CommandContext(t.Context(), "bird", "--version").CombinedOutput()
	if err != nil || !strings.Contains(string(version), "1.6.") {
		t.Skip("no bird 1.6: package bird")
	}
	community := routing.Set{Communities: []routing.Community{65001<<16 | 7}, HasCommunities: true, Additive: true}
	policies := map[string]*routing.Policy{
		"none": nil,
		"a last term for everything": {Terms: []routing.Term{
			{Permit: true, Continue: true, Match: list(rule(true, "10.64.0.0/16", 16, 32)), Set: community},
			{Permit: true, Match: list(rule(true, "10.64.0.0/16", 26, 26))}, {},
		}},
		"a term that goes on and decides": {Terms: []routing.Term{
			{Permit: true, Continue: true, Match: list(rule(true, "10.64.0.0/16", 16, 32)), Set: routing.Set{LocalPref: 200, HasLocalPref: true, MED: 3, HasMED: true, Prepend: []routing.ASN{65333}}},
			{Match: routing.Match{ReceivedFromPeer: true}},
		}},
	}
	for name, p := range policies {
		t.Run(name, func(t *testing.T) {
			r := speaker(p)
			r.VRFs[0].BGP.Neighbors[0].Families[0].RouteReflectorClient = false // BIRD wants clients in its own AS
			text, err := Config(r, routing.IPv4, []netip.Prefix{prefix("10.96.0.0/16")}, []string{"secret"})
			require.NoError(t, err)
			file := filepath.Join(t.TempDir(), "bird.conf")
			require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			out, err := exec.CommandContext(t.Context(), "bird", "-p", "-c", file).CombinedOutput()
			require.NoError(t, err, "%s\n%s", strings.TrimSpace(string(out)), text)
		})
	}
}
