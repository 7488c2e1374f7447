package frr

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// system says in one warning what the operating system must have for the switch:
// FRR gives addresses to interfaces and makes none.
func (l *limits) system() {
	var needs []string
	need := func(format string, args ...any) { needs = append(needs, fmt.Sprintf(format, args...)) }
	var routed []string
	for _, p := range l.s.Ports {
		if p.Use == fabric.PortRouted {
			routed = append(routed, p.Name)
		}
	}
	if len(routed) > 0 {
		need("MTU %d on %s", l.s.MTU, strings.Join(routed, ", "))
	}
	for _, n := range l.s.Networks {
		need("%s for VLAN %d, MTU %d, on %s", l.s.VLANInterface(n.VLAN), n.VLAN, l.s.MTU, strings.Join(l.carriers(n.VLAN), ", "))
		for f, a := range n.Gateway.All() {
			need("a macvlan device on %s with MAC %s and %s, for vrrpd",
				l.s.VLANInterface(n.VLAN), virtualMAC(f, n.Group), netip.PrefixFrom(a, n.Addresses.Of(f).Bits()))
		}
	}
	if b := l.s.Backup; b != nil {
		need("%s for VLAN %d, MTU %d, on %s", l.s.VLANInterface(b.VLAN), b.VLAN, l.s.MTU, strings.Join(l.carriers(b.VLAN), ", "))
	}
	if p := l.s.Pair; p != nil {
		need("MLAG domain %d with %s, keepalive from %s to %s in VRF %s", p.Domain, p.Peer, p.KeepaliveSource, p.KeepaliveDestination, p.KeepaliveVRF)
	}
	if l.s.Management.IsValid() {
		text := "the management address " + l.s.Management.String()
		if l.s.ManagementGateway.IsValid() {
			text += " with the default gateway " + l.s.ManagementGateway.String()
		}
		need("%s", text)
	}
	if len(needs) > 0 {
		l.warn(CodeSystem, "operating system", "FRR makes no interface, bridge or bond; there must be: "+strings.Join(needs, "; "),
			"configure them in the system ("+systemFile(l.platform)+") before FRR starts",
			"FRR user guide, Interface Commands and VRRP; measured: FRR 8.4.4 keeps addresses of interfaces that do not exist and does nothing with them")
	}
}

func systemFile(p fabric.FRR) string {
	if p.System == fabric.SONiC {
		return "config_db.json of SONiC"
	}
	return "/etc/network/interfaces of Cumulus Linux or Debian"
}

// virtualMAC is the address of a virtual router (RFC 5798 7.3).
func virtualMAC(f fabric.Family, group int) string {
	kind := 1
	if f == fabric.IPv6 {
		kind = 2
	}
	return fmt.Sprintf("00:00:5e:00:%02x:%02x", kind, group)
}

// carriers are the ports and bonds that carry a VLAN, with what is at their ends.
func (l *limits) carriers(v fabric.VLAN) []string {
	tagged := func(is bool) string {
		if is {
			return "tagged"
		}
		return "untagged"
	}
	var all []string
	for _, p := range l.s.Ports {
		if p.Use == fabric.PortAccess && slices.Contains(p.VLANs, v) {
			all = append(all, fmt.Sprintf("%s to %s (%s)", p.Name, p.Peer, tagged(p.Tagged)))
		}
	}
	for _, ch := range l.s.Channels {
		if !slices.Contains(ch.VLANs, v) {
			continue
		}
		text := fmt.Sprintf("%s of %s to %s (%s, LACP", bondName(l.platform, ch.Number), strings.Join(ch.Members, " and "), ch.Peer, tagged(ch.Tagged))
		switch {
		case ch.PeerLink:
			text += ", peer link"
		case ch.VPC != 0:
			text += ", MLAG " + strconv.Itoa(ch.VPC)
		}
		all = append(all, text+")")
	}
	if len(all) == 0 {
		all = append(all, "no port yet")
	}
	return all
}

func bondName(p fabric.FRR, number int) string {
	if p.System == fabric.SONiC {
		return "PortChannel" + strconv.Itoa(number)
	}
	return "bond" + strconv.Itoa(number)
}
