package site

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Table returns a device's predicted table in the form in which the device
// itself shows it: `show ip route` of a switch, `ip route` of a node.
func (s *Site) Table(device string) ([]byte, error) {
	for _, sw := range s.Plan.Switches() {
		if sw.Name == device && s.Plan.ACI != nil {
			return s.aciTable(sw), nil
		}
		if sw.Name == device {
			return s.switchTable(sw), nil
		}
	}
	for i := range s.Clusters {
		c := &s.Clusters[i]
		for _, host := range c.Hosts {
			if host.Name == device {
				routes := slices.Collect(s.Tables.Routes(device, routing.DefaultVRF))
				return c.Objects.AppendRoutes(nil, host, routes), nil
			}
		}
	}
	return nil, s.unknown(device)
}

// unknown says which devices there are instead.
func (s *Site) unknown(device string) error {
	return fmt.Errorf("there is no device %q; there are %s", device, strings.Join(s.Tables.Routers(), ", "))
}

func (s *Site) switchTable(sw *fabric.Switch) []byte {
	var show target
	for _, t := range targets() {
		if slices.ContainsFunc(s.Switches, func(w Switch) bool { return w.Name == sw.Name && w.Folder == t.folder }) {
			show = t
		}
	}
	var b []byte
	for _, vrf := range s.Tables.VRFs(sw.Name) {
		for _, f := range fabric.Families() {
			routes := slices.Collect(s.Tables.Routes(sw.Name, vrf))
			routes = slices.DeleteFunc(routes, func(r routing.Route) bool { return fabric.FamilyOf(r.Prefix.Addr()) != f })
			if len(routes) > 0 {
				b = show.table(b, sw, vrf, routes)
			}
		}
	}
	return b
}

// Explain says why a device has, or lacks, a route.
func (s *Site) Explain(device, prefix string) (string, error) {
	p, err := netip.ParsePrefix(prefix)
	if err != nil {
		addr, addrErr := netip.ParseAddr(prefix)
		if addrErr != nil {
			return "", fmt.Errorf("%q is neither a prefix such as 10.233.0.0/18 nor an address", prefix)
		}
		p = netip.PrefixFrom(addr, addr.BitLen())
		for _, vrf := range s.vrfs(device) {
			if r, ok := s.Tables.Lookup(device, vrf, addr); ok {
				p = r.Prefix
			}
		}
	}
	if !slices.Contains(s.Tables.Routers(), device) {
		return "", s.unknown(device)
	}
	vrfs := s.vrfs(device)
	var text strings.Builder
	for _, vrf := range vrfs {
		if len(vrfs) > 1 {
			fmt.Fprintf(&text, "VRF %s: ", vrf)
		}
		text.WriteString(s.Tables.Explain(device, vrf, p).String())
		if len(vrfs) > 1 {
			text.WriteByte('\n')
		}
	}
	return text.String(), nil
}

// vrfs are those that a device routes in: of a leaf of an ACI fabric its tenants',
// of all others the default one.
func (s *Site) vrfs(device string) []string {
	all := s.Tables.VRFs(device)
	if slices.Contains(all, routing.DefaultVRF) || len(all) == 0 {
		return []string{routing.DefaultVRF}
	}
	return all
}
