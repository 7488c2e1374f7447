package verify

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// switchRoutes checks a switch's route to every destination: that it is there,
// and over which next hops.
func (c *checker) switchRoutes(i int32, d *device) {
	for at := range c.expected.destinations {
		dest := &c.expected.destinations[at]
		want, most, none := c.arch.want(i, d, dest)
		if none {
			continue
		}
		h := c.got[i][at]
		if !h.present {
			c.fail(RoutePresent, d.name, dest.prefix, "a route", "none")
			continue
		}
		got := addresses(h.nextHops)
		ok := len(got) == min(len(want), most)
		for _, a := range got {
			ok = ok && slices.Contains(want, a)
		}
		if !ok {
			c.fail(RouteWidth, d.name, dest.prefix,
				fmt.Sprintf("%d next hops of %v", min(len(want), most), want), describe(h.nextHops))
		}
	}
}

// addresses are the distinct next hops as the route carries them.
func addresses(hops []routing.NextHop) []netip.Addr {
	out := make([]netip.Addr, 0, len(hops))
	for _, h := range hops {
		if !slices.Contains(out, h.Addr) {
			out = append(out, h.Addr)
		}
	}
	return out
}
