package lab

import (
	"context"
	"strings"
)

// Repair undoes a failure: wires come back, daemons are started again, and the
// gateway addresses go to where they were.
func (l *Lab) Repair(ctx context.Context, f Failure) error {
	switch f.Kind {
	case PowerOff:
		return l.powerOn(ctx, f.A)
	case Cut:
		for _, c := range l.net.cablesBetween(f.A, f.B) {
			if err := ip(ctx, l.namespace(c.A.Device), "link set "+c.A.Interface+" up\n"); err != nil {
				return err
			}
		}
	case Silent:
		for _, c := range l.net.cablesBetween(f.A, f.B) {
			if _, err := l.inside(ctx, c.A.Device, l.tools.nft, "delete", "table", "inet", "podfabric"); err != nil {
				return err
			}
		}
	case Crash:
		return l.restart(ctx, f.A)
	case SessionDown:
		return l.shutSession(ctx, f, false)
	}
	return nil
}

func (l *Lab) powerOn(ctx context.Context, device string) error {
	var batch strings.Builder
	for _, p := range l.net.ports(device) {
		batch.WriteString("link set " + p + " up\n")
	}
	if n := l.net.node(device); n != nil {
		batch.WriteString(n.defaults())
	}
	if err := ip(ctx, l.namespace(device), batch.String()); err != nil {
		return err
	}
	if err := l.restart(ctx, device); err != nil {
		return err
	}
	l.mu.Lock()
	delete(l.dead, device)
	l.mu.Unlock()
	if o := l.net.Outside; o != nil {
		if err := ip(ctx, l.namespace(o.Name), o.defaults(l.alive)); err != nil {
			return err
		}
	}
	return l.giveGateways(ctx)
}

// restart starts the daemons of a device that do not run, and has FRR load its
// configuration again.
func (l *Lab) restart(ctx context.Context, device string) error {
	if s := l.net.switchNamed(device); s != nil {
		return l.startSwitch(ctx, s)
	}
	return l.startNode(ctx, l.net.node(device))
}
