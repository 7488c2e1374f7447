package calico

import (
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
)

// hint says what to do about an unknown field that is known to be written, and
// where the knowledge is from. The fields are those of the documents that this
// library is built from, and of versions newer than the types it reads. Of any
// other field it says that it may be misspelt.
func hint(h header, unknown string) (fix, source string) {
	kind := h.Kind
	has := func(field string) bool { return strings.Contains(unknown, field+`"`) }
	switch {
	case kind == kindInstallation:
		return "only spec.calicoNetwork with bgp, ipPools and the address detection is read here; leave the rest out", sourceOperator
	case kind == v3.KindBGPPeer && has("bfdEnabled"):
		return "no version of open-source Calico has BFD; set short timers on the leaf instead", "seeds/004; " + sourceCRD
	case kind == v3.KindBGPFilter && has("setCommunities"):
		return "no version has it; use communities and prefixAdvertisements of the BGPConfiguration", "seeds/004; " + sourceCRD
	case kind == v3.KindBGPFilter && has("setLocalPreference"):
		return "no version has it; set the local preference on the leaf", "seeds/004; " + sourceCRD
	case kind == v3.KindBGPPeer && has("keepaliveTime"):
		return "it exists from 3.32 and is not read here; leave it out, BIRD follows the leaf's hold time", sourceCRD
	case kind == v3.KindBGPConfiguration && (has("programClusterRoutes") || has("ipv4NormalRoutePriority") || has("ipv6NormalRoutePriority")),
		kind == v3.KindBGPFilter && (has("operations") || has("communities") || has("asPathPrefix") || has("peerType") || has("priority")):
		return "it exists from 3.32 and is not read here; leave it out", sourceCRD
	}
	return "correct its spelling, upper and lower case count, or leave it out", sourceOf(h)
}
