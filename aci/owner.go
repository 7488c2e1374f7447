package aci

// Owner is the annotation of every object that podfabric makes: what carries it is
// ours to change and to delete, and nothing else is. It is the owner that [Diff]
// asks for. (Objects of class tagAnnotation have no annotation.)
const Owner = "orchestrator:podfabric"

// ours is an object that the plan makes. It takes over the attributes.
func ours(class Class, attributes Attributes, children ...Object) Object {
	if attributes == nil {
		attributes = Attributes{}
	}
	attributes["annotation"] = Text(Owner)
	return Object{Class: class, Attributes: attributes, Children: children}
}

// oursNamed is an object that the plan makes, by its name.
func oursNamed(class Class, name string, attributes Attributes, children ...Object) Object {
	if attributes == nil {
		attributes = Attributes{}
	}
	attributes["name"] = Text(name)
	return ours(class, attributes, children...)
}

// theirs is an object that somebody else made and that has to be there: it is
// named, and what is ours stands below it.
func theirs(class Class, attributes Attributes, children ...Object) Object {
	return Object{Class: class, Status: Modified, Attributes: attributes, Children: children}
}
