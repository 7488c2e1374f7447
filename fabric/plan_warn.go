package fabric

// warn tells what a plan of this kind does not protect from, once each.
func (p *planner) warn() {
	for _, rack := range p.racks {
		if len(rack.leaves) == 2 {
			p.r.warn(CodeNoBackupPath, rack.field+".leaves",
				"a leaf of a pair that loses every spine still receives its nodes' packets over their bonds, and has no routed way past its peer",
				"watch the uplinks, and have the switch take its vPCs down with them (object tracking), or add a routed link with iBGP between the leaves by hand; none is planned here yet",
				"Cisco's vPC design guide: a layer-3 backup path between the peers; both leaves are in one AS and drop each other's routes from the spines (RFC 4271 9.1.2)")
			break
		}
	}
	for i := range p.d.Clusters {
		if p.d.Clusters[i].DownwardDefault {
			p.r.warn(CodeDefaultUnconditional, at("clusters", i)+".downwardDefault",
				"a leaf sends its nodes the default route whether or not it reaches anything itself",
				"watch the uplinks: a leaf that is cut off still attracts its share of the nodes' traffic",
				"Cisco NX-OS: default-originate of a neighbor does not look at the routing table; seeds/000: downward default")
		}
	}
}
