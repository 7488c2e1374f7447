package aci

import (
	"fmt"
	"slices"
)

// A Definition is what the schema says of a class.
type Definition struct {
	Class Class
	// RN is the format of the RN, with naming attributes in braces:
	// "peerP-[{addr}]".
	RN string
	// Parents are the classes that contain this one; none for "uni" and
	// "topology".
	Parents []Class
	// AnyParent says that every class may contain it.
	AnyParent bool
	// ContextRoot says that one POST may hold an object of this class and what is
	// below it, and should hold no second such object.
	ContextRoot bool
	// Foreign says that objects of this class are only referred to.
	Foreign bool
	// Attributes are those that can be set, naming attributes first.
	Attributes []Attribute
	// Since is the first release that has the class; the zero value is every
	// release that podfabric supports.
	Since Version

	format format
	order  int
	index  map[string]int
}

func (d *Definition) attribute(name string) (*Attribute, bool) {
	i, ok := d.index[name]
	if !ok {
		return &Attribute{}, false
	}
	return &d.Attributes[i], true
}

// Attribute returns what the schema says of an attribute of the class.
func (d *Definition) Attribute(name string) (Attribute, bool) {
	a, ok := d.attribute(name)
	return *a, ok
}

// Define returns what the schema says of a class.
func Define(c Class) (Definition, bool) {
	def, ok := schema.byClass[c]
	if !ok {
		return Definition{}, false
	}
	copied := *def
	copied.Attributes = slices.Clone(def.Attributes)
	copied.Parents = slices.Clone(def.Parents)
	return copied, true
}

// Classes returns the classes that can be written, in the order in which they
// are created.
func Classes() []Class {
	var all []Class
	for _, def := range schema.defs {
		if !def.Foreign {
			all = append(all, def.Class)
		}
	}
	return all
}

// Class returns the class of the object that a DN names, as far as the schema
// knows the way to it.
func (d DN) Class() (Class, error) {
	def, _, err := schema.resolve(d)
	if err != nil {
		return "", err
	}
	return def.Class, nil
}

// A model is the whole schema, indexed.
type model struct {
	defs     []*Definition
	byClass  map[Class]*Definition
	children map[Class][]*Definition
}

// schema is built once from the rows and never written afterwards.
var schema = newModel(slices.Concat(referenceRows(), accessRows(), tenantRows(), outRows(), interfaceRows(), tagRows())) //nolint:gochecknoglobals // the object model, never written

func newModel(rows []Definition) *model {
	m := &model{byClass: map[Class]*Definition{}, children: map[Class][]*Definition{}}
	for i := range rows {
		d := &rows[i]
		d.order = i
		d.format = newFormat(d.RN)
		d.index = make(map[string]int, len(d.Attributes))
		for j, a := range d.Attributes {
			d.index[a.Name] = j
		}
		m.defs = append(m.defs, d)
		m.byClass[d.Class] = d
		for _, p := range d.Parents {
			m.children[p] = append(m.children[p], d)
		}
		if len(d.Parents) == 0 {
			m.children[d.above()] = append(m.children[d.above()], d)
		}
	}
	return m
}

// above is the key under which a class without parents is found: "" for those at
// the top, "*" for those anywhere.
func (d *Definition) above() Class {
	if d.AnyParent {
		return "*"
	}
	return ""
}

// containedIn reports whether an object of the class may be a child of one of parent.
func (d *Definition) containedIn(parent Class) bool {
	return d.AnyParent || slices.Contains(d.Parents, parent)
}

// child finds the class of a child by its RN, and its naming attributes.
func (m *model) child(parent Class, rn RN) (*Definition, Attributes, bool) {
	for _, defs := range [][]*Definition{m.children[parent], m.children["*"]} {
		for _, d := range defs {
			if names, ok := d.format.match(rn); ok {
				return d, names, true
			}
		}
	}
	return nil, nil, false
}

// resolve walks a DN down from the top.
func (m *model) resolve(dn DN) (*Definition, Attributes, error) {
	var def *Definition
	var names Attributes
	var parent Class
	for rn := range dn.RNs() {
		next, found, ok := m.child(parent, rn)
		if !ok {
			if parent == "" {
				return nil, nil, fmt.Errorf("%q is neither uni nor topology", rn)
			}
			return nil, nil, fmt.Errorf("%q is no RN below a %s", rn, parent)
		}
		def, names, parent = next, found, next.Class
	}
	if def == nil {
		return nil, nil, errDN
	}
	return def, names, nil
}

// Rows.

func in(parents ...Class) []Class { return parents }

func row(class Class, rn string, parents []Class, attributes ...Attribute) Definition {
	return Definition{Class: class, RN: rn, Parents: parents, Attributes: append(attributes, owned()...)}
}

// owned are the attributes of every class but polUni and tagAnnotation.
func owned() []Attribute {
	return []Attribute{
		text("annotation", nameCharacters, 0, 128),
		text("userdom", nameCharacters, 0, 1024).since("5.0(1k)"),
	}
}

// described adds the attributes of most classes that are no relation.
func described(attributes ...Attribute) []Attribute {
	return append(attributes,
		text("descr", proseCharacters, 0, 128),
		text("nameAlias", plainCharacters, 0, 63),
	)
}
