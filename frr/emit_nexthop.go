package frr

import "github.com/podfabric/podfabric/fabric"

// nexthopObjects has zebra write its routes with their next hops where objects of
// the kernel stand for them otherwise.
//
// Linux deletes the object of a link that loses its carrier. When the link is back,
// zebra has the next hop in its own table again, and the kernel's groups that the
// routes go by stay without it: of an equal-cost route, one path is gone for good
// (FRRouting/frr issue 14481; measured: FRR 8.4.4, internal/lab). Where zebra does
// not use the objects, it comes back.
//
// Pull request 18374 mends it, on the branch that became 10.4; a version that is not
// known is taken for an older one, which costs a route per prefix instead of a group
// that many share. On SONiC, config_db.json says it (DEVICE_METADATA, zebra_nexthop).
func (e *emitter) nexthopObjects() {
	if e.platform.System == fabric.Linux && forgetsFlappedLinks(e.platform.Version) {
		e.c.ZebraNexthopKernelEnable = No
	}
}

// forgetsFlappedLinks reports whether zebra loses the next hops of a link that was
// down, as far as is known of the version.
func forgetsFlappedLinks(version string) bool {
	var v fabric.Version
	err := v.UnmarshalText([]byte(version))
	return err != nil || !v.AtLeast(10, 4)
}
