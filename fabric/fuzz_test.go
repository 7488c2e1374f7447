package fabric

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/podfabric/podfabric/internal/strict"
)

func seedsOfFuzz(f *testing.F, random func(random) ([]byte, error)) {
	f.Helper()
	for seed := range uint64(10) {
		text, err := random(newRandom(seed))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		"", "# nothing\n", "---\n---\n", "[]", "a", "{", "a: *a", "a: &a [*a]", "<<: {}", "? [a]\n: b", "!a b", "\xff", "name: \"\\xff\"",
		"name: |-\n  a\n", "name: >\n  a\n\n  b\n", strings.Repeat("[", 100), strings.Repeat("a:\n- ", 20),
	} {
		f.Add([]byte(text))
	}
}

// FuzzLoad: no text makes Load panic, and what it loads is written and loaded as
// the same.
func FuzzLoad(f *testing.F) {
	seedsOfFuzz(f, func(r random) ([]byte, error) { return Text(r.design()) })
	f.Add([]byte(designFile))
	f.Fuzz(func(t *testing.T, text []byte) {
		want, err := Load(bytes.NewReader(text))
		if err != nil {
			return
		}
		strict.Visit(format(), &want, func(_ string, s *Secret) {
			if s.Resolved() { // a file never holds one again
				*s = Secret{redacted: true}
			}
		})
		written, err := Text(want)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		got, err := Load(bytes.NewReader(written))
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		want.source, got.source = nil, nil
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("want %#v\ngot %#v\n%s", want, got, written)
		}
	})
}

// FuzzLoadState is [FuzzLoad] for states.
func FuzzLoadState(f *testing.F) {
	seedsOfFuzz(f, func(r random) ([]byte, error) { return StateText(r.state()) })
	f.Fuzz(func(t *testing.T, text []byte) {
		want, err := LoadState(bytes.NewReader(text))
		if err != nil {
			return
		}
		written, err := StateText(want)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		got, err := LoadState(bytes.NewReader(written))
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("want %#v\ngot %#v\n%s", want, got, written)
		}
	})
}
