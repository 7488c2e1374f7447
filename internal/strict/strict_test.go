package strict

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A world is a document with every kind of value.
type world struct {
	Name    string            `yaml:"name"`
	Small   int8              `yaml:"small,omitempty"`
	Size    uint16            `yaml:"size,omitempty"`
	Open    bool              `yaml:"open,omitempty"`
	Wait    time.Duration     `yaml:"wait,omitempty"`
	Color   color             `yaml:"color,omitempty"`
	Number  number            `yaml:"number,omitempty"`
	Addr    netip.Addr        `yaml:"addr,omitempty"`
	Prefix  netip.Prefix      `yaml:"prefix,omitempty"`
	Words   []string          `yaml:"words,omitempty"`
	Labels  map[string]string `yaml:"labels,omitempty"`
	Ships   []ship            `yaml:"ships,omitempty"`
	Engine  engine            `yaml:"engine,omitempty"`
	Two     pair              `yaml:"two,omitempty"`
	Hidden  hidden            `yaml:"hidden,omitempty"`
	Inner   `yaml:",inline"`
	Float   float64 `yaml:"float,omitempty"`
	Ignored string
}

type Inner struct {
	Depth int  `yaml:"depth,omitempty"`
	More  *int `yaml:"more,omitempty"`
}

type ship struct {
	Name  string `yaml:"name,scalar"`
	Masts int    `yaml:"masts,omitempty"`
}

type color uint8

func (color) Enum() []string { return []string{"red", "green"} }

func (c color) MarshalText() ([]byte, error) { return []byte(color(0).Enum()[c]), nil }

func (c *color) UnmarshalText(text []byte) error {
	for i, name := range c.Enum() {
		if name == string(text) {
			*c = color(i)
			return nil
		}
	}
	return errors.New("no color")
}

type number uint32

func (n number) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d", n), nil }

func (n *number) UnmarshalText(text []byte) error {
	if _, err := fmt.Sscanf(string(text)+"\n", "%d\n", (*uint32)(n)); err != nil {
		return errors.New("no number of ours")
	}
	return nil
}

type engine interface{ isEngine() }

type (
	sail  struct{}
	motor struct {
		Power int `yaml:"power"`
	}
)

func (sail) isEngine()  {}
func (motor) isEngine() {}

type pair struct{ A, B string }

type hidden struct{ text string }

type hiddenFile struct {
	Text string `yaml:",scalar"`
	From string `yaml:"from,omitempty"`
}

func codec() Codec {
	return Codec{
		Unions: []Union{UnionOf(Variant[engine]{"sail", sail{}}, Variant[engine]{"motor", motor{}})},
		Lists: []List{ListOf(2, func(p pair) []string {
			if p.B == "" {
				return []string{p.A}
			}
			return []string{p.A, p.B}
		}, func(items []string) (pair, error) {
			switch {
			case len(items) == 1:
				return pair{A: items[0]}, nil
			case items[0] == items[1]:
				return pair{}, errors.New("twice the same")
			}
			return pair{items[0], items[1]}, nil
		})},
		Proxies: []Proxy{As("something hidden",
			func(h hidden) hiddenFile { return hiddenFile{From: h.text} },
			func(f hiddenFile) (hidden, error) {
				if f.Text == "bad" {
					return hidden{}, errors.New("bad")
				}
				return hidden{f.Text + f.From}, nil
			})},
	}
}

func TestDecodeReadsEveryKindOfValue(t *testing.T) {
	var w world
	_, faults := codec().Decode([]byte(`
name: "on"
small: -128
size: 65535
open: true
wait: 1m30s
color: green
number: 4200000001
addr: 2001:db8::1
prefix: 10.0.0.5/24
words: [a, "1", no]
labels: {a: b, "1": "2"}
ships: [one, {name: two, masts: 3}]
engine: {motor: {power: 5}}
two: [a, b]
hidden: {from: x}
depth: 7
`), &w)
	require.Empty(t, faults)
	assert.Equal(t, world{
		Name: "on", Small: -128, Size: 65535, Open: true, Wait: 90 * time.Second, Color: 1, Number: 4200000001,
		Addr: netip.MustParseAddr("2001:db8::1"), Prefix: netip.MustParsePrefix("10.0.0.5/24"),
		Words: []string{"a", "1", "no"}, Labels: map[string]string{"a": "b", "1": "2"},
		Ships: []ship{{Name: "one"}, {"two", 3}}, Engine: motor{5}, Two: pair{"a", "b"}, Hidden: hidden{"x"}, Inner: Inner{Depth: 7},
	}, w)
}

