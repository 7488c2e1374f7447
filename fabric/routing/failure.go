package routing

import "net/netip"

// A Failure is one thing that breaks. What it takes away is what [Simulate] would
// no longer be given: see the variants.
//
//sumtype:decl
type Failure interface {
	// String returns the name that [Tables.ParseFailure] reads.
	String() string
	failure()
}

// A FailDevice is a router that is gone: power, or its whole software. Its
// neighbors' interfaces stay up, as over a media converter or a switch between
// them; where they go down with it, a [FailLink] for each says so.
type FailDevice struct{ Router string }

// A FailLink is a link between two interfaces that is cut.
//
// Where the two are alone on their segment, both go down, and their subnets with
// them. On a segment that others share (a rack's leaves and nodes) both stay up
// for the sake of the others: the two no longer hear each other, so that the
// sessions between them are lost, but to IP the subnet is still there. That is
// the port of a leaf towards one node, where no path of layer 2 leads around it:
// what an [Interface] with a peer link behind it loses is nothing.
type FailLink struct{ A, B LinkEnd }

// A LinkEnd is a layer-3 interface at the end of a link. An empty VRF means
// [DefaultVRF].
type LinkEnd struct{ Router, VRF, Interface string }

// A FailInterface is one interface that goes down while its other side stays up,
// such as the VLAN interface of a leaf all of whose ports in the VLAN are down.
type FailInterface struct{ LinkEnd }

// A FailSession is a BGP session that is shut down while everything below it
// stays. Address is the one that Peer runs it from; when it is invalid, every
// session between the two routers is meant.
type FailSession struct {
	Router, Peer string
	Address      netip.Addr
}

func (FailDevice) failure()    {}
func (FailLink) failure()      {}
func (FailInterface) failure() {}
func (FailSession) failure()   {}

func (f FailDevice) String() string { return f.Router }

func (f FailLink) String() string { return "link:" + f.A.String() + ":" + f.B.String() }

func (f FailInterface) String() string { return "interface:" + f.LinkEnd.String() }

func (f FailSession) String() string {
	if f.Address.IsValid() {
		return "session:" + f.Router + ":" + f.Peer + ":" + f.Address.String()
	}
	return "session:" + f.Router + ":" + f.Peer
}

// String returns router/interface, with the VRF between them unless it is the
// default one.
func (e LinkEnd) String() string { return place(e.Router, e.VRF) + "/" + e.Interface }

func (e LinkEnd) vrf() string {
	if e.VRF == "" {
		return DefaultVRF
	}
	return e.VRF
}
