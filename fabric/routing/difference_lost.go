package routing

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// LostSessions returns the ends of the sessions that the failures take, of the
// routers that are left, in the order of [Tables.Sessions].
func (d *Difference) LostSessions() []Session {
	var lost []Session
	if d.scratch {
		type end struct {
			router, vrf string
			neighbor    int
			remote      netip.Addr
		}
		up := map[end]bool{}
		for _, s := range d.Tables().Sessions() {
			up[end{s.Router, s.VRF, s.Neighbor, s.Remote}] = s.State == Up
		}
		for _, s := range d.w.t.Sessions() {
			first := d.w.t.s.net.first[s.Router]
			if s.State == Up && !up[end{s.Router, s.VRF, s.Neighbor, s.Remote}] && !d.dead(first) {
				lost = append(lost, s)
			}
		}
		return lost
	}
	n := d.w.u.s.net
	seen := map[int32]bool{}
	type ordered struct {
		end endRef
		s   Session
	}
	var ends []ordered
	for _, f := range d.faults {
		for _, i := range f.links {
			l := &d.w.u.s.links[i]
			if l.state != Up || seen[i] {
				continue
			}
			seen[i] = true
			if !d.dead(l.a.inst) {
				ends = append(ends, ordered{l.a, l.session(n, l.a, l.b, l.aAddr, l.bAddr)})
			}
			if !d.dead(l.b.inst) {
				ends = append(ends, ordered{l.b, l.session(n, l.b, l.a, l.bAddr, l.aAddr)})
			}
		}
	}
	slices.SortFunc(ends, func(a, b ordered) int {
		return cmp.Or(cmp.Compare(a.end.inst, b.end.inst), cmp.Compare(a.end.neighbor, b.end.neighbor), a.s.Remote.Compare(b.s.Remote))
	})
	for i := range ends {
		lost = append(lost, ends[i].s)
	}
	return lost
}

// Oscillations returns the prefixes that do not settle under the failures.
func (d *Difference) Oscillations() []netip.Prefix {
	var all []netip.Prefix
	if d.scratch {
		for _, o := range d.Tables().Oscillations() {
			all = append(all, o.Prefix)
		}
		return all
	}
	for _, class := range d.unsettled {
		for _, id := range d.w.u.s.classes[class].prefixes {
			all = append(all, d.w.u.s.net.prefixes.list[id])
		}
	}
	slices.SortFunc(all, comparePrefixes)
	return slices.Compact(all)
}

// String says in a few lines what the failures take: the sessions, and how many
// routes of which routers are lost or changed.
func (d *Difference) String() string {
	names := make([]string, len(d.failures))
	for i, f := range d.failures {
		names[i] = f.String()
	}
	lines := []string{strings.Join(names, " and ") + " fails:"}
	if len(names) > 1 {
		lines[0] = strings.Join(names, " and ") + " fail:"
	}
	lost := d.LostSessions()
	seen := map[string]bool{}
	var sessions []string
	for _, s := range lost {
		if !seen[s.Peer+" "+s.Router] {
			seen[s.Router+" "+s.Peer] = true
			sessions = append(sessions, s.Router+"-"+s.Peer)
		}
	}
	lines = append(lines, "  "+listed("no session is lost", "%d sessions are lost: ", sessions))
	var counts [len(changeKinds)]int
	var routers [len(changeKinds)][]string
	for c := range d.Changes() {
		counts[c.Kind] += len(c.Prefixes)
		if name := place(c.Router, c.VRF); len(routers[c.Kind]) == 0 || !slices.Contains(routers[c.Kind], name) {
			routers[c.Kind] = append(routers[c.Kind], name)
		}
	}
	for k := range counts {
		if counts[k] > 0 {
			slices.Sort(routers[k])
			lines = append(lines, fmt.Sprintf("  %d routes %v ", counts[k], ChangeKind(k))+listed("", "at %d routers: ", routers[k]))
		}
	}
	for _, p := range d.Oscillations() {
		lines = append(lines, fmt.Sprintf("  %v does not settle", p))
	}
	return strings.Join(lines, "\n")
}

// listed counts names and says the first of them.
func listed(none, format string, names []string) string {
	const shown = 6
	if len(names) == 0 {
		return none
	}
	s := fmt.Sprintf(format, len(names)) + strings.Join(names[:min(shown, len(names))], ", ")
	if len(names) > shown {
		s += ", ..."
	}
	return s
}
