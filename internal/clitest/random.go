package clitest

import (
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// Words are what names, descriptions and passwords are tried with: good ones first,
// then those that would break out of their line or turn into another command.
func Words() []string {
	return []string{
		"A", "NODE-OUT", "Vlan2300", "loopback0", "Ethernet1/1.5", "port-channel11", "k8s", "in", "out", "static", "delete",
		"two words", " lead", "trail ", "line\nhostname evil", "cr\rlf", "tab\tbed", "!comment", "what?", `quo"te`, "naïve",
		"", ";reload", "a ;reload", "a;b", "exact-match", "additive", "none", "route-map X in", "seq", "10", "0", "7 abc", "abcdef",
		"internal", "no", "exit", "end", "remote-as", "peer-group", "10.0.0.1", "any", "swp49", ".", "a/b:c",
		strings.Repeat("x", 33), strings.Repeat("y", 64), strings.Repeat("z", 256), "\x00",
	}
}

// good is how many of Words are harmless.
const good = 11

func addrs() []string {
	return []string{"10.0.0.1", "10.13.0.1", "2001:db8::1", "fe80::1", "fe80::1%eth0", "::ffff:1.2.3.4", "0.0.0.0"}
}

func prefixes() []string {
	return []string{"10.0.0.0/8", "10.13.0.5/24", "0.0.0.0/0", "10.1.1.1/32", "2001:db8::/32", "2001:db8::1/64", "::/0"}
}

// Fill gives v random values: every field of small structs, some of large ones.
func Fill(r *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case netip.Addr:
		v.Set(reflect.ValueOf(netip.MustParseAddr(pick(r, addrs()))))
		return
	case netip.Prefix:
		v.Set(reflect.ValueOf(netip.MustParsePrefix(pick(r, prefixes()))))
		return
	case fabric.Secret:
		v.Set(reflect.ValueOf(fabric.NewSecret(pick(r, Words()))))
		return
	case time.Duration:
		v.SetInt(int64(r.IntN(4000)) * int64(pick(r, []time.Duration{time.Millisecond, time.Second, time.Microsecond})))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		if v.SetUint(uint64(r.IntN(4))); r.IntN(3) == 0 {
			v.SetUint(r.Uint64() >> (64 - v.Type().Bits() + r.IntN(v.Type().Bits())))
		}
	case reflect.String:
		list := Words()
		if r.IntN(3) > 0 {
			list = list[:good]
		}
		v.SetString(pick(r, list))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(2), 2))
		for i := range v.Len() {
			Fill(r, v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if v.NumField() < 6 || r.IntN(v.NumField()) < 5 {
				Fill(r, field)
			}
		}
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// IsPlain reports whether a line is printable ASCII and one newline at its end.
func IsPlain(line []byte) bool {
	for i, c := range line {
		if c == '\n' && i != len(line)-1 || c != '\n' && (c < ' ' || c > '~') {
			return false
		}
	}
	return true
}

// StringPaths are the index paths of all strings and secrets below a type but for
// those of a type to skip; -1 stands for the first element of a slice.
func StringPaths(t, skip reflect.Type) [][]int { return stringPaths(t, skip, nil) }

func stringPaths(t, skip reflect.Type, path []int) [][]int {
	path = append([]int(nil), path...)
	switch {
	case t == reflect.TypeFor[fabric.Secret](), t.Kind() == reflect.String:
		return [][]int{path}
	case t == skip, t == reflect.TypeFor[netip.Addr](), t == reflect.TypeFor[netip.Prefix]():
		return nil
	case t.Kind() == reflect.Slice:
		return stringPaths(t.Elem(), skip, append(path, -1))
	case t.Kind() == reflect.Struct:
		var paths [][]int
		for i := range t.NumField() {
			paths = append(paths, stringPaths(t.Field(i).Type, skip, append(path, i))...)
		}
		return paths
	}
	return nil
}

// Assign sets the string or secret at path.
func Assign(v reflect.Value, path []int, word string) {
	for _, i := range path {
		if i >= 0 {
			v = v.Field(i)
			continue
		}
		// The elements are shared with other fields: copy before writing.
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		v = v.Index(0)
	}
	if v.Kind() == reflect.String {
		v.SetString(word)
	} else {
		v.Set(reflect.ValueOf(fabric.NewSecret(word)))
	}
}
