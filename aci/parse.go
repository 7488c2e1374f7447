package aci

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// Parse reads managed objects as [Post.JSON] and [Post.XML] write them, or as a
// person does: one object, a list of them, or "imdata" around them; XML when the
// first character is "<". Objects that give their DN are put there, whatever
// their order; of the objects above them that the text does not have, the tree
// then says only that they exist ([Modified]).
//
// Nothing is left out: an unknown class or attribute is for [Tree.Validate] to
// find. The error is an [AnswerError] when the text is one, else
// [github.com/podfabric/podfabric/fabric.Problems]: text that is no managed
// object, or objects that cannot be placed.
func Parse(text []byte) (Tree, error) { return parse(text, false) }

// ParseAnswer reads an APIC's answer to a query, such as
//
//	/api/mo/uni/tn-k8s.json?rsp-subtree=full&rsp-prop-include=config-only
//
// and leaves out all that is not configuration of the classes and attributes of
// the schema: state, times, who owns the object's definition, objects of other
// classes. What is left has the form of [Tree.Normal], so that a tree that was
// posted comes back as it was; passwords do not come back. The annotation stays:
// it says whose an object is.
//
// Its errors are those of [Parse]; an object of the schema that says a place it
// cannot be at is one.
func ParseAnswer(text []byte) (Tree, error) {
	t, err := parse(text, true)
	if err != nil {
		return Tree{}, err
	}
	return t.Normal(), nil
}

func parse(text []byte, answer bool) (Tree, error) {
	read := readJSON
	if bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n\uFEFF"), []byte("<")) {
		read = readXML
	}
	elements, err := read(bytes.TrimPrefix(text, []byte("\uFEFF")))
	if err != nil {
		return Tree{}, fabric.Problems{{Code: CodeSyntax, Detail: err.Error(), Fix: "give managed objects as JSON or XML", Source: sourceForm}}
	}
	if len(elements) == 1 && elements[0].class == "error" {
		code, _ := elements[0].attribute("code")
		text, _ := elements[0].attribute("text")
		return Tree{}, AnswerError{code, text}
	}
	p := placer{answer: answer, top: &place{object: Object{Class: PolUni}, dn: UniDN()}}
	for i := range elements {
		p.root(&elements[i])
	}
	if err := p.problems.Err(); err != nil {
		return Tree{}, err
	}
	return Tree{Roots: p.top.objects()}, nil
}

// A placer puts elements into a tree.
type placer struct {
	sheet
	answer bool
	top    *place
}

// A place is an object on its way into a tree.
type place struct {
	object   Object
	dn       DN
	children []*place
	byRN     map[RN]*place
	// implied is an object that only the DN of another one speaks of.
	implied bool
}

func (p *place) objects() []Object {
	if len(p.children) == 0 {
		return nil
	}
	all := make([]Object, len(p.children))
	for i, c := range p.children {
		all[i] = c.object
		all[i].Children = c.objects()
	}
	return all
}

// put adds a child. One that was only implied so far becomes the real one; two
// real ones of an RN both stay, for Validate to find.
func (p *place) put(o Object, rn RN, implied bool) *place {
	if p.byRN == nil {
		p.byRN = map[RN]*place{}
	}
	if old, ok := p.byRN[rn]; ok && rn != "" && (implied || old.implied) {
		if !implied {
			old.object, old.implied = o, false
		}
		return old
	}
	child := &place{object: o, dn: p.dn.Child(rn), implied: implied}
	p.children = append(p.children, child)
	if rn != "" {
		p.byRN[rn] = child
	}
	return child
}

// root places an element by its DN, or below "uni".
func (p *placer) root(e *element) {
	def := schema.byClass[e.class]
	if e.class == PolUni {
		for i := range e.children {
			p.below(&e.children[i], p.top)
		}
		return
	}
	if p.answer && (def == nil || def.Foreign) {
		return
	}
	text, ok := e.attribute("dn")
	if !ok || text == "" {
		if def != nil && !def.containedIn(PolUni) {
			p.refuse(CodeNaming, e.path, fmt.Sprintf("a %s without a dn may be anywhere", e.class), "give its dn, or put it below its parent", sourceForm)
			return
		}
		p.below(e, p.top)
		return
	}
	dn, err := ParseDN(text)
	if err != nil {
		p.refuse(CodeNaming, e.path, err.Error(), "write the dn with brackets in pairs", sourceNaming)
		return
	}
	at, err := p.way(dn.Parent())
	if err != nil {
		p.refuse(CodeNaming, e.path, "the dn leads nowhere: "+err.Error(), "give the dn of an object below uni", sourceNaming)
		return
	}
	p.below(e, at)
}

