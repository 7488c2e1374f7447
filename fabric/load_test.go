package fabric_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

const short = `name: lab105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1, spine2]}}
pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24}
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: 10.13.0.0/24}
- {name: bb2, as: 65002, leaves: [leaf3, leaf4], vlan: 2300, nodeSubnet: 10.14.0.0/24}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{prefix: 10.233.64.0/20, block: 24}]
  services: {clusterIPs: [10.233.0.0/18]}
  nodes:
  - {name: node0, rack: bb1, address: 10.13.0.115}
  - {name: node1, rack: bb1}
`

func ExampleLoad() {
	design, err := fabric.Load(strings.NewReader(short))
	if err != nil {
		fmt.Println(err)
		return
	}
	rack := design.Racks[0]
	fmt.Println(design.Name, rack.Name, rack.AS, rack.Leaves[1].Name, rack.NodeSubnet.V4)
	fmt.Println(design.Clusters[0].CNI)
	// Output:
	// lab105 bb1 65001 leaf2 10.13.0.0/24
	// {3.31 false  false 0}
}

func ExampleLoad_problems() {
	_, err := fabric.Load(strings.NewReader(`name: 105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1]}}
racks:
- name: bb1
  leafs: [leaf1, leaf2]
  vlan: "2300"
  nodeSubnet: [10.13.0.0, 10.14.0.0/24]
clusters:
- name: k8s
  as: perrack
  cni: {calico: {version: 3.31}}
  pods: [{prefix: 10.233.64.0/20}]
  session: {hold: 30}
  nodes:
`))
	fmt.Println(err)
	// Output:
	// error: line 1: name: want a text, got 105; quote it: "105" [file-wrong-type: the published schema]
	// error: line 5: racks[0]: unknown field "leafs"; did you mean "leaves"? [file-unknown-field: the published schema]
	// error: line 6: racks[0].vlan: want a whole number, got the text "2300"; remove the quotes [file-wrong-type: the published schema]
	// error: line 7: racks[0].nodeSubnet[0]: "10.13.0.0" is not an IP prefix such as 10.0.0.0/24: its length is missing; write 10.13.0.0/LENGTH, at most /32 [file-wrong-value: the published schema]
	// error: line 10: clusters[0].as: unknown variant "perrack"; did you mean "perRack"? [file-wrong-variant: the published schema]
	// error: line 11: clusters[0].cni.calico.version: want a text, got 3.31; quote it: "3.31" [file-wrong-type: the published schema]
	// error: line 13: clusters[0].session.hold: want a duration such as "10s" or "300ms", got 30; write the unit: 30s or 30ms [file-wrong-type: the published schema]
	// error: line 14: clusters[0].nodes: no value; leave the field out, or write [] [file-no-value: the published schema]
}

func ExampleText() {
	design, err := fabric.Load(strings.NewReader(short))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := fabric.Text(design)
	fmt.Println(string(text) == short, err)
	// Output:
	// true <nil>
}

