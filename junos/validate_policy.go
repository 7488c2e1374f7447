package junos

// policies checks what policies refer to, and that no term says two ways out.
func (v *validator) policies() {
	for i := range v.c.PolicyOptions.PolicyStatement {
		p := &v.c.PolicyOptions.PolicyStatement[i]
		for _, t := range p.terms() {
			v.term("policy-options policy-statement "+p.Name+t.path(), &t)
		}
	}
	for i := range v.c.PolicyOptions.Community {
		c := &v.c.PolicyOptions.Community[i]
		if len(c.Members) == 0 && !v.keeps("policy-options", "community", c.Name) {
			v.add(CodeIncomplete, "policy-options community "+c.Name, "the community has no members", "give it some", sourceReferences)
		}
	}
	for _, a := range v.c.PolicyOptions.ASPath {
		if a.Regex == "" && !v.keeps("policy-options", "as-path", a.Name) {
			v.add(CodeIncomplete, "policy-options as-path "+a.Name, "the AS path has no expression", "give it one, such as .{3,}", sourceReferences)
		}
	}
	for _, a := range v.c.PolicyOptions.ASList {
		if len(a.Members) == 0 {
			v.add(CodeIncomplete, "policy-options as-list "+a.Name, "the AS list has no members", "give it some", sourceReferences)
		}
	}
}

// keeps reports whether a kept statement begins with the words.
func (v *validator) keeps(words ...string) bool {
	for _, s := range v.c.Unmodelled {
		if len(s.Words) > len(words) && s.Inactive == 0 {
			same := true
			for i, w := range words {
				same = same && s.Words[i] == w
			}
			if same {
				return true
			}
		}
	}
	return false
}

func (v *validator) term(field string, t *Term) {
	for _, name := range t.From.Community {
		v.refers(field+" from community", "community", name, v.names.communities)
	}
	for _, name := range t.From.ASPath {
		v.refers(field+" from as-path", "as-path", name, v.names.asPaths)
	}
	for _, name := range t.From.PrefixList {
		v.refers(field+" from prefix-list", "prefix-list", name, v.names.prefixLists)
	}
	for _, f := range t.From.PrefixListFilter {
		v.refers(field+" from prefix-list-filter", "prefix-list", f.Name, v.names.prefixLists)
	}
	for _, a := range t.Then.Community {
		v.refers(field+" then community", "community", a.Name, v.names.communities)
	}
	v4, v6 := false, false
	for _, f := range t.From.RouteFilter {
		v4, v6 = v4 || f.Prefix.Addr().Is4(), v6 || f.Prefix.Addr().Is6()
	}
	if v4 && v6 {
		v.add(CodeConflict, field+" from route-filter", "route filters of both families stand in one term", "give each family a term of its own",
			"Juniper, route lists: prefixes in a from statement must be either all IPv4 or all IPv6")
	}
	if t.Then.Next != 0 && t.Then.Action != 0 {
		v.add(CodeConflict, field+" then", "the term both decides and goes on", "keep one of them", sourceGrammar)
	}
}

// decided reports whether the chain leaves no route to BGP's defaults: one of its
// policies has a term for all routes that accepts or rejects.
func (c *Config) decided(chain []string) bool {
	for _, name := range chain {
		for i := range c.PolicyOptions.PolicyStatement {
			p := &c.PolicyOptions.PolicyStatement[i]
			if p.Name != name {
				continue
			}
			for _, t := range p.terms() {
				if t.From.isZero() && t.Then.Action != 0 {
					return true
				}
			}
		}
	}
	return false
}
