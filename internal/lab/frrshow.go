package lab

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// This file reads what FRR prints as JSON; the shapes are those of FRR 8.4.4
// (bgpd/bgp_route.c, bgpd/bgp_vty.c, zebra/zebra_vty.c).

// readPrefixes reads the prefixes of "show bgp ipv4 unicast json".
func readPrefixes(text []byte) ([]netip.Prefix, error) {
	var table struct{ Routes map[string]json.RawMessage }
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, err
	}
	prefixes := make([]netip.Prefix, 0, len(table.Routes))
	for key := range table.Routes {
		p, err := netip.ParsePrefix(key)
		if err != nil {
			return nil, err
		}
		prefixes = append(prefixes, p)
	}
	slices.SortFunc(prefixes, netip.Prefix.Compare)
	return prefixes, nil
}

// readPaths reads "show bgp ipv4 unicast PREFIX json": the usable paths of one
// prefix. FRR marks the best one and, where the traffic is shared, all that
// share it.
func readPaths(text []byte) ([]SeenPath, error) {
	var shown struct{ Paths []frrPath }
	if err := json.Unmarshal(text, &shown); err != nil {
		return nil, err
	}
	var paths []SeenPath
	for _, p := range shown.Paths {
		if !p.Valid || p.Stale {
			continue
		}
		path, err := p.seen()
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

type frrPath struct {
	Valid, Stale, Local, Sourced bool
	Multipath                    bool
	Bestpath                     struct{ Overall, Multipath bool }
	ASPath                       struct {
		Segments []struct {
			Type string
			List []routing.ASN
		}
	}
	Origin    string
	LocPrf    *uint32
	Metric    uint32
	Community struct{ String string }
	Nexthops  []struct {
		IP, Scope string
	}
	Peer struct{ PeerID, Type string }
}

func (p frrPath) seen() (SeenPath, error) {
	const defaultLocalPref = 100
	s := SeenPath{
		Best: p.Bestpath.Overall, Local: p.Local || p.Sourced, LocalPref: defaultLocalPref, MED: p.Metric,
		Internal: p.Peer.Type == "internal",
	}
	s.Used = s.Best || p.Multipath || p.Bestpath.Multipath
	if p.LocPrf != nil {
		s.LocalPref = *p.LocPrf
	}
	for _, segment := range p.ASPath.Segments {
		if segment.Type != "as-sequence" {
			return s, fmt.Errorf("an AS path with a segment of type %q", segment.Type)
		}
		s.ASPath = append(s.ASPath, segment.List...)
	}
	var ok bool
	if s.Origin, ok = origins[strings.ToLower(p.Origin)]; !ok {
		return s, fmt.Errorf("origin %q", p.Origin)
	}
	var err error
	if s.Communities, err = readCommunities(p.Community.String); err != nil {
		return s, err
	}
	for _, h := range p.Nexthops {
		if h.Scope == "link-local" && len(p.Nexthops) > 1 {
			continue // the global one is what the update is about (RFC 2545 3)
		}
		if s.NextHop, err = netip.ParseAddr(h.IP); err != nil {
			return s, err
		}
	}
	if !s.Local {
		if s.Peer, err = netip.ParseAddr(p.Peer.PeerID); err != nil {
			return s, err
		}
	}
	return s, nil
}

var origins = map[string]routing.Origin{ //nolint:gochecknoglobals // a constant that Go cannot express
	"igp": routing.OriginIGP, "egp": routing.OriginEGP, "incomplete": routing.OriginIncomplete,
}

// wellKnown are the communities that FRR prints by name (RFC 1997).
var wellKnown = map[string]routing.Community{ //nolint:gochecknoglobals // a constant that Go cannot express
	"no-export": 0xffffff01, "no-advertise": 0xffffff02, "local-AS": 0xffffff03, "no-peer": 0xffffff04,
	"graceful-shutdown": 0xffff0000, "accept-own": 0xffff0001, "llgr-stale": 0xffff0006, "no-llgr": 0xffff0007, "blackhole": 0xffff029a,
}

// readCommunities reads "65001:7 no-export".
func readCommunities(text string) ([]routing.Community, error) {
	var all []routing.Community
	for word := range strings.FieldsSeq(text) {
		if c, ok := wellKnown[word]; ok {
			all = append(all, c)
			continue
		}
		high, low, ok := strings.Cut(word, ":")
		c, err := communityOf(high, low)
		if !ok || err != nil {
			return nil, fmt.Errorf("community %q", word)
		}
		all = append(all, c)
	}
	slices.Sort(all)
	return all, nil
}

func communityOf(high, low string) (routing.Community, error) {
	h, err := strconv.ParseUint(strings.TrimSpace(high), 10, 16)
	if err != nil {
		return 0, err
	}
	l, err := strconv.ParseUint(strings.TrimSpace(low), 10, 16)
	return routing.Community(h<<16 | l), err
}

// readRIB reads "show ip route json": the selected route of every prefix, with
// the next hops that zebra has given to the kernel.
func readRIB(text []byte) (map[netip.Prefix]SeenRoute, error) {
	var table map[string][]struct {
		Protocol string
		Selected bool
		Distance uint8
		Metric   uint32
		Nexthops []struct {
			FIB, Duplicate, Unreachable bool
			IP, InterfaceName           string
		}
	}
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, err
	}
	rib := map[netip.Prefix]SeenRoute{}
	for key, routes := range table {
		prefix, err := netip.ParsePrefix(key)
		if err != nil {
			return nil, err
		}
		for _, r := range routes {
			if !r.Selected {
				continue
			}
			route := SeenRoute{Protocol: r.Protocol, Distance: r.Distance, Metric: r.Metric}
			for _, h := range r.Nexthops {
				switch {
				case h.Unreachable:
					route.Discards = true
				case h.FIB && !h.Duplicate:
					hop := SeenHop{Interface: h.InterfaceName}
					if h.IP != "" {
						if hop.Gateway, err = netip.ParseAddr(h.IP); err != nil {
							return nil, err
						}
					}
					route.Hops = append(route.Hops, hop)
				}
			}
			route.Hops = sortedHops(route.Hops)
			rib[prefix] = route
		}
	}
	return rib, nil
}

// readNeighbors reads "show bgp neighbors json".
func readNeighbors(text []byte) ([]SeenSession, error) {
	var table map[string]json.RawMessage
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, err
	}
	var sessions []SeenSession
	for key, raw := range table {
		remote, err := netip.ParseAddr(key)
		if err != nil {
			continue // a peer group, or what is said of all
		}
		var n struct {
			BGPState              string
			BGPTimerHoldTimeMsecs int64
			LastNotificationSent  string `json:"lastNotificationReason"`
			LastResetDueTo        string
		}
		if err := json.Unmarshal(raw, &n); err != nil {
			return nil, err
		}
		s := SeenSession{Remote: remote, Established: n.BGPState == "Established", State: n.BGPState}
		if s.Established {
			s.Hold = time.Duration(n.BGPTimerHoldTimeMsecs) * time.Millisecond
		}
		for _, reason := range [...]string{n.LastNotificationSent, n.LastResetDueTo} {
			if reason != "" && !s.Established {
				s.State += ", " + reason
			}
		}
		sessions = append(sessions, s)
	}
	slices.SortFunc(sessions, func(a, b SeenSession) int { return a.Remote.Compare(b.Remote) })
	return sessions, nil
}

// sortedHops sorts hops and leaves out repetitions.
func sortedHops(hops []SeenHop) []SeenHop {
	slices.SortFunc(hops, func(a, b SeenHop) int {
		return cmp.Or(a.Gateway.Compare(b.Gateway), cmp.Compare(a.Interface, b.Interface))
	})
	return slices.Compact(hops)
}
