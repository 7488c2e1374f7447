package calico

import "github.com/podfabric/podfabric/fabric"

// The problems that only Calico has. Those of a plan name the field of the
// design, those of objects "Kind/name".
const (
	// CodeCluster: the plan has no such cluster, or it does not run Calico.
	CodeCluster fabric.Code = "calico-cluster"
	// CodeVersion: the version is missing, too old or not known.
	CodeVersion fabric.Code = "calico-version"
	// CodeOperator: the operator of this version cannot leave the pools alone.
	CodeOperator fabric.Code = "calico-operator"
	// CodeASLimit: an AS number above 2147483647 in an object that Kubernetes 1.36
	// and later refuse.
	CodeASLimit fabric.Code = "calico-as-limit"
	// CodeBFD: Calico has no BFD.
	CodeBFD fabric.Code = "calico-bfd"
	// CodeHold: the hold time is above what BIRD itself proposes.
	CodeHold fabric.Code = "calico-hold"
	// CodePassword: the password is not resolved, or BIRD or the kernel refuse it.
	CodePassword fabric.Code = "calico-password"
	// CodeBlock: a block length that Calico refuses.
	CodeBlock fabric.Code = "calico-block"
	// CodePoolRange: a pool inside a range that Calico refuses.
	CodePoolRange fabric.Code = "calico-pool-range"
	// CodePoolOverlap: two pools overlap.
	CodePoolOverlap fabric.Code = "calico-pool-overlap"
	// CodeMaxBlocks: a bound on blocks that the API cannot hold.
	CodeMaxBlocks fabric.Code = "calico-max-blocks"
	// CodeName: a name or a label that Kubernetes refuses, or two objects of one
	// name.
	CodeName fabric.Code = "calico-name"
	// CodeAnnounce: a range that nodes may announce contains a pool, so that a
	// filter for it would skip communities and aggregation.
	CodeAnnounce fabric.Code = "calico-announce-pool"
	// CodeTransit: the version cannot keep a node from passing on routes.
	CodeTransit fabric.Code = "calico-transit"
	// CodeFilterLength: the version cannot bound the prefix lengths of a filter.
	CodeFilterLength fabric.Code = "calico-filter-length"
	// CodeRouterID: a node without IPv4 has no router ID.
	CodeRouterID fabric.Code = "calico-router-id"

	// CodeDecode: a document is not what it says it is.
	CodeDecode fabric.Code = "calico-decode"
	// CodeKind: a document is of a kind that is not read here.
	CodeKind fabric.Code = "calico-kind"
	// CodeField: a field that no version, or no version read here, has.
	CodeField fabric.Code = "calico-field"
	// CodeDuplicate: two documents describe one object.
	CodeDuplicate fabric.Code = "calico-duplicate"
	// CodePeerAddress: a BGPPeer without a usable peerIP; Calico only logs it.
	CodePeerAddress fabric.Code = "calico-peer-address"
	// CodePeerTwice: two BGPPeers give one node two sessions with one address;
	// which of them Calico takes is chance.
	CodePeerTwice fabric.Code = "calico-peer-twice"
	// CodeSecret: calico-node cannot read a password and peers without one.
	CodeSecret fabric.Code = "calico-secret"
	// CodeFilterMissing: a BGPPeer names a filter that is not there.
	CodeFilterMissing fabric.Code = "calico-filter-missing"
	// CodeFilterUnused: no BGPPeer names the filter.
	CodeFilterUnused fabric.Code = "calico-filter-unused"
	// CodeFilterEqual: a rule that matches a whole pool and none of its blocks.
	CodeFilterEqual fabric.Code = "calico-filter-equal"
	// CodeFilterRule: a rule that Calico cannot turn into a BIRD filter.
	CodeFilterRule fabric.Code = "calico-filter-rule"
	// CodeSelector: a selector that does not parse.
	CodeSelector fabric.Code = "calico-selector"
	// CodeValue: a value that Calico refuses.
	CodeValue fabric.Code = "calico-value"
	// CodeNAT: a pool hides its pods behind the nodes.
	CodeNAT fabric.Code = "calico-nat"
	// CodeEncapsulation: a pool whose pods are hidden in tunnels.
	CodeEncapsulation fabric.Code = "calico-encapsulation"
	// CodeNotAsPlanned: an object that was read back says something else than the plan.
	CodeNotAsPlanned fabric.Code = "calico-not-as-planned"
	// CodeUnmodelled: a setting whose effect is not predicted here.
	CodeUnmodelled fabric.Code = "calico-unmodelled"
)

// The sources that problems cite.
const (
	sourceASLimit   = "kubernetes/kubernetes#136582, projectcalico/calico#13494; measured on Kubernetes 1.36.3"
	sourceBIRD      = "BIRD 1.6 as rendered by Calico 3.28.5 (confd, bird.cfg.template)"
	sourceCRD       = "CRDs of Calico 3.26 to 3.32"
	sourceClient    = "libcalico-go of Calico 3.28.5"
	sourceSecrets   = "confd, secret_watcher.go: measured on Calico 3.28.5"
	sourceDNS       = "RFC 1123 as Kubernetes applies it to names and labels"
	sourceConfd     = "confd, client.go: measured on Calico 3.28.5"
	sourceOperator  = "operator.tigera.io/v1, Installation"
	sourceFilterDoc = "confd, template_funcs.go: measured on Calico 3.28.5"
	sourceObjects   = "Kubernetes API conventions: kind, name and fields of an object"
	sourceParse     = "package calico, Parse: the kinds of Objects"
	sourceRouters   = "package calico, Routers: what is not predicted"
	sourcePlan      = "the plan's clusters"
)
