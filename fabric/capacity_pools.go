package fabric

import (
	"strconv"

	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// pools reports every pool that the plan draws from.
func (c *capacity) pools() {
	p := &c.d.Pools
	for _, f := range Families() {
		c.prefixes(spaceSubnet, c.planner.linksOf(f), c.linkLength(f))
		c.prefixes(spaceSubnet, prefixRange("pools.nodeSubnets", p.NodeSubnets.Of(f)), c.subnetLength(f))
		c.prefixes(spaceRange, prefixRange("pools.pods", p.Pods.Of(f)), c.podLength(f))
		c.prefixes(spaceRange, prefixRange("pools.services", p.Services.Of(f)), c.serviceLength(f))
	}
	c.hosts(hostsOf("pools.routerIDs", p.RouterIDs))
	c.hosts(hostsOf("pools.loopbacks6", p.Loopbacks6))
	c.hosts(hostsOf("pools.management", p.Management))
	c.numbers(spaceAS, asPool("pools.rackAS", p.RackAS))
	for i := range c.d.Clusters {
		if scheme, ok := c.d.Clusters[i].AS.(ASPerServer); ok {
			c.numbers(spaceAS, serverPool(&c.d.Clusters[i], scheme))
		}
	}
	for i := range c.d.Racks {
		for _, n := range c.byRack[c.d.Racks[i].Name] {
			c.hosts(n.hosts)
		}
	}
}

func (c *capacity) linkLength(f Family) int {
	if f == IPv6 {
		return 127
	}
	return orDefault(c.d.Pools.LinkLength, 31)
}

func (c *capacity) subnetLength(f Family) int {
	if f == IPv6 {
		return 64
	}
	return orDefault(c.d.Pools.NodeSubnetLength, 24)
}

// podLength and serviceLength are those of the largest range that is drawn, or of
// the pool when none is.
func (c *capacity) podLength(f Family) int {
	least := 129
	for i := range c.d.Clusters {
		for j := range c.d.Clusters[i].Pods {
			if length := c.d.Clusters[i].Pods[j].Draw.Of(f); length != 0 {
				least = min(least, length)
			}
		}
	}
	if least <= 128 {
		return least
	}
	return c.d.Pools.Pods.Of(f).Bits()
}

func (c *capacity) serviceLength(f Family) int {
	least := 129
	for i := range c.d.Clusters {
		draw := c.d.Clusters[i].Services.Draw
		for _, lengths := range [...]Lengths{draw.ClusterIPs, draw.ExternalIPs, draw.LoadBalancerIPs} {
			if length := lengths.Of(f); length != 0 {
				least = min(least, length)
			}
		}
	}
	if least <= 128 {
		return least
	}
	return c.d.Pools.Services.Of(f).Bits()
}

// prefixes reports a pool that prefixes of one length are drawn from.
func (c *capacity) prefixes(space string, from *ipam.Range, length int) {
	if len(from.Prefixes) == 0 {
		return
	}
	pool, err := c.ledger.Pool(space, from)
	if err != nil {
		return
	}
	c.add(pool, space, from, length)
}

func (c *capacity) add(pool *ipam.Pool, space string, from *ipam.Range, length int) {
	usage := pool.Usage()
	c.out.Pools = append(c.out.Pools, PoolCapacity{
		Name: from.Name, Ranges: pool.String(), Unit: "/" + strconv.Itoa(length), Used: usage.Taken, Free: usage.Free,
		Largest: usage.Largest, More: pool.Fits(length), Quarantined: c.ledger.Quarantined(space, from),
	})
}

// hosts reports a pool that host addresses are drawn from.
func (c *capacity) hosts(from *hostPool) {
	if from == nil {
		return
	}
	if pool := c.hostPool(from); pool != nil {
		c.add(pool, spaceAddress, &from.Range, from.place.First.BitLen())
	}
}

// hostPool is what hosts may still draw of a pool, the addresses outside of its
// place being none of it.
func (c *capacity) hostPool(from *hostPool) *ipam.Pool {
	pool, err := c.ledger.Pool(spaceAddress, &from.Range)
	if err != nil {
		return nil
	}
	for _, r := range from.Prefixes {
		for _, edge := range [...]netipx.IPRange{
			netipx.IPRangeFrom(r.Addr(), from.place.First.Prev()),
			netipx.IPRangeFrom(from.place.Last.Next(), netipx.PrefixLastIP(r)),
		} {
			if edge.IsValid() && r.Contains(edge.From()) {
				for _, p := range edge.Prefixes() {
					pool.Reserve(p)
				}
			}
		}
	}
	return pool
}

func (c *capacity) numbers(space string, from *ipam.NumberPool) {
	if len(from.Ranges) == 0 {
		return
	}
	numbers, err := c.ledger.Numbers(space, from)
	if err != nil {
		return
	}
	usage := numbers.Usage()
	c.out.Pools = append(c.out.Pools, PoolCapacity{
		Name: from.Name, Ranges: numbers.String(), Unit: "number",
		Used: ipam.Count{Lo: usage.Taken}, Free: ipam.Count{Lo: usage.Free}, More: usage.Free,
	})
}
