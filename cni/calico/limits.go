package calico

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

const (
	// lastInt32 is the largest AS number that a BGPPeer and a BGPConfiguration
	// take from Kubernetes 1.36 on: their schemas say int32.
	lastInt32 = math.MaxInt32
	// birdHold is the hold time that BIRD proposes; Calico has no field for it.
	birdHold = 240 * time.Second
	// md5Key is the longest TCP MD5 password of the Linux kernel, in bytes
	// (TCP_MD5SIG_MAXKEYLEN).
	md5Key = 80
)

// A subject is a cluster that runs Calico.
type subject struct {
	cluster *fabric.PlannedCluster
	calico  fabric.Calico
}

// An examiner gathers what is wrong with a subject.
type examiner struct {
	subject
	field    string // of the cluster in the design
	problems fabric.Problems
}

func (x *examiner) add(code fabric.Code, s fabric.Severity, field, detail, fix, source string) {
	x.problems = append(x.problems, fabric.Problem{
		Code: code, Severity: s, Field: field, Detail: detail, Fix: fix, Source: source,
	})
}

func (x *examiner) refuse(code fabric.Code, field, detail, fix, source string) {
	x.add(code, fabric.Error, x.field+field, detail, fix, source)
}

func (x *examiner) warn(code fabric.Code, field, detail, fix, source string) {
	x.add(code, fabric.Warning, x.field+field, detail, fix, source)
}

// examine finds everything that is wrong with a cluster for Calico, in the order
// of its fields.
func examine(p *fabric.Plan, cluster string) (subject, fabric.Problems) {
	x := examiner{}
	i := slices.IndexFunc(p.Clusters, func(c fabric.PlannedCluster) bool { return c.Name == cluster })
	if i < 0 {
		x.refuse(CodeCluster, "clusters", fmt.Sprintf("the plan has no cluster %q", cluster), "name one of the design's clusters", sourcePlan)
		return x.subject, x.problems
	}
	x.field = fmt.Sprintf("clusters[%d].", i)
	x.cluster = &p.Clusters[i]
	var ok bool
	if x.calico, ok = x.cluster.CNI.(fabric.Calico); !ok {
		x.refuse(CodeCluster, "cni", fmt.Sprintf("cluster %q does not run Calico", cluster),
			"emit it with the package of its own CNI, or set cni.calico", sourcePlan)
		return x.subject, x.problems
	}
	x.version()
	x.pools()
	x.session()
	x.asNumbers()
	x.filters()
	x.names()
	return x.subject, x.problems
}

func (x *examiner) version() {
	v := x.calico.Version
	span := fmt.Sprintf("%d.%d to %d.%d", major, oldestMinor, major, newestMinor)
	switch {
	case !v.IsSet():
		x.refuse(CodeVersion, "cni.calico.version", "the version of Calico is not given, and what the objects may say depends on it", "give one of "+span, sourceCRD)
	case v.Major == major && v.Minor < oldestMinor || v.Major < major:
		x.refuse(CodeVersion, "cni.calico.version", fmt.Sprintf("Calico %v has no BGPFilter, which came with %d.%d", v, major, oldestMinor), "upgrade to one of "+span, sourceCRD)
	case !known(v):
		x.refuse(CodeVersion, "cni.calico.version", fmt.Sprintf("what Calico %v changes is not known here; the versions up to %d.%d are", v, major, newestMinor), "give one of "+span, sourceCRD)
	case x.calico.Operator && !v.AtLeast(major, 28):
		x.refuse(CodeOperator, "cni.calico.operator",
			fmt.Sprintf("the operator of Calico %v gives pods no addresses when it is told to create no pools", v),
			"install by manifest, or upgrade to 3.28", "projectcalico/calico#7590")
	}
	if n := x.calico.MaxBlocksPerNode; n < 0 || n > math.MaxInt32 {
		x.refuse(CodeMaxBlocks, "cni.calico.maxBlocksPerNode", fmt.Sprintf("%d blocks; the field is an int32, and 0 means no bound", n), "give 1 to 2147483647, or 0 for no bound", sourceCRD)
	}
}

func (x *examiner) pools() {
	for i, pool := range x.cluster.Pods {
		field := fmt.Sprintf("pods[%d].", i)
		shortest, longest := 20, 32
		if pool.Prefix.Addr().Is6() {
			shortest, longest = 116, 128
		}
		switch {
		case pool.Block < shortest || pool.Block > longest:
			x.refuse(CodeBlock, field+"block", fmt.Sprintf("blocks of /%d; Calico takes /%d to /%d", pool.Block, shortest, longest),
				fmt.Sprintf("give %d to %d", shortest, longest), sourceClient)
		case pool.Block < pool.Prefix.Bits():
			x.refuse(CodeBlock, field+"block", fmt.Sprintf("pool %v is smaller than its blocks of /%d", pool.Prefix, pool.Block),
				fmt.Sprintf("give %d to %d", pool.Prefix.Bits(), longest), sourceClient)
		}
		for _, reserved := range linkLocal() {
			if reserved.Overlaps(pool.Prefix) {
				x.refuse(CodePoolRange, field+"prefix", fmt.Sprintf("pool %v overlaps %v, which Calico refuses", pool.Prefix, reserved),
					"give a range that is not link-local", sourceClient)
			}
		}
		for j, other := range x.cluster.Pods[:i] {
			if other.Prefix.Overlaps(pool.Prefix) {
				x.refuse(CodePoolOverlap, field+"prefix", fmt.Sprintf("pool %v overlaps pool %v of pods[%d]", pool.Prefix, other.Prefix, j),
					"give pools that do not overlap", sourceClient+`: "IPPool(x) CIDR overlaps with IPPool(y)"`)
			}
		}
	}
}

