// Package apiproof holds the ledger store in a ConfigMap against a real
// kube-apiserver, which runs in the test on loopback with an etcd behind it, by
// way of the real client-go.
//
// It is a module of its own: Kubernetes is a hundred times what the library
// depends on, and takes minutes to compile. See README.md.
package apiproof
