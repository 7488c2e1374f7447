package calico_test

import (
	"strings"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

// notesOf are the comment lines in front of the documents. Nothing else may
// start with a comment sign.
func notesOf(t *testing.T, yaml []byte, err error) string {
	t.Helper()
	require.NoError(t, err)
	var notes strings.Builder
	rest := string(yaml)
	for strings.HasPrefix(rest, "#") {
		line, after, ended := strings.Cut(rest, "\n")
		require.True(t, ended)
		notes.WriteString(line + "\n")
		rest = after
	}
	assert.NotContains(t, "\n"+rest, "\n#")
	return notes.String()
}

func kubectlNotes(t *testing.T, o calico.Objects) string {
	t.Helper()
	yaml, err := o.YAML()
	return notesOf(t, yaml, err)
}

func calicoctlNotes(t *testing.T, o calico.Objects) string {
	t.Helper()
	yaml, err := o.CalicoctlYAML()
	return notesOf(t, yaml, err)
}

func ipam(strict bool, blocks int) func(*fabric.Cluster) {
	return calicoOf(func(k *fabric.Calico) { k.StrictAffinity, k.MaxBlocksPerNode = strict, blocks })
}

const (
	notesServed = `# Apply this file with:
#   kubectl apply --server-side --validate=strict -f FILE
# The API group projectcalico.org/v3 has to be served: by calico-apiserver (with the
# operator: an APIServer object) or, from Calico 3.32, by its own CRDs.
`
	notesManifest = `# Without Calico's operator: before calico-node starts for the first time, set in the
# environment of the container calico-node of the DaemonSet calico-node:
`
	notesReasons = `# Without the subnets it replaces the addresses of the Nodes by the first that it finds.
# Without NO_DEFAULT_POOLS it creates an IPPool of its own when it starts before these are
# there. One that it has created earlier has to be deleted.
`
)

func TestNotesForKubectl(t *testing.T) {
	for _, row := range []struct {
		name    string
		objects calico.Objects
		want    string
	}{
		{
			"without the operator calico-node finds addresses in the subnet of each rack", emit(t, lab105),
			notesServed + "#\n" + notesManifest + `#   IP_AUTODETECTION_METHOD=cidr=10.13.0.0/24,10.14.0.0/24
#   NO_DEFAULT_POOLS=true
` + notesReasons,
		},
		{
			"without the operator IPv6 has to be switched on", emit(t, dual),
			notesServed + "#\n" + notesManifest + `#   IP_AUTODETECTION_METHOD=cidr=10.13.0.0/24
#   IP6=autodetect
#   IP6_AUTODETECTION_METHOD=cidr=fd13::/64
#   FELIX_IPV6SUPPORT=true
#   NO_DEFAULT_POOLS=true
` + notesReasons + `#
# Without Calico's operator: for IPv6 addresses of pods, set in the ConfigMap calico-config,
# under ipam of cni_network_config:
#   "assign_ipv4": "true", "assign_ipv6": "true"
`,
		},
		{
			"the operator sets calico-node up", emit(t, dual, rich),
			notesServed + `# Apply it again when kubectl finds no namespace or no kind for an object: the operator
# creates them after it has read the Installation.
`,
		},
		{
			"nodes of IPv6 alone", parse(t, `{apiVersion: v1, kind: Node, metadata: {name: node0, annotations: {projectcalico.org/IPv6Address: "fd13::5/64"}}}
---
{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: "fd64::/112"}}`),
			notesServed + "#\n" + notesManifest + `#   IP=none
#   CALICO_ROUTER_ID=hash
#   IP6=autodetect
#   IP6_AUTODETECTION_METHOD=cidr=fd13::/64
#   FELIX_IPV6SUPPORT=true
#   NO_DEFAULT_POOLS=true
` + notesReasons + `#
# Without Calico's operator: for IPv6 addresses of pods, set in the ConfigMap calico-config,
# under ipam of cni_network_config:
#   "assign_ipv4": "false", "assign_ipv6": "true"
`,
		},
		{
			"peers alone need no environment", parse(t, "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: p}, spec: {peerIP: 10.0.0.1, asNumber: 65001}}"),
			notesServed,
		},
		{
			"a Secret alone needs no API of Calico", parse(t, "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: kube-system}, stringData: {a: b}}"),
			"# Apply this file with:\n#   kubectl apply --server-side --validate=strict -f FILE\n",
		},
		{
			"an Installation alone needs no second time", parse(t, "{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {calicoNetwork: {}}}"),
			"# Apply this file with:\n#   kubectl apply --server-side --validate=strict -f FILE\n",
		},
	} {
		t.Run(row.name, func(t *testing.T) { assert.Equal(t, row.want, kubectlNotes(t, row.objects)) })
	}
}

func TestNotesForCalicoctl(t *testing.T) {
	const apply = "# Apply this file with:\n#   calicoctl apply -f FILE\n"
	environment := strings.TrimPrefix(kubectlNotes(t, emit(t, lab105)), notesServed)
	for _, row := range []struct {
		name    string
		objects calico.Objects
		want    string
	}{
		{"nothing is left out", emit(t, lab105), apply + environment},
		{
			"every kind that calicoctl does not apply is named", emit(t, lab105, rich),
			apply + `#
# Not in this file, because calicoctl does not apply them: Installation, Secret, Role, RoleBinding, IPAMConfiguration.
#
# Installation, Secret, Role, RoleBinding: before this file, apply the file for kubectl,
# which has them too:
#   kubectl apply --server-side --validate=strict -f FILE
# Where projectcalico.org/v3 is not served, kubectl applies them and reports every object
# of that group as unknown.
# Without the Secret, and the right to read it, Calico brings the sessions up without
# their password.
#
# IPAMConfiguration:
#   calicoctl ipam configure --strictaffinity=true --max-blocks-per-host=8
# calicoctl before 3.30 has no --max-blocks-per-host: there, apply the file for kubectl.
`,
		},
		{
			"strict affinity alone", emit(t, lab105, ipam(true, 0)),
			apply + `#
# Not in this file, because calicoctl does not apply them: IPAMConfiguration.
#
# IPAMConfiguration:
#   calicoctl ipam configure --strictaffinity=true
` + environment,
		},
		{
			"a bound of blocks alone", emit(t, lab105, ipam(false, 4)),
			apply + `#
# Not in this file, because calicoctl does not apply them: IPAMConfiguration.
#
# IPAMConfiguration:
#   calicoctl ipam configure --strictaffinity=false --max-blocks-per-host=4
# calicoctl before 3.30 has no --max-blocks-per-host: there, apply the file for kubectl.
` + environment,
		},
		{
			"all is left out", parse(t, "{apiVersion: operator.tigera.io/v1, kind: Installation, metadata: {name: default}, spec: {calicoNetwork: {}}}"),
			`# Not in this file, because calicoctl does not apply them: Installation.
#
# Installation: before this file, apply the file for kubectl,
# which has them too:
#   kubectl apply --server-side --validate=strict -f FILE
# Where projectcalico.org/v3 is not served, kubectl applies them and reports every object
# of that group as unknown.
`,
		},
	} {
		t.Run(row.name, func(t *testing.T) { assert.Equal(t, row.want, calicoctlNotes(t, row.objects)) })
	}
}

func TestNoObjectsNoNotes(t *testing.T) {
	yaml, err := calico.Objects{}.YAML()
	require.NoError(t, err)
	assert.Empty(t, yaml)
	yaml, err = calico.Objects{}.CalicoctlYAML()
	require.NoError(t, err)
	assert.Empty(t, yaml)
}

func TestNotesListEverySubnetOnceAndInOrder(t *testing.T) {
	node := func(v4 string) calico.Node {
		var n calico.Node
		n.Annotations = map[string]string{calico.AnnotationIPv4: v4}
		return n
	}
	o := calico.Objects{Nodes: []calico.Node{
		node("10.14.0.7/24"), node("10.13.0.9"), node("10.9.0.5/25"), node("10.14.0.8/24"), node("fd13::5/64"), node("nonsense"), node(""),
	}}
	assert.Contains(t, kubectlNotes(t, o), "#   IP_AUTODETECTION_METHOD=cidr=10.9.0.0/25,10.13.0.9/32,10.14.0.0/24\n")
}

// Whatever the texts of the objects hold, it stays in the documents.
func TestNotesHoldNoTextOfTheObjects(t *testing.T) {
	const evil = "evil\nkind: Pod\n---\n# "
	o := emit(t, dual, rich)
	o.Secrets[0].Name, o.Secrets[0].Kind, o.Secrets[0].Namespace = evil, evil, evil
	o.Roles[0].Name, o.RoleBindings[0].Subjects[0].Namespace = evil, evil
	o.IPAM.Name, o.IPAM.Kind = evil, evil
	o.Installation.Name, o.Installation.Kind = evil, evil
	o.Pools[0].Name, o.Pools[1].Spec.CIDR = evil, evil
	o.Nodes[0].Name = evil
	o.Nodes[0].Annotations[calico.AnnotationIPv4] = "10.13.0.115/24\n# evil"
	o.Nodes[1].Annotations[calico.AnnotationIPv6] = "fe80::1%\nevil"
	for _, installed := range []bool{true, false} {
		if !installed {
			o.Installation = nil
		}
		for _, notes := range []string{kubectlNotes(t, o), calicoctlNotes(t, o)} {
			assert.NotContains(t, notes, "evil")
			assert.NotContains(t, notes, "Pod\n")
			assert.NotContains(t, notes, "swordfish-1")
		}
	}
	assert.Contains(t, kubectlNotes(t, o), "IP6_AUTODETECTION_METHOD=cidr=fd13::/64,fe80::1/128\n", "of an address with a zone only the address")
}

func TestNotesDoNotCountAsADocument(t *testing.T) {
	o := emit(t, lab105)
	o.Filters[0].Name = ""
	yaml, err := o.YAML()
	require.NoError(t, err)
	_, err = calico.Parse(yaml)
	problems := problemsOf(t, err)
	assert.Equal(t, "document 1: "+v3.KindBGPFilter+"/", problems[0].Field)

	yaml, err = calico.Objects{Secrets: emit(t, lab105, rich).Secrets}.CalicoctlYAML()
	require.NoError(t, err)
	assert.NotEmpty(t, yaml)
	got, err := calico.Parse(yaml)
	require.NoError(t, err, "comments alone")
	assert.Equal(t, calico.Objects{}, got)
}
