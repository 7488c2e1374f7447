package fabric_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

func TestASNIsReadInBothNotations(t *testing.T) {
	for text, want := range map[string]fabric.ASN{
		"65001": 65001, "1.10": 65546, "64086.59904": 4200000000, "4294967295": 4294967295, "0": 0,
	} {
		got, err := fabric.ParseASN(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "-1", "4294967296", "1.65536", "65536.1", "1.", ".1", "1.2.3", "as65001", " 65001"} {
		_, err := fabric.ParseASN(text)
		assert.Error(t, err, text)
	}
}

func TestASNRanges(t *testing.T) {
	// RFC 6996 section 5, and the reservations beside the private ranges.
	for as, private := range map[fabric.ASN]bool{
		64511: false, 64512: true, 65534: true, 65535: false,
		4199999999: false, 4200000000: true, 4294967294: true, 4294967295: false,
	} {
		assert.Equal(t, private, as.IsPrivate(), as)
	}
	for _, as := range []fabric.ASN{0, 23456, 65535, 4294967295, 64496, 64511, 65536, 65551} {
		assert.NotEmpty(t, as.Reserved(), as)
	}
	for _, as := range []fabric.ASN{1, 64495, 64512, 65534, 65552, 4200000000, 4294967294} {
		assert.Empty(t, as.Reserved(), as)
	}
}

func TestCommunityHasTwoHalves(t *testing.T) {
	c, err := fabric.ParseCommunity("64512:100")
	require.NoError(t, err)
	assert.Equal(t, fabric.NewCommunity(64512, 100), c)
	assert.Equal(t, "64512:100", c.String())
	for _, text := range []string{"", "64512", "64512:", ":100", "65536:1", "1:65536", "1:2:3", "no-export"} {
		_, err := fabric.ParseCommunity(text)
		assert.Error(t, err, text)
	}
}

func TestVersionsAreOrderedByNumbers(t *testing.T) {
	var v fabric.Version
	require.NoError(t, v.UnmarshalText([]byte("v3.9.12")))
	assert.Equal(t, fabric.Version{Major: 3, Minor: 9, Patch: 12}, v)
	assert.False(t, v.AtLeast(3, 26), "3.9 is older than 3.26")
	assert.True(t, v.AtLeast(3, 9))
	for _, text := range []string{"", "3", "3.x", "3.1.2.3", "0.0", "-3.1", "3.70000"} {
		assert.Error(t, v.UnmarshalText([]byte(text)), text)
	}
}

// TestSecretsNeverShow prints a secret in every way that Go has.
func TestSecretsNeverShow(t *testing.T) {
	const text = "correct-horse"
	s := fabric.NewSecret(text)
	terms := fabric.SessionTerms{Password: s, Hold: 30 * time.Second, BFD: fabric.BFD{Interval: 300 * time.Millisecond}}
	var shown []string
	for _, v := range []any{s, &s, []fabric.Secret{s}, map[string]fabric.Secret{"k": s}, terms, &terms} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10s"} {
			shown = append(shown, fmt.Sprintf(verb, v))
		}
		j, err := json.Marshal(v)
		require.NoError(t, err)
		shown = append(shown, string(j))
	}
	for _, s := range shown {
		assert.NotContains(t, s, text)
		assert.NotContains(t, strings.ToLower(s), fmt.Sprintf("%x", text))
	}
	assert.Equal(t, text, s.Reveal())
	assert.Empty(t, fabric.Secret{}.String())
	assert.JSONEq(t, `{"hold":"30s","bfd":{"interval":"300ms","multiplier":0},"password":"<redacted>"}`,
		string(must(json.Marshal(terms))))
}

// TestPlanAsJSON reads a plan back as any program would: numbers as numbers,
// choices as words.
func TestPlanAsJSON(t *testing.T) {
	var read struct {
		Leaves []struct {
			Role     string
			AS       uint32
			Networks []struct{ Protocol string }
			Ports    []struct{ Use string }
		}
		Sessions []struct {
			Kind, Family string
			A, B         struct{ AS uint32 }
		}
		Clusters []struct {
			Nodes []struct{ DefaultRoute string }
		}
	}
	require.NoError(t, json.Unmarshal(must(json.Marshal(plan(t, "seed000-ipfabric.yaml"))), &read))
	assert.Equal(t, "leaf", read.Leaves[0].Role)
	assert.Equal(t, uint32(65001), read.Leaves[0].AS)
	assert.Equal(t, "hsrp", read.Leaves[0].Networks[0].Protocol)
	assert.Equal(t, "member", read.Leaves[0].Ports[0].Use)
	assert.Equal(t, "link", read.Sessions[0].Kind)
	assert.Equal(t, "IPv4", read.Sessions[0].Family)
	assert.Equal(t, uint32(64512), read.Sessions[0].A.AS)
	assert.Equal(t, "gateway", read.Clusters[0].Nodes[0].DefaultRoute)
}

func TestProblemsSayWhetherTheyStopTheWork(t *testing.T) {
	warning := fabric.Problem{Code: "w", Severity: fabric.Warning, Field: "a.b", Line: 7, Detail: "is odd", Fix: "make it even", Source: "arithmetic"}
	assert.NoError(t, fabric.Problems{warning}.Err())
	both := fabric.Problems{warning, {Code: "e", Field: "c", Detail: "is wrong"}}
	require.Error(t, both.Err())
	assert.Equal(t, "warning: line 7: a.b: is odd; make it even [w: arithmetic]\nerror: c: is wrong [e]", both.Error())
	assert.Equal(t, fabric.Problems{warning}, both.Of(fabric.Warning))
	assert.JSONEq(t, `{"code":"w","severity":"warning","field":"a.b","line":7,"detail":"is odd","fix":"make it even","source":"arithmetic"}`,
		string(must(json.Marshal(warning))))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
