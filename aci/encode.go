package aci

import (
	"cmp"
	"maps"
	"slices"
)

// A secrecy says what becomes of passwords in a text.
type secrecy bool

const (
	redactSecrets secrecy = false
	revealSecrets secrecy = true
)

func (s secrecy) text(v Value) string {
	if s == revealSecrets {
		return v.wire()
	}
	return v.String()
}

// attributesOf calls write for each attribute in the order of the schema; those
// that it does not know follow by name. The DN of the top of a body comes first,
// the status last.
func attributesOf(o *Object, dn DN, secrets secrecy, write func(name, text string)) {
	if dn.IsSet() {
		write("dn", dn.String())
	}
	known := 0
	if def, ok := schema.byClass[o.Class]; ok {
		for i := range def.Attributes {
			if v, ok := o.Attributes[def.Attributes[i].Name]; ok {
				known++
				write(def.Attributes[i].Name, secrets.text(v))
			}
		}
	}
	if known < len(o.Attributes) {
		def := schema.byClass[o.Class]
		for _, name := range slices.Sorted(maps.Keys(o.Attributes)) {
			if def != nil {
				if _, ok := def.index[name]; ok {
					continue
				}
			}
			write(name, secrets.text(o.Attributes[name]))
		}
	}
	if o.Status != Upsert {
		write("status", o.Status.String())
	}
}

// ordered returns objects in the order in which they are written: by class as the
// schema lists them, so that policies come before what refers to them, then by
// RN. Within a class of roots, tenant common comes first: the others refer to it.
// The order of a tree therefore changes no byte of a body.
func ordered(objects []Object) []Object {
	type keyed struct {
		order int
		rn    RN
		at    int
	}
	keys := make([]keyed, len(objects))
	sorted := true
	for i := range objects {
		o := &objects[i]
		k := keyed{order: len(schema.defs), rn: RN(o.Class), at: i}
		if def, ok := schema.byClass[o.Class]; ok {
			k.order = def.order
		}
		if rn, err := o.RN(); err == nil {
			k.rn = rn
		}
		if o.Class == FvTenant && k.rn == "tn-common" {
			k.rn = ""
		}
		keys[i] = k
		if i > 0 && (keys[i-1].order > k.order || keys[i-1].order == k.order && keys[i-1].rn > k.rn) {
			sorted = false
		}
	}
	if sorted {
		return objects
	}
	slices.SortStableFunc(keys, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.rn, b.rn)) })
	out := make([]Object, len(objects))
	for i, k := range keys {
		out[i] = objects[k.at]
	}
	return out
}
