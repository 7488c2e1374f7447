// Package kubestore keeps the ledger of package ipam in a ConfigMap, for planners
// that run on several machines or in a cluster.
//
//	config, err := rest.InClusterConfig() // or clientcmd, outside of a cluster
//	...
//	clientset, err := kubernetes.NewForConfig(config)
//	...
//	store := kubestore.Store{ConfigMaps: clientset.CoreV1().ConfigMaps("fabric"), Name: "podfabric-ledger"}
//
// The text is the value of "ledger" under data, or as gzip under binaryData when
// it is longer than 900 KiB or no UTF-8. Everything else on the ConfigMap
// belongs to others: labels, annotations and further keys stay as they are.
//
// The revision of a text is the metadata.resourceVersion of the ConfigMap, which
// the API server compares when it writes. It changes with whatever changes on
// the ConfigMap, so a new label makes a Save stale that was prepared before.
// A text that is saved again unchanged keeps it.
//
// # A ConfigMap without the key
//
// A ConfigMap may be there before the first text, from a chart that gives it
// labels, or because planners may not create any. Without the key nothing is
// stored: Load returns nil and "". Save at "" makes the ConfigMap when there is
// none, which the API server does once for a name. When there is one without the
// key, Save adds the key if the ConfigMap is still as it was read, key missing.
// Either way one of two planners that both found nothing succeeds, and the other
// gets [ipam.ErrStale].
//
// # Permissions
//
//	apiVersion: rbac.authorization.k8s.io/v1
//	kind: Role
//	metadata: {name: podfabric-ledger, namespace: fabric}
//	rules:
//	- {apiGroups: [""], resources: [configmaps], resourceNames: [podfabric-ledger], verbs: [get, update]}
//	- {apiGroups: [""], resources: [configmaps], verbs: [create]}
//
// The API server cannot limit create to one name, since it does not know the
// name yet when it decides. The second rule is not needed when the ConfigMap is
// there, even an empty one.
package kubestore
