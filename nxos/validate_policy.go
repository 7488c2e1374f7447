package nxos

import (
	"fmt"
	"slices"
)

// policies checks what route-maps refer to.
func (v *validator) policies() {
	for i := range v.c.RouteMap {
		m := &v.c.RouteMap[i]
		for j := range m.Entries {
			v.routeMapEntry(m, &m.Entries[j])
		}
	}
}

func (v *validator) routeMapEntry(m *RouteMap, e *RouteMapEntry) {
	field := func() string { return fmt.Sprintf("route-map %s: %s %d", m.Name, actionWord(e.Action), e.Seq) }
	for _, r := range []struct {
		defined set
		kind    string
		list    []string
	}{
		{v.names.prefix4, "ip prefix-list", e.Match.IPAddressPrefixList},
		{v.names.prefix4, "ip prefix-list", e.Match.IPNextHopPrefixList},
		{v.names.prefix6, "ipv6 prefix-list", e.Match.IPv6AddressPrefixList},
		{v.names.prefix6, "ipv6 prefix-list", e.Match.IPv6NextHopPrefixList},
		{v.names.community, "ip community-list", e.Match.Community},
		{v.names.asPath, "ip as-path access-list", e.Match.ASPath},
		{v.names.iface, "interface", e.Match.Interface},
	} {
		for _, name := range r.list {
			v.refer(r.defined, r.kind, name, field)
		}
	}
	v.refer(v.names.community, "ip community-list", e.Set.CommListDelete, field)
	if e.Continue != 0 && !slices.ContainsFunc(m.Entries, func(o RouteMapEntry) bool { return o.Seq == e.Continue && o.Seq > e.Seq }) {
		v.add(CodeUndefinedReference, field()+": continue",
			fmt.Sprintf("there is no later entry %d", e.Continue), "name a later entry", sourceGrammar)
	}
	if n := count(e.Set.IPNextHop.IsValid(), e.Set.IPNextHopUnchanged, e.Set.IPNextHopPeerAddress); n > 1 {
		v.add(CodeConflict, field()+": set ip next-hop", fmt.Sprintf("%d next hops, at most 1", n), "keep one of them", sourceGrammar)
	}
	if n := count(e.Set.IPv6NextHop.IsValid(), e.Set.IPv6NextHopUnchanged, e.Set.IPv6NextHopPeerAddress); n > 1 {
		v.add(CodeConflict, field()+": set ipv6 next-hop", fmt.Sprintf("%d next hops, at most 1", n), "keep one of them", sourceGrammar)
	}
	if len(e.Set.ASPathPrepend) > 0 && e.Set.ASPathPrependLastAS != 0 {
		v.add(CodeConflict, field()+": set as-path prepend", fmt.Sprintf("last-as %d excludes AS numbers, of which there are %d", e.Set.ASPathPrependLastAS, len(e.Set.ASPathPrepend)), "keep one of them", sourceGrammar)
	}
}

func actionWord(a Action) string { return string(appendAction(nil, a)) }

func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}
