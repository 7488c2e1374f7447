package fabric

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/podfabric/podfabric/internal/strict"
)

func resolveSchema(t *testing.T, text []byte) *jsonschema.Resolved {
	t.Helper()
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &s))
	resolved, err := s.Resolve(nil)
	require.NoError(t, err)
	return resolved
}

// designFile is a complete design, of which the tests replace single words.
const designFile = `
name: lab105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1, {name: spine2}], ecmp: {spine: 4}}}
pools: {links: 10.4.0.0/24, rackAS: 65001-65010}
racks:
- {name: bb1, leaves: [leaf1, leaf2], vlan: 2300}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{prefix: 10.233.64.0/20, communities: ["64512:100"]}]
  session: {keepalive: 10s, hold: 30s, password: {from: bgp}}
  nodes: [{name: node0, rack: bb1, labels: {zone: a}}]
`

// An editor and the loader agree on what a file may say.
func TestSchemaAcceptsWhatLoadAccepts(t *testing.T) {
	schema := resolveSchema(t, DesignSchema())
	tests := map[string]struct {
		old, new string
		ok       bool
	}{
		"the design as it is":                 {"", "", true},
		"a leaf as a mapping":                 {"[leaf1, leaf2]", "[{name: leaf1, routerID: 10.2.0.1}]", true},
		"a leaf without a name":               {"[leaf1, leaf2]", "[{routerID: 10.2.0.1}]", false},
		"a number as a leaf":                  {"[leaf1, leaf2]", "[1, 2]", false},
		"a leaf instead of leaves":            {"[leaf1, leaf2]", "leaf1", false},
		"an unknown field at the top":         {"name: lab105", "{nam: lab105}", false},
		"an unknown field in a rack":          {"vlan: 2300", "vlan: 2300, valn: 2300", false},
		"an unknown field in a choice":        {"ecmp: {spine: 4}", "evpn: {}", false},
		"a field in the wrong case":           {"vlan: 2300", "VLAN: 2300", false},
		"no name":                             {"name: lab105", "pods: []", false},
		"a number as a name":                  {"name: lab105", "name: 105", false},
		"a truth as a name":                   {"name: lab105", "name: true", false},
		"nothing as a name":                   {"name: lab105", "name:", false},
		"a text as a number":                  {"vlan: 2300", `vlan: "2300"`, false},
		"a fraction as a number":              {"vlan: 2300", "vlan: 2300.5", false},
		"a negative VLAN":                     {"vlan: 2300", "vlan: -1", false},
		"a VLAN of seventeen bits":            {"vlan: 2300", "vlan: 65536", false},
		"a pinned gateway of both families":   {"vlan: 2300", "vlan: 2300, gateway: [10.13.0.1, '2001:db8::1']", true},
		"a gateway in a list":                 {"vlan: 2300", "vlan: 2300, gateway: [10.13.0.1]", true},
		"no gateway in a list":                {"vlan: 2300", "vlan: 2300, gateway: []", false},
		"three gateways":                      {"vlan: 2300", "vlan: 2300, gateway: [10.13.0.1, 10.13.0.2, 10.13.0.3]", false},
		"a gateway with a length":             {"vlan: 2300", "vlan: 2300, gateway: 10.13.0.1/24", false},
		"a word as a prefix":                  {"10.4.0.0/24", "links", false},
		"an address as a prefix":              {"10.4.0.0/24", "10.4.0.0", false},
		"an IPv6 prefix":                      {"10.4.0.0/24", "'2001:db8::/48'", true},
		"a zone":                              {"10.4.0.0/24", "fe80::1%eth0/64", false},
		"an AS in asdot":                      {"64512", "64086.59905", true},
		"an AS as text":                       {"64512", `"64512"`, true},
		"AS 0":                                {"64512", "0", false},
		"an AS of 33 bits":                    {"64512", "4294967296", false},
		"a word as an AS":                     {"64512", "private", false},
		"a range of one":                      {"65001-65010", "65001", false},
		"a scheme as an empty mapping":        {"as: perRack", "as: {perRack: {}}", true},
		"a scheme with nothing behind it":     {"as: perRack", "as: {perRack: }", false},
		"a scheme with fields":                {"as: perRack", "as: {perCluster: {as: 65001}}", true},
		"a scheme without its field":          {"as: perRack", "as: perCluster", false},
		"a scheme with another's field":       {"as: perRack", "as: {perServer: {as: 65001}}", false},
		"two schemes":                         {"as: perRack", "as: {perRack: {}, perServer: {}}", false},
		"no scheme":                           {"as: perRack", "as: {}", false},
		"an unknown scheme":                   {"as: perRack", "as: perPod", false},
		"a list of schemes":                   {"as: perRack", "as: [perRack]", false},
		"an unquoted version":                 {`"3.31"`, "3.31", false},
		"a version with a v":                  {`"3.31"`, "v3.31.2", true},
		"a version of one number":             {`"3.31"`, `"3"`, false},
		"a community of two halves":           {`"64512:100"`, "64512:100", true},
		"a community of one half":             {`"64512:100"`, `"64512"`, false},
		"a duration without its unit":         {"10s", "10", false},
		"a duration as text without its unit": {"10s", `"10"`, false},
		"a duration of two parts":             {"10s", "1m30s", true},
		"a duration in an unknown unit":       {"10s", "1d", false},
		"a password":                          {"{from: bgp}", "hunter2", true},
		"an empty password":                   {"{from: bgp}", `""`, false},
		"a number as a password":              {"{from: bgp}", "12345678", false},
		"a password of no name":               {"{from: bgp}", `{from: ""}`, false},
		"a password kept back":                {"{from: bgp}", "{redacted: true}", true},
		"a password kept back, or not":        {"{from: bgp}", "{redacted: false}", false},
		"a password from two places":          {"{from: bgp}", "{from: bgp, redacted: true}", false},
		"a password from nowhere":             {"{from: bgp}", "{}", false},
		"a number as a label":                 {"{zone: a}", "{zone: 1}", false},
		"a list as labels":                    {"{zone: a}", "[zone]", false},
		"an enum's value":                     {"as: perRack", "as: perRack\n  peering: node", true},
		"an enum's misspelt value":            {"as: perRack", "as: perRack\n  peering: nodes", false},
		"an attachment":                       {"rack: bb1,", "rack: bb1, attach: {vm: {host: h1}},", true},
		"an attachment as a name":             {"rack: bb1,", "rack: bb1, attach: bond,", true},
		"an attachment that needs a leaf":     {"rack: bb1,", "rack: bb1, attach: single,", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, designFile, test.old)
			text := strings.Replace(designFile, test.old, test.new, 1)
			_, err := Load(strings.NewReader(text))
			assert.Equal(t, test.ok, err == nil, "load: %v", err)
			var document any
			require.NoError(t, yaml.Unmarshal([]byte(text), &document))
			err = schema.Validate(document)
			assert.Equal(t, test.ok, err == nil, "schema: %v", err)
		})
	}
}

