package strict

import (
	"bytes"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Encode writes a struct as a document that [Codec.Decode] reads as an equal one.
// Fields stand in the order of their declaration; optional ones that are empty
// are left out, and so are required scalars and choices that are not set, which a
// reader will miss. A value that the format has no text for is a fault.
func (c Codec) Encode(v any) ([]byte, []Fault) {
	e := encoder{rules: c.rules()}
	root := e.value(reflect.ValueOf(v), "")
	if len(e.faults.list) > 0 || root == nil {
		return nil, e.sorted()
	}
	arrange(root)
	var b bytes.Buffer
	to := yaml.NewEncoder(&b)
	to.SetIndent(2)
	to.CompactSeqIndent()
	if err := to.Encode(root); err != nil {
		return nil, []Fault{{Kind: Unwritable, Detail: err.Error()}}
	}
	if err := to.Close(); err != nil {
		return nil, []Fault{{Kind: Unwritable, Detail: err.Error()}}
	}
	return b.Bytes(), nil
}

type encoder struct {
	rules
	faults
}

func (e *encoder) fault(path, format string, args ...any) *yaml.Node {
	e.add(Fault{Kind: Unwritable, Path: path, Detail: fmt.Sprintf(format, args...)})
	return nil
}

// value returns the node of a value, or nil when there is nothing to write.
func (e *encoder) value(v reflect.Value, path string) *yaml.Node {
	t := v.Type()
	if p, ok := e.proxies[t]; ok {
		if v.IsZero() {
			return nil
		}
		return e.value(p.to(v), path)
	}
	if u, ok := e.unions[t]; ok {
		return e.union(v, path, u)
	}
	if l, ok := e.lists[t]; ok {
		return e.list(v, path, l)
	}
	if isText(t) || isDuration(t) {
		return e.text(v, path)
	}
	switch t.Kind() {
	case reflect.Struct:
		return e.structure(v, path)
	case reflect.Slice:
		return e.slice(v, path)
	case reflect.Map:
		return e.mapping(v, path)
	case reflect.String:
		return e.word(v.String(), path)
	case reflect.Bool:
		return plain("!!bool", strconv.FormatBool(v.Bool()))
	}
	switch {
	case v.CanInt():
		return plain("!!int", strconv.FormatInt(v.Int(), 10))
	case v.CanUint():
		return plain("!!int", strconv.FormatUint(v.Uint(), 10))
	}
	return e.fault(path, "the format has no values of type %s", t)
}

func plain(tag, text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
}

func (e *encoder) word(text, path string) *yaml.Node {
	if !utf8.ValidString(text) {
		return e.fault(path, "not UTF-8")
	}
	n := plain("!!str", text)
	if needsQuotes(text) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// text writes the text of a value that has one, if that is read as the value.
func (e *encoder) text(v reflect.Value, path string) *yaml.Node {
	t := v.Type()
	if isDuration(t) {
		return plain("!!str", durationText(time.Duration(v.Int())))
	}
	if v.IsZero() && !isEnum(t) {
		return nil
	}
	m, ok := reflect.TypeAssert[encoding.TextMarshaler](v)
	if !ok {
		return e.fault(path, "the format has no values of type %s", t)
	}
	text, err := m.MarshalText()
	if err != nil {
		return e.fault(path, "%v", err)
	}
	again := reflect.New(t).Elem()
	if detail, _ := readText(string(text), again); detail != "" {
		return e.fault(path, "%s", detail)
	}
	if !reflect.DeepEqual(again.Interface(), v.Interface()) {
		return e.fault(path, "%s cannot be written", short(string(text)))
	}
	if isInteger(t) && decimal.Match(text) {
		return plain("!!int", string(text))
	}
	return e.word(string(text), path)
}

// durationText writes whole seconds as such: "180s", not "3m0s".
func durationText(d time.Duration) string {
	if d%time.Second == 0 {
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	return d.String()
}

func (e *encoder) structure(v reflect.Value, path string) *yaml.Node {
	fields := e.fields(v.Type())
	if scalar, ok := scalarOf(fields); ok {
		alone := !e.isEmpty(v.FieldByIndex(scalar.index))
		for _, f := range fields {
			if !f.scalar && (!f.optional || !e.isEmpty(v.FieldByIndex(f.index))) {
				alone = false
			}
		}
		if alone {
			return e.value(v.FieldByIndex(scalar.index), path)
		}
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, f := range fields {
		inner := v.FieldByIndex(f.index)
		if f.name == "" || f.optional && e.isEmpty(inner) {
			continue
		}
		if node := e.value(inner, fieldPath(path, f.name)); node != nil {
			n.Content = append(n.Content, plain("!!str", f.name), node)
		}
	}
	return n
}

// item returns the node of a value that cannot be left out.
func (e *encoder) item(v reflect.Value, path string) *yaml.Node {
	before := len(e.faults.list) + e.dropped
	node := e.value(v, path)
	if node == nil && len(e.faults.list)+e.dropped == before {
		return e.fault(path, "an item that is not set")
	}
	return node
}

func (e *encoder) slice(v reflect.Value, path string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range v.Len() {
		inner := itemPath(path, i)
		if node := e.item(v.Index(i), inner); node != nil {
			n.Content = append(n.Content, node)
		}
	}
	return n
}

func (e *encoder) mapping(v reflect.Value, path string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if v.Type().Key().Kind() != reflect.String {
		return e.fault(path, "the format has no maps by %s", v.Type().Key())
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return bytes.Compare([]byte(a.String()), []byte(b.String())) })
	for _, key := range keys {
		inner := keyPath(path, key.String())
		name, node := e.word(key.String(), inner), e.item(v.MapIndex(key), inner)
		if name != nil && node != nil {
			n.Content = append(n.Content, name, node)
		}
	}
	return n
}

func (e *encoder) union(v reflect.Value, path string, u Union) *yaml.Node {
	if v.IsNil() {
		return nil
	}
	chosen, ok := u.byType(v.Elem().Type())
	if !ok {
		return e.fault(path, "a %s, want one of %v", v.Elem().Type(), u.names())
	}
	name := plain("!!str", chosen.name)
	inner := e.value(v.Elem(), fieldPath(path, chosen.name))
	if inner == nil || inner.Kind == yaml.MappingNode && len(inner.Content) == 0 {
		return name
	}
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{name, inner}}
}

func (e *encoder) list(v reflect.Value, path string, l List) *yaml.Node {
	if v.IsZero() {
		return nil
	}
	items := l.split(v)
	if items.Len() == 0 || items.Len() > l.max {
		return e.fault(path, "%d items, want 1 to %d", items.Len(), l.max)
	}
	joined, err := l.join(items)
	if err != nil {
		return e.fault(path, "%v", err)
	}
	if !reflect.DeepEqual(joined.Interface(), v.Interface()) {
		return e.fault(path, "%v cannot be written", v)
	}
	if items.Len() == 1 {
		return e.value(items.Index(0), path)
	}
	return e.slice(items, path)
}
