package frr

import "fmt"

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
		name    string
	}{
		{v.names.prefix4, "ip prefix-list", e.Match.IPAddressPrefixList},
		{v.names.prefix4, "ip prefix-list", e.Match.IPNextHopPrefixList},
		{v.names.prefix6, "ipv6 prefix-list", e.Match.IPv6AddressPrefixList},
		{v.names.prefix6, "ipv6 prefix-list", e.Match.IPv6NextHopPrefixList},
		{v.names.community, "bgp community-list", e.Match.Community},
		{v.names.asPath, "bgp as-path access-list", e.Match.ASPath},
		{v.names.community, "bgp community-list", e.Set.CommListDelete},
		{v.names.routeMap, "route-map", e.Call},
	} {
		v.refer(r.defined, r.kind, r.name, field)
	}
	if e.OnMatchGoto != 0 && (e.OnMatchGoto <= e.Seq || e.OnMatchNext) {
		v.add(CodeConflict, field()+": on-match goto",
			fmt.Sprintf("%d is not after %d, or there is an on-match next as well", e.OnMatchGoto, e.Seq), "name a later entry, once", sourceGrammar)
	}
	if (e.OnMatchNext || e.OnMatchGoto != 0) && e.Action == Deny {
		v.add(CodeConflict, field()+": on-match", fmt.Sprintf("entry %d denies, and only one that permits goes on", e.Seq),
			"leave it out, or permit", "measured: FRR 8.4.4: rejected with a validation error")
	}
	if n := count(e.Set.IPNextHop.IsValid(), e.Set.IPNextHopUnchanged, e.Set.IPNextHopPeerAddress); n > 1 {
		v.add(CodeConflict, field()+": set ip next-hop", fmt.Sprintf("%d next hops, at most 1", n), "keep one of them", sourceGrammar)
	}
	if len(e.Set.ASPathPrepend) > 0 && e.Set.ASPathPrependLastAS != 0 {
		v.add(CodeConflict, field()+": set as-path prepend",
			fmt.Sprintf("last-as %d excludes AS numbers, of which there are %d", e.Set.ASPathPrependLastAS, len(e.Set.ASPathPrepend)),
			"keep one of them", sourceGrammar)
	}
}
