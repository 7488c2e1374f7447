package aci_test

import (
	"errors"
	"testing"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// seeds are texts that the readers know.
func seeds(f *testing.F) {
	f.Helper()
	for _, row := range classRows() {
		f.Add([]byte(row.json))
		f.Add([]byte(row.xml))
	}
	for _, s := range samples() {
		posts, err := s.Posts()
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range posts {
			f.Add(p.JSON())
			f.Add(p.XML())
		}
	}
	for _, text := range []string{
		`{"totalCount":"1","imdata":[{"error":{"attributes":{"code":"122","text":"unknown managed object class foo"}}}]}`,
		`{"polUni":{"children":[{"fvTenant":{"attributes":{"name":"a","status":"deleted"}}}]}}`,
		`[{"fvTenant":{"attributes":{"rn":"tn-a"}}},{"l3extOut":{"attributes":{"dn":"uni/tn-a/out-o"}}}]`,
		`{"fvTenant":{"attributes":{"name":"a/b[","descr":"\u0000"}}}`,
		`{"rtctrlMatchRtDest":{"attributes":{"dn":"uni/tn-a/subj-b/dest-[[]]"}}}`,
	} {
		f.Add([]byte(text))
	}
}

// FuzzParse reads anything without a panic; what it reads can be checked, printed
// and compared; what is valid is written and read back as it was.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		tree, err := aci.Parse(text)
		if err != nil {
			refused(t, err)
			return
		}
		_ = tree.String()
		problems := tree.Validate()
		normal := tree.Normal()
		if again := normal.Normal(); again.String() != normal.String() {
			t.Fatalf("the normal form of\n%s\nis\n%s", normal, again)
		}
		posts, err := tree.Posts()
		if (err == nil) != (problems.Err() == nil) {
			t.Fatalf("posts: %v, problems: %v", err, problems)
		}
		for _, p := range posts {
			for _, body := range [][]byte{p.JSON(), p.XML()} {
				back, err := aci.Parse(body)
				if err != nil {
					t.Fatalf("%v\n%s", err, body)
				}
				if again := (aci.Post{DN: p.DN, Object: back.Roots[0]}); string(again.JSON()) != string(p.JSON()) {
					t.Fatalf("%s\ncomes back as\n%s", p.JSON(), again.JSON())
				}
			}
		}
		if err != nil {
			return
		}
		d, err := aci.Diff(normal, tree, owner)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range d.Changes {
			if c.Action == aci.Modify {
				t.Fatalf("a tree differs from its own normal form: %s", c)
			}
		}
	})
}

// FuzzParseAnswer reads anything as an answer; what it reads is in normal form and
// knows no class or attribute that the schema does not know.
func FuzzParseAnswer(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		tree, err := aci.ParseAnswer(text)
		if err != nil {
			refused(t, err)
			return
		}
		if tree.String() != tree.Normal().String() {
			t.Fatalf("not in normal form: %s", tree)
		}
		for _, p := range tree.Validate() {
			if p.Code == aci.CodeUnknownClass || p.Code == aci.CodeUnknownAttribute || p.Code == aci.CodeContainment {
				t.Fatal(p)
			}
		}
		if _, err := aci.Diff(tree, floating(), owner); err != nil {
			t.Fatal(err)
		}
	})
}

func refused(t *testing.T, err error) {
	t.Helper()
	var problems fabric.Problems
	var answered aci.AnswerError
	if !errors.As(err, &problems) && !errors.As(err, &answered) {
		t.Fatalf("an error of another kind: %v", err)
	}
}

// FuzzDN reads anything as a DN; its parts make it again.
func FuzzDN(f *testing.F) {
	for _, row := range classRows() {
		f.Add(row.dn)
	}
	f.Add("uni//a")
	f.Add("a/[b/c]]/d")
	f.Fuzz(func(t *testing.T, text string) {
		dn, err := aci.ParseDN(text)
		if err != nil {
			return
		}
		var again aci.DN
		for rn := range dn.RNs() {
			again = again.Child(rn)
		}
		if again != dn || dn.String() != text || dn.Parent().Child(dn.RN()) != dn {
			t.Fatalf("%q falls into %q and %q", text, dn.Parent(), dn.RN())
		}
		if dn.Parent().IsSet() && !dn.Under(dn.Parent()) {
			t.Fatalf("%q is not below %q", dn, dn.Parent())
		}
		_, _ = dn.Class()
	})
}
