package lab

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// This file reads what BIRD 1.6 prints for "show route all" and "show protocols
// all" (nest/rt-table.c, proto/bgp/attrs.c, proto/bgp/bgp.c).

// birdRoute is the first line of a route: its prefix unless it is that of the
// line before, where it leads, and who imported it from whom. An asterisk marks
// the best route.
var birdRoute = regexp.MustCompile(`^(\S+)?\s+(via|dev|blackhole|unreachable|prohibit|multipath)\b.*?\[(\S+) [^\]]*?(?:from (\S+))?\]( \*)?(?: \((\d+)[^)]*\))?`)

// readBirdRoutes reads the paths of BGP, and of the static routes that a node
// originates, in "show route all".
//
// BIRD marks the best path only. Those that "merge paths" joins to it are the
// ones that equal it in local preference, length of the AS path, origin, MED and
// in being external or not, and whose next hop resolves (bgp_rte_mergable in
// proto/bgp/attrs.c); internal says whether a peer is of the node's own AS.
func readBirdRoutes(text string, internal func(peer netip.Addr) bool) (map[netip.Prefix][]SeenPath, error) {
	routes := map[netip.Prefix][]SeenPath{}
	var prefix netip.Prefix
	var at *SeenPath
	keep, discards := false, false
	flush := func() {
		if keep && at != nil {
			routes[prefix] = append(routes[prefix], *at)
		}
		at, keep = nil, false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if key, value, ok := strings.Cut(strings.TrimLeft(line, " \t"), ":"); ok && at != nil && strings.HasPrefix(key, "BGP.") || key == "Type" && at != nil {
			if err := at.attribute(key, strings.TrimSpace(value), discards, &keep); err != nil {
				return nil, err
			}
			continue
		}
		m := birdRoute.FindStringSubmatch(line)
		if m == nil {
			continue // "via ..." of a multipath route, or a heading
		}
		flush()
		if m[1] != "" {
			p, err := netip.ParsePrefix(m[1])
			if err != nil {
				return nil, err
			}
			prefix = p
		}
		if !prefix.IsValid() {
			return nil, fmt.Errorf("a route without a prefix: %q", line)
		}
		at = &SeenPath{Best: m[5] != "", LocalPref: 100}
		discards = m[2] == "blackhole"
		if m[2] == "unreachable" {
			// The next hop does not resolve; the path is not usable.
			at = nil
			continue
		}
		if m[4] != "" {
			peer, err := netip.ParseAddr(m[4])
			if err != nil {
				return nil, err
			}
			at.Peer = peer
		}
	}
	flush()
	for _, paths := range routes {
		merge(paths, internal)
	}
	return routes, nil
}

// attribute reads one attribute of a route; "Type" says whether it is of
// interest.
func (p *SeenPath) attribute(key, value string, discards bool, keep *bool) error {
	var err error
	switch key {
	case "Type":
		switch {
		case strings.HasPrefix(value, "BGP"):
			*keep = true
		case strings.HasPrefix(value, "static") && discards:
			// What is originated discards; a static route that leads somewhere is a
			// way to a peer.
			*keep, p.Local = true, true
		}
	case "BGP.origin":
		p.Origin = origins[strings.ToLower(value)]
	case "BGP.as_path":
		for word := range strings.FieldsSeq(value) {
			as, err := strconv.ParseUint(word, 10, 32)
			if err != nil {
				return fmt.Errorf("AS path %q", value)
			}
			p.ASPath = append(p.ASPath, routing.ASN(as))
		}
	case "BGP.next_hop":
		// IPv6 has the link-local address behind the global one.
		first, _, _ := strings.Cut(value, " ")
		p.NextHop, err = netip.ParseAddr(first)
	case "BGP.local_pref":
		p.LocalPref, err = number(value)
	case "BGP.med":
		p.MED, err = number(value)
	case "BGP.community":
		p.Communities, err = readBirdCommunities(value)
	}
	return err
}

func number(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err
}

// readBirdCommunities reads "(65001,7) (65535,65281)".
func readBirdCommunities(text string) ([]routing.Community, error) {
	return readCommunities(strings.NewReplacer("(", "", ")", "", ",", ":").Replace(text))
}

// merge marks the paths that are used with the best one.
func merge(paths []SeenPath, internal func(netip.Addr) bool) {
	var best *SeenPath
	for i := range paths {
		p := &paths[i]
		p.Internal = !p.Local && internal(p.Peer)
		if p.Best {
			best = p
		}
	}
	if best == nil {
		return
	}
	for i := range paths {
		p := &paths[i]
		p.Used = p.Best || !best.Local && !p.Local &&
			p.LocalPref == best.LocalPref && len(p.ASPath) == len(best.ASPath) && p.Origin == best.Origin &&
			p.MED == best.MED && p.Internal == best.Internal
	}
}

var (
	birdProtocol = regexp.MustCompile(`^(\S+)\s+BGP\s+`)
	birdField    = regexp.MustCompile(`^\s+([A-Z][A-Za-z ]+?):\s+(.*)$`)
)

// readBirdProtocols reads the sessions in "show protocols all".
func readBirdProtocols(text string) ([]SeenSession, error) {
	var sessions []SeenSession
	var at *SeenSession
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] != ' ' {
			at = nil
			if birdProtocol.MatchString(line) {
				sessions = append(sessions, SeenSession{})
				at = &sessions[len(sessions)-1]
			}
			continue
		}
		m := birdField.FindStringSubmatch(line)
		if m == nil || at == nil {
			continue
		}
		switch m[1] {
		case "BGP state":
			at.State, at.Established = m[2], m[2] == "Established"
		case "Neighbor address":
			remote, err := netip.ParseAddr(m[2])
			if err != nil {
				return nil, err
			}
			at.Remote = remote
		case "Last error":
			if !at.Established {
				at.State += ", " + m[2]
			}
		case "Hold timer":
			// "2/3": what is left of what was negotiated.
			if _, whole, ok := strings.Cut(m[2], "/"); ok {
				seconds, err := number(whole)
				if err != nil {
					return nil, err
				}
				at.Hold = time.Duration(seconds) * time.Second
			}
		}
	}
	return sessions, nil
}
