package aci

import (
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// The codes of what [Diff] reports.
const (
	// CodeNotThere: an object that the tree says exists already, and does not.
	CodeNotThere fabric.Code = "aci-not-there"
	// CodeThere: an object that the tree says is new, and that exists.
	CodeThere fabric.Code = "aci-there"
	// CodeKept: an object of ours that is no longer wanted and stays, because
	// somebody else's objects are below it.
	CodeKept fabric.Code = "aci-kept"
	// CodeNotCompared: a password, which a controller never returns: whether it is
	// the one wanted cannot be seen.
	CodeNotCompared fabric.Code = "aci-not-compared"
)

const sourceREST = "APIC REST API: status, and what a query returns"

// Diff compares what a controller holds, as [ParseAnswer] read it, with what is
// wanted. It looks only at the attributes that the wanted tree sets, in the form
// that the controller keeps them in; an attribute that the answer does not have
// has its default.
//
// An object that is not wanted is deleted only when its annotation is owner; an
// empty owner deletes nothing. Objects of others are left alone wherever they
// are, and an object of ours that has one below it stays. The relations that the
// controller itself adds to an object belong to that object.
//
// A wanted tree with problems of severity [github.com/podfabric/podfabric/fabric.Error] is refused with them.
func Diff(have, want Tree, owner string) (Difference, error) {
	if err := want.Validate().Err(); err != nil {
		return Difference{}, err
	}
	d := differ{owner: owner}
	d.level(have.Roots, want.Roots, UniDN())
	slices.Reverse(d.deletes)
	return Difference{Changes: append(d.changes, d.deletes...), Problems: d.problems}, nil
}

type differ struct {
	sheet
	owner            string
	changes, deletes []Change
}

func (d *differ) warn(code fabric.Code, field, detail, fix, source string) {
	d.refuse(code, field, detail, fix, source)
	d.problems[len(d.problems)-1].Severity = fabric.Warning
}

// level compares the children of one object.
func (d *differ) level(have, want []Object, at DN) {
	byRN := make(map[RN]*Object, len(have))
	for i := range have {
		if rn, err := have[i].RN(); err == nil {
			byRN[rn] = &have[i]
		}
	}
	wanted := make(map[RN]bool, len(want))
	for _, w := range ordered(want) {
		rn, err := w.RN()
		if err != nil {
			continue
		}
		wanted[rn] = w.Status != Deleted
		if dn, h := at.Child(rn), byRN[rn]; h == nil {
			d.absent(w, dn)
		} else {
			d.present(h, &w, dn)
		}
	}
	for _, h := range ordered(have) {
		if rn, err := h.RN(); err == nil {
			if _, named := wanted[rn]; !named {
				d.unwanted(&h, at.Child(rn))
			}
		}
	}
}

// absent is an object that the controller does not have.
func (d *differ) absent(w Object, dn DN) {
	if w, ok := d.creatable(w, dn); ok {
		d.changes = append(d.changes, Change{Action: Create, DN: dn, Object: w})
	}
}

// creatable returns what is to be made of an object and all below it.
func (d *differ) creatable(w Object, dn DN) (Object, bool) {
	switch w.Status {
	case Deleted:
		return Object{}, false
	case Modified:
		d.refuse(CodeNotThere, dn.String(), "it has to exist and does not", "create it first, or let the design create it", sourceREST)
		return Object{}, false
	default:
	}
	var children []Object
	for _, c := range w.Children {
		rn, err := c.RN()
		if err != nil {
			continue
		}
		if c, ok := d.creatable(c, dn.Child(rn)); ok {
			children = append(children, c)
		}
	}
	w.Children = children
	return w, true
}

// present is an object that both have.
func (d *differ) present(h, w *Object, dn DN) {
	switch w.Status {
	case Deleted:
		d.deletes = append(d.deletes, deletion(h, dn))
		return
	case Created:
		d.refuse(CodeThere, dn.String(), "it has to be new, and exists", "take another name, or adopt it", sourceREST)
		return
	default:
	}
	def := schema.byClass[w.Class]
	change := Change{Action: Modify, DN: dn, Object: Object{Class: w.Class, Status: Modified, Attributes: Attributes{}}, Was: Attributes{}}
	for i := range def.Attributes {
		a := &def.Attributes[i]
		value, ok := w.Attributes[a.Name]
		switch {
		case a.Naming:
			change.Object.Attributes[a.Name] = w.Value(a.Name)
			continue
		case !ok || a.Name == "userdom": // the controller adds its own domains
			continue
		case a.Kind == KindSecret:
			d.warn(CodeNotCompared, dn.String()+": "+a.Name, "a controller never returns it", "post it again to be sure, or keep a digest of it in an annotation of its own", sourceREST)
			continue
		}
		was, read := h.Attributes[a.Name]
		if !read && h.Status != Modified {
			was, read = Text(a.Default), true
		}
		if value = a.normal(value); !read || a.normal(was) != value {
			change.Object.Attributes[a.Name] = w.Attributes[a.Name]
			change.Was[a.Name] = was
		}
	}
	if len(change.Was) > 0 {
		d.changes = append(d.changes, change)
	}
	d.level(h.Children, w.Children, dn)
}

// unwanted is an object that the wanted tree does not name.
func (d *differ) unwanted(h *Object, dn DN) {
	if d.owns(h) {
		if !d.foreignBelow(h) {
			d.deletes = append(d.deletes, deletion(h, dn))
			return
		}
		d.warn(CodeKept, dn.String(), "it is no longer wanted, and has objects of somebody else below it", "move those, then delete it by hand", sourceREST)
	}
	for _, c := range ordered(h.Children) {
		if rn, err := c.RN(); err == nil {
			d.unwanted(&c, dn.Child(rn))
		}
	}
}

func (d *differ) owns(h *Object) bool {
	return d.owner != "" && h.Attributes["annotation"].text == d.owner
}

// foreignBelow reports whether anything below h is somebody else's. What has no
// annotation of its own, and what the controller adds by itself, goes with h.
func (d *differ) foreignBelow(h *Object) bool {
	for i := range h.Children {
		c := &h.Children[i]
		if !d.owns(c) && !implicit(c) || d.foreignBelow(c) {
			return true
		}
	}
	return false
}

// implicit reports whether an object is part of its parent: a tag, or a relation
// of which there is one, without an annotation.
func implicit(o *Object) bool {
	if o.Class == TagAnnotation {
		return true
	}
	def, ok := schema.byClass[o.Class]
	return ok && o.Attributes["annotation"].text == "" && !strings.Contains(def.RN, "{") && strings.Contains(string(def.Class), "Rs")
}

func deletion(h *Object, dn DN) Change {
	o := Object{Class: h.Class, Status: Deleted, Attributes: Attributes{}}
	for _, a := range schema.byClass[h.Class].Attributes {
		if a.Naming {
			o.Attributes[a.Name] = h.Value(a.Name)
		}
	}
	return Change{Action: Delete, DN: dn, Object: o}
}
