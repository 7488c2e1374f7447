package aci

import (
	"fmt"
	"strings"
)

// Attributes are what an object is set to, by the names that the APIC has for
// them. An attribute that is left out keeps its value, or its default when the
// object is new; one set to the empty text is cleared. "dn", "rn" and "status"
// are no attributes: the place in the tree and [Object.Status] say so.
type Attributes map[string]Value

// A Status says what a POST does with an object. It is sent along, and the whole
// POST fails when it cannot be done.
type Status uint8

const (
	// Upsert creates the object, or sets the attributes given of one that exists.
	Upsert Status = iota
	// Created fails when the object exists.
	Created
	// Modified fails when the object does not exist. It is how a tree says that a
	// tenant or a VRF is somebody else's and has to be there.
	Modified
	// Deleted removes the object and all below it.
	Deleted
)

// String returns the word of the APIC, and "" for Upsert.
func (s Status) String() string {
	switch s {
	case Upsert:
		return ""
	case Created:
		return "created"
	case Modified:
		return "modified"
	case Deleted:
		return "deleted"
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// An Object is one managed object and all below it.
type Object struct {
	Class      Class
	Status     Status
	Attributes Attributes
	Children   []Object
}

// RN returns the object's relative name, from its class's format and its naming
// attributes.
func (o *Object) RN() (RN, error) {
	def, ok := schema.byClass[o.Class]
	if !ok {
		return "", fmt.Errorf("unknown class %q", o.Class)
	}
	return def.format.build(def, o.Attributes)
}

// Value returns an attribute, or its default in the schema when it is left out.
func (o *Object) Value(name string) Value {
	if v, ok := o.Attributes[name]; ok {
		return v
	}
	if def, ok := schema.byClass[o.Class]; ok {
		if a, ok := def.attribute(name); ok {
			return Text(a.Default)
		}
	}
	return Value{}
}

// String returns the object as JSON with its passwords redacted, a line for each
// object.
func (o Object) String() string {
	return strings.TrimSuffix(string(appendObject(nil, &o, DN{}, redactSecrets)), "\n")
}

// GoString redacts under %#v.
func (o Object) GoString() string { return "aci.Object(" + o.String() + ")" }

// MarshalJSON writes the form of the APIC with passwords redacted. What goes to
// an APIC is written by [Post.JSON].
func (o Object) MarshalJSON() ([]byte, error) { return []byte(o.String()), nil }