// linkLocal are the ranges in which Calico allows no pool.
func linkLocal() [2]netip.Prefix {
	return [2]netip.Prefix{
		netip.PrefixFrom(netip.AddrFrom4([4]byte{169, 254}), 16),
		netip.PrefixFrom(netip.AddrFrom16([16]byte{0xfe, 0x80}), 10),
	}
}

func (x *examiner) session() {
	t := x.cluster.Terms
	if t.BFD.On() {
		x.refuse(CodeBFD, "session.bfd", "open-source Calico has no BFD in any version up to 3.32, and BIRD is given multihop sessions, which rule single-hop BFD out",
			"leave it out and set short timers: the leaf's hold time holds for both ends", sourceCRD)
	}
	if t.Hold > birdHold {
		x.refuse(CodeHold, "session.hold", fmt.Sprintf("hold time %v: BIRD proposes %v, and the smaller one holds", t.Hold, birdHold),
			fmt.Sprintf("give at most %v", birdHold), sourceBIRD+"; RFC 4271 4.2")
	}
	text := t.Password.Reveal()
	switch {
	case !t.Password.IsSet():
	case !t.Password.Resolved():
		x.refuse(CodePassword, "session.password", fmt.Sprintf("the password %q is not resolved, and calico-node reads its text from a Secret", t.Password.Name()),
			"resolve the design's secrets before planning", sourceSecrets)
	case strings.ContainsFunc(text, func(r rune) bool { return r == '"' || r < ' ' || r > '~' }):
		x.refuse(CodePassword, "session.password", "the password has a double quote, a control character or one outside ASCII: it is put between quotes in the configuration of BIRD as it is, and BIRD refuses the whole file",
			"use printable ASCII without double quotes", sourceBIRD)
	case len(text) > md5Key:
		x.refuse(CodePassword, "session.password", fmt.Sprintf("the password has %d bytes; the Linux kernel takes %d", len(text), md5Key),
			"use a shorter one", "Linux, TCP_MD5SIG_MAXKEYLEN")
	}
}

// asNumbers checks the leaves' AS, which stand in BGPPeers. The nodes' own are
// annotations and not bound.
func (x *examiner) asNumbers() {
	severity := fabric.Error
	switch k := x.cluster.Kubernetes; {
	case !k.IsSet():
		severity = fabric.Warning
	case !k.AtLeast(1, 36):
		return
	}
	seen := map[fabric.ASN]bool{}
	for _, rack := range x.cluster.Racks {
		for _, leaf := range rack.Leaves {
			if leaf.AS <= lastInt32 || seen[leaf.AS] {
				continue
			}
			seen[leaf.AS] = true
			x.add(CodeASLimit, severity, x.field+"kubernetes",
				fmt.Sprintf("rack %q has AS %v; Kubernetes 1.36 and later refuse a BGPPeer with an AS above %d", rack.Rack, leaf.AS, lastInt32),
				"give the rack an AS of 64512 to 65534, the only private range left there", sourceASLimit)
		}
	}
}

func (x *examiner) filters() {
	c := x.cluster
	for _, n := range c.Nodes {
		if !n.Addresses.V4.IsValid() {
			x.warn(CodeRouterID, "nodes", fmt.Sprintf("node %q has no IPv4 address, which Calico takes as router ID", n.Name),
				"set CALICO_ROUTER_ID=hash in the environment of calico-node", sourceBIRD)
			break
		}
	}
	if c.Unfiltered || !known(x.calico.Version) {
		return
	}
	can := featuresOf(x.calico.Version)
	if !can.source {
		x.warn(CodeTransit, "cni.calico.version", fmt.Sprintf("Calico %v has no filter by source: a node may pass on to one leaf what it learned from the other; only the check for AS loops stops it", x.calico.Version),
			"upgrade to 3.27", sourceCRD)
	}
	if !can.prefixLength {
		x.warn(CodeFilterLength, "cni.calico.version", fmt.Sprintf("Calico %v has no filter by prefix length: nodes accept every length inside the ranges they learn", x.calico.Version),
			"upgrade to 3.29, or rely on the leaves' filters", sourceCRD)
	}
	for _, a := range c.Announce {
		if (emitter{PlannedCluster: c}).own(a.Prefix) {
			continue
		}
		for _, pool := range c.Pods {
			if contains(a.Prefix, pool.Prefix) {
				x.refuse(CodeAnnounce, "filters.fromNodes", fmt.Sprintf("%v contains pool %v: a filter that accepts it ends the decision before Calico adds communities and hides single addresses", a.Prefix, pool.Prefix),
					"give ranges that contain no pool", sourceFilterDoc)
			}
		}
	}
}
