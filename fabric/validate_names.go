package fabric

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Sources of the rules for names.
const (
	sourceDNS    = "RFC 1123 2.1; Kubernetes object names"
	sourceHost   = "Cisco NX-OS: a host name has 1 to 63 letters, digits, dots, hyphens and underscores"
	sourceLabel  = "Kubernetes: syntax of label keys and values"
	sourceRouter = "every switch and node is one router of the prediction"
)

// names holds every name to the characters of what will carry it, and to being
// the only one of its kind. Names that differ only in case count as equal: DNS
// and the names of Kubernetes objects know no case.
func (a *audit) names() {
	if strings.ContainsFunc(a.d.Name, func(r rune) bool { return r < ' ' || r == 0x7f }) || len(a.d.Name) > 253 {
		a.refuse(CodeBadName, "name", "the design's name has control characters or more than 253 bytes",
			"use printable text", "it stands in one line of reports")
	}
	routers := map[string]holder{}
	for i := range a.ip.Spines {
		a.switchName(routers, at("fabric.ipFabric.spines", i)+".name", a.ip.Spines[i].Name)
	}
	racks := map[string]holder{}
	for i := range a.d.Racks {
		rack, field := &a.d.Racks[i], at("racks", i)
		a.name(field+".name", "rack", rack.Name, isLabelValue, "1 to 63 letters, digits, dots, hyphens and underscores", sourceLabel)
		a.unique(racks, field+".name", "rack", rack.Name, "the nodes of a rack select their leaves by it")
		for j := range rack.Leaves {
			a.switchName(routers, at(field+".leaves", j)+".name", rack.Leaves[j].Name)
		}
	}
	clusters := map[string]holder{}
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		a.name(field+".name", "cluster", c.Name, isDNSLabel, "1 to 63 lower-case letters, digits and hyphens", sourceDNS)
		a.unique(clusters, field+".name", "cluster", c.Name, "pools, filters and secrets are named after it")
		a.poolNames(c, field)
		for j := range c.Nodes {
			a.nodeName(routers, &c.Nodes[j], at(field+".nodes", j))
		}
	}
}

func (a *audit) switchName(routers map[string]holder, field, name string) {
	a.name(field, "switch", name, isHostName, "1 to 63 letters, digits, dots, hyphens and underscores", sourceHost)
	a.unique(routers, field, "switch", name, sourceRouter)
}

func (a *audit) nodeName(routers map[string]holder, n *Node, field string) {
	a.name(field+".name", "node", n.Name, isDNSName, "1 to 253 lower-case letters, digits, dots and hyphens", sourceDNS)
	a.unique(routers, field+".name", "node", n.Name, sourceRouter)
	a.labels(field+".labels", n.Labels)
	if rack, set := n.Labels[RackLabel]; set && rack != n.Rack {
		a.refuse(CodeLabelConflict, labelField(field+".labels", RackLabel),
			fmt.Sprintf("label %s is %q, and the node stands in rack %q", RackLabel, rack, n.Rack),
			"leave the label out: it follows from the rack", "seeds/000 Example 9: nodes select the leaves of their rack by this label")
	}
}

func (a *audit) poolNames(c *Cluster, field string) {
	pools := map[string]holder{}
	named := namedPods(c)
	for j := range c.Pods {
		pool, field := &c.Pods[j], at(field+".pods", j)
		if pool.Name != "" {
			a.name(field+".name", "pool", pool.Name, isDNSName, "1 to 253 lower-case letters, digits, dots and hyphens", sourceDNS)
		}
		if pool.Name != "" || pool.Prefix.IsValid() {
			a.unique(pools, field+".name", "pool", named[j].Name, "Calico: the name of an IPPool")
		}
		a.labels(field+".nodes", pool.Nodes)
	}
}

// name refuses a missing name and one with other characters than it may have.
func (a *audit) name(field, what, name string, valid func(string) bool, want, source string) {
	switch {
	case name == "":
		a.missing(field, "the name of the "+what, "give it a name")
	case !valid(name):
		a.refuse(CodeBadName, field, fmt.Sprintf("%s name %s is not made of %s", what, quoted(name), want),
			"use "+want+", with a letter or digit at both ends", source)
	}
}

// unique refuses a second thing of one name.
func (a *audit) unique(names map[string]holder, field, what, name, source string) {
	if name == "" {
		return
	}
	key := strings.ToLower(name)
	if first, taken := names[key]; taken {
		a.refuse(CodeDuplicateName, field, fmt.Sprintf("%s name %s is also that of the %s at %s", what, quoted(name), first.what, first.field),
			"give one of them another name", source)
		return
	}
	names[key] = holder{field, what}
}

func (a *audit) labels(field string, labels map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		if !isLabelKey(key) {
			a.refuse(CodeBadLabel, field, "label key "+quoted(key)+" is not [PREFIX/]NAME",
				"use a name of 1 to 63 letters, digits, dots, hyphens and underscores, behind a DNS name and a slash if need be", sourceLabel)
			continue
		}
		if value := labels[key]; value != "" && !isLabelValue(value) {
			a.refuse(CodeBadLabel, labelField(field, key), "label value "+quoted(value)+" has characters or a length that labels have not",
				"use at most 63 letters, digits, dots, hyphens and underscores", sourceLabel)
		}
	}
}

// labelField is the path of one label.
func labelField(field, key string) string {
	if isDNSLabel(strings.ToLower(key)) {
		return field + "." + key
	}
	return field + "[" + strconv.Quote(key) + "]"
}

// quoted quotes a name, shortened to what fits a line.
func quoted(name string) string {
	const most = 64
	if len(name) > most {
		return strconv.Quote(name[:most]) + "..."
	}
	return strconv.Quote(name)
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isLower(c) || 'A' <= c && c <= 'Z' }

// isWord reports whether s has 1 to most characters that pass inner, the first
// and the last of which pass outer.
func isWord(s string, most int, outer, inner func(byte) bool) bool {
	if s == "" || len(s) > most || !outer(s[0]) || !outer(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if !inner(s[i]) {
			return false
		}
	}
	return true
}

func isDNSLabel(s string) bool {
	return isWord(s, 63, isLower, func(c byte) bool { return isLower(c) || c == '-' })
}

func isDNSName(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if !isDNSLabel(label) {
			return false
		}
	}
	return true
}

func isHostName(s string) bool {
	return isWord(s, 63, isAlnum, func(c byte) bool { return isAlnum(c) || strings.IndexByte("-_.", c) >= 0 })
}

func isLabelValue(s string) bool { return isHostName(s) }

func isLabelKey(s string) bool {
	prefix, name, cut := strings.Cut(s, "/")
	if !cut {
		return isLabelValue(s)
	}
	return isDNSName(prefix) && isLabelValue(name)
}
