package calico

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric/routing"
)

// Notes are the comment lines in front of the documents: what the operator has
// to do that the documents cannot. They are made of our own words, kinds,
// numbers and prefixes, and never of a text out of an object, so that none can
// end a comment or show a password.
type notes []string

func (n *notes) add(lines ...string) { *n = append(*n, lines...) }

// section starts a new paragraph.
func (n *notes) section(lines ...string) {
	if len(*n) > 0 {
		n.add("")
	}
	n.add(lines...)
}

// before puts the notes in front of documents, in the same YAML document as the
// first of them: a comment of its own would shift the documents' numbers.
func (n notes) before(documents []byte) []byte {
	var b []byte
	for _, line := range n {
		b = append(b, '#')
		if line != "" {
			b = append(append(b, ' '), line...)
		}
		b = append(b, '\n')
	}
	return append(b, documents...)
}

const (
	applyKubectl   = "kubectl apply --server-side --validate=strict -f FILE"
	applyCalicoctl = "calicoctl apply -f FILE"
)

// kubectlNotes are the notes of [Objects.YAML].
func (o Objects) kubectlNotes() notes {
	var n notes
	all := o.all()
	if len(all) == 0 {
		return nil
	}
	n.add("Apply this file with:", "  "+applyKubectl)
	if o.IPAM != nil || o.forCalicoctl() {
		n.add("The API group projectcalico.org/v3 has to be served: by calico-apiserver (with the",
			"operator: an APIServer object) or, from Calico 3.32, by its own CRDs.")
	}
	if o.Installation != nil && len(all) > 1 {
		n.add("Apply it again when kubectl finds no namespace or no kind for an object: the operator",
			"creates them after it has read the Installation.")
	}
	o.withoutOperator(&n)
	return n
}

// calicoctlNotes are the notes of [Objects.CalicoctlYAML].
func (o Objects) calicoctlNotes() notes {
	var n notes
	if o.forCalicoctl() {
		n.add("Apply this file with:", "  "+applyCalicoctl)
	}
	kubectls := o.forKubectl()
	left := kubectls
	if o.IPAM != nil {
		left = append(slices.Clone(kubectls), v3.KindIPAMConfiguration)
	}
	if len(left) > 0 {
		n.section("Not in this file, because calicoctl does not apply them: " + strings.Join(left, ", ") + ".")
	}
	if len(kubectls) > 0 {
		n.section(strings.Join(kubectls, ", ")+": before this file, apply the file for kubectl,",
			"which has them too:", "  "+applyKubectl,
			"Where projectcalico.org/v3 is not served, kubectl applies them and reports every object",
			"of that group as unknown.")
	}
	if len(o.Secrets) > 0 {
		n.add("Without the Secret, and the right to read it, Calico brings the sessions up without",
			"their password.")
	}
	if o.IPAM != nil {
		n.section(v3.KindIPAMConfiguration+":", "  "+configure(o.IPAM.Spec))
		if o.IPAM.Spec.MaxBlocksPerHost > 0 {
			n.add("calicoctl before 3.30 has no --max-blocks-per-host: there, apply the file for kubectl.")
		}
	}
	o.withoutOperator(&n)
	return n
}

// configure is the command that does what an IPAMConfiguration says. It has
// --max-blocks-per-host since Calico 3.30 (projectcalico/calico#9842), and keeps
// the stored number where the flag is not given.
func configure(spec v3.IPAMConfigurationSpec) string {
	command := fmt.Sprintf("calicoctl ipam configure --strictaffinity=%t", spec.StrictAffinity)
	if spec.MaxBlocksPerHost > 0 {
		command += fmt.Sprintf(" --max-blocks-per-host=%d", spec.MaxBlocksPerHost)
	}
	return command
}

// forCalicoctl reports whether there are objects that calicoctl applies.
func (o Objects) forCalicoctl() bool {
	return len(o.Filters)+len(o.Pools)+len(o.Configurations)+len(o.Nodes)+len(o.Peers) > 0
}

