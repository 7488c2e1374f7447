package fabric

// moved tells of what had to move, because a pin took its place: a live device
// may be renumbered by it.
func (p *planner) moved() {
	for _, was := range p.ledger.Displaced() {
		if now, ok := p.ledger.Lookup(was.Key); ok && !now.Quarantined && !was.Quarantined {
			p.r.warn(CodeLeaseMoved, was.Owner, was.Key.String()+" moves from "+was.Value.String()+" to "+now.Value.String()+", because the design pins "+was.Value.String()+" elsewhere",
				"pin another value there, or renumber what moves on purpose", "what the design pins wins")
			p.r.problems[len(p.r.problems)-1].Line = 0 // it is about an owner, and not a field
		}
	}
}

// warn tells what a plan of this kind does not protect from, once each.
func (p *planner) warn() {
	if p.out.ACI != nil {
		return
	}
	for _, rack := range p.racks {
		if len(rack.leaves) == 2 && p.ip.BackupVLAN == 0 {
			p.r.warn(CodeNoBackupPath, rack.field+".leaves",
				"a leaf of a pair that loses every spine still receives its nodes' packets over their bonds, and has no routed way past its peer",
				"set fabric.ipFabric.backupVLAN, or have the switch take its vPCs down with its uplinks (object tracking)",
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