func TestDecodeNamesEveryFault(t *testing.T) {
	tests := map[string]struct {
		document string
		kind     Kind
		want     string
	}{
		"nothing":                      {"", Empty, "the document is empty"},
		"a comment alone":              {"# a\n", Empty, "the document is empty"},
		"an empty document":            {"---\n", Empty, "2:1: the document is empty"},
		"two documents":                {"name: a\n---\nname: b\n", Documents, `3:1: a second document begins here; keep one document a file, without another "---"`},
		"a list":                       {"- name: a\n", WrongType, "1:1: want a mapping with name, small, size, open, wait, color, number, addr, prefix, words, labels, ships, engine, two, hidden, depth, more, float, got a list"},
		"a text":                       {"name\n", WrongType, `1:1: want a mapping with name, small, size, open, wait, color, number, addr, prefix, words, labels, ships, engine, two, hidden, depth, more, float, got something that is not shown, because it may hold a secret`},
		"no YAML":                      {"name: a\nsize: 1\n  open: [\n", Syntax, "3:1: not YAML: mapping values are not allowed in this context"},
		"no YAML in the first line":    {"name: [", Syntax, "1:1: not YAML: did not find expected node content"},
		"a version of YAML":            {"%YAML 1.2\n---\nname: a\n", Syntax, "1:1: not YAML: found incompatible YAML document; remove the line that begins with %YAML"},
		"no UTF-8":                     {"name: a\nwords: [é\xff]\n", Syntax, "2:10: not UTF-8"},
		"an unknown field":             {"name: a\nspeed: 1\n", UnknownField, `2:1: unknown field "speed"; here are name, small, size, open, wait, color, number, addr, prefix, words, labels, ships, engine, two, hidden, depth, more, float`},
		"a misspelt field":             {"name: a\nprefxi: 10.0.0.0/8\n", UnknownField, `2:1: unknown field "prefxi"; did you mean "prefix"?`},
		"a field in another case":      {"name: a\nSize: 1\n", UnknownField, `2:1: unknown field "Size"; did you mean "size"?`},
		"a misspelt required field":    {"naem: a\n", UnknownField, `1:1: unknown field "naem"; did you mean "name"?`},
		"a misspelt field of an item":  {"name: a\nships: [{name: b, mast: 1}]\n", UnknownField, `2:19: ships[0]: unknown field "mast"; did you mean "masts"?`},
		"a Go field without a tag":     {"name: a\nignored: b\n", UnknownField, `2:1: unknown field "ignored"; here are name, small, size, open, wait, color, number, addr, prefix, words, labels, ships, engine, two, hidden, depth, more, float`},
		"a field twice":                {"name: a\nsize: 1\nsize: 2\n", DuplicateKey, `3:1: "size" stands here twice, first in line 2; keep one`},
		"a key of a map twice":         {"name: a\nlabels: {b: c, b: d}\n", DuplicateKey, `2:16: labels: "b" stands here twice, first in line 2; keep one`},
		"a missing field":              {"size: 1\n", MissingField, "1:1: name: is missing"},
		"a missing field of an item":   {"name: a\nships:\n- masts: 1\n", MissingField, "3:3: ships[0].name: is missing"},
		"a missing field of a variant": {"name: a\nengine: motor\n", MissingField, "2:9: engine.motor.power: is missing"},
		"no value":                     {"name: a\nsize:\n", NoValue, "2:6: size: no value; leave the field out, or give it a value"},
		"no list":                      {"name: a\nwords:\n", NoValue, "2:7: words: no value; leave the field out, or write []"},
		"no map":                       {"name: a\nlabels: ~\n", NoValue, "2:9: labels: no value; leave the field out, or write {}"},
		"no text":                      {"name: null\n", NoValue, `1:7: name: no value; leave the field out, or write ""`},
		"no choice":                    {"name: a\nengine:\n", NoValue, "2:8: engine: no value; write one of sail, motor"},
		"a choice of nothing":          {"name: a\nengine:\n  sail:\n", NoValue, "3:8: engine.sail: no value; write sail alone, or sail: {}"},
		"a number as text":             {"name: 0815\n", WrongType, `1:7: name: want a text, got 0815; quote it: "0815"`},
		"a date as text":               {"name: 2026-01-01\n", WrongType, `1:7: name: want a text, got 2026-01-01; quote it: "2026-01-01"`},
		"a truth as text":              {"name: true\n", WrongType, `1:7: name: want a text, got true; quote it: "true"`},
		"a list as text":               {"name: [a]\n", WrongType, "1:7: name: want a text, got a list"},
		"a text as number":             {"name: a\nsize: big\n", WrongType, `2:7: size: want a whole number, got the text "big"`},
		"a quoted number":              {"name: a\nsize: '5'\n", WrongType, `2:7: size: want a whole number, got the text "5"; remove the quotes`},
		"a fraction":                   {"name: a\nsize: 5.0\n", WrongType, "2:7: size: want a whole number, got 5.0"},
		"an octal number":              {"name: a\nsize: 010\n", WrongValue, "2:7: size: 010 is not a decimal number; write it with the digits 0 to 9, without leading zeros"},
		"a number with underscores":    {"name: a\nsize: 1_0\n", WrongValue, "2:7: size: 1_0 is not a decimal number; write it with the digits 0 to 9, without leading zeros"},
		"a number that is too large":   {"name: a\nsize: 65536\n", WrongValue, "2:7: size: 65536 is out of range (0 to 65535)"},
		"a number that is too small":   {"name: a\nsmall: -129\n", WrongValue, "2:8: small: -129 is out of range (-128 to 127)"},
		"a negative number":            {"name: a\nsize: -1\n", WrongValue, "2:7: size: -1 is out of range (0 to 65535)"},
		"a number of eighty bits":      {"name: a\nsize: 999999999999999999999999\n", WrongValue, "2:7: size: 999999999999999999999999 is out of range (0 to 65535)"},
		"yes":                          {"name: a\nopen: yes\n", WrongType, `2:7: open: want true or false, got the text "yes"`},
		"one as truth":                 {"name: a\nopen: 1\n", WrongType, "2:7: open: want true or false, got 1"},
		"a duration without unit":      {"name: a\nwait: 10\n", WrongType, `2:7: wait: want a duration such as "10s" or "300ms", got 10; write the unit: 10s or 10ms`},
		"a quoted one without unit":    {"name: a\nwait: '0'\n", WrongValue, `2:7: wait: "0" is not a duration; write a number with its unit, such as "10s" or "300ms"`},
		"a duration in days":           {"name: a\nwait: 1d\n", WrongValue, `2:7: wait: "1d" is not a duration; write a number with its unit, such as "10s" or "300ms"`},
		"a misspelt word of an enum":   {"name: a\ncolor: gren\n", WrongValue, `2:8: color: "gren" is not one of red, green; did you mean "green"?`},
		"another word":                 {"name: a\ncolor: purple\n", WrongValue, `2:8: color: "purple" is not one of red, green`},
		"a number for a word":          {"name: a\ncolor: 1\n", WrongType, `2:8: color: want one of red, green, got 1; quote it: "1"`},
		"a text of another type":       {"name: a\nnumber: x\n", WrongValue, `2:9: number: "x" is no number of ours`},
		"a text that means unset":      {"name: a\nnumber: 0\n", WrongValue, `2:9: number: "0" stands for "not set"; leave the field out`},
		"a truth for a text type":      {"name: a\nnumber: true\n", WrongType, `2:9: number: want a number or a text, got true; quote it: "true"`},
		"a host name as address":       {"name: a\naddr: leaf1\n", WrongValue, `2:7: addr: "leaf1" is not an IP address: it does not parse`},
		"an address with a length":     {"name: a\naddr: 10.0.0.1/24\n", WrongValue, `2:7: addr: "10.0.0.1/24" is not an IP address without a length; write 10.0.0.1`},
		"an address with a zone":       {"name: a\naddr: fe80::1%eth0\n", WrongValue, `2:7: addr: "fe80::1%eth0" is not an IP address: it has a zone; write fe80::1`},
		"a mapped address":             {"name: a\naddr: '::ffff:10.0.0.1'\n", WrongValue, `2:7: addr: "::ffff:10.0.0.1" is not an IP address: it is an IPv4 address mapped into IPv6; write 10.0.0.1`},
		"an empty address":             {"name: a\naddr: ''\n", WrongValue, `2:7: addr: "" is not an IP address: it does not parse`},
		"a prefix without a length":    {"name: a\nprefix: 10.0.0.0\n", WrongValue, `2:9: prefix: "10.0.0.0" is not an IP prefix such as 10.0.0.0/24: its length is missing; write 10.0.0.0/LENGTH, at most /32`},
		"a prefix that is too long":    {"name: a\nprefix: 10.0.0.0/33\n", WrongValue, `2:9: prefix: "10.0.0.0/33" is not an IP prefix such as 10.0.0.0/24: it does not parse`},
		"a mapped prefix":              {"name: a\nprefix: '::ffff:10.0.0.0/104'\n", WrongValue, `2:9: prefix: "::ffff:10.0.0.0/104" is not an IP prefix such as 10.0.0.0/24: it is an IPv4 address mapped into IPv6; write 10.0.0.0/8`},
		"a number as a list":           {"name: a\nwords: 5\n", WrongType, "2:8: words: want a list, got 5; write [5]"},
		"a number in a list":           {"name: a\nwords: [a, 5]\n", WrongType, `2:12: words[1]: want a text, got 5; quote it: "5"`},
		"nothing in a list":            {"name: a\nwords: [a, ~]\n", NoValue, `2:12: words[1]: no value; leave the field out, or write ""`},
		"a list as a map":              {"name: a\nlabels: [b]\n", WrongType, "2:9: labels: want a mapping, got a list"},
		"a number as key":              {"name: a\nlabels: {1: b}\n", WrongType, `2:10: labels: want a text as key, got 1; quote it: "1"`},
		"a list as key":                {"name: a\nlabels: {[b]: c}\n", WrongType, "2:10: labels: want a word as key, got a list"},
		"a value under an odd key":     {"name: a\nlabels: {b/c.d: 1}\n", WrongType, `2:17: labels["b/c.d"]: want a text, got 1; quote it: "1"`},
		"a number as a struct":         {"name: a\nships: [1]\n", WrongType, `2:9: ships[0]: want a text, got 1; quote it: "1"`},
		"a list as a struct":           {"name: a\nships: [[b]]\n", WrongType, "2:9: ships[0]: want a mapping with name, masts, got a list"},
		"an unknown variant":           {"name: a\nengine: steam\n", WrongVariant, `2:9: engine: unknown variant "steam"; here are sail, motor`},
		"a misspelt variant":           {"name: a\nengine: {moter: {power: 1}}\n", WrongVariant, `2:10: engine: unknown variant "moter"; did you mean "motor"?`},
		"two variants":                 {"name: a\nengine: {sail: {}, motor: {power: 1}}\n", WrongVariant, "2:9: engine: more than one variant: sail, motor; keep one"},
		"no variant":                   {"name: a\nengine: {}\n", WrongVariant, "2:9: engine: no variant; want one of sail, motor"},
		"a list of variants":           {"name: a\nengine: [sail]\n", WrongType, "2:9: engine: want one of sail, motor, got a list"},
		"a field of another variant":   {"name: a\nengine: {sail: {power: 1}}\n", UnknownField, `2:17: engine.sail: unknown field "power"`},
		"an empty pair":                {"name: a\ntwo: []\n", WrongLength, "2:6: two: want 1 to 2 items, got 0"},
		"a pair of three":              {"name: a\ntwo: [a, b, c]\n", WrongLength, "2:6: two: want 1 to 2 items, got 3"},
		"a pair that does not go":      {"name: a\ntwo: [a, a]\n", WrongValue, "2:6: two: twice the same"},
		"an item of a pair":            {"name: a\ntwo: [a, 1]\n", WrongType, `2:10: two[1]: want a text, got 1; quote it: "1"`},
		"a hidden value":               {"name: a\nhidden: bad\n", WrongValue, "2:9: hidden: want something hidden"},
		"a hidden number":              {"name: a\nhidden: 12345\n", WrongType, "2:9: hidden: want something hidden"},
		"a hidden tag":                 {"name: a\nhidden: !hunter2\n", Reference, "2:9: hidden: want something hidden"},
		"a hidden alias":               {"name: a\nhidden: *hunter2\n", Reference, "an alias (*) whose anchor does not exist; quote a text that begins with *"},
		"a hidden field":               {"name: a\nhidden: {hunter2: 1}\n", UnknownField, "2:10: hidden: want something hidden"},
		"an anchor":                    {"name: &n a\n", Reference, "1:7: name: an anchor (&n); remove it, and write the value out where it is needed"},
		"a tag":                        {"name: !!str 5\n", Reference, "1:7: name: a tag (!!str); remove it"},
		"a merge key":                  {"name: a\n<<: {size: 1}\n", Reference, "2:1: a merge key (<<); write the fields out"},
		"a type without values":        {"name: a\nfloat: 1.5\n", WrongType, "2:8: float: the format has no values of type float64"},
		"a pointer":                    {"name: a\nmore: 1\n", WrongType, "2:7: more: the format has no values of type *int"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, faults := codec().Decode([]byte(test.document), new(world))
			require.Len(t, faults, 1, "%v", faults)
			assert.Equal(t, test.want, faults[0].Error())
			assert.Equal(t, test.kind, faults[0].Kind)
			assert.NotContains(t, faults[0].Error(), "hunter2")
		})
	}
}