func TestSchemaAcceptsStates(t *testing.T) {
	schema := resolveSchema(t, StateSchema())
	for seed := range uint64(50) {
		text, err := StateText(newRandom(seed).state())
		require.NoError(t, err)
		var document any
		require.NoError(t, yaml.Unmarshal(text, &document))
		assert.NoError(t, schema.Validate(document), "%s", text)
	}
}

// Whatever is broken in a design, loader and schema say the same. The schema is
// the published one without bounds, since the random numbers know none.
func TestSchemaAgreesWithLoadOnBrokenDesigns(t *testing.T) {
	text, err := strict.Schema{Codec: format(), ID: "https://example.org/schema", Of: schemasOfTexts()}.For(reflect.TypeFor[Design]())
	require.NoError(t, err)
	schema := resolveSchema(t, text)
	accepted, refused := 0, 0
	for seed := range uint64(800) {
		text, err := Text(newRandom(seed % 100).design())
		require.NoError(t, err)
		var document any
		require.NoError(t, yaml.Unmarshal(text, &document))
		rng := rand.New(rand.NewPCG(seed, 2))
		for range rng.IntN(3) {
			document = mutate(rng, document)
		}
		broken, err := yaml.Marshal(document)
		require.NoError(t, err)
		var instance any
		require.NoError(t, yaml.Unmarshal(broken, &instance))
		_, loadErr := Load(bytes.NewReader(broken))
		if loadErr != nil && strings.Contains(loadErr.Error(), errOneFamily.Error()) {
			continue // a schema knows no families
		}
		schemaErr := schema.Validate(instance)
		require.Equal(t, loadErr == nil, schemaErr == nil, "load: %v\nschema: %v\n%s", loadErr, schemaErr, broken)
		if loadErr == nil {
			accepted++
		} else {
			refused++
		}
	}
	assert.Greater(t, accepted, 200)
	assert.Greater(t, refused, 200)
}

// mutate breaks one value of a document, or does something to it that is
// harmless.
func mutate(rng *rand.Rand, document any) any {
	switch d := document.(type) {
	case map[string]any:
		keys := make([]string, 0, len(d))
		for k := range d {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		if len(keys) > 0 && rng.IntN(8) > 0 {
			k := keys[rng.IntN(len(keys))]
			switch rng.IntN(12) {
			case 0:
				delete(d, k)
			case 1:
				d[k+"x"] = d[k]
			default:
				d[k] = mutate(rng, d[k])
			}
			return d
		}
	case []any:
		if len(d) > 0 && rng.IntN(8) > 0 {
			i := rng.IntN(len(d))
			d[i] = mutate(rng, d[i])
			return d
		}
	}
	others := []any{
		5, "text", "10.0.0.0/8", true, 1.5, nil, []any{}, map[string]any{}, []any{document}, map[string]any{"name": "x"},
		[]any{"10.0.0.1", "2001:db8::1"}, document,
	}
	return others[rng.IntN(len(others))]
}
