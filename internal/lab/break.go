package lab

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/bird"
)

// Break makes a failure happen, and has the gateway addresses of a dead device
// taken over.
func (l *Lab) Break(ctx context.Context, f Failure) error {
	switch f.Kind {
	case PowerOff:
		return l.powerOff(ctx, f.A)
	case Cut:
		for _, c := range l.net.cablesBetween(f.A, f.B) {
			if err := ip(ctx, l.namespace(c.A.Device), "link set "+c.A.Interface+" down\n"); err != nil {
				return err
			}
		}
		return nil
	case Silent:
		return l.silence(ctx, f)
	case Crash:
		return l.crash(f.A)
	case SessionDown:
		return l.shutSession(ctx, f, true)
	}
	return nil
}

// powerOff takes the links down before the daemons die, so that they cannot say
// goodbye.
func (l *Lab) powerOff(ctx context.Context, device string) error {
	l.mu.Lock()
	l.dead[device] = true
	for _, p := range l.processes {
		if p.device == device {
			p.meant = true
		}
	}
	l.mu.Unlock()
	var batch strings.Builder
	for _, p := range l.net.ports(device) {
		batch.WriteString("link set " + p + " down\n")
	}
	if err := ip(ctx, l.namespace(device), batch.String()); err != nil {
		return err
	}
	for _, p := range l.processesOf(device) {
		if err := p.kill(); err != nil {
			return err
		}
	}
	if o := l.net.Outside; o != nil && slices.ContainsFunc(o.Gateways, func(g OutsideGateway) bool { return g.Device == device }) {
		if err := ip(ctx, l.namespace(o.Name), o.defaults(l.alive)); err != nil {
			return err
		}
	}
	return l.giveGateways(ctx)
}

func (l *Lab) processesOf(device string) []*process {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []*process
	for _, p := range l.processes {
		if p.device == device {
			all = append(all, p)
		}
	}
	return all
}

// silence drops everything on a cable, at one of its ends and both ways.
func (l *Lab) silence(ctx context.Context, f Failure) error {
	if !l.ground.Nft {
		return fmt.Errorf("%s: a link cannot fall silent without nftables: package nftables, and nf_tables in the kernel", f)
	}
	for _, c := range l.net.cablesBetween(f.A, f.B) {
		if err := inNamespace(l.namespace(c.A.Device), func() error {
			_, err := run(ctx, silence(c.A.Interface), l.tools.nft, "-f", "-")
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// crash kills the BGP daemons of a device; the rest of it goes on.
func (l *Lab) crash(device string) error {
	for _, p := range l.processesOf(device) {
		if p.name() != "bgpd" && p.name() != "bird" && p.name() != "bird6" {
			continue
		}
		l.mu.Lock()
		p.meant = true
		l.mu.Unlock()
		if err := p.kill(); err != nil {
			return err
		}
	}
	return nil
}

// shutSession shuts the sessions of A with B down, at A, or opens them again.
func (l *Lab) shutSession(ctx context.Context, f Failure, shut bool) error {
	r := l.net.router(f.A)
	vrf := defaultVRF(*r)
	if vrf == nil || vrf.BGP == nil {
		return fmt.Errorf("%s: %s has no BGP", f, f.A)
	}
	frrWord, birdWord := " no neighbor %s shutdown\n", "enable "
	if shut {
		frrWord, birdWord = " neighbor %s shutdown\n", "disable "
	}
	at := l.net.addressesOf(f.B)
	var lines strings.Builder
	fmt.Fprintf(&lines, "router bgp %d\n", vrf.BGP.AS)
	found := false
	for _, n := range vrf.BGP.Neighbors {
		if !slices.Contains(at, n.Address) {
			continue
		}
		found = true
		if l.net.node(f.A) != nil {
			socket := filepath.Join(l.dir(f.A), birdProgram(routing.FamilyOf(n.Address))+".ctl")
			if _, err := askBird(ctx, socket, birdWord+bird.Name(n.Address)); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(&lines, frrWord, n.Address)
	}
	if !found {
		return fmt.Errorf("%s: %s has no neighbor at %s that can be shut down; try session:%s:%s", f, f.A, f.B, f.B, f.A)
	}
	if l.net.node(f.A) != nil {
		return nil
	}
	file := filepath.Join(l.space.dir, "session.conf")
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		return err
	}
	_, err := run(ctx, "", l.tools.vtysh, "--vty_socket", l.dir(f.A), "--config_dir", l.dir(f.A), "-f", file)
	return err
}
