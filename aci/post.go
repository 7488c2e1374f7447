package aci

// A Post is one request to an APIC, which does all of it or nothing. It changes
// one context root: an APIC may refuse a request that changes several.
type Post struct {
	// DN is that of the context root; the request goes to it.
	DN DN
	// Object is the root with all that is to change below it.
	Object Object
}

// Posts returns the requests that put the tree into place, in the order in which
// they are sent: VLAN pools and access policies, then domains, then tenant
// common, then the other tenants. An invalid tree is refused, with
// [github.com/podfabric/podfabric/fabric.Problems]; warnings refuse nothing.
func (t Tree) Posts() ([]Post, error) {
	if err := t.Validate().Err(); err != nil {
		return nil, err
	}
	return posts(t.Roots), nil
}

// posts makes a request of each root; the roots are valid.
func posts(roots []Object) []Post {
	var all []Post
	for _, o := range ordered(roots) {
		if rn, err := o.RN(); err == nil {
			all = append(all, Post{UniDN().Child(rn), o})
		}
	}
	return all
}

// JSON returns the body of the request, a line for each object. It holds the
// passwords in clear: it goes to the APIC, and to nothing that keeps it.
func (p Post) JSON() []byte { return appendObject(nil, &p.Object, p.DN, revealSecrets) }

// XML returns the body of the request as XML, with the passwords in clear.
func (p Post) XML() []byte { return appendXMLObject(nil, &p.Object, p.DN, revealSecrets) }

// Path is where JSON is sent, "/api/mo/uni/tn-k8s.json".
func (p Post) Path() string { return "/api/mo/" + p.DN.String() + ".json" }

// XMLPath is where XML is sent, "/api/mo/uni/tn-k8s.xml".
func (p Post) XMLPath() string { return "/api/mo/" + p.DN.String() + ".xml" }

// String returns the body as JSON with the passwords redacted.
func (p Post) String() string { return p.Object.String() }

// GoString redacts under %#v.
func (p Post) GoString() string { return "aci.Post(" + p.DN.String() + ")" }
