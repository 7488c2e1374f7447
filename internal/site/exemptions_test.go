package site

import (
	"flag"
	"regexp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// An exemption is a kind of line that neither read-back nor Check guards, and
// why that is right. The golden files in testdata hold its exact text.
type exemption struct {
	// line matches "CONTEXT / LINE # removed" or "... # damaged".
	line   *regexp.Regexp
	reason string
}

// exemptions lists the lines that neither read-back nor Check guards.
func exemptions() []exemption {
	var all []exemption
	for _, e := range [][2]string{
		// Texts for people.
		{`^(interface \S+|router bgp \d+ / neighbor [^/]+(/\d+( remote-as route-map \S+)?)?|route-map \S+ permit \d+) / description `, "a text for people"},
		{`^# `, "a comment for people"},
		{`^version `, "a header, not a command"},
		{`^vlan \d+ / name `, "a text for people: VLANs are told apart by their numbers"},
		{`^router bgp \d+ / log-neighbor-changes # removed`, "logging; it changes no route"},
		{`^spec: / logSeverityScreen: Info # `, "logging; it changes no route"},

		// What the device does anyway.
		{`^interface \S+ / switchport mode access # removed`, "access is the mode of a switched port that states none, and the access VLAN is guarded"},
		{`^vlan [\d,]+ # removed`, "the list and the VLAN's own block both create the VLAN"},
		{`^router bgp \d+ / router-id .* # removed`, "without it the device takes the address of its loopback, which is the same"},
		{`^interface loopback0 # damaged`, "which loopback has the router ID does not matter"},
		{`^router bgp \d+ / (neighbor|template peer) .* / update-source Vlan\d+ # removed`, "the SVI is also the device's own choice: nodes are on its subnet; a wrong one is guarded"},
		{`^route-map \S+ permit \d+ / set local-preference 100 # removed`, "100 is the default"},
		{`/ (ipipMode|vxlanMode): Never # removed`, "Never is the default of the API; another value is guarded"},
		{`/ nodeSelector: all\(\) # removed`, "all() is the default of the API"},
		{`/ strictAffinity: false # removed`, "false is the default"},
		{`/ (importV.|exportV.): / prefixLength: / (min|max): .* # removed`, "without it the length of the range, or of a host, bounds the rule; it is written where it is that"},
		{`^spec: / asNumber: \d+ # removed`, "every node has its AS in its annotation; the cluster's is for nodes to come"},
		{`^type: Opaque`, "the type of a Secret is for whoever reads it by type; calico-node reads it by name"},
		{`^spec: / serviceLoadBalancerIPs: # removed`, "its ranges then join those of the list above it, and Calico announces either"},
		{`^spec: / calicoNetwork: / bgp: Enabled # removed`, "the operator's default for Calico networking without encapsulation"},

		{`^spec: / blockSize: (26|122) # removed`, "the API's default; another length is guarded by the blocks of the state"},
		{`^roleRef: / apiGroup: \S+ # removed`, "the API's default"},
		{`/ projectcalico.org/IPv[46]Address: \S+ # removed`, "calico-node writes what it detects on the host when it starts; a wrong value is guarded"},
		{`/ nodeAddressAutodetectionV[46]: / cidrs: / - \S+/\d+ # damaged`, "a wider range still finds the one address of the host; one that does not is guarded"},

		// Names and numbers that only have to differ, or to be in order.
		{`^route-map \S+ permit \d+ # damaged`, "the number of a sequence only orders it"},
		{`^metadata: / name: .* # damaged`, "the name of an object that no other object refers to"},

		// Layer 2 and hosts, beyond routes; good practice that a prediction of routes
		// has no say in.
		{`^interface \S+ / no ip(v6)? redirects # removed`, "ICMP redirects; the nodes' next hops are right without them"},
		{`^vpc domain \d+ / (peer-switch|auto-recovery|ip arp synchronize|ipv6 nd synchronize) # removed`, "how a pair behaves when it loses a member or boots"},
		{`^vpc domain \d+ / (role priority|delay restore) `, "how a pair behaves when it loses a member or boots"},
		{`^router bgp \d+ / graceful-restart restart-time `, "what the neighbors are told; the time that each waits is its own, which is guarded"},

		// The node's own guard against aggregates of its pools, which nothing
		// originates; the leaf's filter, which is guarded, stops them as well.
		{`^spec: / exportV[46]: / (cidr|prefixLength: / min): .* # damaged`, "a second guard, behind the leaf's"},

		{`/ maximum-prefix \d+ restart \d+ # damaged`, "how many minutes until the session is tried again; the limit is guarded"},

		// Kubernetes' own.
		{`^rules: / resourceNames:( / - .*)? # removed`, "the role then covers every Secret of the namespace: wider than needed, and not less"},
		{`^spec: / nodeSelector: rack == '[^']+' # removed`, "in a cluster of one rack it selects what is there"},

		// FRR.
		{`^router bgp \d+ / neighbor \S+ description `, "a text for people"},
		{`^frr version `, "a header, not a command"},
		{`(^|/ )exit(-address-family)? # removed`, "the next block ends the mode as well; another word is guarded"},
		{`^frr defaults traditional # removed`, "what the profiles differ in is written; another one is not the emitted text's"},
		{`^no zebra nexthop kernel enable # removed`, "how zebra writes its routes into the kernel; it has the same ones"},
		{`^service integrated-vtysh-config # removed`, "into which file vtysh writes; it reads this one"},
		{`^log syslog `, "logging; it changes no route"},
		{`^ip(v6)? forwarding # removed`, "the kernel's switch, of which a prediction of routes knows nothing; FRR shows it only where it is off"},
		{`^router bgp \d+ / bgp (log-neighbor-changes|deterministic-med) # removed`, "logging, and the choice between metrics that no router of a fabric sets"},
		{`^router bgp \d+ / bgp router-id .* # removed`, "without it FRR takes the address of its loopback, which is the same"},
		{`^router bgp \d+ / no bgp default ipv4-unicast # removed`, "the sessions of IPv4 are activated by name, and those of IPv6 carry no IPv4 route then that another does not"},
		{`^router bgp \d+ / neighbor \S+ (timers connect|advertisement-interval) `, "how soon a session or an update is tried"},
		{`^router bgp \d+ / neighbor \S+ timers 60 180 # `, "the design has none, and the ends agree on the lower"},
		{`^router bgp \d+ / neighbor \S+ update-source [vV]lan\d+ # removed`, "the VLAN's interface is also FRR's own choice: nodes are on its subnet; a wrong one is guarded"},
		{`^router bgp \d+ / bgp graceful-restart restart-time `, "what the leaves are told of a spine's own restart; what nodes are told is guarded"},
		{`^router bgp \d+ / bgp graceful-restart( preserve-fw-state)? # removed`, "whether the switch keeps its own forwarding over a restart"},
		{`/ set ipv6 next-hop prefer-global # removed`, "the prediction names the global next hop of a neighbor that has two"},
		{`/ neighbor \S+ route-map GLOBAL-NEXT-HOP in # removed`, "the prediction names the global next hop of a neighbor that has two"},
		{`^bfd / profile every-300ms-x3 / \S+ (3|300) # removed`, "the defaults of bfdd; other values are guarded"},
		{`^router bgp \d+ / neighbor \S+ bfd( profile every-300ms-x3)? # removed`, "either line turns it on, and the profile is bfdd's defaults"},
		{`/ neighbor \S+ maximum-prefix \d+ restart \d+ force # damaged`, "how many minutes until the session is tried again; the limit is guarded"},
		{`/ no neighbor \S+-NODES(-6)? send-community all # removed`, "Calico's nodes look at no community that they are sent"},
	} {
		all = append(all, exemption{regexp.MustCompile(e[0]), e[1]})
	}
	return all
}