// forKubectl are the kinds among the objects that only kubectl applies, in the
// order of their application.
func (o Objects) forKubectl() []string {
	var kinds []string
	for _, k := range [...]struct {
		kind string
		any  bool
	}{
		{kindInstallation, o.Installation != nil},
		{kindSecret, len(o.Secrets) > 0},
		{kindRole, len(o.Roles) > 0},
		{kindRoleBinding, len(o.RoleBindings) > 0},
	} {
		if k.any {
			kinds = append(kinds, k.kind)
		}
	}
	return kinds
}

// withoutOperator says what an Installation would say, where there is none.
//
// Calico's own manifest sets IP=autodetect and no method. calico-node then
// replaces, whenever it starts and every minute after, the address annotations
// by the first address that it finds, and creates a pool where it finds none
// (startup.go of calico-node; docs.tigera.io, "Configuring calico/node").
func (o Objects) withoutOperator(n *notes) {
	if o.Installation != nil {
		return
	}
	v4, v6 := o.nodeSubnets(AnnotationIPv4, routing.IPv4), o.nodeSubnets(AnnotationIPv6, routing.IPv6)
	var variables, reasons []string
	switch {
	case len(v4) > 0:
		variables = append(variables, "IP_AUTODETECTION_METHOD="+method(v4))
	case len(v6) > 0:
		// It stops when it is to find an IPv4 address and there is none, and takes
		// it as router ID (docs.tigera.io, "Configure dual stack or IPv6 only").
		variables = append(variables, "IP=none", "CALICO_ROUTER_ID=hash")
	}
	if len(v6) > 0 {
		variables = append(variables, "IP6=autodetect", "IP6_AUTODETECTION_METHOD="+method(v6), "FELIX_IPV6SUPPORT=true")
	}
	if len(v4)+len(v6) > 0 {
		reasons = append(reasons, "Without the subnets it replaces the addresses of the Nodes by the first that it finds.")
	}
	if len(o.Pools) > 0 {
		variables = append(variables, "NO_DEFAULT_POOLS=true")
		reasons = append(reasons, "Without NO_DEFAULT_POOLS it creates an IPPool of its own when it starts before these are",
			"there. One that it has created earlier has to be deleted.")
	}
	if len(variables) > 0 {
		n.section("Without Calico's operator: before calico-node starts for the first time, set in the",
			"environment of the container calico-node of the DaemonSet calico-node:")
		for _, v := range variables {
			n.add("  " + v)
		}
		n.add(reasons...)
	}
	if pools4, pools6 := o.pools(); pools6 {
		n.section("Without Calico's operator: for IPv6 addresses of pods, set in the ConfigMap calico-config,",
			"under ipam of cni_network_config:",
			fmt.Sprintf(`  "assign_ipv4": "%t", "assign_ipv6": "true"`, pools4))
	}
}

// method is the value of the variables that say how to find an address.
func method(subnets []netip.Prefix) string {
	texts := make([]string, len(subnets))
	for i, s := range subnets {
		texts[i] = s.String()
	}
	return "cidr=" + strings.Join(texts, ",")
}

// nodeSubnets are the subnets of the nodes' annotated addresses, in order and
// each once. An address without a length is a subnet of its own; what is no
// address of the family is left out, and [Routers] names it.
func (o Objects) nodeSubnets(annotation string, family routing.Family) []netip.Prefix {
	var subnets []netip.Prefix
	for i := range o.Nodes {
		text := o.Nodes[i].Annotations[annotation]
		address, err := addressOf(text)
		if err != nil || routing.FamilyOf(address) != family {
			continue
		}
		bits := address.BitLen()
		if p, err := netip.ParsePrefix(text); err == nil {
			bits = p.Bits()
		}
		subnets = append(subnets, netip.PrefixFrom(address, bits).Masked())
	}
	slices.SortFunc(subnets, netip.Prefix.Compare)
	return slices.Compact(subnets)
}

// pools reports of which families there are pools.
func (o Objects) pools() (v4, v6 bool) {
	for i := range o.Pools {
		if p, err := netip.ParsePrefix(o.Pools[i].Spec.CIDR); err == nil {
			v4, v6 = v4 || p.Addr().Is4(), v6 || p.Addr().Is6()
		}
	}
	return v4, v6
}
