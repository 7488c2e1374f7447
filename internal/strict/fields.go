package strict

import (
	"reflect"
	"strings"
)

// A field is a field of a struct as it is written.
type field struct {
	name   string
	index  []int // as in reflect.Value.FieldByIndex
	typ    reflect.Type
	owner  reflect.Type // the struct that declares it
	goName string

	optional bool // may be left out
	scalar   bool // may stand for the whole struct
}

// fields returns the fields of a struct in the order of their declaration; those
// of inlined structs stand in their place. Fields without a tag do not exist.
func (r rules) fields(t reflect.Type) []field {
	if known, ok := r.structs[t]; ok {
		return known
	}
	var all []field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, ok := sf.Tag.Lookup("yaml")
		if !ok || !sf.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		f := field{name: name, index: []int{i}, typ: sf.Type, owner: t, goName: sf.Name}
		inline := false
		for option := range strings.SplitSeq(options, ",") {
			switch option {
			case "omitempty":
				f.optional = true
			case "scalar":
				f.scalar = true
			case "inline":
				inline = sf.Type.Kind() == reflect.Struct
			}
		}
		if !inline {
			all = append(all, f)
			continue
		}
		for _, inner := range r.fields(sf.Type) {
			inner.index = append([]int{i}, inner.index...)
			all = append(all, inner)
		}
	}
	r.structs[t] = all
	return all
}

// scalarOf returns the field whose value may stand for the whole struct.
func scalarOf(fields []field) (field, bool) {
	for _, f := range fields {
		if f.scalar {
			return f, true
		}
	}
	return field{}, false
}

// names lists the names that a mapping may have as keys.
func names(fields []field) []string {
	var all []string
	for _, f := range fields {
		if f.name != "" {
			all = append(all, f.name)
		}
	}
	return all
}

// isEmpty reports whether a value has nothing to write: a zero scalar, a list
// without items, a struct of such fields.
func (r rules) isEmpty(v reflect.Value) bool {
	t := v.Type()
	switch {
	case v.IsZero():
		return true
	case r.ruled(t), isText(t):
		return false
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct:
		for _, f := range r.fields(t) {
			if !r.isEmpty(v.FieldByIndex(f.index)) {
				return false
			}
		}
		return true
	}
	return false
}
