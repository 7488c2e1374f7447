// Package calico writes and understands the node side of Calico: the Kubernetes
// objects that make every node peer with the leaves of its rack, without
// encapsulation and without the mesh between nodes.
//
// [Emit] turns a plan into [Objects]; [Objects.YAML] is what kubectl applies,
// [Objects.CalicoctlYAML] what calicoctl applies. [Parse] reads both back.
//
// [Routers] says what the objects mean: for each node the sessions that
// calico-node really configures in BIRD, with the filters in the order in which
// BIRD runs them. It knows the objects, the nodes' operating system
// ([cni.Host]) and what the cluster runs ([fabric.ClusterState]), and nothing of
// the plan, so a wrong emission shows up in the prediction.
//
// # What a node sends
//
// Calico decides in this order what goes to a peer; the first line that applies
// is final (confd, bird.cfg.template and bird_ipam.cfg.template of Calico
// 3.28.5):
//
//  1. the rules of the peer's BGPFilters, in the order of the peer
//  2. pools with disableBGPExport: reject
//  3. communities of prefixAdvertisements are added
//  4. the node's own blocks: accept; everything inside them: reject
//  5. service ranges and everything inside them: accept
//  6. everything inside any other pool: accept
//  7. reject
//
// An Accept in a BGPFilter therefore skips communities and aggregation, and a
// filter that lists what is ours loses both. The filters emitted here do the
// opposite: they reject what is foreign and let Calico's own rules decide about
// the rest.
//
// # What nobody emits
//
// The node's addresses, its bond and its default route belong to the operating
// system; see [cni.Host]. The address that calico-node detects has to be the one
// in the plan. With Calico's operator the Installation says so; without it the
// variable IP_AUTODETECTION_METHOD of calico-node has to choose it, and
// NO_DEFAULT_POOLS has to keep calico-node from creating a pool of its own. The
// comments in front of the YAML of either form give the values.
package calico
