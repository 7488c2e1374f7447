package fabric

import "fmt"

// backupVLAN checks the VLAN between the leaves of pairs: no node network of a
// pair may have it, and its subnets come from the pool of links.
func (a *audit) backupVLAN() {
	const field = "fabric.ipFabric.backupVLAN"
	vlan := a.ip.BackupVLAN
	if vlan == 0 || !a.inRange(field, "VLAN", int(vlan), 2, 3967, sourceVLAN) {
		return
	}
	pairs := false
	for i := range a.d.Racks {
		pairs = pairs || len(a.d.Racks[i].Leaves) == 2
	}
	if !pairs {
		a.warn(CodeBackupUnused, field, fmt.Sprintf("VLAN %d joins the leaves of pairs, and no rack has two leaves", vlan),
			"leave it out", "the design language: nothing is dropped silently")
		return
	}
	for _, s := range a.segments {
		if s.VLAN == vlan && s.rack >= 0 && len(a.d.Racks[s.rack].Leaves) == 2 {
			a.refuse(CodeVLANConflict, s.field+".vlan", fmt.Sprintf("VLAN %d is the backup VLAN between the leaves", vlan),
				"give the network or the backup path another VLAN", "IEEE 802.1Q: a VLAN is one segment; a leaf has one SVI for it")
		}
	}
	for _, f := range a.d.families() {
		if !a.d.Pools.Links.Of(f).IsValid() {
			a.refuse(CodePoolMissing, field, fmt.Sprintf("the %s subnets of the backup VLAN are drawn from the pool of links, and there is none", f),
				"set pools.links with a range of each family", "the design language: what is not pinned is drawn from a pool")
		}
	}
}