func ExampleDesign_Resolve() {
	design, err := fabric.Load(strings.NewReader(short + "  session: {password: {from: k8s/bgp}}\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	secrets := map[string]string{"other/bgp": "secret"}
	err = design.Resolve(func(name string) (string, bool) {
		text, ok := secrets[name]
		return text, ok
	})
	fmt.Println(err)
	// Output:
	// error: line 16: clusters[0].session.password: there is no secret named "k8s/bgp"; store it, or correct the name [secret-missing]
}

func ExampleLoadState() {
	state, err := fabric.LoadState(strings.NewReader(`clusters:
- name: k8s
  blocks: [{node: node0, prefix: 10.233.64.0/24}]
  services:
  - {name: web/front, addresses: [10.233.0.80], trafficPolicy: Local, endpoints: [node1]}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := fabric.StateText(state)
	fmt.Print(string(text))
	fmt.Println(err)
	// Output:
	// clusters:
	// - name: k8s
	//   blocks: [{node: node0, prefix: 10.233.64.0/24}]
	//   services: [{name: web/front, addresses: [10.233.0.80], trafficPolicy: Local, endpoints: [node1]}]
	// <nil>
}

func TestLoadReportsWhatIsWrongWithAFile(t *testing.T) {
	tests := map[string]struct {
		file  string
		code  fabric.Code
		line  int
		field string
	}{
		"no YAML":               {"name: [", fabric.CodeFileSyntax, 1, ""},
		"too large":             {strings.Repeat("# comment\n", 1<<20), fabric.CodeFileTooLarge, 0, ""},
		"empty":                 {"", fabric.CodeFileEmpty, 0, ""},
		"two documents":         {short + "---\n" + short, fabric.CodeFileDocuments, 17, ""},
		"a list":                {"[]", fabric.CodeFileWrongType, 1, ""},
		"a word":                {"lab105", fabric.CodeFileWrongType, 1, ""},
		"a merge key":           {short + "  <<: {name: x}\n", fabric.CodeFileReference, 16, "clusters[0]"},
		"an unknown field":      {short + "  cidr: 10.0.0.0/8\n", fabric.CodeFileUnknownField, 16, "clusters[0]"},
		"a field twice":         {short + "  name: k8s\n", fabric.CodeFileDuplicateKey, 16, "clusters[0]"},
		"a missing field":       {short + "- {name: b, as: perRack, cni: {calico: {}}, pods: [], nodes: []}\n", fabric.CodeFileMissingField, 16, "clusters[1].cni.calico.version"},
		"no value":              {short + "  session:\n", fabric.CodeFileNoValue, 16, "clusters[0].session"},
		"a wrong type":          {short + "  nextHopSelf: 1\n", fabric.CodeFileWrongType, 16, "clusters[0].nextHopSelf"},
		"a wrong value":         {short + "  peering: nodes\n", fabric.CodeFileWrongValue, 16, "clusters[0].peering"},
		"two of one family":     {short + "  networks: [{rack: bb1, gateway: [10.0.0.1, 10.0.0.2]}]\n", fabric.CodeFileWrongValue, 16, "clusters[0].networks[0].gateway"},
		"two choices":           {strings.Replace(short, "as: perRack", "as: {perRack: {}, perServer: {}}", 1), fabric.CodeFileWrongVariant, 9, "clusters[0].as"},
		"three of two families": {short + "  networks: [{rack: bb1, gateway: [10.0.0.1, 10.0.0.2, '::1']}]\n", fabric.CodeFileWrongLength, 16, "clusters[0].networks[0].gateway"},
		"a password in error":   {short + "  session: {password: {hunter2: x}}\n", fabric.CodeFileUnknownField, 16, "clusters[0].session.password"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			design, err := fabric.Load(strings.NewReader(test.file))
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			require.Len(t, problems, 1, "%v", problems)
			p := problems[0]
			assert.Equal(t, test.code, p.Code)
			assert.Equal(t, test.line, p.Line)
			assert.Equal(t, test.field, p.Field)
			assert.Equal(t, fabric.Error, p.Severity)
			assert.NotEmpty(t, p.Detail)
			assert.NotContains(t, err.Error(), "hunter2")
			assert.Equal(t, fabric.Design{}, design)
		})
	}
}

func TestLoadStopsAtAThousandProblems(t *testing.T) {
	file := short + "- {name: b, as: perRack, cni: {calico: {version: '3.31'}}, pods: [], nodes: [" + strings.Repeat("{}, ", 600) + "]}\n"
	_, err := fabric.Load(strings.NewReader(file))
	var problems fabric.Problems
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 1001)
	assert.Equal(t, fabric.CodeFileMore, problems[1000].Code)
	assert.Equal(t, "200 more problems are not listed", problems[1000].Detail)
}

func TestLoadReturnsWhatTheReaderReturns(t *testing.T) {
	broken := errors.New("broken")
	_, err := fabric.Load(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	_, err = fabric.LoadState(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

// Files are written on all kinds of machines.
func TestLoadReadsEveryKindOfTextFile(t *testing.T) {
	want, err := fabric.Load(strings.NewReader(short))
	require.NoError(t, err)
	wanted, err := fabric.Text(want)
	require.NoError(t, err)
	for name, file := range map[string]string{
		"lines of Windows":      strings.ReplaceAll(short, "\n", "\r\n"),
		"a byte order mark":     "\ufeff" + short,
		"document marks":        "---\n" + short + "...\n",
		"a comment for editors": "# yaml-language-server: $schema=design.schema.json\n" + short,
		"no newline at the end": strings.TrimSpace(short),
	} {
		got, err := fabric.Load(strings.NewReader(file))
		if assert.NoError(t, err, name) {
			text, err := fabric.Text(got)
			require.NoError(t, err)
			assert.Equal(t, string(wanted), string(text), name)
		}
	}
}

func TestLoadReadsNumbersByTheirText(t *testing.T) {
	for text, want := range map[string]fabric.ASN{
		"64086.59905": 4200000001, `"64086.59905"`: 4200000001, "4200000001": 4200000001, "1.10": 65546, "64512.0": 4227858432,
	} {
		design, err := fabric.Load(strings.NewReader(strings.Replace(short, "as: 65001", "as: "+text, 1)))
		if assert.NoError(t, err, text) {
			assert.Equal(t, want, design.Racks[0].AS, text)
		}
	}
}
