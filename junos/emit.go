package junos

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// Emit translates a plan into the configuration of every switch that runs Junos: the
// spines, then the leaves, in the order of the plan.
//
// The error is of type [fabric.Problems]: what Junos cannot express, with what would
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
	sessions := sessionsByDevice(p)
	for _, s := range p.Switches() {
		platform, ok := s.Platform.(fabric.Junos)
		if !ok {
			continue
		}
		e := emitter{plan: p, s: s, release: parseRelease(platform.Version), sessions: sessions[s.Name]}
		e.limits()
		e.config()
		configs = append(configs, e.c)
		for _, problem := range append(e.problems, validate(&e.c)...) {
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
	release  release
	sessions []*fabric.Session
	c        Config
	problems fabric.Problems
}

func (e *emitter) config() {
	e.c.System.HostName = e.s.Name
	for _, ch := range e.s.Channels {
		e.c.Chassis.AggregatedDevices = max(e.c.Chassis.AggregatedDevices, uint16(ch.Number)+1)
	}
	if w := e.width(); w != defaultECMP {
		e.c.Chassis.MaximumECMP = w
	}
	e.vlans()
	e.interfaces()
	e.management()
	e.spanningTree()
	e.pair()
	e.bgp()
}

// width is how many paths the chassis uses, the widest that the plan asks for.
func (e *emitter) width() uint16 {
	if w := max(e.s.PathsExternal, e.s.PathsInternal); w > 1 {
		return uint16(w)
	}
	return defaultECMP
}

// A release is a release of Junos as far as rules ask; zero means not known.
type release struct{ year, quarter int }

// parseRelease reads "23.4R1" or "22.2R3-S1-EVO"; the design's own rules refuse what
// is none.
func parseRelease(text string) release {
	year, rest, _ := strings.Cut(text, ".")
	var r release
	var err error
	if r.year, err = strconv.Atoi(year); err != nil {
		return release{}
	}
	quarter := strings.IndexFunc(rest, func(c rune) bool { return c < '0' || c > '9' })
	if quarter < 0 {
		quarter = len(rest)
	}
	if r.quarter, err = strconv.Atoi(rest[:quarter]); err != nil {
		return release{}
	}
	return r
}

// before reports whether the release is known to be older than another one.
func (r release) before(year, quarter int) bool {
	return r != release{} && (r.year < year || r.year == year && r.quarter < quarter)
}

func (r release) String() string { return fmt.Sprintf("%d.%d", r.year, r.quarter) }

// evolved reports whether a version is one of Junos Evolved.
func (e *emitter) evolved() bool {
	platform, _ := e.s.Platform.(fabric.Junos)
	return strings.Contains(strings.ToUpper(platform.Version), "EVO")
}

// sessionsByDevice indexes the sessions by the devices at their ends.
func sessionsByDevice(p *fabric.Plan) map[string][]*fabric.Session {
	of := make(map[string][]*fabric.Session)
	for i := range p.Sessions {
		s := &p.Sessions[i]
		of[s.A.Device] = append(of[s.A.Device], s)
		of[s.B.Device] = append(of[s.B.Device], s)
	}
	return of
}

// objectName joins words into the name of a policy object. One that is longer than
// what all releases take is cut and made unique again by a hash of the whole.
func objectName(words ...string) string {
	name := strings.Join(words, "-")
	if len(name) <= limitName {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return fmt.Sprintf("%s-%08x", name[:limitName-9], h.Sum32())
}

// suffix tells the objects of the families apart.
func suffix(f fabric.Family) string {
	if f == fabric.IPv6 {
		return "6"
	}
	return ""
}

// familySuffix is that of groups and policies that are made of one word.
func familySuffix(f fabric.Family) string {
	if f == fabric.IPv6 {
		return "-6"
	}
	return ""
}

// cut shortens a text for people to what the statement takes.
func cut(text string) string { return text[:min(len(text), limitDescription)] }

// originates are the switch's own prefixes of a family.
func (e *emitter) originates(f fabric.Family) []Prefix {
	var of []Prefix
	for _, p := range e.s.Originates {
		if fabric.FamilyOf(p.Addr()) == f && !slices.Contains(of, p) {
			of = append(of, p)
		}
	}
	return of
}