func TestDecodeReportsAllFaultsInOrder(t *testing.T) {
	_, faults := codec().Decode([]byte("size: x\nships:\n- {masts: x}\n- 5\ncolour: red\nengine: {sail: {}, wind: {}}\n"), new(world))
	var got []string
	for _, f := range faults {
		got = append(got, f.Error())
	}
	assert.Equal(t, []string{
		"1:1: name: is missing",
		`1:7: size: want a whole number, got the text "x"`,
		"3:3: ships[0].name: is missing",
		`3:11: ships[0].masts: want a whole number, got the text "x"`,
		`4:3: ships[1]: want a text, got 5; quote it: "5"`,
		`5:1: unknown field "colour"; did you mean "color"?`,
		`6:20: engine: unknown variant "wind"; here are sail, motor`,
	}, got)
}

func TestDecodeRefusesAliasesWithoutFollowingThem(t *testing.T) {
	bomb := "name: a\nlabels: &a0 {x: y}\n"
	for i := range 30 {
		bomb += fmt.Sprintf("words%d: &a%d [*a%d, *a%d, *a%d]\n", i, i+1, i, i, i)
	}
	bomb += "words: [*a30, *a30]\n"
	_, faults := codec().Decode([]byte(bomb), new(world))
	references := 0
	for _, f := range faults {
		if f.Kind == Reference {
			references++
		}
	}
	assert.Equal(t, 3, references, "%v", faults) // the first anchor, and both items of words
}

