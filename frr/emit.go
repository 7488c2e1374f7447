package frr

import (
	"cmp"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// Emit translates a plan into the configuration of every switch that runs FRR: the
// spines, then the leaves, in the order of the plan. Other switches are left out.
//
// Every command whose default depends on the profile or the version is written, so
// that the text means the same on all of them. [Warnings] says what the operating
// system must provide besides: FRR makes no VLAN, bond or bridge.
//
// The error is of type [fabric.Problems]: what FRR cannot express, with what would
// work instead, and what [Config.Validate] says of the result. There are no
// configurations then.
func Emit(p *fabric.Plan) ([]Config, error) {
	configs, problems := emit(p)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return configs, nil
}

// Warnings returns what of the switches' configurations works and should still be
// known: problems of severity Warning only.
func Warnings(p *fabric.Plan) fabric.Problems {
	_, problems := emit(p)
	return problems.Of(fabric.Warning)
}

func emit(p *fabric.Plan) ([]Config, fabric.Problems) {
	var problems fabric.Problems
	var configs []Config
	communities := planned.SendsCommunities(p)
	sessions := planned.SessionsByDevice(p)
	for _, s := range p.Switches() {
		platform, ok := s.Platform.(fabric.FRR)
		if !ok {
			continue
		}
		e := emitter{plan: p, s: s, platform: platform, communities: communities, sessions: sessions[s.Name]}
		c := e.config()
		problems = append(problems, e.problems()...)
		configs = append(configs, c)
		for _, problem := range c.Validate() {
			problem.Field = s.Name + ": " + problem.Field
			problems = append(problems, problem)
		}
	}
	return configs, problems
}

// An emitter builds the configuration of one switch.
type emitter struct {
	plan     *fabric.Plan
	s        *fabric.Switch
	platform fabric.FRR
	// communities says that routes carry communities that must reach every switch.
	communities bool
	sessions    []*fabric.Session
	c           Config
}

func (e *emitter) config() Config {
	e.c.Version = cmp.Or(e.platform.Version, oldestVersion)
	e.c.Defaults = DefaultsTraditional
	e.c.Hostname = e.s.Name
	e.c.LogSyslog = LogInformational
	e.nexthopObjects()
	e.c.ServiceIntegratedVtyshConfig = true
	for _, f := range e.s.Families {
		if f == fabric.IPv6 {
			e.c.IPv6Forwarding = Yes
		} else {
			e.c.IPForwarding = Yes
		}
	}
	e.interfaces()
	e.bgp()
	return e.c
}

// oldestVersion is the oldest release that the commands are taken from.
const oldestVersion = "8.4"

// suffix tells the objects of the families apart that share a name space.
func suffix(f fabric.Family) string {
	if f == fabric.IPv6 {
		return "6"
	}
	return ""
}

func unicast(f fabric.Family) Family {
	if f == fabric.IPv6 {
		return IPv6Unicast
	}
	return IPv4Unicast
}
