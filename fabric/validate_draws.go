package fabric

import (
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/ipam"
)

// Problems of what is to be drawn.
const (
	// CodeDraw: a range is given and to be drawn at once, or of no family or of two.
	CodeDraw Code = "draw"
	// CodeLayout: a layout of node subnets that does not fit them, or is not known.
	CodeLayout Code = "layout"
)

// podDraw checks a pool whose prefix is drawn, and reports whether it is one.
func (a *audit) podDraw(c *Cluster, j int, field string) bool {
	pool := &c.Pods[j]
	if pool.Draw == (Lengths{}) {
		if pool.Prefix == (Prefix{}) {
			a.missing(field, "the prefix of the pool", "set the range that pods get addresses from, or the length to draw")
		}
		return false
	}
	const source = "the design language: a pool is one range, given or drawn"
	at := field[:len(field)-len("prefix")]
	switch {
	case pool.Prefix != (Prefix{}):
		a.refuse(CodeDraw, at+"draw", fmt.Sprintf("the pool has the prefix %s, and another one is to be drawn", pool.Prefix),
			"leave out prefix or draw", source)
		return false
	case pool.Draw.IPv4 != 0 && pool.Draw.IPv6 != 0:
		a.refuse(CodeDraw, at+"draw", "two prefixes are to be drawn for one pool", "write a pool for each family", source)
	}
	if pool.Name == "" {
		a.missing(at+"name", "the name of a pool whose prefix is drawn", "name it: the ledger keeps the prefix under its name")
	}
	a.draws(at+"draw", "the pods of "+c.Name, pool.Draw, "pools.pods", a.d.Pools.Pods)
	return true
}

func (a *audit) serviceDraws(c *Cluster, field string) {
	draw := &c.Services.Draw
	a.draws(field+".clusterIPs", "the cluster IPs of "+c.Name, draw.ClusterIPs, "pools.services", a.d.Pools.Services)
	a.draws(field+".externalIPs", "the external IPs of "+c.Name, draw.ExternalIPs, "pools.services", a.d.Pools.Services)
	a.draws(field+".loadBalancerIPs", "the load balancer range of "+c.Name, draw.LoadBalancerIPs, "pools.services", a.d.Pools.Services)
}

// draws checks that a pool can give prefixes of these lengths.
func (a *audit) draws(field, what string, lengths Lengths, name string, pools Prefixes) {
	for _, f := range Families() {
		length := lengths.Of(f)
		if length == 0 {
			continue
		}
		most, key := 32, ".ipv4"
		if f == IPv6 {
			most, key = 128, ".ipv6"
		}
		if !a.inRange(field+key, "length", length, 1, most, "RFC 4632, RFC 4291: the bits of an address") {
			continue
		}
		pool := pools.Of(f)
		if !pool.IsValid() {
			a.poolMissing(field+key, fmt.Sprintf("the %s range of %s", f, what), name)
			continue
		}
		a.longerThanPool(field+key, "ranges for "+what, pool, length)
	}
}

// layout checks the layout of node subnets by itself; [audit.placed] holds it
// against each of them.
func (a *audit) layout() {
	const field = "pools.layout"
	l := &a.d.Pools.Layout
	const source = "the design language: a layout is a convention by its name, or places"
	if l.Preset != "" {
		if _, known := ipam.Preset(l.Preset); !known {
			var names []string
			for _, c := range ipam.Presets() {
				names = append(names, c.Name)
			}
			a.refuse(CodeLayout, field+".preset", "there is no convention "+quoted(l.Preset), "use one of "+strings.Join(names, ", "), source)
		}
		if !l.IPv4.IsZero() || !l.IPv6.IsZero() {
			a.refuse(CodeLayout, field, "a convention is named, and places are given too", "leave out one of them", source)
		}
		return
	}
	if err := (ipam.Convention{Name: field, IPv4: l.IPv4, IPv6: l.IPv6}).Validate(); err != nil {
		for _, err := range unjoin(err) {
			a.refuse(CodeLayout, field, err.Error(), "place each role once, in the family of its subnets", "every address has one owner")
		}
	}
}

// unjoin returns the errors that errors.Join made one of.
func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// nodeLayout is the layout of a node network's subnet.
func (a *audit) nodeLayout(subnet Prefix) SubnetLayout {
	if a.aci != nil {
		return a.d.layoutOf(FloatingSVI{}, subnet)
	}
	return a.d.Pools.Layout
}

// placed refuses a subnet that the layout does not fit into, or that has too few
// places for nodes.
func (a *audit) placed(s *segment, field string, subnet Prefix, leaves int) {
	layout := a.nodeLayout(subnet).of(FamilyOf(subnet.Addr()))
	if layout.IsZero() || !subnet.IsValid() {
		return
	}
	placed, err := layout.In(subnet)
	if err != nil {
		for _, err := range unjoin(err) {
			// The subnets that are drawn are all alike: said of one, it is said.
			if !slices.ContainsFunc(a.problems, func(p Problem) bool { return p.Field == field && p.Detail == err.Error() }) {
				a.refuse(CodeLayout, field, err.Error(), "use a larger subnet, or places that it has", "pools.layout")
			}
		}
		return
	}
	need := len(s.nodes) + max(0, leaves-len(placed.Leaves))
	if a.aci != nil && !placed.Floating.IsValid() {
		need++
	}
	if !placed.Gateway.IsValid() && !placed.Secondary.IsValid() {
		low, high := placed.From, placed.To
		if high.Less(low) {
			low, high = high, low
		}
		if gateway := unplaced(placed); !gateway.IsValid() || !gateway.Less(low) && !high.Less(gateway) {
			need++ // the gateway is one of the addresses of nodes
		}
	}
	if room := placed.Capacity(); room < uint64(need) {
		a.refuse(CodeSubnetTooSmall, field,
			fmt.Sprintf("the layout leaves %d addresses of a /%d to nodes, and %s has %d", room, subnet.Bits(), s.what, need),
			"use a shorter prefix, or a layout that keeps less free", "pools.layout")
	}
}