func TestDecodeBoundsWhatItReads(t *testing.T) {
	_, faults := codec().Decode(make([]byte, MaxSize+1), new(world))
	require.Len(t, faults, 1)
	assert.Equal(t, TooLarge, faults[0].Kind)

	_, faults = codec().Decode([]byte("name: a\nwords: "+strings.Repeat("[", 100_000)), new(world))
	require.Len(t, faults, 1)
	assert.Equal(t, Syntax, faults[0].Kind)

	type tree struct {
		Branches []tree `yaml:"branches,omitempty"`
	}
	deep := strings.Repeat("{branches: [", MaxDepth) + strings.Repeat("]}", MaxDepth)
	_, faults = Codec{}.Decode([]byte(deep), new(tree))
	require.Len(t, faults, 1)
	assert.Equal(t, TooLarge, faults[0].Kind)

	_, faults = codec().Decode([]byte("name: a\nwords: ["+strings.Repeat("1, ", 3*maxFaults)+"]"), new(world))
	require.Len(t, faults, maxFaults+1)
	assert.Equal(t, Fault{Kind: TooMany, Detail: "2000 more problems are not listed"}, faults[maxFaults])
}

func TestDecodeIntoNothing(t *testing.T) {
	for name, into := range map[string]any{"nil": nil, "a struct": world{}, "a nil pointer": (*world)(nil)} {
		_, faults := codec().Decode([]byte("name: a"), into)
		assert.Len(t, faults, 1, name)
	}
}

