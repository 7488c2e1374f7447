package strict

import (
	"fmt"
	"reflect"
	"strings"
)

// Structs returns the structs that a document of type t is made of, and what is
// wrong with them: fields without a name in lowerCamel or with one that is taken,
// and types that the format has no values for.
func (c Codec) Structs(t reflect.Type) (all []reflect.Type, wrong []string) {
	ch := checker{rules: c.rules(), seen: make(map[reflect.Type]bool)}
	ch.check(t, t.Name())
	return ch.all, ch.wrong
}

type checker struct {
	rules
	seen  map[reflect.Type]bool
	all   []reflect.Type
	wrong []string
}

func (c *checker) check(t reflect.Type, where string) {
	if c.seen[t] {
		return
	}
	c.seen[t] = true
	if u, ok := c.unions[t]; ok {
		for _, v := range u.variants {
			c.check(v.typ, v.typ.Name())
		}
		return
	}
	switch {
	case c.ruled(t), isText(t), isDuration(t):
		return
	case t.Kind() == reflect.Struct:
		c.structure(t)
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		c.check(t.Elem(), where)
	case t.Kind() == reflect.String, t.Kind() == reflect.Bool, isInteger(t):
	default:
		c.wrong = append(c.wrong, fmt.Sprintf("%s: the format has no values of type %s", where, t))
	}
}

func (c *checker) structure(t reflect.Type) {
	c.all = append(c.all, t)
	for sf := range t.Fields() {
		if _, ok := sf.Tag.Lookup("yaml"); !ok && sf.IsExported() {
			c.wrong = append(c.wrong, fmt.Sprintf("%s.%s: no yaml tag", t.Name(), sf.Name))
		}
	}
	taken := make(map[string]bool)
	for _, f := range c.fields(t) {
		where := f.owner.Name() + "." + f.goName
		switch {
		case taken[f.name]:
			c.wrong = append(c.wrong, fmt.Sprintf("%s: %q is taken", where, f.name))
		case f.name == "" && !f.scalar, strings.Trim(f.name, lowerCamel) != "", f.name != "" && f.name[0] < 'a':
			c.wrong = append(c.wrong, fmt.Sprintf("%s: %q is not in lowerCamel", where, f.name))
		}
		taken[f.name] = true
		c.check(f.owner, where)
		c.check(f.typ, where)
	}
}

const lowerCamel = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
