// Package crdproof holds the emitted Calico objects against what really decides
// about them: the schemas of the CustomResourceDefinitions, evaluated by the
// libraries of the Kubernetes API server, and the configurations that Calico's
// own tests expect of confd.
//
// It is a module of its own, so that none of this becomes a dependency of the
// library. See README.md.
package crdproof
