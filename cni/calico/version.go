package calico

import "github.com/podfabric/podfabric/fabric"

// The versions that Emit knows: the oldest has BGPFilter, of the newest the CRDs
// were read. A newer one is refused and never treated like the newest.
const (
	major       = 3
	oldestMinor = 26
	newestMinor = 32
)

// features are what the objects may use, by version.
type features struct {
	// source: BGPFilter rules match by source, and need no cidr (3.27).
	source bool
	// prefixLength: BGPFilter rules bound the prefix length (3.29).
	prefixLength bool
}

func featuresOf(v fabric.Version) features {
	return features{
		source:       v.AtLeast(major, 27),
		prefixLength: v.AtLeast(major, 29),
	}
}

// known reports whether v is one of the versions that Emit knows.
func known(v fabric.Version) bool {
	return v.Major == major && v.Minor >= oldestMinor && v.Minor <= newestMinor
}
