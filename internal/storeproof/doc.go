// Package storeproof holds the ledger store in etcd against a real etcd, which
// runs in the test on loopback, while planners race for it in goroutines and in
// processes.
//
// It is a module of its own, so that a server does not become a dependency of
// the library. See README.md.
package storeproof
