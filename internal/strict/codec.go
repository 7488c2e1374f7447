package strict

import (
	"encoding"
	"reflect"
	"time"
)

// A Codec says what the tags of structs cannot. The zero value knows nothing but
// the tags. A Codec may be shared.
type Codec struct {
	Unions  []Union
	Lists   []List
	Proxies []Proxy
}

// A Union is a sealed interface with the structs that implement it. A value is
// written as a mapping with one key, the variant's name, or as the name alone
// when no field of the variant is set.
type Union struct {
	typ      reflect.Type
	variants []variant
}

type variant struct {
	name string
	typ  reflect.Type
}

// A Variant is one struct of a union.
type Variant[I any] struct {
	Name string
	Zero I // any value of the struct
}

// UnionOf returns the union of the interface type I.
func UnionOf[I any](variants ...Variant[I]) Union {
	u := Union{typ: reflect.TypeFor[I]()}
	for _, v := range variants {
		u.variants = append(u.variants, variant{v.Name, reflect.TypeOf(v.Zero)})
	}
	return u
}

// A List is a type that is written as one item, or as a list of a bounded number
// of items.
type List struct {
	typ, item reflect.Type
	max       int
	split     func(reflect.Value) reflect.Value
	join      func(reflect.Value) (reflect.Value, error)
}

// ListOf returns the list of a type T with at most limit items.
func ListOf[T, Item any](limit int, split func(T) []Item, join func([]Item) (T, error)) List {
	return List{
		typ: reflect.TypeFor[T](), item: reflect.TypeFor[Item](), max: limit,
		split: func(v reflect.Value) reflect.Value { return reflect.ValueOf(split(v.Interface().(T))) },
		join: func(v reflect.Value) (reflect.Value, error) {
			t, err := join(v.Interface().([]Item))
			return reflect.ValueOf(t), err
		},
	}
}

// A Proxy is a type that is written as another one. What is wrong with its value
// is reported without repeating any of it, since the value may be secret.
type Proxy struct {
	typ, as reflect.Type
	want    string
	to      func(reflect.Value) reflect.Value
	from    func(reflect.Value) (reflect.Value, error)
}

// As returns the proxy that writes a T as a P. The text of want follows "want" in
// what is reported of a value that cannot be read.
func As[T, P any](want string, to func(T) P, from func(P) (T, error)) Proxy {
	return Proxy{
		typ: reflect.TypeFor[T](), as: reflect.TypeFor[P](), want: want,
		to: func(v reflect.Value) reflect.Value { return reflect.ValueOf(to(v.Interface().(T))) },
		from: func(v reflect.Value) (reflect.Value, error) {
			t, err := from(v.Interface().(P))
			return reflect.ValueOf(t), err
		},
	}
}

// rules is a codec with its types looked up by type, and what was learned of the
// structs it met.
type rules struct {
	unions  map[reflect.Type]Union
	lists   map[reflect.Type]List
	proxies map[reflect.Type]Proxy
	structs map[reflect.Type][]field
}

func (c Codec) rules() rules {
	r := rules{
		make(map[reflect.Type]Union), make(map[reflect.Type]List),
		make(map[reflect.Type]Proxy), make(map[reflect.Type][]field),
	}
	for _, u := range c.Unions {
		r.unions[u.typ] = u
	}
	for _, l := range c.Lists {
		r.lists[l.typ] = l
	}
	for _, p := range c.Proxies {
		r.proxies[p.typ] = p
	}
	return r
}

// ruled reports whether the codec says how a type is written.
func (r rules) ruled(t reflect.Type) bool {
	_, union := r.unions[t]
	_, list := r.lists[t]
	_, proxy := r.proxies[t]
	return union || list || proxy
}

// enumerated is a type that lists its texts; its zero value is one of them.
type enumerated interface{ Enum() []string }

func isDuration(t reflect.Type) bool { return t == reflect.TypeFor[time.Duration]() }

func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func isEnum(t reflect.Type) bool { return t.Implements(reflect.TypeFor[enumerated]()) }

func enumOf(t reflect.Type) []string {
	e, ok := reflect.TypeAssert[enumerated](reflect.Zero(t))
	if !ok {
		return nil
	}
	return e.Enum()
}

func isInteger(t reflect.Type) bool { return reflect.Int <= t.Kind() && t.Kind() <= reflect.Uint64 }
