// Package ipampeers runs the pools of package ipam beside the allocator that
// Cilium's operator hands node pod CIDRs out of, pkg/ipam/cidrset, in one process
// and on the same job.
//
// It is a module of its own, so that Cilium's does not become a dependency of the
// library:
//
//	cd internal/ipampeers
//	go test ./...
//	go test -run '^$' -bench . ./...
//
// A cidrset knows one size of block, at most 65,536 of them in an IPv6 range, and
// goes on behind the last block (next fit). As long as nothing is released both
// hand out the same blocks in the same order, which the test holds; after that
// they need not.
package ipampeers
