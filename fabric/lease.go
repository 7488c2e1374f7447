package fabric

import (
	"slices"
	"strings"

	"github.com/podfabric/podfabric/ipam"
)

// The kinds of leases: what an owner has a value for. Those of addresses and
// subnets go with a family, as in "gateway-ipv4".
const (
	kindAS           = "as"
	kindRouterID     = "router-id"
	kindLoopback     = "loopback"
	kindManagement   = "management"
	kindLink         = "link"
	kindBackup       = "backup"
	kindSubnet       = "node-subnet"
	kindGateway      = "gateway"
	kindSecondary    = "secondary"
	kindFloating     = "floating"
	kindAddress      = "address"
	kindVLAN         = "vlan"
	kindBackupVLAN   = "backup-vlan"
	kindGatewayGroup = "gateway-group"
	kindVPCDomain    = "vpc-domain"
	kindChannel      = "channel"
	kindPort         = "port"
	kindSide         = "side"
	kindPods         = "pods"
	kindClusterIPs   = "cluster-ips"
	kindExternalIPs  = "external-ips"
	kindBalancerIPs  = "load-balancer-ips"
)

// of returns a kind of one family.
func kindOf(kind string, f Family) string {
	if f == IPv6 {
		return kind + "-ipv6"
	}
	return kind + "-ipv4"
}

// The spaces of the ledger: within one, values are unique. Some are of one
// device or rack.
const (
	spaceAddress = "address" // host addresses, over the whole fabric
	spaceSubnet  = "subnet"  // node and link subnets
	spaceRange   = "range"   // pod and service ranges
	spaceAS      = "as"
	spaceDomain  = "vpc-domain"
	spaceVLANs   = "vlan/fabric" // of an ACI fabric
)

func portSpace(device string) string        { return "port/" + switchOwner(device) }
func channelSpace(rack string) string       { return "channel/" + rackOwner(rack) }
func sideSpace(rack string) string          { return "side/" + rackOwner(rack) }
func vlanSpace(rack string) string          { return "vlan/" + rackOwner(rack) }
func gatewayGroupSpace(owner string) string { return "gateway-group/" + owner }

// The owners of leases: paths of types and names.
const (
	ownerSpines     = "fabric/spines"
	ownerManagement = "fabric/management"
)

func switchOwner(device string) string        { return "switch/" + device }
func rackOwner(rack string) string            { return "rack/" + rack }
func linkOwner(leaf, spine string) string     { return "switch/" + leaf + "/switch/" + spine }
func hostOwner(device, host string) string    { return "switch/" + device + "/host/" + host }
func rackHostOwner(rack, host string) string  { return "rack/" + rack + "/host/" + host }
func nodeOwner(cluster, node string) string   { return "cluster/" + cluster + "/node/" + node }
func clusterOwner(cluster string) string      { return "cluster/" + cluster }
func podsOwner(cluster, pool string) string   { return "cluster/" + cluster + "/pods/" + pool }
func clusterRack(cluster, rack string) string { return "cluster/" + cluster + "/rack/" + rack }
func outOwner(tenant, out string) string      { return "tenant/" + tenant + "/l3out/" + out }
func leafOwner(network, leaf string) string   { return network + "/switch/" + leaf }
func peerLinkOwner(leaf, port string) string {
	return "switch/" + leaf + "/peer-link/" + strings.ReplaceAll(port, "/", "-")
}

