package strict

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

func (u Union) names() []string {
	all := make([]string, len(u.variants))
	for i, v := range u.variants {
		all[i] = v.name
	}
	return all
}

func (u Union) byName(name string) (variant, bool) {
	for _, v := range u.variants {
		if v.name == name {
			return v, true
		}
	}
	return variant{}, false
}

func (u Union) byType(t reflect.Type) (variant, bool) {
	for _, v := range u.variants {
		if v.typ == t {
			return v, true
		}
	}
	return variant{}, false
}

// union reads {NAME: {...}}, or NAME for a variant without fields.
func (d *decoder) union(n *yaml.Node, path string, v reflect.Value, u Union, depth int) {
	want := "want one of " + strings.Join(u.names(), ", ")
	switch {
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str":
		chosen, ok := u.byName(n.Value)
		if !ok {
			d.fault(WrongVariant, n, path, fmt.Sprintf("unknown variant %q", short(n.Value)), suggest(n.Value, u.names()))
			return
		}
		inner := reflect.New(chosen.typ).Elem()
		d.missing(n, fieldPath(path, chosen.name), d.fields(chosen.typ), nil)
		v.Set(inner)
	case n.Kind != yaml.MappingNode:
		d.fault(WrongType, n, path, want+", got "+describe(n), "")
	default:
		d.unionMapping(n, path, v, u, depth)
	}
}

func (d *decoder) unionMapping(n *yaml.Node, path string, v reflect.Value, u Union, depth int) {
	var known []string
	unknown := false
	d.entries(n, path, func(key, value *yaml.Node) {
		chosen, ok := u.byName(key.Value)
		if !ok {
			unknown = true
			d.fault(WrongVariant, key, path, fmt.Sprintf("unknown variant %q", short(key.Value)), suggest(key.Value, u.names()))
			return
		}
		known = append(known, chosen.name)
		inner := fieldPath(path, chosen.name)
		d.positions[inner] = at(key)
		if isNull(value) && d.plainYAML(value, inner) {
			d.fault(NoValue, value, inner, "no value", fmt.Sprintf("write %s alone, or %s: {}", chosen.name, chosen.name))
			return
		}
		to := reflect.New(chosen.typ).Elem()
		d.value(value, inner, to, depth+1)
		v.Set(to)
	})
	switch {
	case len(known) > 1:
		d.fault(WrongVariant, n, path, "more than one variant: "+strings.Join(known, ", "), "keep one")
	case len(known) == 0 && !unknown:
		d.fault(WrongVariant, n, path, "no variant", "want one of "+strings.Join(u.names(), ", "))
	}
}

// list reads one item, or a list of a bounded number of items.
func (d *decoder) list(n *yaml.Node, path string, v reflect.Value, l List, depth int) {
	before := len(d.faults.list) + d.dropped
	items := reflect.MakeSlice(reflect.SliceOf(l.item), 1, 1)
	if n.Kind == yaml.SequenceNode {
		if len(n.Content) == 0 || len(n.Content) > l.max {
			d.fault(WrongLength, n, path, fmt.Sprintf("want 1 to %d items, got %d", l.max, len(n.Content)), "")
			return
		}
		items = reflect.MakeSlice(reflect.SliceOf(l.item), len(n.Content), len(n.Content))
		for i, item := range n.Content {
			d.value(item, itemPath(path, i), items.Index(i), depth+1)
		}
	} else {
		d.value(n, path, items.Index(0), depth+1)
	}
	if len(d.faults.list)+d.dropped > before {
		return
	}
	joined, err := l.join(items)
	if err != nil {
		d.fault(WrongValue, n, path, err.Error(), "")
		return
	}
	v.Set(joined)
}

// proxy reads a value that is written as another type.
func (d *decoder) proxy(n *yaml.Node, path string, v reflect.Value, p Proxy, depth int) {
	before := len(d.faults.list) + d.dropped
	outer := d.want
	d.want = p.want
	defer func() { d.want = outer }()
	as := reflect.New(p.as).Elem()
	d.value(n, path, as, depth+1)
	if len(d.faults.list)+d.dropped > before {
		return
	}
	read, err := p.from(as)
	if err != nil {
		d.fault(WrongValue, n, path, "", "")
		return
	}
	v.Set(read)
}
