package junos

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// Validate returns all that Junos would refuse to commit of c, or commit and not do.
// The Field of a problem are the words of the statement, such as "protocols bgp group
// NODES peer-as".
//
// Either text of a configuration without problems of severity [fabric.Error] has
// exactly the statements that its fields say, and [Parse] reads it back as c: no name,
// description or key can end its statement or begin another one.
func (c Config) Validate() fabric.Problems { return validate(&c) }

func validate(c *Config) fabric.Problems {
	v := validator{c: c}
	configTable.check(c, &checker{report: func(field string, err error) {
		for _, err := range separate(err) {
			v.add(CodeInvalidValue, field, err.Error(), fixOf(err.Error()), sourceGrammar)
		}
	}})
	v.index()
	v.policies()
	v.interfaces()
	v.multiChassis()
	v.routes()
	v.bgp("", &c.RoutingOptions, &c.Protocols.BGP)
	for i := range c.RoutingInstances {
		r := &c.RoutingInstances[i]
		v.bgp("routing-instances "+r.Name+" ", &r.RoutingOptions, &r.BGP)
	}
	v.unused()
	v.kept()
	return v.problems
}

// Where the bounds come from.
const (
	sourceGrammar    = "Juniper's model of the configuration (Juniper/yang, 23.4R1, junos-qfx)"
	sourceReferences = "Junos: a reference to what is not defined fails to commit"
	sourceDefaults   = "Juniper, default routing policies: BGP accepts all routes and advertises the active BGP routes"
)

// A validator gathers the problems of one configuration.
type validator struct {
	c        *Config
	problems fabric.Problems
	names    defined
	// used are the policies that something refers to.
	used set
}

// defined are what statements refer to by name.
type defined struct{ policies, communities, asPaths, asLists, prefixLists, vlans, units, interfaces set }

func (v *validator) add(code fabric.Code, field, detail, fix, source string) {
	v.problems = append(v.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

func (v *validator) warn(code fabric.Code, field, detail, fix, source string) {
	v.add(code, field, detail, fix, source)
	v.problems[len(v.problems)-1].Severity = fabric.Warning
}

// separate returns the errors that were joined into err, or err.
func separate(err error) []error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()
	}
	return []error{err}
}

// fixInvalid is the fix of a value that a statement does not take, where fixOf has
// none that is more to the point.
const fixInvalid = "give it a value that the statement takes, or leave it unset"

// fixOf is what would work instead of what the grammar refuses in these words.
func fixOf(refusal string) string {
	refusal = refusal[strings.LastIndexByte(refusal, '"')+1:]
	for _, f := range [...]struct{ refusal, instead string }{
		{"the value is missing", "set it, or leave out what it belongs to"},
		{"not set itself", "set it, or leave out what stands below it"},
		{"stands twice", "keep one of them, with the statements of both"},
		{"is longer than", "shorten it to that length"},
		{"is not resolved", "resolve the secret before the configuration is checked and written"},
		{"the secret", "take a key of these characters"},
		{"and not a name", "take another name"},
		{"holds what a statement cannot", "take plain printable ASCII text without these"},
		{"bits behind its length", "give the masked prefix"},
		{"is not set", "set it, or leave out what it belongs to"},
		{"wrong address family", "move it to the family of its own, or take an address of this one"},
		{"not the name of an interface", "take the name of a port, an aggregate, irb or lo0"},
		{"AS 0 is reserved", "take an AS number from 1 to 4294967295"},
		{"range of AS numbers", "take AS numbers from 1, the first no higher than the last"},
		{"range from the prefix's own length", "take lengths from the prefix's own to that of an address"},
		{"from the prefix's own length", "take a length from the prefix's own to that of an address"},
		{"none of the constants", "take one of the constants of its type"},
		{"none of 16", "take 16, 32, 64 or 128"},
		{"is not from", "take a number of that range, or leave it unset"},
	} {
		if strings.Contains(refusal, f.refusal) {
			return f.instead
		}
	}
	return fixInvalid
}

// index notes the names that statements may refer to.
func (v *validator) index() {
	c := v.c
	v.used = set{}
	v.names = defined{set{}, set{}, set{}, set{}, set{}, set{}, set{}, set{}}
	for _, p := range c.PolicyOptions.PolicyStatement {
		v.names.policies[p.Name] = true
	}
	for _, p := range c.PolicyOptions.Community {
		v.names.communities[p.Name] = true
	}
	for _, p := range c.PolicyOptions.ASPath {
		v.names.asPaths[p.Name] = true
	}
	for _, p := range c.PolicyOptions.ASList {
		v.names.asLists[p.Name] = true
	}
	for _, p := range c.PolicyOptions.PrefixList {
		v.names.prefixLists[p.Name] = true
	}
	for _, n := range c.VLANs {
		v.names.vlans[n.Name] = true
	}
	for i := range c.Interfaces {
		n := &c.Interfaces[i]
		v.names.interfaces[n.Name] = true
		for j := range n.Unit {
			v.names.units[unitName(n, &n.Unit[j])] = true
		}
	}
	// What is kept may define a name as well.
	for _, s := range c.Unmodelled {
		if s.Inactive > 0 || len(s.Words) < 3 || s.Words[0] != "policy-options" {
			continue
		}
		for kind, names := range map[string]set{
			"policy-statement": v.names.policies, "community": v.names.communities, "as-path": v.names.asPaths,
			"as-list": v.names.asLists, "prefix-list": v.names.prefixLists,
		} {
			if s.Words[1] == kind {
				names[s.Words[2]] = true
			}
		}
	}
}

