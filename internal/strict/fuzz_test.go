package strict

import (
	"reflect"
	"testing"
)

// FuzzDecode: no document makes the reader panic, every fault has a text, and
// what is read without a fault is written and read as the same.
func FuzzDecode(f *testing.F) {
	for _, document := range []string{
		"name: a", "name: a\nsize: 1\nopen: true\nwait: 10s", "name: a\nengine: {motor: {power: 1}}\ntwo: [a, b]",
		"name: a\nlabels: {a.b/c: \"1\"}\nships: [b, {name: c, masts: 2}]", "name: a\ncolor: green\nnumber: 5\naddr: ::1\nprefix: ::/0",
		"name: |\n  a\n\n  b\nhidden: x", "name: &a a\nwords: [*a]", "name: !!str a", "? [name]\n: a", "name: a\n<<: {}", "%TAG ! a\n---\n!b",
		"name: 'a''b'\nwords: [\"\\x00\\u2028\", \"\\U0001F600\"]", "---\nname: a\n...\n---\n",
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var want world
		_, faults := codec().Decode(document, &want)
		for _, fault := range faults {
			if fault.Error() == "" {
				t.Fatal("a fault without a text")
			}
		}
		if len(faults) > 0 {
			return
		}
		text, faults := codec().Encode(want)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		var got world
		if _, faults := codec().Decode(text, &got); len(faults) > 0 {
			t.Fatalf("%v\n%s", faults, text)
		}
		if !reflect.DeepEqual(want, got) {
			t.Fatalf("want %#v\ngot %#v\n%s", want, got, text)
		}
	})
}
