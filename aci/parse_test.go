package aci_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// TestRoundTrip writes every root of the samples and reads it back, as JSON and
// as XML, passwords included.
func TestRoundTrip(t *testing.T) {
	for name, s := range samples() {
		posts, err := s.Posts()
		require.NoError(t, err)
		for _, p := range posts {
			for form, body := range map[string][]byte{"json": p.JSON(), "xml": p.XML()} {
				tree, err := aci.Parse(body)
				require.NoError(t, err, name, form)
				require.Len(t, tree.Roots, 1)
				again := aci.Post{DN: p.DN, Object: tree.Roots[0]}
				assert.Equal(t, string(p.JSON()), string(again.JSON()), "%s as %s", name, form)
				assert.Equal(t, string(p.XML()), string(again.XML()), "%s as %s", name, form)
			}
		}
	}
}

// TestOrderOfBytes shuffles a tree: its bytes stay.
func TestOrderOfBytes(t *testing.T) {
	for _, s := range samples() {
		want, err := s.Posts()
		require.NoError(t, err)
		shuffled := cloneTree(s)
		var reverse func([]aci.Object)
		reverse = func(objects []aci.Object) {
			slices.Reverse(objects)
			for i := range objects {
				reverse(objects[i].Children)
			}
		}
		reverse(shuffled.Roots)
		got, err := shuffled.Posts()
		require.NoError(t, err)
		require.Len(t, got, len(want))
		for i := range want {
			assert.Equal(t, string(want[i].JSON()), string(got[i].JSON()))
		}
	}
}

// answer is what a controller says to a config-only query of a subtree, as
// recorded answers look: only the top has its DN, defaults are filled in, flags
// are sorted, texts are rewritten, objects that it made itself are there, and
// others of somebody else; passwords are empty.
func answer(t *testing.T, tree aci.Tree, dn string) []byte {
	t.Helper()
	at := mustDN(dn)
	o := tree.Find(at)
	require.NotNil(t, o)
	var b strings.Builder
	b.WriteString(`{"totalCount":"1","imdata":[`)
	write(&b, o, dn)
	b.WriteString(`]}`)
	return []byte(b.String())
}

func write(b *strings.Builder, o *aci.Object, dn string) {
	def, _ := aci.Define(o.Class)
	attrs := map[string]string{}
	for _, a := range def.Attributes {
		switch v := o.Value(a.Name); {
		case a.Kind == aci.KindSecret:
			attrs[a.Name] = ""
		case a.Name == "userdom":
			attrs[a.Name] = ":all:common:"
		default:
			attrs[a.Name] = v.String()
		}
	}
	if dn != "" {
		attrs["dn"] = dn
	}
	for _, extra := range []string{"modTs", "uid", "status", "lcOwn", "extMngdBy", "ownerKey"} {
		attrs[extra] = ""
	}
	fmt.Fprintf(b, `{%q:{"attributes":{`, o.Class)
	for i, name := range slices.Sorted(maps.Keys(attrs)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, `%q:%q`, name, attrs[name])
	}
	b.WriteString(`},"children":[`)
	for i := range o.Children {
		write(b, &o.Children[i], "")
		b.WriteByte(',')
	}
	b.WriteString(`{"faultCounts":{"attributes":{"crit":"0"}}},{"l3extRsOutToFBRGroup":{"attributes":{"tnFvFBRGroupName":""},"children":[{"healthInst":{"attributes":{}}}]}}`)
	b.WriteString(`]}}`)
}

// TestParseAnswer reads back what was posted.
func TestParseAnswer(t *testing.T) {
	for _, s := range samples() {
		got, err := aci.ParseAnswer(answer(t, s, "uni/tn-k8s"))
		require.NoError(t, err)
		want := withoutSecrets(aci.Tree{Roots: []aci.Object{*s.Find(mustDN("uni/tn-k8s"))}})
		assert.Equal(t, want.String(), got.String())

		// A subtree stands where its DN says, below what must exist.
		out := got.Roots[0].Children[len(got.Roots[0].Children)-1]
		rn, err := out.RN()
		require.NoError(t, err)
		part, err := aci.ParseAnswer(answer(t, s, "uni/tn-k8s/"+string(rn)))
		require.NoError(t, err)
		assert.Equal(t, aci.Modified, part.Roots[0].Status)
		assert.Equal(t, out.String(), part.Roots[0].Children[0].String())

		// What is read shows no difference; of a part, in that part.
		wanted := aci.Tree{Version: s.Version, Roots: []aci.Object{*s.Find(mustDN("uni/tn-k8s"))}}
		d, err := aci.Diff(got, wanted, owner)
		require.NoError(t, err)
		assert.Empty(t, d.Changes)
		d, err = aci.Diff(part, wanted, owner)
		require.NoError(t, err)
		assert.NotEmpty(t, d.Changes)
		for _, c := range d.Changes {
			assert.False(t, c.Action == aci.Delete || c.DN.Under(mustDN("uni/tn-k8s/"+string(rn))), c.String())
		}
	}
}

