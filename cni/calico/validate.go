package calico

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric"
)

// Validate finds what Calico refuses in the objects, and what it takes without
// doing it: most of it passes the API server. It is for objects that were read;
// what [Emit] returns has none of it.
//
// The problems name the object as "Kind/name". They are errors where the objects
// do not do what they say, and warnings where they do and somebody should know.
func (o Objects) Validate() fabric.Problems {
	v := validator{Objects: o}
	v.installation()
	for i := range o.Filters {
		v.filter(&o.Filters[i])
	}
	for i := range o.Pools {
		v.pool(i)
	}
	for i := range o.Configurations {
		v.configuration(&o.Configurations[i])
	}
	for i := range o.Peers {
		v.peer(&o.Peers[i])
	}
	v.twice()
	return v.problems
}

// The fixes that several values share.
const (
	giveSubnet    = "give ADDRESS/LENGTH, such as 10.13.0.0/24"
	giveRange     = "give ADDRESS/LENGTH without host bits, such as 10.233.64.0/20"
	giveCommunity = "give AS:VALUE of 0 to 65535 each, or three numbers up to 4294967295 with colons for a large community"

	sourceCommunity = sourceClient + "; RFC 1997, RFC 8092"
)

type validator struct {
	Objects
	problems fabric.Problems
}

