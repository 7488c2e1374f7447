package frr

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// Validate returns all that FRR would refuse of c, or accept and not do. The Field
// of a problem is the path of mode lines and the command, such as
// "router bgp 65001: neighbor NODES: timers".
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
	v.index()
	v.policies()
	v.interfaces()
	v.routerBGP()
	v.kept()
	return v.problems
}

// Where the bounds come from.
const (
	sourceGrammar   = "FRR 8.4.4: the command line of vtysh"
	sourceReference = "measured: FRR 8.4.4: what is not defined denies everything"
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

// kept checks that the lines without a field would be read back where they are.
func (v *validator) kept() {
	if len(v.c.Unmodelled) == 0 {
		return
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
	for i, l := range v.c.Unmodelled {
		key := cli.Line(l).Key()
		if seen[key]--; seen[key] < 0 {
			v.add(CodeUnmodelled, fmt.Sprintf("Unmodelled[%d]", i),
				fmt.Sprintf("%q is not read back under %q", redact(l.Text), l.Context),
				"use the field of the command, or a context that is configured", sourceGrammar)
		}
	}
}
