package fabric

// A path is where a value stands in the design. It is put together only when a
// problem names it: a plan has several for every link and node.
type path struct {
	parent string
	list   string // "" when the value is a field of the parent itself
	index  int
	name   string
}

// under is the path of a parent's field, such as ".routerID".
func under(parent, name string) path { return path{parent: parent, name: name} }

// item is the path of a field of an item of a parent's list, such as ".nodes", 3,
// ".address".
func item(parent, list string, index int, name string) path {
	return path{parent, list, index, name}
}

func (p path) String() string {
	if p.list == "" {
		return p.parent + p.name
	}
	return at(p.parent+p.list, p.index) + p.name
}
