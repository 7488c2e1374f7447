package verify

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

type sessionKey struct {
	router, vrf   string
	local, remote netip.Addr
}

// sessions checks both ends of every planned session, and that there is no other.
func (c *checker) sessions() {
	found := map[sessionKey]routing.Session{}
	for _, s := range c.tables.Sessions() {
		found[sessionKey{s.Router, s.VRF, s.Local, s.Remote}] = s
	}
	planned := map[sessionKey]bool{}
	for _, s := range c.planned {
		c.sessionEnd(s, s.A, s.B, found, planned)
		c.sessionEnd(s, s.B, s.A, found, planned)
	}
	for _, s := range c.tables.Sessions() {
		if c.arch.foreign(s.Router, s.VRF) || c.arch.inner(s) {
			continue
		}
		if s.State == routing.Listening || planned[sessionKey{s.Router, s.VRF, s.Local, s.Remote}] {
			continue
		}
		if !s.Local.IsValid() && c.plannedTowards(s.Router, s.Remote) {
			continue // the end is planned and reported as down
		}
		c.fail(SessionPlanned, s.Router, netip.Prefix{}, "no neighbor "+s.Name,
			fmt.Sprintf("one to %v that is %v", s.Remote, s.State))
	}
}

func (c *checker) plannedTowards(router string, remote netip.Addr) bool {
	return slices.ContainsFunc(c.planned, func(s *fabric.Session) bool {
		return s.A.Device == router && s.B.Address == remote || s.B.Device == router && s.A.Address == remote
	})
}

func (c *checker) sessionEnd(s *fabric.Session, own, other fabric.End, found map[sessionKey]routing.Session, planned map[sessionKey]bool) {
	key := sessionKey{own.Device, c.expected.vrfOf(own.Device), own.Address, other.Address}
	planned[key] = true
	want := fmt.Sprintf("a session from %v, AS %v, to %s at %v, AS %v", own.Address, own.AS, other.Device, other.Address, other.AS)
	end, ok := found[key]
	switch {
	case !ok:
		c.fail(SessionUp, own.Device, netip.Prefix{}, want, "none")
		return
	case end.State != routing.Up:
		c.fail(SessionUp, own.Device, netip.Prefix{}, want, joinDetail(end.State.String(), end.Detail))
		return
	}
	if end.Peer != other.Device || fabric.ASN(end.LocalAS) != own.AS || fabric.ASN(end.RemoteAS) != other.AS {
		c.fail(SessionUp, own.Device, netip.Prefix{}, want,
			fmt.Sprintf("AS %d to %s, AS %d", end.LocalAS, end.Peer, end.RemoteAS))
	}
	if !slices.Contains(end.Families, routing.Family(s.Family)) {
		c.fail(SessionUp, own.Device, netip.Prefix{}, want+" for "+s.Family.String(), families(end.Families))
	}
	if hold := s.Terms.Hold; hold != 0 && end.Hold != hold {
		c.fail(SessionUp, own.Device, netip.Prefix{}, fmt.Sprintf("hold time %s with %s", seconds(hold), other.Device), seconds(end.Hold))
	}
	c.terms(s, own, end)
}

// vrfOf is the VRF of a device.
func (e *expectation) vrfOf(device string) string {
	if i, ok := e.byName[device]; ok {
		return e.devices[i].vrf
	}
	return routing.DefaultVRF
}

func families(fs []routing.Family) string {
	text := make([]string, len(fs))
	for i, f := range fs {
		text[i] = f.String()
	}
	return "[" + strings.Join(text, " ") + "]"
}

func joinDetail(state, detail string) string {
	if detail == "" {
		return state
	}
	return state + ": " + detail
}
