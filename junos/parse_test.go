package junos

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseReportsAllStatementsThatTheDeviceRefuses(t *testing.T) {
	_, err := Parse([]byte(`set chassis maximum-ecmp 20
set interfaces et-0/0/48 mtu 9300
set interfaces irb unit 5 family inet address 2001:db8::1/64
set vlans v vlan-id 4095
set protocols bgp group G hold-time 2
set protocols bgp group G peer-as 0
set protocols bgp group G hold-time
set protocols bgp group G neighbor node1 passive
set protocols bgp group G family inet unicast prefix-limit teardown 101
set policy-options policy-statement p from route-filter 10.0.0.0/8 upto /4
set policy-options policy-statement p from route-filter 10.0.0.0/8 prefix-length-range 8-24
set policy-options policy-statement p then as-path-prepend "65001 x"
set policy-options as-list L members 9-1
set interfaces ae1 aggregated-ether-options lacp system-id 1:2
rename a to b
`))
	var all ParseErrors
	require.ErrorAs(t, err, &all)
	var got []string
	for _, e := range all {
		got = append(got, fmt.Sprintf("%d %v", e.Line, e.Err))
	}
	assert.Equal(t, []string{
		"1 20 is none of 16, 32, 64 and 128",
		`2 "9300" is not a number from 256 to 9216`,
		"3 2001:db8::1/64 is of the wrong address family",
		`4 "4095" is not a number from 1 to 4094`,
		"5 2 is neither 0 nor from 3 to 65535",
		`6 "0": AS 0 is reserved (RFC 7607)`,
		"7 the value is missing",
		`8 "node1" is not an address`,
		`9 "101" is not a number from 1 to 100`,
		"10 upto /4 is not from the prefix's own length to /32",
		`11 "8" is not a length like /24`,
		`12 "65001 x" is not a list of AS numbers`,
		`13 "9-1" is not an AS number or a range of them`,
		"14 is not an address like 02:00:00:00:00:0b",
		"15 rename is not a command that says what a configuration holds: set, delete, activate and deactivate are",
	}, got)
	assert.Equal(t, `line 2: "interfaces et-0/0/48 mtu 9300": "9300" is not a number from 256 to 9216`, all[1].Error())
	assert.Equal(t, len(all), len(all.Unwrap()))
	assert.True(t, errors.Is(err, all[14].Unwrap()))
}

// TestWhatIsKept keeps what has no field, and what is out of force, in both forms.
func TestWhatIsKept(t *testing.T) {
	braces := `
system { host-name leaf1; services { ssh; } }
interfaces { inactive: et-0/0/1 { mtu 9000; unit 0 { family inet { address 10.0.0.1/31; } } } }
protocols {
    bgp { group G { type external; out-delay 5; inactive: neighbor 10.0.0.1 { peer-as 65001; } } }
    lldp { interface all; }
    inactive: vrrp { version-3; }
}
groups { common { system { time-zone UTC; } } }
apply-groups [ common other ];
`
	c := mustParse(t, braces)
	words := func(c Config) (all []string) {
		for _, s := range c.Unmodelled {
			all = append(all, fmt.Sprint(s.Words, " ", s.Inactive))
		}
		return all
	}
	assert.Equal(t, []string{
		"[system services ssh] 0",
		"[interfaces et-0/0/1 mtu 9000] 2",
		"[interfaces et-0/0/1 unit 0 family inet address 10.0.0.1/31] 2",
		"[protocols bgp group G out-delay 5] 0",
		"[protocols bgp group G neighbor 10.0.0.1 peer-as 65001] 6",
		"[protocols lldp interface all] 0",
		"[protocols vrrp version-3] 2",
		"[groups common system time-zone UTC] 0",
		"[apply-groups common] 0",
		"[apply-groups other] 0",
	}, words(c))
	assert.Empty(t, c.Interfaces)
	assert.Empty(t, c.Protocols.BGP.Group[0].Neighbor)
	assert.False(t, c.Protocols.VRRPVersion3)
	assert.Equal(t, 3, c.Unmodelled[1].Line)
	for _, text := range [][]byte{Text(c), SetText(c)} {
		again := mustParse(t, string(text))
		assert.ElementsMatch(t, words(c), words(again), "%s", text)
		again.Unmodelled = nil
		modelled := c
		modelled.Unmodelled = nil
		assert.Equal(t, modelled, again)
	}
	for _, p := range c.Validate() {
		assert.NotEqual(t, CodeUnmodelled, p.Code, "kept statements can be written and read back: %v", p)
	}
}

// TestSecretsAreNotQuoted keeps secrets out of errors and printed values.
func TestSecretsAreNotQuoted(t *testing.T) {
	long := make([]byte, 200)
	for i := range long {
		long[i] = 'k'
	}
	_, err := Parse([]byte("set protocols bgp group G authentication-key " + string(long)))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "kkk")
	assert.Contains(t, err.Error(), "<redacted>")
	c := mustParse(t, "set protocols bgp group G authentication-key hunter2\nset system root-authentication encrypted-password \"$6$abc\"")
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", c.Protocols, c.Protocols, c.Protocols), "hunter2")
	assert.Contains(t, string(Text(c)), "hunter2")
	for words, want := range map[string]string{
		"a authentication-key": "a authentication-key", "x $9$abc y": "x <redacted>",
	} {
		text, _ := redact(split(words))
		assert.Equal(t, want, text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"system { host-name a; }", "set protocols bgp group G neighbor 10.0.0.1 peer-as 65001\n", "policy-options { policy-statement p { term t { from protocol bgp; then accept; } then reject; } }",
		"interfaces { et-0/0/48 { unit 0 { family inet { address 10.0.0.0/31; } } } inactive: ae1 { disable; } }",
		"set policy-options community C members 1:2\nset policy-options as-path A \".{2,}\"\ndeactivate policy-options\n",
		"set routing-options autonomous-system loops 2\nset protocols bgp local-as private\n", "vlans { v { vlan-id 5; l3-interface irb.5; } }",
		"set protocols bgp group G family inet unicast prefix-limit teardown 5 idle-timeout forever\n", "groups { g { } } apply-groups g;",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Parse(text)
		if err != nil {
			return
		}
		_, _ = c.Router()
		if c.Validate().Err() != nil {
			return // it may say what no device takes, such as two values that exclude each other
		}
		for i := range c.Unmodelled {
			c.Unmodelled[i].Line = 0
		}
		kept := c.Unmodelled
		c.Unmodelled = nil
		for _, text := range [][]byte{Text(withKept(c, kept)), SetText(withKept(c, kept))} {
			again, err := Parse(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			again.Unmodelled = nil
			if !reflect.DeepEqual(again, c) {
				t.Fatalf("%s\n%+v\n%+v", text, again, c)
			}
		}
	})
}

func withKept(c Config, kept []Statement) Config {
	c.Unmodelled = kept
	return c
}
