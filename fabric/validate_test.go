package fabric

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGoodDesignsHaveNoProblem(t *testing.T) {
	for name, d := range goodDesigns() {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, d.Validate())
			p, err := d.Plan(nil)
			require.NoError(t, err)
			// What every plan of its kind is told of is no fault of the design.
			for _, w := range p.Warnings {
				assert.Contains(t, []Code{CodeNoBackupPath, CodeDefaultUnconditional}, w.Code)
				complete(t, w)
			}
		})
	}
}

// A breach is one way to break a good design, with the first problem that it is
// to be answered with. Also are the codes of what else follows from it.
type breach struct {
	name  string
	of    func() *Design // nil means labDesign
	by    func(*Design)
	code  Code
	field string
	also  []Code
	warns bool
}

func (b breach) broken() *Design {
	d := labDesign()
	if b.of != nil {
		d = b.of()
	}
	b.by(d)
	return d
}

func TestBreaches(t *testing.T) {
	for _, b := range breaches() {
		t.Run(b.name, func(t *testing.T) {
			problems := b.broken().Validate()
			i := slices.IndexFunc(problems, func(p Problem) bool { return p.Code == b.code && p.Field == b.field })
			require.GreaterOrEqual(t, i, 0, "no %s at %s in:\n%s", b.code, b.field, problems.Error())
			assert.Equal(t, b.warns, problems[i].Severity == Warning, problems[i].Error())
			for _, p := range problems {
				assert.Contains(t, append(b.also, b.code), p.Code, p.Error())
				complete(t, p)
			}
		})
	}
}

// complete holds a problem to saying everything it has to.
func complete(t *testing.T, p Problem) {
	t.Helper()
	assert.NotEmpty(t, p.Code, p)
	assert.NotEmpty(t, p.Field, p)
	assert.NotEmpty(t, p.Detail, p)
	assert.NotEmpty(t, p.Fix, p)
	assert.NotEmpty(t, p.Source, p)
}

// TestEveryCodeIsProduced holds the two tables of broken designs and plans to
// every code of the design's rules.
func TestEveryCodeIsProduced(t *testing.T) {
	produced := map[Code]bool{}
	for _, b := range breaches() {
		produced[b.code] = true
	}
	for _, b := range planBreaches() {
		produced[b.code] = true
	}
	for _, row := range capabilityRows() {
		produced[row.code] = true
	}
	for _, d := range goodDesigns() {
		p, err := d.Plan(nil)
		require.NoError(t, err)
		for _, w := range p.Warnings {
			produced[w.Code] = true
		}
	}
	for _, file := range []string{"codes_names.go", "codes_addresses.go", "codes_routing.go", "codes_terms.go", "codes_platform.go", "codes_aci.go", "validate_draws.go"} {
		for name, code := range declaredCodes(t, file) {
			assert.True(t, produced[code], "no broken design is answered with %s", name)
		}
	}
}

func declaredCodes(t *testing.T, file string) map[string]Code {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Clean(file), nil, 0)
	require.NoError(t, err)
	codes := map[string]Code{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			codes[spec.Names[0].Name] = Code(text)
		}
		return true
	})
	require.NotEmpty(t, codes, file)
	return codes
}

func TestValidateTakesANilDesign(t *testing.T) {
	var d *Design
	assert.Error(t, d.Validate().Err())
}

func TestManyBrokenRulesAreReportedTogether(t *testing.T) {
	d := labDesign()
	d.Racks[1].AS = 65001
	d.Racks[1].VLAN = 4000
	d.Clusters[0].Pods[0].Block = 40
	d.Clusters[0].Nodes[2].Rack = "bb3"
	var codes []Code
	for _, p := range d.Validate() {
		codes = append(codes, p.Code)
	}
	assert.ElementsMatch(t, []Code{CodeUnknownReference, CodeOutOfRange, CodeASClash, CodeBlockLength}, codes)
}

func TestPasswordsAreNeverShown(t *testing.T) {
	for _, text := range []string{"two words", "what?", "a\nb", `quo"ted`, "käse", strings.Repeat("long", 30)} {
		d := labDesign()
		d.Clusters[0].Session.Password = NewSecret(text)
		problems := d.Validate()
		require.Len(t, problems, 1, text)
		assert.Equal(t, CodeSecretUnusable, problems[0].Code)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", problems, problems, problems), text)
	}
}

