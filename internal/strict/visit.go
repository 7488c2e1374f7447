package strict

import "reflect"

// Visit calls each for every T in the struct that root points to, with the path
// it has in a document. What each changes is changed in the struct, in place.
func Visit[T any](c Codec, root any, each func(path string, value *T)) {
	v := reflect.ValueOf(root)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return
	}
	r := c.rules()
	visit(r, v.Elem(), "", func(path string, v reflect.Value) { each(path, v.Addr().Interface().(*T)) }, reflect.TypeFor[T]())
}

// visit walks what documents are made of, except the values of maps, which
// cannot be changed in place.
func visit(r rules, v reflect.Value, path string, each func(string, reflect.Value), want reflect.Type) {
	t := v.Type()
	if t == want {
		each(path, v)
		return
	}
	if u, ok := r.unions[t]; ok {
		if v.IsNil() {
			return
		}
		chosen, ok := u.byType(v.Elem().Type())
		if !ok {
			return
		}
		inner := reflect.New(chosen.typ).Elem()
		inner.Set(v.Elem())
		visit(r, inner, fieldPath(path, chosen.name), each, want)
		v.Set(inner)
		return
	}
	if r.ruled(t) || isText(t) {
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		for _, f := range r.fields(t) {
			visit(r, v.FieldByIndex(f.index), fieldPath(path, f.name), each, want)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(r, v.Index(i), itemPath(path, i), each, want)
		}
	}
}
