package aci

import "github.com/podfabric/podfabric/fabric/routing"

// IsOverlay reports whether a route is one of [Overlay]: of the fabric between the
// leaves, which a leaf keeps in a table of its own and a prediction in that of every
// VRF.
func IsOverlay(r routing.Route) bool { return attached(&r) && r.NextHops[0].Interface == Overlay }
