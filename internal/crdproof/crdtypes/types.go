// Package crdtypes wraps the spec types of Calico's API module so that
// controller-gen makes CustomResourceDefinitions of them. Nothing imports it;
// README.md of this module says how it is used.
//
// +groupName=crd.projectcalico.org
// +versionName=v1
package crdtypes

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// BGPPeer is stored by the Kubernetes API server.
//
// +kubebuilder:object:root=true
// +kubebuilder:resource:scope=Cluster
type BGPPeer struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              v3.BGPPeerSpec `json:"spec,omitempty"`
}

// BGPConfiguration is stored by the Kubernetes API server.
//
// +kubebuilder:object:root=true
// +kubebuilder:resource:scope=Cluster
type BGPConfiguration struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              v3.BGPConfigurationSpec `json:"spec,omitempty"`
}

// BGPFilter is stored by the Kubernetes API server.
//
// +kubebuilder:object:root=true
// +kubebuilder:resource:scope=Cluster
type BGPFilter struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              v3.BGPFilterSpec `json:"spec,omitempty"`
}

// IPPool is stored by the Kubernetes API server.
//
// +kubebuilder:object:root=true
// +kubebuilder:resource:scope=Cluster
type IPPool struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              v3.IPPoolSpec `json:"spec,omitempty"`
}
