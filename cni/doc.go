// Package cni holds what the network plugins of Kubernetes nodes share: the
// node's own side that no plugin configures.
//
// A [Host] is a node's operating system as far as routing goes: one interface
// towards the leaves with an address in each family, and where the static
// default route points. Nothing here is emitted. The operator configures it
// (netplan, NetworkManager, kickstart, ...), and the plan takes it as given: it
// is the precondition under which the prediction of the node's sessions and
// tables holds.
//
// The packages below, one for each plugin, add the BGP speaker to a Host and so
// make it a [routing.Router].
package cni