func TestStructsFindsWhatIsWrongWithTypes(t *testing.T) {
	type bad struct {
		Taken  string            `yaml:"name"`
		Again  string            `yaml:"name"`
		Upper  string            `yaml:"Upper"`
		Snake  string            `yaml:"snake_case"`
		Numbes map[int]string    `yaml:"numbers"`
		World  map[string]*world `yaml:"world"`
		Untied string
	}
	structs, wrong := codec().Structs(reflect.TypeFor[bad]())
	assert.Len(t, structs, 1)
	assert.Equal(t, []string{
		`bad.Untied: no yaml tag`,
		`bad.Again: "name" is taken`,
		`bad.Upper: "Upper" is not in lowerCamel`,
		`bad.Snake: "snake_case" is not in lowerCamel`,
		`bad.Numbes: the format has no values of type map[int]string`,
		`bad.World: the format has no values of type *strict.world`,
	}, wrong)
}

func TestEncodeRefusesWhatItHasNoTextFor(t *testing.T) {
	type other struct{ sail }
	one := 1
	tests := map[string]struct {
		value world
		want  string
	}{
		"a type without values":  {world{Float: 1}, "float: the format has no values of type float64"},
		"a pointer":              {world{Inner: Inner{More: &one}}, "more: the format has no values of type *int"},
		"an unknown variant":     {world{Engine: other{}}, "engine: a strict.other, want one of [sail motor]"},
		"a pair that is not one": {world{Two: pair{"a", "a"}}, "two: twice the same"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, faults := codec().Encode(test.value)
			require.Len(t, faults, 1)
			assert.Equal(t, test.want, faults[0].Error())
			assert.Equal(t, Unwritable, faults[0].Kind)
		})
	}
}

func TestEnclosing(t *testing.T) {
	for path, want := range map[string]string{
		"racks[0].leaves[1].name": "racks[0].leaves[1]",
		"racks[0].leaves[1]":      "racks[0].leaves",
		"racks[0]":                "racks",
		"racks":                   "",
		"":                        "",
		`labels["a.b/c"]`:         "labels",
		`labels["a[0].b"]`:        "labels",
		`a"]`:                     "",
	} {
		assert.Equal(t, want, Enclosing(path), path)
	}
}

func TestClosest(t *testing.T) {
	known := []string{"leaves", "nodeSubnet", "as", "vlan", "gatewayGroup", "gateway"}
	for name, want := range map[string]string{
		"leafs": "leaves", "node_subnet": "nodeSubnet", "nodesubnet": "nodeSubnet", "node-subnets": "nodeSubnet", "ASN": "as",
		"vlna": "vlan", "gatewaygroup": "gatewayGroup", "gatway": "gateway", "hostname": "", "x": "", "": "",
		strings.Repeat("leaves", 100): "",
	} {
		assert.Equal(t, want, closest(name, known), name)
	}
}
