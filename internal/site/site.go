package site

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/ipam"
)

// A Site is one design with all that follows from it.
type Site struct {
	Plan  *fabric.Plan
	State fabric.State
	// Given says that the state was given, and not assumed.
	Given bool
	// Switches are the texts of the switches, by the order of the plan.
	Switches []Switch
	// Posts are the requests to the controller of an ACI fabric, in push order, and
	// Exports the same for teams that work with Terraform or Network as Code.
	Posts, Exports []Text
	// Clusters are the objects of the clusters, by the order of the plan.
	Clusters []Cluster
	// Lab are the files of the topology for containerlab, by their names in their
	// folder; none when it has no room for the design.
	Lab []Text
	// Tables are predicted from the texts, read back.
	Tables *routing.Tables
	// Failures are the promises of the design that the tables break.
	Failures verify.Failures
	// Resilience is what Break found; nil before.
	Resilience *verify.Resilience
}

// A Text is one emitted file.
type Text struct {
	Name string
	Text []byte
}

// A Cluster is the node side of one cluster.
type Cluster struct {
	Name      string
	Kubectl   []byte
	Calicoctl []byte
	// Nodes is what the operating systems of the nodes are to be configured with.
	Nodes []byte
	// Objects as read back from Kubectl.
	Objects calico.Objects
	Hosts   []cni.Host
}

// Load reads a design and, when there is one, the state beside it: NAME.state.yaml
// for NAME.yaml.
func Load(path string) (fabric.Design, fabric.State, error) {
	var state fabric.State
	file, err := os.Open(path)
	if err != nil {
		return fabric.Design{}, state, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	design, err := fabric.Load(file)
	if err != nil {
		return design, state, fmt.Errorf("%s:\n%w", path, err)
	}
	if err := design.Resolve(os.LookupEnv); err != nil {
		return design, state, fmt.Errorf("%s: passwords {from: NAME} are taken from the environment variable NAME:\n%w", path, err)
	}
	beside := strings.TrimSuffix(path, ".yaml") + ".state.yaml"
	known, err := os.Open(beside)
	if errors.Is(err, fs.ErrNotExist) {
		return design, state, nil
	}
	if err != nil {
		return design, state, err
	}
	defer known.Close() //nolint:errcheck // nothing was written
	if state, err = fabric.LoadState(known); err != nil {
		return design, state, fmt.Errorf("%s:\n%w", beside, err)
	}
	return design, state, nil
}

// Build plans the design, emits both ends, reads them back and simulates them.
// Broken promises are in the site, not in the error.
func Build(design fabric.Design, state fabric.State, ledger *ipam.Ledger) (*Site, error) {
	plan, err := design.Plan(ledger)
	if err != nil {
		return nil, err
	}
	s := &Site{Plan: plan}
	if s.State, err = plan.State(state); err != nil {
		return nil, fmt.Errorf("the state of the clusters:\n%w", err)
	}
	s.Given = len(state.Clusters) > 0
	capacity, err := design.Capacity(ledger, state)
	if err != nil {
		return nil, err
	}
	s.warn(capacity.Warnings())
	if err := s.emit(); err != nil {
		return nil, err
	}
	routers, err := s.readBack()
	if err != nil {
		return nil, err
	}
	if s.Tables, err = routing.Simulate(routers); err != nil {
		return nil, err
	}
	s.Failures = verify.Check(plan, s.State, s.Tables)
	if plan.ACI == nil { // of which there is no image to run
		if err := s.containerlab(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Break holds the promises of the design under every failure of the extent. It has
// nothing to say of a site whose promises do not hold in good health.
func (s *Site) Break(extent verify.Extent) (err error) {
	if len(s.Failures) == 0 {
		s.Resilience, err = verify.CheckFailures(s.Plan, s.State, s.Tables, extent)
	}
	return err
}

// emit writes the text of both ends. What both refuse is reported together.
func (s *Site) emit() error {
	problems := []error{s.emitSwitches(), s.emitACI()}
	for i := range s.Plan.Clusters {
		name := s.Plan.Clusters[i].Name
		objects, err := calico.Emit(s.Plan, name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		kubectl, err := objects.YAML()
		problems = append(problems, err)
		calicoctl, err := objects.CalicoctlYAML()
		problems = append(problems, err)
		nodes, err := cni.NodesYAML(s.Plan, name)
		problems = append(problems, err)
		s.warn(calico.Warnings(s.Plan, name))
		s.Clusters = append(s.Clusters, Cluster{Name: name, Kubectl: kubectl, Calicoctl: calicoctl, Nodes: nodes})
	}
	return errors.Join(problems...)
}

// warn adds what a target has to say, but for what the design's own rules say of
// the same thing, with the line in the file.
func (s *Site) warn(problems fabric.Problems) {
	same := map[fabric.Code]fabric.Code{
		calico.CodeFilterLength: fabric.CodeFilterLoose,
		calico.CodeRouterID:     fabric.CodeNodeRouterID,
		calico.CodeASLimit:      fabric.CodeASBeyondAPI,
	}
	for _, p := range problems {
		if !slices.ContainsFunc(s.Plan.Warnings, func(w fabric.Problem) bool { return w.Code == same[p.Code] }) {
			s.Plan.Warnings = append(s.Plan.Warnings, p)
		}
	}
}

// readBack lifts the routers out of the emitted text alone; of the nodes'
// operating systems, which nobody emits, it takes what the plan presumes.
func (s *Site) readBack() ([]routing.Router, error) {
	routers, err := s.SwitchRouters()
	if err != nil {
		return nil, err
	}
	for i := range s.Clusters {
		c := &s.Clusters[i]
		if c.Objects, err = calico.Parse(c.Kubectl); err != nil {
			return nil, fmt.Errorf("cluster %s: %w", c.Name, err)
		}
		if err := c.Objects.Check(&s.Plan.Clusters[i]).Err(); err != nil {
			return nil, fmt.Errorf("cluster %s: %w", c.Name, err)
		}
		c.Hosts = cni.Hosts(s.Plan, c.Name)
		nodes, err := calico.Routers(c.Objects, c.Hosts, s.State.Clusters[i])
		if err != nil {
			return nil, fmt.Errorf("cluster %s: %w", c.Name, err)
		}
		routers = append(routers, nodes...)
	}
	return routers, nil
}

// unwritten makes a warning of the first reason why a form of the design cannot be
// written for a tool, which makes the design none the worse. It reports whether there
// was such a reason.
func (s *Site) unwritten(err error, tool, lost string) bool {
	problems, ok := errors.AsType[fabric.Problems](err)
	if !ok {
		return false
	}
	first := problems.Of(fabric.Error)[0]
	first.Severity = fabric.Warning
	first.Field = tool + ": " + first.Field
	if more := len(problems) - 1; more > 0 {
		first.Detail = fmt.Sprintf("%s (and %d more); %s", first.Detail, more, lost)
	}
	s.Plan.Warnings = append(s.Plan.Warnings, first)
	return true
}