// TestAnswersInNormalForm are the texts that a controller rewrites.
func TestAnswersInNormalForm(t *testing.T) {
	for _, row := range []struct{ name, answer, want string }{
		{"ports and protocols get names", `{"vzEntry":{"attributes":{"dn":"uni/tn-a/flt-f/e-e","etherT":"ip","prot":"6","dFromPort":"443","dToPort":"443","stateful":"yes"}}}`,
			`{"vzEntry":{"attributes":{"name":"e","etherT":"ip","prot":"tcp","dFromPort":"https","dToPort":"https","stateful":"yes"}}}`},
		{"yes and no for true and false", `{"l3extRsNodeL3OutAtt":{"attributes":{"dn":"uni/tn-a/out-o/lnodep-n/rsnodeL3OutAtt-[topology/pod-1/node-101]","rtrId":"1.1.1.1","rtrIdLoopBack":"false"}}}`,
			`{"l3extRsNodeL3OutAtt":{"attributes":{"tDn":"topology/pod-1/node-101","rtrId":"1.1.1.1","rtrIdLoopBack":"no"}}}`},
		{"IPv6 in its short form", `{"l3extMember":{"attributes":{"dn":"` + vpc + `/mem-A","addr":"2001:DB8:0:0::4/64","llAddr":"::"}}}`,
			`{"l3extMember":{"attributes":{"side":"A","addr":"2001:db8::4/64"}}}`},
		{"flags sorted, with or without blanks", `{"bgpPeerP":{"attributes":{"dn":"` + anchor + `/peerP-[192.168.2.0/24]","ctrl":"dis-peer-as-check, as-override"}}}`,
			`{"bgpPeerP":{"attributes":{"addr":"192.168.2.0/24","ctrl":"as-override,dis-peer-as-check"}}}`},
		{"a stale time of 300 s by its word", `{"bgpCtxPol":{"attributes":{"dn":"uni/tn-a/bgpCtxP-t","staleIntvl":"300","grCtrl":"helper","kaIntvl":"60"}}}`,
			`{"bgpCtxPol":{"attributes":{"name":"t"}}}`},
		{"an encapsulation that is none", `{"l3extRsDynPathAtt":{"attributes":{"dn":"` + anchor + `/rsdynPathAtt-[uni/phys-k8s]","encap":"","floatingAddr":"192.168.2.253/24"}}}`,
			`{"l3extRsDynPathAtt":{"attributes":{"tDn":"uni/phys-k8s","floatingAddr":"192.168.2.253/24"}}}`},
		{"an AS number in asdot", `{"bgpAsP":{"attributes":{"dn":"` + anchor + `/peerP-[192.168.2.0/24]/as","asn":"64086.59905"}}}`,
			`{"bgpAsP":{"attributes":{"asn":"4200000001"}}}`},
		{"a MAC address in capitals", `{"l3extVirtualLIfP":{"attributes":{"dn":"` + anchor + `","mac":"00:22:bd:f8:19:fe"}}}`,
			`{"l3extVirtualLIfP":{"attributes":{"nodeDn":"topology/pod-1/node-101","encap":"vlan-310","mac":"00:22:BD:F8:19:FE"}}}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			tree, err := aci.ParseAnswer([]byte(`{"totalCount":"1","imdata":[` + row.answer + `]}`))
			require.NoError(t, err)
			o := tree.Roots[0]
			for len(o.Children) > 0 {
				o = o.Children[0]
			}
			assert.Equal(t, row.want, o.String())
		})
	}
}

// TestFlatAnswer puts the objects of a query-target=subtree where they belong,
// whatever their order.
func TestFlatAnswer(t *testing.T) {
	tree, err := aci.ParseAnswer([]byte(`{"totalCount":"4","imdata":[
		{"l3extSubnet":{"attributes":{"dn":"uni/tn-a/out-o/instP-i/extsubnet-[10.0.0.0/8]","scope":"import-security","modTs":"2023-07-26T10:00:00.000+00:00"}}},
		{"faultInst":{"attributes":{"dn":"uni/tn-a/out-o/fault-F0467","code":"F0467"}}},
		{"l3extOut":{"attributes":{"dn":"uni/tn-a/out-o","enforceRtctrl":"export,import","targetDscp":"unspecified"}}},
		{"l3extInstP":{"attributes":{"dn":"uni/tn-a/out-o/instP-i","prefGrMemb":"include"}}}]}`))
	require.NoError(t, err)
	assert.Equal(t, aci.Tree{Roots: []aci.Object{{Class: aci.FvTenant, Status: aci.Modified, Attributes: attributes{"name": aci.Text("a")}, Children: []aci.Object{
		named(aci.L3extOut, "o", attributes{"enforceRtctrl": aci.Flags("export", "import")},
			named(aci.L3extInstP, "i", attributes{"prefGrMemb": aci.Text("include")},
				object(aci.L3extSubnet, attributes{"ip": cidr("10.0.0.0/8")})))}}}}, tree)
}

// TestEmptyAnswer is what a query of an absent object returns.
func TestEmptyAnswer(t *testing.T) {
	for _, text := range []string{`{"totalCount":"0","imdata":[]}`, `<?xml version="1.0" encoding="UTF-8"?><imdata totalCount="0"></imdata>`} {
		tree, err := aci.ParseAnswer([]byte(text))
		require.NoError(t, err)
		assert.Empty(t, tree.Roots)
	}
}

// TestErrorAnswer is what a controller says when it refuses.
func TestErrorAnswer(t *testing.T) {
	for _, text := range []string{
		`{"totalCount":"1","imdata":[{"error":{"attributes":{"code":"122","text":"unknown managed object class foo"}}}]}`,
		`<imdata totalCount="1"><error code="122" text="unknown managed object class foo"/></imdata>`,
	} {
		_, err := aci.ParseAnswer([]byte(text))
		var refused aci.AnswerError
		require.True(t, errors.As(err, &refused))
		assert.Equal(t, aci.AnswerError{Code: "122", Text: "unknown managed object class foo"}, refused)
	}
}

// TestUnreadable is what Parse refuses, and that it quotes no value.
func TestUnreadable(t *testing.T) {
	deep := strings.Repeat(`{"fvTenant":{"children":[`, 100)
	for _, row := range []struct {
		name, text, says string
		code             fabric.Code
	}{
		{"nothing", ``, "ends too early", aci.CodeSyntax},
		{"no JSON", `hello`, "not JSON", aci.CodeSyntax},
		{"a text", `"fvTenant"`, "a string stands where", aci.CodeSyntax},
		{"an empty object", `{}`, "no managed object", aci.CodeSyntax},
		{"two classes in one object", `{"fvTenant":{"attributes":{"name":"a"}},"physDomP":{}}`, "one key", aci.CodeSyntax},
		{"a number as a value", `{"fvTenant":{"attributes":{"name":1}}}`, "name is a number", aci.CodeSyntax},
		{"a list as attributes", `{"fvTenant":{"attributes":[]}}`, "has to begin with {", aci.CodeSyntax},
		{"an unknown key", `{"fvTenant":{"attribute":{}}}`, "neither attributes nor children", aci.CodeSyntax},
		{"an attribute twice", `{"fvTenant":{"attributes":{"name":"a","name":"b"}}}`, `"name" stands twice`, aci.CodeSyntax},
		{"an object cut off", `{"fvTenant":{"attributes":{"password":"s3cr3t`, "ends too early", aci.CodeSyntax},
		{"more behind the end", `{"fvTenant":{}} {}`, "more behind", aci.CodeSyntax},
		{"no UTF-8", "{\"fv\xffTenant\":{}}", "not UTF-8", aci.CodeSyntax},
		{"too deep", deep, "deeper", aci.CodeSyntax},
		{"XML cut off", `<fvTenant name="s3cr3t"`, "not XML", aci.CodeSyntax},
		{"XML too deep", strings.Repeat("<a>", 100), "deeper", aci.CodeSyntax},
		{"text in XML", `<fvTenant>s3cr3t</fvTenant>`, "text between", aci.CodeSyntax},
		{"a document type", `<!DOCTYPE a [<!ENTITY x "s3cr3t">]><fvTenant/>`, "document type", aci.CodeSyntax},
		{"an XML attribute twice", `<fvTenant name="a" name="b"/>`, "stands twice", aci.CodeSyntax},
		{"an object that may be anywhere", `{"l3extOut":{"attributes":{"name":"o"}}}`, "may be anywhere", aci.CodeNaming},
		{"a dn that does not close", `{"l3extOut":{"attributes":{"dn":"uni/tn-[a/out-o"}}}`, "not a DN", aci.CodeNaming},
		{"a dn that leads nowhere", `{"l3extOut":{"attributes":{"dn":"uni/nowhere-a/out-o"}}}`, "no RN below a polUni", aci.CodeNaming},
		{"a dn outside uni", `{"l3extOut":{"attributes":{"dn":"topology/pod-1/out-o"}}}`, "not below", aci.CodeNaming},
		{"a dn of another class", `{"l3extOut":{"attributes":{"dn":"uni/tn-a/ctx-o"}}}`, "form out-{name}", aci.CodeNaming},
		{"a dn that the name contradicts", `{"fvTenant":{"attributes":{"dn":"uni/tn-a","name":"b"}}}`, "another name", aci.CodeNaming},
		{"an rn that the name contradicts", `{"fvTenant":{"attributes":{"rn":"tn-a","name":"b"}}}`, "another name", aci.CodeNaming},
		{"a child with a dn elsewhere", `{"fvTenant":{"attributes":{"name":"a"},"children":[{"fvCtx":{"attributes":{"dn":"uni/tn-b/ctx-v"}}}]}}`, "not below uni/tn-a", aci.CodeNaming},
		{"a status that is none", `{"fvTenant":{"attributes":{"name":"a","status":"gone"}}}`, "no status", aci.CodeInvalidValue},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := aci.Parse([]byte(row.text))
			var problems fabric.Problems
			require.True(t, errors.As(err, &problems), "%v", err)
			assert.Equal(t, row.code, problems[0].Code)
			assert.Contains(t, problems[0].Detail, row.says)
			assert.NotContains(t, err.Error(), "s3cr3t")
			assert.NotEmpty(t, problems[0].Fix)
			assert.NotEmpty(t, problems[0].Source)
		})
	}
}

// TestStatuses reads and writes what a POST does with an object.
func TestStatuses(t *testing.T) {
	for text, want := range map[string]aci.Status{"": aci.Upsert, "created": aci.Created, "modified": aci.Modified, "deleted": aci.Deleted,
		"created,modified": aci.Upsert, "created, modified": aci.Upsert} {
		tree, err := aci.Parse([]byte(`{"fvTenant":{"attributes":{"name":"a","status":"` + text + `"}}}`))
		require.NoError(t, err)
		assert.Equal(t, want, tree.Roots[0].Status, text)
	}
	o := aci.Object{Class: aci.FvTenant, Status: aci.Deleted, Attributes: attributes{"name": aci.Text("a")}}
	assert.Equal(t, `{"fvTenant":{"attributes":{"name":"a","status":"deleted"}}}`, o.String())
}

// TestUnknownIsKept lets nothing go that a person wrote.
func TestUnknownIsKept(t *testing.T) {
	const text = `{"fvTenant":{"attributes":{"name":"a","colour":"red"},"children":[
  {"fvNothing":{"attributes":{"userPwd":"<redacted>","x":"1"}}}]}}`
	tree, err := aci.Parse([]byte(strings.ReplaceAll(text, "<redacted>", "s3cr3t")))
	require.NoError(t, err)
	assert.Equal(t, text, tree.Roots[0].String(), "what looks like a password is one")
	assert.Len(t, tree.Validate(), 2)
	lenient, err := aci.ParseAnswer([]byte(text))
	require.NoError(t, err)
	assert.Equal(t, `{"fvTenant":{"attributes":{"name":"a"}}}`, lenient.String())
}
