package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// Observe reads what the daemons and the kernel of one device hold.
func (l *Lab) Observe(ctx context.Context, device string) (Seen, error) {
	s := Seen{Device: device, BGP: map[netip.Prefix][]SeenPath{}}
	var err error
	if s.Kernel, err = l.kernelOf(ctx, device); err != nil {
		return s, fmt.Errorf("%s: the kernel's table: %w", device, err)
	}
	if node := l.net.node(device); node != nil {
		err = l.observeNode(ctx, node, &s)
	} else {
		err = l.observeSwitch(ctx, device, &s)
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", device, err)
	}
	return s, nil
}

// kernelOf reads the main tables of both families.
func (l *Lab) kernelOf(ctx context.Context, device string) (map[netip.Prefix]SeenRoute, error) {
	all := map[netip.Prefix]SeenRoute{}
	for _, f := range families {
		option := "-4"
		if f == routing.IPv6 {
			option = "-6"
		}
		out, err := run(ctx, "", "ip", "-n", l.namespace(device), option, "-j", "route")
		if err != nil {
			return nil, err
		}
		routes, err := readKernel(out, f)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, routes)
	}
	return all, nil
}

// frrFamilies are the words of FRR's commands for a family.
var frrFamilies = map[routing.Family][2]string{ //nolint:gochecknoglobals // a constant that Go cannot express
	routing.IPv4: {"ipv4", "ip"}, routing.IPv6: {"ipv6", "ipv6"},
}

func (l *Lab) observeSwitch(ctx context.Context, device string, s *Seen) error {
	zebra := filepath.Join(l.dir(device), "zebra.vty")
	s.RIB = map[netip.Prefix]SeenRoute{}
	for _, f := range families {
		out, err := askFRR(ctx, zebra, "show "+frrFamilies[f][1]+" route json")
		if err != nil {
			return err
		}
		rib, err := readRIB(out)
		if err != nil {
			return err
		}
		for p, r := range rib {
			if !p.Addr().IsLinkLocalUnicast() {
				s.RIB[p] = r
			}
		}
	}
	if !l.bgpRuns(device) {
		return nil
	}
	bgpd, err := dialFRR(ctx, filepath.Join(l.dir(device), "bgpd.vty"))
	if err != nil {
		return err
	}
	defer bgpd.conn.Close() //nolint:errcheck // nothing is written any more
	for _, f := range families {
		if err := bgpd.paths(frrFamilies[f][0], s.BGP); err != nil {
			return err
		}
	}
	out, err := bgpd.ask("show bgp neighbors json")
	if err != nil {
		return err
	}
	s.Sessions, err = readNeighbors(out)
	return err
}

// paths reads all paths of a family: the table shows no communities, so each
// prefix is asked for.
func (c *vtyConn) paths(family string, into map[netip.Prefix][]SeenPath) error {
	out, err := c.ask("show bgp " + family + " unicast json")
	if err != nil {
		return err
	}
	if !json.Valid(out) {
		return nil // "No BGP prefixes displayed": the family is not configured
	}
	prefixes, err := readPrefixes(out)
	if err != nil {
		return err
	}
	for _, p := range prefixes {
		out, err := c.ask("show bgp " + family + " unicast " + p.String() + " json")
		if err != nil {
			return err
		}
		if !json.Valid(out) {
			continue // gone since
		}
		paths, err := readPaths(out)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		if len(paths) > 0 {
			into[p] = paths
		}
	}
	return nil
}

func (l *Lab) observeNode(ctx context.Context, n *Node, s *Seen) error {
	internal := internalPeers(*l.net.router(n.Host.Name))
	for _, f := range families {
		if !l.runs(n.Host.Name, birdProgram(f)) {
			continue
		}
		socket := filepath.Join(l.dir(n.Host.Name), birdProgram(f)+".ctl")
		text, err := askBird(ctx, socket, "show route all")
		if err != nil {
			return err
		}
		routes, err := readBirdRoutes(text, func(peer netip.Addr) bool { return internal[peer] })
		if err != nil {
			return err
		}
		maps.Copy(s.BGP, routes)
		if text, err = askBird(ctx, socket, "show protocols all"); err != nil {
			return err
		}
		sessions, err := readBirdProtocols(text)
		if err != nil {
			return err
		}
		s.Sessions = append(s.Sessions, sessions...)
	}
	return nil
}

// internalPeers are the neighbors of the router's own AS.
func internalPeers(r routing.Router) map[netip.Addr]bool {
	internal := map[netip.Addr]bool{}
	if vrf := defaultVRF(r); vrf != nil && vrf.BGP != nil {
		for _, n := range vrf.BGP.Neighbors {
			own := vrf.BGP.AS
			if n.LocalAS != 0 {
				own = n.LocalAS
			}
			internal[n.Address] = slices.ContainsFunc(n.RemoteAS, func(r routing.ASRange) bool { return r.Contains(own) })
		}
	}
	return internal
}

// bgpRuns reports whether a switch's bgpd runs.
func (l *Lab) bgpRuns(device string) bool { return l.runs(device, "bgpd") }

// runs reports whether a daemon of a device runs.
func (l *Lab) runs(device, program string) bool { return l.process(device, program) != nil }

// process returns a running daemon of a device, or nil.
func (l *Lab) process(device, program string) *process {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.processes {
		if p.device == device && p.name() == program && p.alive() == nil {
			return p
		}
	}
	return nil
}

// died returns the error of a daemon that has ended by itself.
func (l *Lab) died() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.processes {
		if err := p.alive(); err != nil && !p.meant {
			return err
		}
	}
	return nil
}

// A linkLocalKey is a link-local address as one device meets it: the other end
// is on the same cable or segment.
type linkLocalKey struct {
	device, iface string
	address       netip.Addr
}

// learnLinkLocal asks every device for its link-local addresses, because FRR and
// BIRD send IPv6 routes to those (RFC 2545 3), and a prediction does not know
// them: the kernel makes them from hardware addresses.
func (l *Lab) learnLinkLocal(ctx context.Context) error {
	own := map[Port]netip.Addr{}
	for _, device := range l.net.DeviceNames() {
		out, err := run(ctx, "", "ip", "-n", l.namespace(device), "-j", "-6", "address", "show", "scope", "link")
		if err != nil {
			return err
		}
		var shown []struct {
			IfName   string
			AddrInfo []struct{ Local string } `json:"addr_info"`
		}
		if len(out) == 0 {
			continue
		}
		if err := json.Unmarshal(out, &shown); err != nil {
			return err
		}
		for _, i := range shown {
			name, _, _ := strings.Cut(i.IfName, "@")
			for _, a := range i.AddrInfo {
				if address, err := netip.ParseAddr(a.Local); err == nil {
					own[Port{device, name}] = address
				}
			}
		}
	}
	l.linkLocal = map[linkLocalKey]Port{}
	meet := func(a, b Port) {
		if a != b && own[b].IsValid() {
			l.linkLocal[linkLocalKey{a.Device, a.Interface, own[b]}] = b
		}
	}
	for _, c := range l.net.Cables {
		meet(c.A, c.B)
		meet(c.B, c.A)
	}
	for _, s := range l.net.Segments {
		for _, a := range s.Ports {
			for _, b := range s.Ports {
				meet(a, b)
			}
		}
	}
	return nil
}