func (v *validator) refuse(code fabric.Code, field, detail, fix, source string) {
	v.problems = append(v.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

func (v *validator) warn(code fabric.Code, field, detail, fix, source string) {
	v.problems = append(v.problems, fabric.Problem{
		Code: code, Severity: fabric.Warning, Field: field, Detail: detail, Fix: fix, Source: source,
	})
}

func (v *validator) installation() {
	if v.Installation == nil {
		return
	}
	const where = kindInstallation + "/" + defaultName
	network := &v.Installation.Spec.CalicoNetwork
	switch network.BGP {
	case "", bgpEnabled:
	case bgpDisabled:
		if len(v.Peers) > 0 {
			v.refuse(CodeValue, where, "bgp is Disabled and there are BGPPeers: calico-node then runs no BIRD", "set bgp to Enabled", sourceOperator)
		}
	default:
		v.refuse(CodeValue, where, fmt.Sprintf("bgp %q is neither %s nor %s", network.BGP, bgpEnabled, bgpDisabled), "use Enabled or Disabled", sourceOperator)
	}
	if network.IPPools == nil && len(v.Pools) > 0 {
		v.refuse(CodeValue, where, "without ipPools the operator makes a pool of its own, 192.168.0.0/16 with encapsulation, when it finds none", "write an empty list: ipPools: []", sourceOperator)
	}
	for _, d := range [...]*Autodetection{network.NodeAddressAutodetectionV4, network.NodeAddressAutodetectionV6} {
		if d == nil {
			continue
		}
		for _, text := range d.CIDRs {
			if !prefixOrZero(text).IsValid() {
				v.refuse(CodeValue, where, fmt.Sprintf("address detection: %q is not a prefix", text), giveSubnet, sourceOperator)
			}
		}
	}
}

func (v *validator) filter(f *v3.BGPFilter) {
	where := v3.KindBGPFilter + "/" + f.Name
	if !slices.ContainsFunc(v.Peers, func(p v3.BGPPeer) bool { return slices.Contains(p.Spec.Filters, f.Name) }) {
		v.warn(CodeFilterUnused, where, "no BGPPeer names the filter, so it does nothing", "name it in spec.filters of the BGPPeers", "seeds/004; "+sourceFilterDoc)
	}
	for _, family := range [...]fabric.Family{fabric.IPv4, fabric.IPv6} {
		for _, imports := range [...]bool{false, true} {
			for i, r := range rulesOf(&f.Spec, routingFamily(family), imports) {
				v.rule(fmt.Sprintf("%s: rule %d", where, i+1), r)
			}
		}
	}
}

func (v *validator) rule(where string, r readRule) {
	if r.action != v3.Accept && r.action != v3.Reject {
		v.refuse(CodeFilterRule, where, fmt.Sprintf("action %q: calico-node then writes no configuration at all", r.action), "use Accept or Reject", sourceFilterDoc)
	}
	if r.cidr == "" && r.operator != "" {
		v.refuse(CodeFilterRule, where, fmt.Sprintf("operator %s without a cidr", r.operator), "give both or none", sourceClient)
	}
	if _, wrong := r.match("eth0"); wrong != (flaw{}) {
		v.refuse(CodeFilterRule, where, wrong.detail, wrong.fix, sourceFilterDoc)
		return
	}
	if r.operator != v3.Equal {
		return
	}
	cidr, err := netip.ParsePrefix(r.cidr)
	if err != nil {
		return
	}
	for i := range v.Pools {
		p := &v.Pools[i]
		if cidr.Bits() < blockLength(p) && v.cidr(p).Overlaps(cidr) {
			v.warn(CodeFilterEqual, where, fmt.Sprintf("Equal %v matches that one prefix; nodes announce blocks of /%d out of pool %q, which it never matches", cidr, blockLength(p), p.Name),
				"use In, with prefixLength from 3.29", "seeds/004; "+sourceFilterDoc)
			return
		}
	}
	if cidr.Bits() == 0 && r.action == v3.Reject {
		v.warn(CodeFilterEqual, where, fmt.Sprintf("Equal %v matches the default route only", cidr), "use In to reject everything", "seeds/004; "+sourceFilterDoc)
	}
}

// cidr is the pool's range, not valid when it does not parse.
func (v *validator) cidr(p *v3.IPPool) netip.Prefix {
	cidr, _ := netip.ParsePrefix(p.Spec.CIDR)
	return cidr
}

func blockLength(p *v3.IPPool) int {
	return fabric.PodPool{Prefix: prefixOrZero(p.Spec.CIDR), Block: p.Spec.BlockSize}.BlockLength()
}

func prefixOrZero(text string) netip.Prefix {
	p, _ := netip.ParsePrefix(text)
	return p
}

func (v *validator) pool(i int) {
	p := &v.Pools[i]
	where := v3.KindIPPool + "/" + p.Name
	cidr, err := netip.ParsePrefix(p.Spec.CIDR)
	if err != nil || cidr != cidr.Masked() {
		v.refuse(CodeValue, where, fmt.Sprintf("cidr %q is not a prefix without host bits", p.Spec.CIDR), giveRange, sourceClient)
		return
	}
	shortest, longest := 20, 32
	if cidr.Addr().Is6() {
		shortest, longest = 116, 128
	}
	if b := blockLength(p); b < shortest || b > longest || b < cidr.Bits() {
		v.refuse(CodeBlock, where, fmt.Sprintf("blockSize %d of pool %v; Calico takes %d to %d, not shorter than the pool", b, cidr, shortest, longest),
			fmt.Sprintf("give %d to %d", max(shortest, cidr.Bits()), longest), sourceClient)
	}
	for _, reserved := range linkLocal() {
		if reserved.Overlaps(cidr) {
			v.refuse(CodePoolRange, where, fmt.Sprintf("pool %v overlaps %v, which Calico refuses", cidr, reserved),
				"give a range that is not link-local", sourceClient)
		}
	}
	for j := range v.Pools[:i] {
		if other := v.cidr(&v.Pools[j]); other.IsValid() && other.Overlaps(cidr) {
			v.refuse(CodePoolOverlap, where, fmt.Sprintf("pool %v overlaps pool %q, %v", cidr, v.Pools[j].Name, other), "give pools that do not overlap", "seeds/004; "+sourceClient)
		}
	}
	v.selector(where, p.Spec.NodeSelector)
	ipip, vxlan := v.encapsulation(where, "ipipMode", string(p.Spec.IPIPMode)), v.encapsulation(where, "vxlanMode", string(p.Spec.VXLANMode))
	if ipip && vxlan {
		v.refuse(CodeValue, where, "ipipMode and vxlanMode exclude each other", "use Never for both", sourceClient)
	}
	if p.Spec.NATOutgoing {
		v.warn(CodeNAT, where, "natOutgoing hides the pods behind their node towards everything outside the pools", "leave it out where the fabric routes to the pods", "seeds/004")
	}
}

// encapsulation reports whether a mode puts pods into tunnels.
func (v *validator) encapsulation(where, field, mode string) bool {
	switch mode {
	case "", string(v3.IPIPModeNever):
		return false
	case string(v3.IPIPModeAlways), string(v3.IPIPModeCrossSubnet):
		v.warn(CodeEncapsulation, where, fmt.Sprintf("%s %s hides the pods from the leaves that receive their routes", field, mode), "use Never", "seeds/000, seeds/003")
		return true
	}
	v.refuse(CodeValue, where, fmt.Sprintf("%s %q is no mode; upper and lower case count", field, mode), "use Never, Always or CrossSubnet", sourceClient)
	return false
}

func (v *validator) selector(where, text string) {
	if _, err := parseSelector(text); err != nil {
		v.refuse(CodeSelector, where, err.Error(),
			"write LABEL == 'VALUE', LABEL in {'VALUE'}, has(LABEL) or all(), joined by && and ||", sourceClient)
	}
}

func (v *validator) configuration(c *v3.BGPConfiguration) {
	where := v3.KindBGPConfiguration + "/" + c.Name
	if c.Name != defaultName && !strings.HasPrefix(c.Name, nodePrefix) {
		v.refuse(CodeValue, where, fmt.Sprintf("a BGPConfiguration with the name %q has no effect", c.Name),
			`name it "default" for all nodes, or "node.NAME" for one`, sourceConfd)
	}
	switch c.Spec.LogSeverityScreen {
	case "", "Debug", "Info", "Warning", "Error", "Fatal":
	default:
		v.refuse(CodeValue, where, fmt.Sprintf("logSeverityScreen %q is no severity", c.Spec.LogSeverityScreen), "use Debug, Info, Warning, Error or Fatal", sourceClient)
	}
	if mesh := c.Spec.NodeToNodeMeshEnabled; mesh != nil && !*mesh && (c.Spec.NodeMeshPassword != nil || c.Spec.NodeMeshMaxRestartTime != nil) {
		v.refuse(CodeValue, where, "the mesh is off and has settings", "leave out nodeMeshPassword and nodeMeshMaxRestartTime", sourceClient)
	}
	for _, list := range [...][]string{clusterIPs(c.Spec), externalIPs(c.Spec), loadBalancerIPs(c.Spec)} {
		for _, text := range list {
			if !prefixOrZero(text).IsValid() {
				v.refuse(CodeValue, where, fmt.Sprintf("service range %q is not a prefix", text), giveRange, sourceClient)
			}
		}
	}
	for _, d := range c.Spec.Communities {
		if !isCommunity(d.Value) {
			v.refuse(CodeValue, where, fmt.Sprintf("community %q has value %q, which is neither a standard community nor a large one", d.Name, d.Value), giveCommunity, sourceCommunity)
		}
	}
	if c.Spec.ASNumber != nil {
		v.asNumber(where, fabric.ASN(*c.Spec.ASNumber))
	}
	for _, a := range c.Spec.PrefixAdvertisements {
		if !prefixOrZero(a.CIDR).IsValid() {
			v.refuse(CodeValue, where, fmt.Sprintf("prefixAdvertisements: %q is not a prefix", a.CIDR), giveRange, sourceClient)
		}
		for _, text := range a.Communities {
			defined := slices.ContainsFunc(c.Spec.Communities, func(d v3.Community) bool { return d.Name == text })
			if !defined && !isCommunity(text) {
				v.refuse(CodeValue, where, fmt.Sprintf("community %q is neither a value nor defined in communities", text),
					giveCommunity+", or a name that communities defines", sourceCommunity)
			}
		}
	}
}

// isCommunity reports whether text is a standard or a large community.
func isCommunity(text string) bool {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		_, err := fabric.ParseCommunity(text)
		return err == nil
	}
	return !slices.ContainsFunc(parts, func(part string) bool {
		_, err := strconv.ParseUint(part, 10, 32)
		return err != nil
	})
}

func (v *validator) asNumber(where string, as fabric.ASN) {
	if as > lastInt32 {
		v.warn(CodeASLimit, where, fmt.Sprintf("Kubernetes 1.36 and later refuse AS %v: the field is an int32, up to %d", as, lastInt32), "use an AS of 64512 to 65534", sourceASLimit)
	}
}
