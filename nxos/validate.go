package nxos

import (
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// Validate returns all that an NX-OS switch would refuse of c, or accept and not
// do. The Field of a problem is the path of mode lines and the command, such as
// "router bgp 65001: neighbor 10.13.0.0/24: maximum-peers".
//
// The text of a configuration without problems of severity [fabric.Error] has
// exactly the lines that its fields say, and [Parse] reads it back as c: no name,
// description or password can end its line or begin another command.
func (c Config) Validate() fabric.Problems { return validate(&c) }

func validate(c *Config) fabric.Problems {
	v := validator{c: c}
	for _, f := range configTable.Check(c) {
		for _, err := range separate(f.Err) {
			v.add(CodeInvalidValue, f.Path, err.Error(), fixOf(err.Error()), sourceGrammar)
		}
	}
	v.features()
	v.index()
	v.policies()
	v.interfaces()
	v.routes()
	v.routerBGP()
	v.kept()
	return v.problems
}

// Where the bounds come from.
const (
	sourceGrammar  = "NX-OS command line, as Batfish's grammar and the DME schema bound it"
	sourceFeatures = "NX-OS: a command of a disabled feature is an invalid command"
	sourceInferred = "NX-OS accepts undefined references (inferred)"
	sourceScale    = "seeds/000, Centralized Routing Peering"
)

// A validator gathers the problems of one configuration.
type validator struct {
	c        *Config
	problems fabric.Problems
	names    names
}

func (v *validator) add(code fabric.Code, field, detail, fix, source string) {
	v.problems = append(v.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

func (v *validator) warn(code fabric.Code, field, detail, fix, source string) {
	v.add(code, field, detail, fix, source)
	v.problems[len(v.problems)-1].Severity = fabric.Warning
}

// features checks that every block in use has its feature.
func (v *validator) features() {
	c := v.c
	need := func(feature, field string, used bool) {
		if used && !slices.Contains(c.Feature, feature) {
			v.add(CodeMissingFeature, field, "feature "+feature+" is not enabled", "add it to Feature", sourceFeatures)
		}
	}
	anyInterface := func(used func(*Interface) bool) bool {
		for i := range c.Interface {
			if used(&c.Interface[i]) {
				return true
			}
		}
		return false
	}
	need("bgp", "router bgp", c.RouterBGP.AS != 0)
	need("vpc", "vpc domain", c.VPCDomain.ID != 0)
	need("interface-vlan", "interface Vlan", anyInterface(func(i *Interface) bool { return i.isSVI() }))
	need("lacp", "channel-group", anyInterface(func(i *Interface) bool { return i.ChannelGroup.Mode != ChannelOn }))
	need("hsrp", "hsrp", anyInterface(func(i *Interface) bool { return i.HSRPVersion != 0 || len(i.HSRP) > 0 }))
	need("vrrp", "vrrp", anyInterface(func(i *Interface) bool { return len(i.VRRP) > 0 }))
	need("vrrpv3", "vrrpv3", anyInterface(func(i *Interface) bool { return len(i.VRRPv3) > 0 }))
	need("bfd", "bfd", c.usesBFD())
	if slices.Contains(c.Feature, "vrrp") && slices.Contains(c.Feature, "vrrpv3") {
		v.add(CodeConflict, "feature vrrpv3", "feature vrrpv3 excludes feature vrrp, and both are enabled", "keep one of them", sourceGrammar)
	}
}

func (c *Config) usesBFD() bool {
	uses := func(s *PeerSession) bool { return s.BFD || s.BFDMultihop }
	for i := range c.Interface {
		if c.Interface[i].BFDInterval != (BFDInterval{}) || c.Interface[i].NoBFDEcho {
			return true
		}
	}
	b := &c.RouterBGP
	for i := range b.TemplatePeer {
		if uses(&b.TemplatePeer[i].PeerSession) {
			return true
		}
	}
	for i := range b.TemplatePeerSession {
		if uses(&b.TemplatePeerSession[i].PeerSession) {
			return true
		}
	}
	for _, instance := range c.instances() {
		for i := range instance.Neighbor {
			if uses(&instance.Neighbor[i].PeerSession) {
				return true
			}
		}
	}
	return false
}

// instances are the BGP process and its VRFs.
func (c *Config) instances() []*Instance {
	all := make([]*Instance, 0, 1+len(c.RouterBGP.VRF))
	all = append(all, &c.RouterBGP.Instance)
	for i := range c.RouterBGP.VRF {
		all = append(all, &c.RouterBGP.VRF[i].Instance)
	}
	return all
}

// kept checks that the lines without a field would be read back where they are.
func (v *validator) kept() {
	if len(v.c.Unmodelled) == 0 {
		return
	}
	var kept []cli.Line
	for _, l := range v.c.Unmodelled {
		kept = append(kept, cli.Line(l))
	}
	again, err := Parse(Text(*v.c))
	if err != nil {
		if v.problems.Err() == nil {
			v.add(CodeUnmodelled, "Unmodelled", "the text cannot be read back: "+strings.ReplaceAll(err.Error(), "\n", ", "),
				"correct the kept line that it names, or take it out", sourceGrammar)
		}
		return
	}
	seen := map[string]int{}
	for _, l := range again.Unmodelled {
		seen[cli.Line(l).Key()]++
	}
	for i, l := range kept {
		key := l.Key()
		if seen[key]--; seen[key] < 0 {
			v.add(CodeUnmodelled, fmt.Sprintf("Unmodelled[%d]", i),
				fmt.Sprintf("%q is not read back under %q", redact(l.Text), l.Context),
				"use the field of the command, or a context that is configured", sourceGrammar)
		}
	}
}
