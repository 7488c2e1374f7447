package aci

// WithoutVRFsOfOthers returns the tree without what it adds below VRFs that somebody
// else made ([Modified]), and the DNs of what that is: for a tool that can only own a
// VRF as a whole, such as Network as Code. Whoever owns the VRF has to add it.
func (t Tree) WithoutVRFsOfOthers() (Tree, []DN) {
	out := Tree{Version: t.Version}
	var left []DN
	for i := range t.Roots {
		root := t.Roots[i]
		if root.Class == FvTenant {
			root.Children, left = withoutVRFs(&root, left)
		}
		out.Roots = append(out.Roots, root)
	}
	return out, left
}

// withoutVRFs returns the children of a tenant.
func withoutVRFs(tenant *Object, left []DN) ([]Object, []DN) {
	children := make([]Object, 0, len(tenant.Children))
	rn, err := tenant.RN()
	if err != nil {
		return tenant.Children, left
	}
	for _, child := range tenant.Children {
		if child.Class == FvCtx && child.Status == Modified {
			name, err := child.RN()
			for i := range child.Children {
				if below, belowErr := child.Children[i].RN(); err == nil && belowErr == nil {
					left = append(left, UniDN().Child(rn).Child(name).Child(below))
				}
			}
			child.Children = nil
		}
		children = append(children, child)
	}
	return children, left
}