func TestVersionsOfOtherPlatforms(t *testing.T) {
	for _, row := range []struct {
		platform Platform
		want     Code
	}{
		{FRR{Version: "8.4.4"}, ""}, {FRR{Version: "8.4"}, ""}, {FRR{Version: "10.1"}, ""}, {FRR{Version: "9.0.2"}, ""},
		{FRR{Version: "8.3.1"}, CodeVersionUnsupported}, {FRR{Version: "7.5"}, CodeVersionUnsupported}, {FRR{Version: "11.0"}, CodeVersionUnknown},
		{FRR{Version: "8"}, CodeVersionUnreadable}, {FRR{Version: "8.4.4-1~deb12"}, CodeVersionUnreadable}, {FRR{Version: "frr"}, CodeVersionUnreadable},
		{Junos{Version: "23.4R1"}, ""}, {Junos{Version: "22.2R3-S1"}, ""}, {Junos{Version: "21.4R3-S5.4"}, ""}, {Junos{Version: "23.4R2-S2-EVO"}, ""},
		{Junos{Version: "20.4R3"}, ""}, {Junos{Version: "25.4R1"}, ""}, {Junos{Version: "22.1X49-D10"}, ""},
		{Junos{Version: "18.4R3"}, CodeVersionUnsupported}, {Junos{Version: "26.1R1"}, CodeVersionUnknown},
		{Junos{Version: "23.5R1"}, CodeVersionUnreadable}, {Junos{Version: "23.4"}, CodeVersionUnreadable}, {Junos{Version: "junos"}, CodeVersionUnreadable},
	} {
		t.Run(fmt.Sprint(row.platform), func(t *testing.T) {
			d := labDesign()
			onRack(func(r *Rack) { r.Switches = row.platform })(d)
			problems := d.Validate()
			if row.want == "" {
				assert.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Equal(t, row.want, problems[0].Code)
		})
	}
}

func TestNXOSVersions(t *testing.T) {
	for text, want := range map[string]Code{
		"9.3(8)": "", "9.2(2)": "", "10.4(3)M": "", "10.2(1)F": "", "10.3(4a)M": "", "7.0(3)I7(8)": "", "7.0(3)I7(5a)": "", "7.0(3)I7": "",
		"7.0(3)I4(9)": CodeVersionUnsupported, "7.0(3)F3(5)": CodeVersionUnsupported, "7.3(8)N1(1)": CodeVersionUnsupported,
		"8.4(2)": CodeVersionUnsupported, "6.1(2)I3(5)": CodeVersionUnsupported, "11.1(1)": CodeVersionUnknown,
		"9.3": CodeVersionUnreadable, "9.3(8": CodeVersionUnreadable, "nxos 9": CodeVersionUnreadable, "9.3(8)?": CodeVersionUnreadable,
		"9(3).8": CodeVersionUnreadable, "9.3(x)": CodeVersionUnreadable, "10.4(3)M(": CodeVersionUnreadable, "99999999.1(1)": CodeVersionUnreadable,
	} {
		t.Run(text, func(t *testing.T) {
			d := labDesign()
			onFabric(func(f *IPFabric) { f.Switches = NXOS{Version: text} })(d)
			problems := d.Validate()
			if want == "" {
				assert.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			assert.Equal(t, want, problems[0].Code)
		})
	}
}

// TestASGates walks an AS number over the bound of Kubernetes' int32.
func TestASGates(t *testing.T) {
	for _, row := range []struct {
		name       string
		as         ASN
		kubernetes Version
		want       []Severity
	}{
		{"the last number that fits", 2147483647, Version{Major: 1, Minor: 36}, nil},
		{"the first that does not", 2147483648, Version{Major: 1, Minor: 36}, []Severity{Error}},
		{"before Kubernetes checks", 2147483648, Version{Major: 1, Minor: 35, Patch: 9}, nil},
		{"unknown Kubernetes", 4200000001, Version{}, []Severity{Warning}},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := labDesign()
			d.Racks[0].AS, d.Clusters[0].Kubernetes = row.as, row.kubernetes
			var got []Severity
			for _, p := range d.Validate() {
				if p.Code == CodeASBeyondAPI {
					assert.Equal(t, "racks[0].as", p.Field)
					got = append(got, p.Severity)
				}
			}
			assert.Equal(t, row.want, got)
		})
	}
}

// TestHoldTimesUnderCalico walks the hold time over the bounds of BIRD.
func TestHoldTimesUnderCalico(t *testing.T) {
	for hold, want := range map[time.Duration][]Severity{3: {Error}, 5: {Error}, 6: {Warning}, 29: {Warning}, 30: nil, 180: nil} {
		d := labDesign()
		d.Clusters[0].Session.Keepalive, d.Clusters[0].Session.Hold = time.Second, hold*time.Second
		var got []Severity
		for _, p := range d.Validate() {
			assert.Equal(t, CodeTimersFast, p.Code)
			got = append(got, p.Severity)
		}
		assert.Equal(t, want, got, hold)
	}
}

// BenchmarkValidate shows that rules stay linear: ns/node must not grow.
func BenchmarkValidate(b *testing.B) {
	for _, racks := range []int{10, 100, 400} {
		d := bigDesign(racks, 40)
		b.Run(strconv.Itoa(racks*40), func(b *testing.B) {
			for b.Loop() {
				if err := d.Validate().Err(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(racks*40), "ns/node")
		})
	}
}

// bigDesign has racks of nodes that all pin their address.
func bigDesign(racks, nodes int) *Design {
	d := labDesign()
	d.Racks, d.Clusters[0].Nodes = nil, nil
	d.Pools.Links = v4("10.32.0.0/14")
	d.Pools.RouterIDs = ipPrefix("10.36.0.0/16")
	d.Clusters[0].Pods = []PodPool{{Prefix: ipPrefix("10.64.0.0/10")}}
	subnet := ipPrefix("10.128.0.0/24")
	for r := range racks {
		rack := Rack{
			Name: fmt.Sprintf("r%d", r), AS: 4200000000 + ASN(r),
			Leaves:  []Leaf{{Name: fmt.Sprintf("r%da", r)}, {Name: fmt.Sprintf("r%db", r)}},
			Network: Network{VLAN: 100, NodeSubnet: Prefixes{V4: subnet}},
		}
		addr := subnet.Addr()
		for range 10 {
			addr = addr.Next()
		}
		for n := range nodes {
			addr = addr.Next()
			d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, Node{Name: fmt.Sprintf("r%d-n%d", r, n), Rack: rack.Name, Address: Addrs{V4: addr}})
		}
		d.Racks = append(d.Racks, rack)
		subnet = following(subnet)
	}
	return d
}
