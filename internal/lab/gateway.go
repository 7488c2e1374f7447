package lab

import (
	"context"
	"fmt"
	"net/netip"
)

// A gatewayKey is a gateway address on a segment.
type gatewayKey struct {
	segment int
	address netip.Addr
}

// giveGateways gives every shared gateway address to the first living owner, in
// place of VRRP or HSRP: those take a virtual hardware address, which takes
// macvlan devices. When the owner changes, the hosts of the segment forget the
// old one's hardware address, as they do after a gratuitous ARP.
func (l *Lab) giveGateways(ctx context.Context) error {
	for i, s := range l.net.Segments {
		for _, g := range s.Gateways {
			key := gatewayKey{i, g.Address}
			for _, owner := range g.Owners {
				if !l.alive(owner.Device) {
					continue
				}
				if l.owners[key] == owner {
					break
				}
				before, moved := l.owners[key]
				if moved && l.alive(before.Device) {
					if err := ip(ctx, l.namespace(before.Device), fmt.Sprintf("address del %s/%d dev %s\n",
						g.Address, g.Address.BitLen(), before.Interface)); err != nil {
						return err
					}
				}
				if err := ip(ctx, l.namespace(owner.Device), fmt.Sprintf("address replace %s/%d dev %s%s\n",
					g.Address, g.Address.BitLen(), owner.Interface, nodad(g.Address))); err != nil {
					return err
				}
				l.owners[key] = owner
				if moved {
					l.forget(ctx, s, g.Address)
				}
				break
			}
		}
	}
	return nil
}

// forget removes a neighbor entry from all hosts of a segment.
func (l *Lab) forget(ctx context.Context, s Segment, address netip.Addr) {
	for _, p := range s.Ports {
		if l.net.node(p.Device) != nil {
			// A host that never asked has no entry.
			_ = ip(ctx, l.namespace(p.Device), fmt.Sprintf("neighbor del %s dev %s\n", address, p.Interface))
		}
	}
}

// ownsGateway reports whether a device has been given the address.
func (l *Lab) ownsGateway(device string, address netip.Addr) bool {
	for key, owner := range l.owners {
		if key.address == address && owner.Device == device {
			return true
		}
	}
	return false
}
