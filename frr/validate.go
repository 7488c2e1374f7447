package frr

import (
	"github.com/podfabric/podfabric/fabric"
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
	return v.problems
}

// Where the bounds come from.
const sourceGrammar = "FRR 8.4.4: the command line of vtysh"

// A validator gathers the problems of one configuration.
type validator struct {
	c        *Config
	problems fabric.Problems
}

func (v *validator) add(code fabric.Code, field, detail, fix, source string) {
	v.problems = append(v.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}
