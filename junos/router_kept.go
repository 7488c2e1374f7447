package junos

import (
	"fmt"
	"slices"
)

// kept refuses the statements without a field that may decide about routes.
func (l *lift) kept() {
	for _, s := range l.c.Unmodelled {
		if s.Inactive > 0 || !decides(s.Words) {
			continue
		}
		text, _ := redact(s.Words)
		fix := "say it with the fields of Config, or drop the statement before the prediction"
		if slices.ContainsFunc(s.Words, inherits) {
			fix = "take the text from show configuration | display inheritance, which writes out what is pulled in"
		}
		l.refuse(text, fmt.Sprintf("%q may decide about routes, and only statements with a field are predicted", text), fix, sourceKept)
	}
}

// decides reports whether a kept statement may change which routes there are.
func decides(words []string) bool {
	if slices.ContainsFunc(words, inherits) && words[0] != "groups" {
		return true
	}
	at := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		return ""
	}
	switch words[0] {
	case "policy-options":
		// What is named by a statement that has no field decides with it.
		return slices.Contains([]string{"policy-statement", "prefix-list", "community", "as-path", "as-list"}, at(1))
	case "protocols":
		return decidesProtocol(words[1:])
	case "routing-options":
		return !slices.Contains(harmlessOptions(), at(1)) && (at(1) != "forwarding-table" || at(2) == "export")
	case "routing-instances":
		switch at(2) {
		case "description", "interface":
			return false
		case "protocols":
			return decidesProtocol(words[3:])
		case "routing-options":
			return !slices.Contains(harmlessOptions(), at(3))
		}
		return true
	case "interfaces":
		if at(1) == "interface-range" {
			return true
		}
		i := slices.Index(words, "family")
		return i > 0 && (at(i+1) == "inet" || at(i+1) == "inet6") &&
			slices.Contains([]string{"unnumbered-address", "dhcp", "dhcp-client", "dhcpv6-client", "negotiate-address"}, at(i+2)) ||
			slices.Contains(words, "virtual-gateway-address")
	case "logical-systems", "tenants":
		return true
	}
	return false
}

// decidesProtocol judges what stands below protocols.
func decidesProtocol(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "bgp":
		rest := words[1:]
		// A group or neighbor is not what its statement is about.
		for len(rest) >= 2 && (rest[0] == "group" || rest[0] == "neighbor" || rest[0] == "dynamic-neighbor") {
			rest = rest[2:]
		}
		return !harmlessBGP(rest)
	case "ospf", "ospf3", "isis", "rip", "ripng", "rift":
		return true
	}
	return false
}

// harmlessBGP reports whether a statement changes no unicast route of a settled
// network.
func harmlessBGP(words []string) bool {
	if len(words) == 0 {
		return true
	}
	if words[0] == "family" {
		return len(words) > 1 && words[1] != "inet" && words[1] != "inet6" ||
			len(words) > 2 && slices.Contains([]string{"multicast", "flow", "labeled-unicast"}, words[2]) ||
			len(words) > 3 && slices.Contains([]string{"delay-route-advertisements", "graceful-restart", "output-queue-priority", "withdraw-priority", "route-refresh-priority"}, words[3])
	}
	return slices.Contains([]string{
		"traceoptions", "log-updown", "mtu-discovery", "tcp-mss", "bgp-error-tolerance", "out-delay", "output-queue-priority", "bmp",
		"graceful-restart", "bfd-liveness-detection", "idle-after-switch-over", "minimum-hold-time", "traffic-statistics-labeled-path",
		"precision-timers", "hold-down-all-stale-labels", "stale-labels-holddown-period", "rib-sharding", "update-threading",
		"multipath-build-priority", "send-addpath-optimization", "snmp-options", "egress-te-sid-stats", "ttl",
	}, words[0])
}

// harmlessOptions are routing options that change no route of a settled network.
func harmlessOptions() []string {
	return []string{"traceoptions", "nonstop-routing", "graceful-restart", "ppm", "options", "bmp", "flow", "validation", "route-record"}
}
