package aci

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// An Action is what has to be done to an object.
type Action uint8

// The actions.
const (
	// Create makes an object with all below it.
	Create Action = iota
	// Modify sets attributes of an object that exists.
	Modify
	// Delete removes an object with all below it.
	Delete
)

func (a Action) String() string {
	switch a {
	case Create:
		return "create"
	case Modify:
		return "modify"
	case Delete:
		return "delete"
	}
	return fmt.Sprintf("action(%d)", uint8(a))
}

// MarshalText writes "create", "modify" or "delete".
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// A Change is one thing to do.
type Change struct {
	Action Action
	DN     DN
	// Object is, to Create, what is wanted with all below it; to Modify, the
	// naming attributes and those that change; to Delete, the naming attributes.
	Object Object
	// Was are the attributes before a Modify.
	Was Attributes
}

// String returns the change on one line, without what is below a new object.
func (c Change) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", c.Action, c.DN)
	if c.Action != Modify {
		return b.String()
	}
	for _, name := range slices.Sorted(maps.Keys(c.Was)) {
		fmt.Fprintf(&b, " %s: %q -> %q", name, c.Was[name], c.Object.Attributes[name])
	}
	return b.String()
}

// A Difference is what has to change for a controller to hold a tree.
type Difference struct {
	// Changes are in the order in which they are done: what is new or different in
	// the order of [Tree.Posts], then what goes, in reverse.
	Changes []Change
	// Problems are what stands in the way (errors), and what was left undone or
	// could not be seen (warnings).
	Problems fabric.Problems
}
