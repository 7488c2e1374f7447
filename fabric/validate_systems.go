package fabric

import (
	"fmt"
	"math"
)

// systems checks every AS number, and that no two parties that must tell each
// other apart by it share one. An eBGP speaker drops a route in whose path its
// own AS stands, so a shared AS makes prefixes vanish without an error anywhere.
func (a *audit) systems() {
	owners := map[ASN]holder{}
	if _, ok := a.d.Fabric.(IPFabric); ok {
		const field = "fabric.ipFabric.spineAS"
		if a.ip.SpineAS == 0 {
			a.missing(field, "the AS of the spines", "use a private AS number, such as 64512")
		}
		a.claimAS(owners, a.ip.SpineAS, field, "that of the spines")
	}
	if a.aci != nil {
		a.claimAS(owners, a.aci.AS, "fabric.aci.as", "that of the fabric")
	} else {
		a.rackSystems(owners)
	}
	a.asRange("pools.rackAS", a.d.Pools.RackAS)
	shared := map[ASN]holder{}
	for i := range a.d.Clusters {
		a.clusterSystem(owners, shared, i)
		a.beyondAPI(i)
	}
}

// rackSystems checks the AS numbers of the racks, of which an ACI fabric has none.
func (a *audit) rackSystems(owners map[ASN]holder) {
	for i := range a.d.Racks {
		rack, field := &a.d.Racks[i], at("racks", i)+".as"
		if rack.AS == 0 && !a.d.Pools.RackAS.IsSet() {
			a.poolMissing(field, "the AS of rack "+rack.Name, "pools.rackAS")
		}
		a.claimAS(owners, rack.AS, field, "that of rack "+rack.Name)
	}
}

func (a *audit) clusterSystem(owners, shared map[ASN]holder, i int) {
	c, field := &a.d.Clusters[i], at("clusters", i)
	perServer := false
	switch scheme := c.AS.(type) {
	case ASPerRack:
	case ASPerCluster:
		field := field + ".as.perCluster.as"
		if scheme.AS == 0 {
			a.missing(field, "the AS of cluster "+c.Name, "use a private AS number that no rack has")
			break
		}
		if first, taken := shared[scheme.AS]; taken {
			a.warn(CodeASShared, field, fmt.Sprintf("AS %d is also that of %s at %s", scheme.AS, first.what, first.field),
				"give every cluster an AS of its own", "seeds/004: different AS numbers for different clusters")
			break
		}
		shared[scheme.AS] = holder{field, "cluster " + c.Name}
		a.claimAS(owners, scheme.AS, field, "that of cluster "+c.Name)
	case ASPerServer:
		perServer = true
		a.asRange(field+".as.perServer.range", scheme.Range)
	}
	for j := range c.Nodes {
		a.nodeSystem(owners, c, &c.Nodes[j], at(field+".nodes", j)+".as", perServer)
	}
}

func (a *audit) nodeSystem(owners map[ASN]holder, c *Cluster, n *Node, field string, perServer bool) {
	scheme, _ := c.AS.(ASPerServer)
	switch {
	case n.AS == 0 && perServer && !scheme.Range.IsSet():
		a.poolMissing(field, "the AS of node "+n.Name, "the range of perServer")
	case n.AS != 0 && !perServer && c.AS != nil:
		a.refuse(CodeASUnused, field, fmt.Sprintf("AS %d is pinned on node %s, and the scheme of cluster %s gives it another", n.AS, n.Name, c.Name),
			"leave it out, or use perServer", "seeds/001: one AS in the cluster and another on its nodes")
	case n.AS != 0:
		a.claimAS(owners, n.AS, field, "that of node "+n.Name)
	}
}

// claimAS gives an AS number to one holder and refuses the second.
func (a *audit) claimAS(owners map[ASN]holder, as ASN, field, what string) {
	if as == 0 || !a.ownAS(field, as) {
		return
	}
	if first, taken := owners[as]; taken {
		a.refuse(CodeASClash, field, fmt.Sprintf("AS %d is also %s at %s", as, first.what, first.field),
			"use an AS number that nobody else on the fabric has", "RFC 4271 9.1.2: a route with one's own AS in its path is dropped")
		return
	}
	owners[as] = holder{field, what}
}

