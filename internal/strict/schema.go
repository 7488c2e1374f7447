package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"slices"
)

// A Schema writes the JSON Schema (draft 2020-12) of what a codec reads.
type Schema struct {
	Codec Codec
	// ID is the schema's address, and Title its name.
	ID, Title string
	// Describe returns the description of a type, or of a field when that is not
	// empty.
	Describe func(t reflect.Type, field string) string
	// Of holds the schemas of types that the codec does not know from inside:
	// those with a text of their own, and those written as another type.
	Of map[reflect.Type]Object
	// Bounds of whole numbers by "Type.Field", both included.
	Bounds map[string][2]int64
}

// An Object is a JSON object whose members keep their order.
type Object []Member

// A Member is a name of an object, and what it stands for.
type Member struct {
	Name  string
	Value any
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(m.Value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	err := to.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// For returns the schema of documents that are read into a t.
func (s Schema) For(t reflect.Type) ([]byte, error) {
	w := schemaWriter{Schema: s, rules: s.Codec.rules(), defs: make(map[string]Object)}
	root := Object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", s.ID},
		{"title", s.Title},
	}
	root = append(root, w.structure(t)...)
	names := make([]string, 0, len(w.defs))
	for name := range w.defs {
		names = append(names, name)
	}
	slices.Sort(names)
	var defs Object
	for _, name := range names {
		defs = append(defs, Member{name, w.defs[name]})
	}
	root = append(root, Member{"$defs", defs})
	if w.err != nil {
		return nil, w.err
	}
	compact, err := root.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

type schemaWriter struct {
	Schema
	rules
	defs map[string]Object
	err  error
}

// ref returns the schema of a type: itself for a plain value, a reference for
// what has a name and a description.
func (w *schemaWriter) ref(t reflect.Type) Object {
	switch {
	case w.ruled(t), isText(t), isDuration(t):
	case t.Kind() == reflect.Struct:
	case t.Kind() == reflect.Slice:
		return Object{{"type", "array"}, {"items", w.ref(t.Elem())}}
	case t.Kind() == reflect.Map:
		return Object{{"type", "object"}, {"additionalProperties", w.ref(t.Elem())}}
	default:
		return w.plain(t)
	}
	if _, known := w.defs[t.Name()]; !known {
		w.defs[t.Name()] = nil // ends the recursion of types that contain themselves
		w.defs[t.Name()] = w.definition(t)
	}
	return Object{{"$ref", "#/$defs/" + t.Name()}}
}

func (w *schemaWriter) plain(t reflect.Type) Object {
	switch {
	case t.Kind() == reflect.String:
		return Object{{"type", "string"}}
	case t.Kind() == reflect.Bool:
		return Object{{"type", "boolean"}}
	case isInteger(t):
		return append(Object{{"type", "integer"}}, limits(t)...)
	}
	w.err = fmt.Errorf("no schema for values of type %s", t)
	return nil
}

// limits bounds a whole number by its type; JSON's numbers are exact below 2^53.
func limits(t reflect.Type) Object {
	switch {
	case t.Bits() == 64 && t.Kind() <= reflect.Int64:
		return nil
	case t.Bits() == 64:
		return Object{{"minimum", 0}}
	case t.Kind() <= reflect.Int64:
		return Object{{"minimum", int64(-1) << (t.Bits() - 1)}, {"maximum", int64(1)<<(t.Bits()-1) - 1}}
	}
	return Object{{"minimum", 0}, {"maximum", uint64(math.MaxUint64) >> (64 - t.Bits())}}
}

// The patterns of scalars that are everywhere. They are as exact as a regular
// expression can be read; the reader knows more.
const (
	addrPattern     = `^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)$`
	prefixPattern   = `^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)/[0-9]{1,3}$`
	durationPattern = `^[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$`
)

func (w *schemaWriter) definition(t reflect.Type) Object {
	if own, ok := w.Of[t]; ok {
		return append(w.described(t, ""), own...)
	}
	if u, ok := w.unions[t]; ok {
		return append(w.described(t, ""), Member{"oneOf", w.union(u)})
	}
	if l, ok := w.lists[t]; ok {
		item := w.ref(l.item)
		list := Object{{"type", "array"}, {"items", item}, {"minItems", 1}, {"maxItems", l.max}}
		return append(w.described(t, ""), Member{"oneOf", []Object{item, list}})
	}
	switch {
	case isDuration(t):
		return Object{{"description", "A number with its unit, such as 10s or 300ms."}, {"type", "string"}, {"pattern", durationPattern}}
	case t == reflect.TypeFor[netip.Addr]():
		return Object{{"description", "An IP address."}, {"type", "string"}, {"pattern", addrPattern}}
	case t == reflect.TypeFor[netip.Prefix]():
		return Object{{"description", "An IP prefix, such as 10.0.0.0/24."}, {"type", "string"}, {"pattern", prefixPattern}}
	case isEnum(t):
		return append(w.described(t, ""), Member{"enum", enumOf(t)})
	case t.Kind() == reflect.Struct && !isText(t) && !w.ruled(t):
		return w.structure(t)
	}
	w.err = fmt.Errorf("no schema for values of type %s", t)
	return nil
}

func (w *schemaWriter) described(t reflect.Type, field string) Object {
	if w.Describe == nil {
		return nil
	}
	text := w.Describe(t, field)
	if text == "" {
		return nil
	}
	return Object{{"description", text}}
}

// structure returns the schema of a mapping with the fields of a struct, or of
// the one value that may stand for it.
func (w *schemaWriter) structure(t reflect.Type) Object {
	var properties Object
	var required []string
	for _, f := range w.fields(t) {
		if f.name == "" {
			continue
		}
		property := append(w.described(f.owner, f.goName), w.ref(f.typ)...)
		if bounds, ok := w.Bounds[f.owner.Name()+"."+f.goName]; ok {
			property = append(property, Member{"minimum", bounds[0]}, Member{"maximum", bounds[1]})
		}
		properties = append(properties, Member{f.name, property})
		if !f.optional {
			required = append(required, f.name)
		}
	}
	if properties == nil {
		properties = Object{}
	}
	object := Object{{"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		object = append(object, Member{"required", required})
	}
	object = append(object, Member{"additionalProperties", false})
	if scalar, ok := scalarOf(w.fields(t)); ok {
		object = Object{{"oneOf", []Object{w.ref(scalar.typ), object}}}
	}
	return append(w.described(t, ""), object...)
}

func (w *schemaWriter) union(u Union) []Object {
	var alone []string
	var all []Object
	for _, v := range u.variants {
		all = append(all, Object{
			{"type", "object"},
			{"properties", Object{{v.name, w.ref(v.typ)}}},
			{"required", []string{v.name}},
			{"additionalProperties", false},
		})
		needs := slices.ContainsFunc(w.fields(v.typ), func(f field) bool { return !f.optional })
		if !needs {
			alone = append(alone, v.name)
		}
	}
	if len(alone) > 0 {
		all = append([]Object{{{"enum", alone}}}, all...)
	}
	return all
}
