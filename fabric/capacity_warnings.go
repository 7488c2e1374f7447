package fabric

import (
	"fmt"
	"slices"
	"strings"
)

// Warnings tells what comes to an end soon: a pool of which less than a tenth is
// left, a rack or a node that does not fit any more, and tables that the profiles
// of a leaf do not hold.
func (c Capacity) Warnings() Problems {
	r := &report{}
	for _, p := range c.Pools {
		used, free := float64(p.Used.Hi)*0x1p64+float64(p.Used.Lo), float64(p.Free.Hi)*0x1p64+float64(p.Free.Lo)
		if used > 0 && free < used/9 {
			r.warn(CodePoolNearlyFull, p.Name,
				fmt.Sprintf("%s has %d %s left of %s", p.Name, p.More, p.Unit, p.Ranges),
				"enlarge the pool before the next rack", "the size of the pool")
		}
	}
	for _, b := range c.Blocks {
		if b.Used > b.Blocks-b.Blocks/10 {
			r.warn(CodeBlocksNearlyOut, b.Cluster+"/"+b.Pool,
				fmt.Sprintf("%d of the %d blocks of %s are in use", b.Used, b.Blocks, b.Prefix),
				"add a pool: a node that finds no block borrows single addresses, which are announced one by one",
				"Calico: blocks and borrowed addresses; seeds/002")
		}
	}
	if most := c.mostRoutes(); most != nil {
		switch {
		case most.Total() > mostLPM:
			r.warn(CodeRoutesBeyond, most.Leaf, fmt.Sprintf("%s has %d prefixes, and no profile holds more than %d", most.Leaf, most.Total(), mostLPM),
				"use larger blocks, or a downward default and several fabrics", "seeds/002: forwarding scale profiles hold 20,000 to 128,000 prefixes")
		case most.Total() > leastLPM*4/5:
			r.warn(CodeRoutesNearLimit, most.Leaf, fmt.Sprintf("%s has %d prefixes, and the smallest profile holds %d", most.Leaf, most.Total(), leastLPM),
				"set a profile with a larger table of longest matches, or use larger blocks", "seeds/002: forwarding scale profiles hold 20,000 to 128,000 prefixes")
		case most.Most > mostLPM:
			r.warn(CodeRoutesNearLimit, most.Leaf,
				fmt.Sprintf("%s has %d prefixes today, and %d when every node holds all the blocks it may", most.Leaf, most.Total(), most.Most),
				"bound maxBlocksPerNode", "seeds/002: forwarding scale profiles hold 20,000 to 128,000 prefixes")
		}
	}
	if c.Racks.More == 0 {
		r.warn(CodeNoRoom, "racks", "no further rack fits: "+c.Racks.Bound+" has no room left", "enlarge it before it is needed", "the size of the pool")
	}
	full := slices.DeleteFunc(slices.Clone(c.Nodes), func(r Room) bool { return r.More > 0 })
	if len(full) > 0 {
		names := make([]string, len(full))
		for i := range full {
			names[i] = full[i].Of + " (" + full[i].Bound + ")"
		}
		r.warn(CodeNoRoom, "racks", "no further node fits into "+strings.Join(names, ", "), "enlarge what is named, or add a rack", "the size of the pool")
	}
	return r.problems
}

// mostRoutes is the leaf with the most prefixes.
func (c Capacity) mostRoutes() *RouteCapacity {
	var most *RouteCapacity
	for i := range c.Routes {
		if most == nil || c.Routes[i].Total() > most.Total() {
			most = &c.Routes[i]
		}
	}
	return most
}

// Problems of capacity: walls that are near.
const (
	// CodePoolNearlyFull: less than a tenth of a pool is left.
	CodePoolNearlyFull Code = "pool-nearly-full"
	// CodeBlocksNearlyOut: nine tenths of the blocks of a pod pool are in use.
	CodeBlocksNearlyOut Code = "blocks-nearly-out"
	// CodeNoRoom: no further rack or node of the design's shape fits.
	CodeNoRoom Code = "no-room"
	// CodeRoutesNearLimit: leaves have, or may come to have, more prefixes than a small forwarding profile holds.
	CodeRoutesNearLimit Code = "routes-near-limit"
	// CodeRoutesBeyond: leaves have more prefixes than any forwarding profile holds.
	CodeRoutesBeyond Code = "routes-beyond-limit"
)