// refers checks that a name is defined.
func (v *validator) refers(field, kind, name string, names set) {
	if name != "" && !names[name] {
		v.add(CodeUndefinedReference, field, fmt.Sprintf("there is no %s %s", kind, name), "define it, or refer to one that is", sourceReferences)
	}
}

// chain checks the policies that a route is asked one after the other.
func (v *validator) chain(field string, policies []string) {
	for _, name := range policies {
		v.used[name] = true
		v.refers(field, "policy-statement", name, v.names.policies)
	}
}

// routes checks the routing options.
func (v *validator) routes() {
	check := func(path string, o *RoutingOptions) {
		v.chain(path+"routing-options forwarding-table export", o.ForwardingTableExport)
		list := func(path string, routes []StaticRoute) {
			for _, r := range routes {
				field := path + " route " + r.Prefix.String()
				switch {
				case !r.Discard && !r.Reject && len(r.NextHop) == 0:
					v.add(CodeIncomplete, field, "the route goes nowhere", "set a next hop, discard or reject", "Juniper, static (Routing Options)")
				case (r.Discard || r.Reject) && len(r.NextHop) > 0, r.Discard && r.Reject:
					v.add(CodeConflict, field, "the route goes more than one kind of way", "keep one of next hops, discard and reject", "Juniper, static (Routing Options)")
				}
			}
		}
		list(path+"routing-options static", o.Static)
		for _, rib := range o.RIB {
			list(path+"routing-options rib "+rib.Name+" static", rib.Static)
		}
	}
	check("", &v.c.RoutingOptions)
	for i := range v.c.RoutingInstances {
		check("routing-instances "+v.c.RoutingInstances[i].Name+" ", &v.c.RoutingInstances[i].RoutingOptions)
		for _, name := range v.c.RoutingInstances[i].Interface {
			v.refers("routing-instances "+v.c.RoutingInstances[i].Name+" interface", "interface", name, v.names.units)
		}
	}
}

// unused warns of policies that filter nothing, since nothing refers to them.
func (v *validator) unused() {
	for _, s := range v.c.Unmodelled {
		for _, w := range s.Words {
			v.used[w] = true // whatever it does with the name
		}
	}
	for _, p := range v.c.PolicyOptions.PolicyStatement {
		if !v.used[p.Name] {
			v.warn(CodeUnused, "policy-options policy-statement "+p.Name, "no peer and no table refers to the policy, so it filters nothing",
				"name it in import or export of a group, or take it out", "Juniper, policy-statement: a policy takes effect where it is applied")
		}
	}
}

// kept checks that the statements without a field would be read back as they are.
func (v *validator) kept() {
	if len(v.c.Unmodelled) == 0 {
		return
	}
	for i, s := range v.c.Unmodelled {
		if len(s.Words) == 0 || s.Inactive < 0 || s.Inactive > len(s.Words) || !keptText(s.Words) {
			v.add(CodeUnmodelled, fmt.Sprintf("Unmodelled[%d]", i), "the statement has no words, or words that cannot be written",
				"correct the kept statement, or take it out", sourceGrammar)
			return
		}
	}
	again, err := Parse(SetText(*v.c))
	if err != nil {
		if v.problems.Err() == nil {
			v.add(CodeUnmodelled, "Unmodelled", "the text cannot be read back: "+strings.ReplaceAll(err.Error(), "\n", ", "),
				"correct the kept statement that it names, or take it out", sourceGrammar)
		}
		return
	}
	key := func(s Statement) string { return fmt.Sprint(s.Inactive, " ", strings.Join(s.Words, "\x00")) }
	seen := map[string]bool{}
	for _, s := range again.Unmodelled {
		seen[key(s)] = true
	}
	for i, s := range v.c.Unmodelled {
		if !seen[key(s)] && !slices.ContainsFunc(again.Unmodelled, func(t Statement) bool {
			return len(t.Words) > len(s.Words) && slices.Equal(t.Words[:len(s.Words)], s.Words)
		}) {
			text, _ := redact(s.Words)
			v.add(CodeUnmodelled, fmt.Sprintf("Unmodelled[%d]", i), fmt.Sprintf("%q is not read back as a kept statement", text),
				"use the field of the statement", sourceGrammar)
		}
	}
}
