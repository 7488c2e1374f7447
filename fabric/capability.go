package fabric

import "time"

// A Capability is what the fabric's side has to know of a cluster's network plugin,
// by its kind and version: never which plugin it is.
type Capability struct {
	// Password says that the plugin's BGP has one (RFC 2385).
	Password bool
	// BFD says that the plugin has it (RFC 5880).
	BFD bool
	// Keepalive and Hold are the fastest BGP timers that the plugin keeps up with
	// and that nobody has to watch: what a fabric that wants to notice a dead node
	// soon uses by default.
	Keepalive, Hold time.Duration
	// Source says where the timers are from.
	Source string
}

// CapabilityOf returns what a plugin has.
func CapabilityOf(c CNI) Capability {
	switch c.(type) {
	case Calico:
		return Capability{
			Password: true, Keepalive: 2 * time.Second, Hold: 6 * time.Second,
			Source: "seeds/002, step 9: 2/6 s are stable; 1/3 s reset Calico's BIRD at random (projectcalico/calico#7086)",
		}
	case nil:
	}
	return Capability{Keepalive: time.Second, Hold: 3 * time.Second, Source: "seeds/001, BGP timers"}
}
