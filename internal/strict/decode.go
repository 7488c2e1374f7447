package strict

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The bounds of a document.
const (
	// MaxSize is the largest document that is read, in bytes. It holds a design
	// of some hundred thousand nodes.
	MaxSize = 8 << 20
	// MaxDepth is how deep a value may stand in a document.
	MaxDepth = 64
)

// Decode reads a document into the struct that into points to, and returns where
// each value stands by its path: a field at its key, an item at its beginning.
// When there are faults, the struct holds what could be read.
func (c Codec) Decode(text []byte, into any) (map[string]Position, []Fault) {
	if len(text) > MaxSize {
		return nil, []Fault{{Kind: TooLarge, Detail: fmt.Sprintf("the document is larger than %d MiB", MaxSize>>20)}}
	}
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, []Fault{{Kind: WrongType, Detail: "nothing to read into: not a pointer"}}
	}
	root, faults := parse(text)
	if len(faults) > 0 {
		return nil, faults
	}
	d := decoder{rules: c.rules(), positions: make(map[string]Position)}
	d.value(root, "", v.Elem(), 0)
	return d.positions, d.sorted()
}

type decoder struct {
	rules
	faults
	positions map[string]Position
	want      string // inside a proxy: all that is said of its value
	// hides: keys at this place may hold a secret, and are not repeated.
	hides bool
}

func (d *decoder) fault(kind Kind, n *yaml.Node, path, detail, fix string) {
	if d.want != "" {
		detail, fix = "want "+d.want, ""
	}
	d.add(Fault{kind, at(n), path, detail, fix})
}

// value reads a node into v, which is settable. It reports what is wrong and
// leaves v as it is then.
func (d *decoder) value(n *yaml.Node, path string, v reflect.Value, depth int) {
	if _, ok := d.positions[path]; !ok {
		d.positions[path] = at(n)
	}
	if depth > MaxDepth {
		d.fault(TooLarge, n, path, fmt.Sprintf("deeper than %d levels", MaxDepth), "")
		return
	}
	t := v.Type()
	if p, ok := d.proxies[t]; ok {
		d.proxy(n, path, v, p, depth)
		return
	}
	if !d.plainYAML(n, path) {
		return
	}
	if isNull(n) {
		d.fault(NoValue, n, path, "no value", d.fixNull(t))
		return
	}
	if u, ok := d.unions[t]; ok {
		d.union(n, path, v, u, depth)
		return
	}
	if l, ok := d.lists[t]; ok {
		d.list(n, path, v, l, depth)
		return
	}
	if isText(t) || isDuration(t) {
		d.scalar(n, path, v)
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		d.structure(n, path, v, depth)
	case reflect.Slice:
		d.slice(n, path, v, depth)
	case reflect.Map:
		d.mapping(n, path, v, depth)
	default:
		d.scalar(n, path, v)
	}
}

// plainYAML refuses what is YAML and no part of the format.
func (d *decoder) plainYAML(n *yaml.Node, path string) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		d.fault(Reference, n, path, "an alias (*"+short(n.Value)+")", "write the value out")
		return false
	case n.Anchor != "":
		d.fault(Reference, n, path, "an anchor (&"+short(n.Anchor)+")", "remove it, and write the value out where it is needed")
	case n.Style&yaml.TaggedStyle != 0:
		d.fault(Reference, n, path, "a tag ("+short(n.Tag)+")", "remove it")
		return false
	}
	return true
}

func (d *decoder) fixNull(t reflect.Type) string {
	if u, ok := d.unions[t]; ok {
		return "write one of " + strings.Join(u.names(), ", ")
	}
	switch {
	case t.Kind() == reflect.Slice:
		return "leave the field out, or write []"
	case t.Kind() == reflect.Struct && !isText(t) && !d.ruled(t), t.Kind() == reflect.Map:
		return "leave the field out, or write {}"
	case t.Kind() == reflect.String && !isText(t):
		return `leave the field out, or write ""`
	}
	return "leave the field out, or give it a value"
}

// entries calls each for the keys and values of a mapping that are read: keys
// that are text and stand for the first time.
func (d *decoder) entries(n *yaml.Node, path string, each func(key, value *yaml.Node)) {
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge":
			d.fault(Reference, key, path, "a merge key (<<)", "write the fields out")
			continue
		case key.Kind != yaml.ScalarNode:
			d.fault(WrongType, key, path, "want a word as key, got "+describe(key), "")
			continue
		case !d.plainYAML(key, path):
			continue
		case key.ShortTag() != "!!str":
			d.fault(WrongType, key, path, "want a text as key, got "+d.shown(key.Value), d.quoteIt(key.Value))
			continue
		}
		if line, twice := seen[key.Value]; twice {
			d.fault(DuplicateKey, key, path, fmt.Sprintf("%s stands here twice, first in line %d", d.quoted(key.Value), line), "keep one")
			continue
		}
		seen[key.Value] = key.Line
		each(key, value)
	}
}