// ownAS reports whether a network may use the AS number as its own.
func (a *audit) ownAS(field string, as ASN) bool {
	const fix = "use 64512 to 65534, or 4200000000 to 4294967294"
	if why := as.Reserved(); why != "" {
		a.refuse(CodeASReserved, field, fmt.Sprintf("AS %d cannot be used: %s", as, why), fix, "RFC 6996; RFC 7300: 65535 is not private")
		return false
	}
	if !as.IsPrivate() {
		a.warn(CodeASPublic, field, fmt.Sprintf("AS %d is not private", as), fix+", unless the number is assigned to you", "RFC 6996")
	}
	return true
}

func (a *audit) asRange(field string, r ASNRange) {
	if !r.IsSet() {
		return
	}
	if r.First == 0 || r.First > r.Last {
		a.refuse(CodeOutOfRange, field, fmt.Sprintf("AS range %d-%d does not go upwards from 1", r.First, r.Last),
			"write FIRST-LAST", "RFC 7607: AS 0 is reserved")
		return
	}
	for _, reserved := range []ASN{asTrans, documentationFirst, documentationLast, lastASN16, documentation4First, documentation4Last, lastASN} {
		if r.Contains(reserved) {
			a.refuse(CodeASReserved, field, fmt.Sprintf("AS range %s holds %d: %s", r, reserved, reserved.Reserved()),
				"use a part of 64512-65534 or of 4200000000-4294967294", "RFC 6996; RFC 7300: 65535 is not private")
			return
		}
	}
	if !r.First.IsPrivate() || !r.Last.IsPrivate() {
		a.warn(CodeASPublic, field, fmt.Sprintf("AS range %s is not private", r),
			"use a part of 64512-65534 or of 4200000000-4294967294, unless the numbers are assigned to you", "RFC 6996")
	}
}

// beyondAPI holds the AS numbers that stand in Calico's objects to the int32 that
// their schemas declare: those of the leaves in BGPPeers, and the cluster's own
// in its BGPConfiguration. The AS of a single node is an annotation, and free.
func (a *audit) beyondAPI(i int) {
	c := &a.d.Clusters[i]
	if _, ok := c.CNI.(Calico); !ok || c.Kubernetes.IsSet() && !c.Kubernetes.AtLeast(1, 36) {
		return
	}
	if scheme, ok := c.AS.(ASPerCluster); ok {
		a.int32AS(c, at("clusters", i)+".as.perCluster.as", scheme.AS)
	}
	if a.aci != nil {
		a.int32AS(c, "fabric.aci.as", a.aci.AS)
		return
	}
	seen := map[int]bool{}
	for j := range c.Nodes {
		rack, known := a.rackOf[c.Nodes[j].Rack]
		if !known || seen[rack] {
			continue
		}
		seen[rack] = true
		if as := a.d.Racks[rack].AS; as != 0 {
			a.int32AS(c, at("racks", rack)+".as", as)
		} else if !seen[-1] && a.d.Pools.RackAS.Last > math.MaxInt32 {
			seen[-1] = true
			a.int32AS(c, "pools.rackAS", a.d.Pools.RackAS.Last)
		}
	}
}

func (a *audit) int32AS(c *Cluster, field string, as ASN) {
	if as <= math.MaxInt32 {
		return
	}
	const (
		fix    = "use 64512 to 65534, the only private range below the bound"
		source = "measured: Kubernetes 1.36.3 with Calico 3.26 to 3.32; projectcalico/calico#13494"
	)
	detail := fmt.Sprintf("AS %d is above 2147483647 and stands in Calico objects of cluster %s", as, c.Name)
	if c.Kubernetes.IsSet() {
		a.refuse(CodeASBeyondAPI, field, detail+"; Kubernetes "+c.Kubernetes.String()+" refuses them", fix, source)
		return
	}
	a.warn(CodeASBeyondAPI, field, detail+"; Kubernetes refuses them from 1.36 on, and its version is not set", fix+"; or set kubernetes to the version in use", source)
}
