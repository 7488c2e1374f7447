package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A sysctl is one kernel setting of a network namespace.
type sysctl struct {
	name, value string
	// optional settings may be missing in older kernels; the lab then says what
	// follows from it.
	optional bool
}

// sysctls are the settings of every router of a lab. seed makes its choice among
// equal paths differ from that of the others.
//
// Measured: with one seed, or with policy 1 (which re-uses the hash of the
// socket that a packet carries through every veth), all flows that reach a leaf
// leave it by one uplink. Policy 3 with the fields 0x37 (addresses, protocol,
// ports) and a seed for each namespace spreads them.
func sysctls(seed int) []sysctl {
	return []sysctl{
		{"net.ipv4.ip_forward", "1", false},
		{"net.ipv4.conf.all.rp_filter", "0", false},
		{"net.ipv4.conf.default.rp_filter", "0", false},
		// A route over a link without carrier is not used; Linux keeps it otherwise.
		{"net.ipv4.conf.all.ignore_routes_with_linkdown", "1", false},
		{"net.ipv4.conf.default.ignore_routes_with_linkdown", "1", false},
		{"net.ipv4.fib_multipath_hash_policy", "3", true},
		{"net.ipv4.fib_multipath_hash_fields", "55", true},
		{"net.ipv4.fib_multipath_hash_seed", fmt.Sprint(seed), true},
		// Traces need every answer, from the address that the probe came in by.
		{"net.ipv4.icmp_ratelimit", "0", false},
		{"net.ipv4.icmp_errors_use_inbound_ifaddr", "1", false},
		{"net.ipv4.icmp_msgs_per_sec", "100000", true},
		{"net.ipv4.icmp_msgs_burst", "10000", true},
		{"net.ipv4.ping_group_range", "0 2147483647", true},
		{"net.ipv6.conf.all.forwarding", "1", true},
		{"net.ipv6.conf.default.forwarding", "1", true},
		// No wait for duplicate addresses, no autoconfiguration.
		{"net.ipv6.conf.all.accept_dad", "0", true},
		{"net.ipv6.conf.default.accept_dad", "0", true},
		{"net.ipv6.conf.default.accept_ra", "0", true},
		{"net.ipv6.conf.all.keep_addr_on_down", "1", true},
		{"net.ipv6.conf.all.ignore_routes_with_linkdown", "1", true},
		{"net.ipv6.conf.default.ignore_routes_with_linkdown", "1", true},
		{"net.ipv6.fib_multipath_hash_policy", "3", true},
		{"net.ipv6.fib_multipath_hash_fields", "55", true},
		{"net.ipv6.icmp.ratelimit", "0", true},
	}
}

// write sets a sysctl of the thread's network namespace.
func (s sysctl) write() error {
	err := os.WriteFile(s.path(), []byte(s.value), 0)
	if s.optional && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// path is the file of a sysctl. A dot inside an interface's name is written as
// a slash, as sysctl(8) does.
func (s sysctl) path() string {
	swap := strings.NewReplacer(".", "/", "/", ".")
	return filepath.Join("/proc/sys", swap.Replace(s.name))
}

// spreads reports whether the kernel can spread flows by a seed of its own in
// each namespace, so that the use of all equal paths may be expected.
func spreads() bool {
	for _, name := range [...]string{"net.ipv4.fib_multipath_hash_fields", "net.ipv4.fib_multipath_hash_seed"} {
		if _, err := os.Stat(sysctl{name: name}.path()); err != nil {
			return false
		}
	}
	return true
}
