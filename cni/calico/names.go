package calico

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// names checks what Kubernetes checks in names and labels.
func (x *examiner) names() {
	c := x.cluster
	for i, n := range c.Nodes {
		field := fmt.Sprintf("nodes[%d].", i)
		if !isName(n.Name) {
			x.refuse(CodeName, field+"name", fmt.Sprintf("%q is not a name of a Kubernetes node", n.Name),
				"use lower case letters, digits, '-' and '.', at most 253", sourceDNS)
		}
		x.labels(field+"labels", n.Labels)
	}
	pools := map[string]string{}
	for i, pool := range c.Pods {
		field := fmt.Sprintf("pods[%d].", i)
		x.unique(pools, field+"name", objectName(pool.Name), pool.Name)
		x.labels(field+"nodes", pool.Nodes)
	}
	peers := map[string]string{}
	for _, rack := range c.Racks {
		x.labels("nodes", map[string]string{fabric.RackLabel: rack.Label})
		for _, leaf := range rack.Leaves {
			for family := range leaf.Address.All() {
				x.unique(peers, "racks", peerName(rack, leaf.Leaf, family), rack.Rack+rack.Node+", "+leaf.Leaf)
			}
		}
	}
	if ns := x.calico.Namespace; ns != "" && (!isName(ns) || strings.Contains(ns, ".") || len(ns) > 63) {
		x.refuse(CodeName, "cni.calico.namespace", fmt.Sprintf("%q is not a name of a namespace", ns),
			"use lower case letters, digits and '-', at most 63", sourceDNS)
	}
	if ns := x.calico.Namespace; ns != "" && x.calico.Operator && ns != operatorNamespace {
		x.refuse(CodeName, "cni.calico.namespace", fmt.Sprintf("namespace %q: the operator runs calico-node in %s", ns, operatorNamespace),
			"leave it out", "docs.tigera.io, operator installation")
	}
}

// unique refuses a name that is no name of an object, or taken by another one.
func (x *examiner) unique(taken map[string]string, field, name, of string) {
	other, twice := taken[name]
	switch {
	case !isName(name):
		x.refuse(CodeName, field, fmt.Sprintf("%q gives no name of a Kubernetes object", of), "use lower case letters, digits, '-' and '.'", sourceDNS)
	case twice:
		x.refuse(CodeName, field, fmt.Sprintf("%q and %q both become object %q", other, of, name), "choose names that differ in letters and digits", sourceDNS)
	}
	taken[name] = of
}

func (x *examiner) labels(field string, labels map[string]string) {
	for _, k := range sortedKeys(labels) {
		if prefix, name, ok := strings.Cut(k, "/"); ok && (!isName(prefix) || !isLabel(name) || name == "") || !ok && (k == "" || !isLabel(k)) {
			x.refuse(CodeName, field, fmt.Sprintf("%q is not a name of a label", k), "use letters, digits, '-', '_' and '.', at most 63, after a DNS name and '/' if any", sourceDNS)
		}
		if !isLabel(labels[k]) {
			x.refuse(CodeName, field, fmt.Sprintf("%q is not a value of a label", labels[k]), "use letters, digits, '-', '_' and '.', at most 63", sourceDNS)
		}
	}
}

// isName reports whether s is a DNS subdomain (RFC 1123), the rule for names of
// objects.
func isName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || part[0] == '-' || part[len(part)-1] == '-' ||
			strings.ContainsFunc(part, func(r rune) bool {
				return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
			}) {
			return false
		}
	}
	return true
}

// isLabel reports whether s is a value of a label; the empty one is.
func isLabel(s string) bool {
	if len(s) > 63 {
		return false
	}
	alphanumeric := func(r rune) bool {
		return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if s != "" && (!alphanumeric(rune(s[0])) || !alphanumeric(rune(s[len(s)-1]))) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !alphanumeric(r) && r != '-' && r != '_' && r != '.'
	})
}
