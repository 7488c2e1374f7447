package site

import (
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/junos"
)

func junosTarget() target {
	return target{
		folder: "junos",
		emit: func(p *fabric.Plan) ([]Switch, error) {
			configs, err := junos.Emit(p)
			switches := make([]Switch, 0, len(configs))
			for _, c := range configs {
				name := c.System.HostName
				switches = append(switches, written(name, Text{name + ".conf", junos.Text(c)}, Text{name + ".set", junos.SetText(c)}))
			}
			return switches, err
		},
		warnings: junos.Warnings,
		routers:  junos.Routers,
		table: func(b []byte, _ *fabric.Switch, vrf string, routes []routing.Route) []byte {
			return junos.AppendRoutes(b, vrf, slices.Values(routes), junos.ShowOptions{})
		},
		suffixes: []string{".conf", ".set"},
	}
}
