package site

import (
	"cmp"
	"errors"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/frr"
	"github.com/podfabric/podfabric/nxos"
)

// A Switch is one switch with its emitted configuration.
type Switch struct {
	Name string
	// Folder is that of its platform, such as "nxos".
	Folder string
	// Text is the configuration that is read back.
	Text []byte
	// Files are all that is written for the switch, by their names in the folder;
	// Text is the first.
	Files []Text
}

// A target is the package of one platform, as far as carrying a design goes.
type target struct {
	folder   string
	emit     func(*fabric.Plan) ([]Switch, error)
	warnings func(*fabric.Plan) fabric.Problems
	routers  func(texts ...[]byte) ([]routing.Router, error)
	// table appends the routes of a VRF, of one family, as the device shows them.
	table func(b []byte, sw *fabric.Switch, vrf string, routes []routing.Route) []byte
	// suffixes are those of the files.
	suffixes []string
}

// targets are the platforms that switches may run.
func targets() []target {
	return []target{nxosTarget(), frrTarget(), junosTarget()}
}

func nxosTarget() target {
	return target{
		folder: "nxos",
		emit: func(p *fabric.Plan) ([]Switch, error) {
			configs, err := nxos.Emit(p)
			switches := make([]Switch, 0, len(configs))
			for _, c := range configs {
				switches = append(switches, written(c.Hostname, Text{c.Hostname + ".cfg", nxos.Text(c)}))
			}
			return switches, err
		},
		warnings: nxos.Warnings,
		routers:  nxos.Routers,
		table: func(b []byte, sw *fabric.Switch, vrf string, routes []routing.Route) []byte {
			options := nxos.ShowOptions{AS: uint32(sw.AS)}
			if len(sw.Networks) > 0 {
				options.Gateway = sw.Networks[0].Protocol.String()
			}
			return nxos.AppendRoutes(b, vrf, slices.Values(routes), options)
		},
		suffixes: []string{".cfg"},
	}
}

func frrTarget() target {
	return target{
		folder: "frr",
		emit: func(p *fabric.Plan) ([]Switch, error) {
			configs, err := frr.Emit(p)
			switches := make([]Switch, 0, len(configs))
			for _, c := range configs {
				switches = append(switches, written(c.Hostname,
					Text{c.Hostname + ".conf", frr.Text(c)}, Text{c.Hostname + ".daemons", frr.Daemons(c)}))
			}
			return switches, err
		},
		warnings: frr.Warnings,
		routers:  frr.Routers,
		table: func(b []byte, sw *fabric.Switch, vrf string, routes []routing.Route) []byte {
			return frr.AppendRoutes(b, vrf, slices.Values(routes), frr.ShowOptions{Version: sw.Platform.(fabric.FRR).Version})
		},
		suffixes: []string{".conf", ".daemons"},
	}
}

// written is a switch whose configuration is the first of its files.
func written(name string, files ...Text) Switch {
	return Switch{Name: name, Text: files[0].Text, Files: files}
}

// emitSwitches writes the configuration of every switch, in the order of the plan.
func (s *Site) emitSwitches() error {
	var problems []error
	for _, t := range targets() {
		switches, err := t.emit(s.Plan)
		problems = append(problems, err)
		s.warn(t.warnings(s.Plan))
		for i := range switches {
			switches[i].Folder = t.folder
		}
		s.Switches = append(s.Switches, switches...)
	}
	place := s.places()
	slices.SortStableFunc(s.Switches, func(a, b Switch) int { return cmp.Compare(place[a.Name], place[b.Name]) })
	return errors.Join(problems...)
}

// places are the places of the switches in the plan.
func (s *Site) places() map[string]int {
	place := map[string]int{}
	for i, sw := range s.Plan.Switches() {
		place[sw.Name] = i
	}
	return place
}

// SwitchRouters lifts the routers out of the texts of the switches, in the order of
// the plan.
func (s *Site) SwitchRouters() ([]routing.Router, error) {
	if s.Plan.ACI != nil {
		return s.aciRouters()
	}
	var routers []routing.Router
	var problems []error
	for _, t := range targets() {
		var texts [][]byte
		for i := range s.Switches {
			if s.Switches[i].Folder == t.folder {
				texts = append(texts, s.Switches[i].Text)
			}
		}
		if len(texts) == 0 {
			continue
		}
		lifted, err := t.routers(texts...)
		problems = append(problems, err)
		routers = append(routers, lifted...)
	}
	place := s.places()
	slices.SortStableFunc(routers, func(a, b routing.Router) int { return cmp.Compare(place[a.Name], place[b.Name]) })
	return routers, errors.Join(problems...)
}