// SpaceOf returns the space of the ledger that a lease belongs to, by its owner
// and kind; it is empty for a key that no plan asks for. A plan asks for:
//
//	OWNER                               KIND
//	switch/NAME                         router-id, loopback-ipv6, management-FAMILY
//	switch/LEAF/switch/SPINE            link-FAMILY, port
//	switch/SPINE/switch/LEAF            port
//	switch/LEAF/host/NODE               port
//	switch/LEAF/peer-link/PORT          port
//	rack/RACK                           as, vpc-domain, channel, backup-FAMILY, backup-vlan
//	rack/RACK                           vlan, gateway-group, node-subnet-FAMILY, gateway-FAMILY
//	rack/RACK/switch/LEAF               address-FAMILY, side
//	rack/RACK/host/NODE                 channel
//	cluster/NAME                        as, cluster-ips-FAMILY, external-ips-FAMILY, load-balancer-ips-FAMILY
//	cluster/NAME/range/PREFIX           cluster-ips-FAMILY, external-ips-FAMILY, load-balancer-ips-FAMILY
//	cluster/NAME/pods/POOL              pods-FAMILY
//	cluster/NAME/node/NODE              as, address-FAMILY
//	cluster/NAME/rack/RACK              vlan, gateway-group, node-subnet-FAMILY, gateway-FAMILY
//	cluster/NAME/rack/RACK/switch/LEAF  address-FAMILY
//	tenant/T/l3out/OUT                  vlan, node-subnet-FAMILY, secondary-FAMILY, floating-FAMILY
//	tenant/T/l3out/OUT/switch/LEAF      address-FAMILY
//	tenant/T/l3out/OUT/node/NODE        vlan, node-subnet-FAMILY, secondary-FAMILY
//	tenant/T/l3out/OUT/node/NODE/switch/LEAF  address-FAMILY
//	fabric/spines                       as
//	fabric/management                   gateway-FAMILY
//
// FAMILY is ipv4 or ipv6. A cluster's own ranges are those that it draws, those of
// PREFIX are given, with hyphens for the other characters of the prefix. A
// hypervisor stands in the place of NODE for its machines' port and channel. A
// port is leased as slot x 1000 + port: Ethernet1/49 is 1049, et-0/0/48 is 1048 and
// swp49 is 1049; that of a link is the port of the first switch named. A rack's own channel is its peer link. The
// leaf on side 1 of a rack is the active gateway and the vPC primary while it is up.
func SpaceOf(key ipam.Key) string {
	path := strings.Split(key.Owner, "/")
	if len(path)%2 != 0 || slices.Contains(path, "") {
		return ""
	}
	form := path[0]
	for i := 2; i < len(path); i += 2 {
		form += "/" + path[i]
	}
	if form == "fabric" { // of which there is one
		form = key.Owner
	}
	for _, f := range Families() {
		if kind, ok := strings.CutSuffix(key.Kind, kindOf("", f)); ok {
			return spaceOfFamily(form, kind, f)
		}
	}
	switch form + " " + key.Kind {
	case "switch router-id":
		return spaceAddress
	case "rack as", "cluster as", "cluster/node as", ownerSpines + " as":
		return spaceAS
	case "rack vpc-domain":
		return spaceDomain
	case "switch/switch port", "switch/host port", "switch/peer-link port":
		return portSpace(path[1])
	case "rack/host channel", "rack channel":
		return channelSpace(path[1])
	case "rack/switch side":
		return sideSpace(path[1])
	case "rack vlan", "rack backup-vlan":
		return vlanSpace(path[1])
	case "cluster/rack vlan":
		return vlanSpace(path[3])
	case "tenant/l3out vlan", "tenant/l3out/node vlan":
		return spaceVLANs
	case "rack gateway-group", "cluster/rack gateway-group":
		return gatewayGroupSpace(key.Owner)
	}
	return ""
}

// spaceOfFamily is the space of what is leased for one family.
func spaceOfFamily(form, kind string, f Family) string {
	switch form + " " + kind {
	case "switch loopback":
		if f == IPv6 { // the IPv4 one is the router ID
			return spaceAddress
		}
	case "switch management", ownerManagement + " gateway", "rack gateway", "cluster/rack gateway",
		"rack/switch address", "cluster/rack/switch address", "cluster/node address",
		"tenant/l3out secondary", "tenant/l3out floating", "tenant/l3out/switch address",
		"tenant/l3out/node secondary", "tenant/l3out/node/switch address":
		return spaceAddress
	case "switch/switch link", "rack backup", "rack node-subnet", "cluster/rack node-subnet",
		"tenant/l3out node-subnet", "tenant/l3out/node node-subnet":
		return spaceSubnet
	case "cluster/pods pods", "cluster/range cluster-ips", "cluster/range external-ips", "cluster/range load-balancer-ips",
		"cluster cluster-ips", "cluster external-ips", "cluster load-balancer-ips":
		return spaceRange
	}
	return ""
}
