package junos

import (
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// words are what names, descriptions and keys are tried with: good ones, and those
// that would break out of their statement or turn into another one.
func words() []string {
	return []string{
		"A", "NODES-OUT", "irb.2300", "lo0.0", "et-0/0/48", "ae11", "k8s", "accept", "term", "static", "delete",
		"two words", " lead", "trail ", "line\nset system host-name evil", "semi; colon", "brace {", "close }", "list [ a ]", `quo"te`, `back\`, `back\n`, "#comment", "/* c */",
		"naïve", "", "inactive:", "apply-groups", "set", "10", "0", "65001 65002", "(A && B)", ".{2,}", "02:00:00:00:00:0b", "all", "100-200",
		strings.Repeat("y", 64), strings.Repeat("z", 256), "\x00",
	}
}

func someAddrs() []string {
	return []string{"10.0.0.1", "10.13.0.1", "2001:db8::1", "fe80::1", "fe80::1%eth0", "::ffff:1.2.3.4", "0.0.0.0"}
}

func somePrefixes() []string {
	return []string{"10.0.0.0/8", "10.13.0.5/24", "0.0.0.0/0", "10.1.1.1/32", "2001:db8::/32", "2001:db8::1/64", "::/0"}
}

// fill gives v random values: every field of small structs, some of large ones.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case netip.Addr:
		v.Set(reflect.ValueOf(mustAddr(pick(r, someAddrs()))))
		return
	case netip.Prefix:
		v.Set(reflect.ValueOf(mustPrefix(pick(r, somePrefixes()))))
		return
	case fabric.Secret:
		v.Set(reflect.ValueOf(fabric.NewSecret(pick(r, words()))))
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
		list := words()
		if r.IntN(3) > 0 {
			list = list[:11]
		}
		v.SetString(pick(r, list))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(2), 2))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if v.NumField() < 6 || r.IntN(v.NumField()) < 4 {
				fill(r, field)
			}
		}
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// TestEveryAcceptedConfigIsReadBack fills parts of configurations at random. What
// Validate has nothing against must come back from both of its texts as it was;
// whatever Validate says, neither form may hold a statement that is not of a field.
func TestEveryAcceptedConfigIsReadBack(t *testing.T) {
	const seed, runs = 4711, 6000
	r := rand.New(rand.NewPCG(seed, 0))
	accepted := 0
	for run := range runs {
		var c Config
		v := reflect.ValueOf(&c).Elem()
		for range 1 + r.IntN(2) {
			fill(r, v.Field(r.IntN(v.NumField())))
		}
		c.Unmodelled = nil // read back from texts of their own
		if invalid(&c) {
			continue
		}
		accepted++
		for _, text := range [][]byte{Text(c), SetText(c)} {
			again, err := Parse(text)
			require.NoError(t, err, "run %d\n%s", run, text)
			assert.Empty(t, again.Unmodelled, "run %d\n%s", run, text)
			if !assert.Equal(t, normal(c), normal(again), "run %d\n%s", run, text) {
				return
			}
		}
	}
	assert.Greater(t, accepted, 300)
}

// invalid reports whether the grammar refuses a value.
func invalid(c *Config) bool {
	for _, p := range c.Validate() {
		if p.Code == CodeInvalidValue {
			return true
		}
	}
	return false
}

// normal is c without what its text does not say: fields below a switch that is off.
func normal(c Config) string { return string(SetText(c)) }

// TestRandomConfigsDoNotPanic lifts and checks whatever can be written in Go.
func TestRandomConfigsDoNotPanic(t *testing.T) {
	const seed, runs = 815, 400
	r := rand.New(rand.NewPCG(seed, 0))
	for range runs {
		var c Config
		v := reflect.ValueOf(&c).Elem()
		for _, field := range v.Fields() {
			if r.IntN(3) > 0 {
				fill(r, field)
			}
		}
		_ = c.Validate()
		_, _ = c.Router()
		_ = Text(c)
		_ = SetText(c)
	}
}