// way returns the place of a DN below "uni", and makes what is not there yet.
func (p *placer) way(dn DN) (*place, error) {
	if dn == UniDN() {
		return p.top, nil
	}
	if !dn.Under(UniDN()) {
		return nil, fmt.Errorf("%q is not below uni", dn)
	}
	at := p.top
	first := true
	for rn := range dn.RNs() {
		if first {
			first = false // "uni" itself
			continue
		}
		def, names, ok := schema.child(at.object.Class, rn)
		if !ok || def.Foreign {
			return nil, fmt.Errorf("%q is no RN below a %s", rn, at.object.Class)
		}
		at = at.put(Object{Class: def.Class, Status: Modified, Attributes: names}, rn, true)
	}
	return at, nil
}

// below places an element and its children below another.
func (p *placer) below(e *element, parent *place) {
	def := schema.byClass[e.class]
	if p.answer && (def == nil || def.Foreign || !def.containedIn(parent.object.Class)) {
		return
	}
	o := Object{Class: e.class, Attributes: p.attributesOf(e, def)}
	p.identify(e, def, &o, parent)
	rn, err := o.RN()
	if err != nil {
		if p.answer {
			p.refuse(CodeNaming, e.path, err.Error(), "query without rsp-prop-include=naming-only, or with it and all naming attributes", sourceNaming)
			return
		}
		rn = ""
	}
	at := parent.put(o, rn, false)
	for i := range e.children {
		p.below(&e.children[i], at)
	}
}

// attributesOf are an element's attributes without its place and its status.
func (p *placer) attributesOf(e *element, def *Definition) Attributes {
	var all Attributes
	for _, a := range e.attributes {
		if a.name == "dn" || a.name == "rn" || a.name == "status" {
			continue
		}
		v := Text(a.text)
		if def == nil {
			if secretive(a.name) && a.text != "" {
				v = Password(fabric.NewSecret(a.text))
			}
		} else {
			known, ok := def.attribute(a.name)
			if p.answer && (!ok || known.Kind == KindSecret || a.name == "userdom") {
				continue
			}
			if (ok && known.Kind == KindSecret || !ok && secretive(a.name)) && a.text != "" {
				v = Password(fabric.NewSecret(a.text))
			}
		}
		if all == nil {
			all = Attributes{}
		}
		all[a.name] = v
	}
	return all
}

// identify takes naming attributes from dn and rn, holds them against those
// given, and reads the status.
func (p *placer) identify(e *element, def *Definition, o *Object, parent *place) {
	if status, ok := e.attribute("status"); ok && status != "" && !p.answer {
		if o.Status, ok = statusOf(status); !ok {
			p.refuse(CodeInvalidValue, e.path+": status", fmt.Sprintf("%q is no status", status), "take created, modified or deleted", sourceForm)
		}
	}
	if def == nil {
		return
	}
	for _, name := range []string{"dn", "rn"} {
		text, ok := e.attribute(name)
		if !ok || text == "" {
			continue
		}
		rn := RN(text)
		if name == "dn" {
			dn, err := ParseDN(text)
			if err != nil || dn.Parent() != parent.dn {
				p.refuse(CodeNaming, e.path+": dn", fmt.Sprintf("%q is not below %s", text, parent.dn), "correct the dn, or leave it out", sourceNaming)
				continue
			}
			rn = dn.RN()
		}
		names, ok := def.format.match(rn)
		if !ok {
			p.refuse(CodeNaming, e.path+": "+name, fmt.Sprintf("%q has not the form %s", rn, def.RN), "correct it, or leave it out", sourceNaming)
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(names)) {
			value := names[key]
			given, ok := o.Attributes[key]
			if ok && given != value {
				p.refuse(CodeNaming, e.path+": "+name, fmt.Sprintf("%q says another %s than the attribute", rn, key), "let both say the same, or leave the "+name+" out", sourceNaming)
				continue
			}
			if o.Attributes == nil {
				o.Attributes = Attributes{}
			}
			o.Attributes[key] = value
		}
	}
}

// statusOf reads a status; "created,modified" is what a POST without one does.
func statusOf(text string) (Status, bool) {
	switch v := Text(text); {
	case text == "deleted":
		return Deleted, true
	case text == "created":
		return Created, true
	case text == "modified":
		return Modified, true
	case len(v.Flags()) == 2 && v.Has("created") && v.Has("modified"):
		return Upsert, true
	}
	return Upsert, false
}