func (d *decoder) structure(n *yaml.Node, path string, v reflect.Value, depth int) {
	fields := d.fields(v.Type())
	scalar, hasScalar := scalarOf(fields)
	if n.Kind == yaml.ScalarNode && hasScalar {
		d.value(n, path, v.FieldByIndex(scalar.index), depth+1)
		d.missing(n, path, fields, map[string]bool{scalar.name: true})
		return
	}
	if n.Kind != yaml.MappingNode {
		got := describe(n)
		if n.Kind == yaml.ScalarNode && d.private(fields) {
			got = notShown
		}
		d.fault(WrongType, n, path, "want a mapping"+of(fields)+", got "+got, "")
		return
	}
	outer, private := d.hides, d.private(fields)
	d.hides = private
	defer func() { d.hides = outer }()
	given := make(map[string]bool, len(fields))
	d.entries(n, path, func(key, value *yaml.Node) {
		for _, f := range fields {
			if f.name != "" && f.name == key.Value {
				given[f.name] = true
				inner := fieldPath(path, f.name)
				d.positions[inner] = at(key)
				d.hides = false
				d.value(value, inner, v.FieldByIndex(f.index), depth+1)
				d.hides = private
				return
			}
		}
		if len(d.faults.list) >= maxFaults {
			d.dropped++
			return
		}
		given[closest(key.Value, names(fields))] = true // a misspelt field is not missing as well
		d.fault(UnknownField, key, path, "unknown field "+d.quoted(key.Value), suggest(key.Value, names(fields)))
	})
	d.missing(n, path, fields, given)
}

// notShown stands for what a fault does not repeat, because a slip of the writer
// may have made a secret of it.
const notShown = "something that is not shown, because it may hold a secret"

// private reports whether one of the fields is written as another type, such as
// a secret: a missing space or indentation then puts it where a key belongs.
func (d *decoder) private(fields []field) bool {
	return slices.ContainsFunc(fields, func(f field) bool { _, proxy := d.proxies[f.typ]; return proxy })
}

// quoted is a key in a message, shown one without quotes.
func (d *decoder) quoted(key string) string {
	if d.hides && !isWord(key) {
		return notShown
	}
	return strconv.Quote(short(key))
}

// isWord reports whether a key is of letters only, as every field is: a slip of
// the writer and not a piece of a secret.
func isWord(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
}

func (d *decoder) quoteIt(key string) string {
	if d.hides && !isWord(key) {
		return "quote it"
	}
	return fmt.Sprintf("quote it: %q", short(key))
}

func (d *decoder) shown(key string) string {
	if d.hides && !isWord(key) {
		return notShown
	}
	return short(key)
}

// missing reports the fields that have to be there and are not given.
func (d *decoder) missing(n *yaml.Node, path string, fields []field, given map[string]bool) {
	for _, f := range fields {
		if !f.optional && f.name != "" && !given[f.name] {
			d.fault(MissingField, n, fieldPath(path, f.name), "is missing", "")
		}
	}
}

// of lists the fields of a mapping for a message.
func of(fields []field) string {
	if all := names(fields); len(all) > 0 {
		return " with " + strings.Join(all, ", ")
	}
	return ""
}

func (d *decoder) slice(n *yaml.Node, path string, v reflect.Value, depth int) {
	if n.Kind != yaml.SequenceNode {
		fix := ""
		if n.Kind == yaml.ScalarNode && isPlain(n) {
			fix = "write [" + short(n.Value) + "]"
		}
		d.fault(WrongType, n, path, "want a list, got "+describe(n), fix)
		return
	}
	if len(n.Content) == 0 {
		return
	}
	items := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.value(item, itemPath(path, i), items.Index(i), depth+1)
	}
	v.Set(items)
}

func (d *decoder) mapping(n *yaml.Node, path string, v reflect.Value, depth int) {
	t := v.Type()
	switch {
	case t.Key().Kind() != reflect.String:
		d.fault(WrongType, n, path, "the format has no maps by "+t.Key().String(), "")
		return
	case n.Kind != yaml.MappingNode:
		d.fault(WrongType, n, path, "want a mapping, got "+describe(n), "")
		return
	case len(n.Content) == 0:
		return
	}
	entries := reflect.MakeMap(t)
	d.entries(n, path, func(key, value *yaml.Node) {
		inner := keyPath(path, key.Value)
		d.positions[inner] = at(key)
		v := reflect.New(t.Elem()).Elem()
		d.value(value, inner, v, depth+1)
		entries.SetMapIndex(reflect.ValueOf(key.Value).Convert(t.Key()), v)
	})
	v.Set(entries)
}
