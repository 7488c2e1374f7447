package lab

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Ground is what a machine offers to a lab: its programs and what its kernel
// can do, found out by trying.
type Ground struct {
	tools tools
	// FRR is the version of the daemons, such as "8.4.4", and "" without any.
	FRR string
	// Spreads: flows use all equal paths, because every namespace can choose by a
	// seed of its own.
	Spreads bool
	// Dummy devices exist; without them a bridge without ports owns the service
	// addresses.
	Dummy bool
	// Nft: silent failures can be made by a packet filter.
	Nft bool
	// MD5: TCP signatures (RFC 2385) work.
	MD5 bool
	// IPv6 works in a namespace.
	IPv6 bool
	// Absent are device types that the kernel does not have and a lab would have
	// a use for.
	Absent []string
}

// A Missing error lists what a lab cannot do without, each with what brings it.
type Missing struct{ What []string }

func (m *Missing) Error() string {
	return "a lab needs more than there is here:\n  " + strings.Join(m.What, "\n  ")
}

// Probe finds out what a lab can have here. birdDir is searched for bird and
// bird6 first; it may be "". The error is a [*Missing] when something is
// missing without which there is no lab.
//
// Nothing is left behind: devices are tried in a namespace that is deleted again.
func Probe(ctx context.Context, birdDir string) (Ground, error) {
	var g Ground
	var missing []string
	need := func(ok bool, what string) {
		if !ok {
			missing = append(missing, what)
		}
	}
	need(isRoot(), "root: network namespaces, and FRR's daemons, need it")
	ipPath := find("ip")
	need(ipPath != "", "ip: package iproute2")
	for _, dir := range frrDirs {
		if _, err := os.Stat(filepath.Join(dir, "bgpd")); err == nil && g.tools.frrDir == "" {
			g.tools.frrDir = dir
		}
	}
	if g.tools.frrDir != "" {
		g.FRR = frrVersion(ctx, g.tools.frr("zebra"))
	}
	need(g.tools.frrDir != "", "zebra and bgpd of FRR in "+strings.Join(frrDirs[:], " or ")+": package frr")
	g.tools.vtysh = find("vtysh")
	need(g.tools.vtysh != "", "vtysh: package frr")
	if g.tools.frrDir != "" {
		_, noUser := user.Lookup(frrUser)
		_, noGroup := user.LookupGroup(frrGroup)
		need(noUser == nil && noGroup == nil, "the user "+frrUser+" and the group "+frrGroup+": package frr makes them")
	}
	g.tools.bird = map[routing.Family]string{}
	for _, f := range families {
		g.tools.bird[f] = find(birdProgram(f), birdDir)
		need(g.tools.bird[f] != "", birdProgram(f)+" 1.6: package bird (not bird2, which cannot read Calico's configuration)")
	}
	if g.tools.bird[routing.IPv4] != "" {
		if err := birdVersion(ctx, g.tools.bird[routing.IPv4]); err != nil {
			missing = append(missing, err.Error())
		}
	}
	g.tools.ping, g.tools.traceroute, g.tools.nft = find("ping"), find("traceroute"), find("nft")
	need(g.tools.ping != "", "ping: package iputils-ping")
	need(g.tools.traceroute != "", "traceroute: package traceroute")
	if len(missing) == 0 {
		if err := g.kernel(ctx); err != nil {
			missing = append(missing, err.Error())
		}
	}
	if len(missing) > 0 {
		return g, &Missing{missing}
	}
	return g, nil
}

// FRRVersion is the version that a design is planned for: that of the daemons, or
// the oldest supported one where there are none.
func (g Ground) FRRVersion() string {
	if g.FRR == "" {
		return "8.4.4"
	}
	return g.FRR
}

// frrVersion reads "zebra version 8.4.4".
func frrVersion(ctx context.Context, zebra string) string {
	out, err := run(ctx, "", zebra, "--version")
	if err != nil {
		return ""
	}
	fields := strings.Fields(string(out))
	const at = 2
	if len(fields) <= at || fields[1] != "version" {
		return ""
	}
	return fields[at]
}

// birdVersion refuses another BIRD than 1.6.
func birdVersion(ctx context.Context, path string) error {
	out, err := run(ctx, "", "sh", "-c", `exec "$0" --version 2>&1`, path)
	if err != nil {
		return err
	}
	if !strings.Contains(string(out), "BIRD version 1.6") {
		return fmt.Errorf("bird 1.6: %s is %q, which cannot read Calico's configuration; package bird", path, strings.TrimSpace(string(out)))
	}
	return nil
}

// kernel tries what the kernel can do in a namespace of its own.
func (g *Ground) kernel(ctx context.Context) (err error) {
	w, err := newWorkspace()
	if err != nil {
		return fmt.Errorf("a folder in %s: %w", workspaceRoot, err)
	}
	defer func() { err = errors.Join(err, w.demolish(context.WithoutCancel(ctx))) }()
	ns := w.namespace("probe")
	if err := ip(ctx, "", "netns add "+ns+"\n"); err != nil {
		return fmt.Errorf("network namespaces: %w", err)
	}
	has := func(kind string) error { return ip(ctx, ns, "link add x type "+kind+"\nlink del x\n") }
	for _, kind := range [...]string{"veth peer name y", "bridge"} {
		if err := has(kind); err != nil {
			name, _, _ := strings.Cut(kind, " ")
			return fmt.Errorf("%s devices in the kernel: %w", name, err)
		}
	}
	g.Dummy = has("dummy") == nil
	for kind, arguments := range map[string]string{"vrf": "vrf table 10", "bond": "bond", "dummy": "dummy"} {
		if has(arguments) != nil {
			g.Absent = append(g.Absent, kind)
		}
	}
	for kind, arguments := range map[string]string{"vlan": "type vlan id 5", "macvlan": "type macvlan mode bridge"} {
		if ip(ctx, ns, "link add p type bridge\nlink add link p name x "+arguments+"\n") != nil {
			g.Absent = append(g.Absent, kind)
		}
		_ = ip(ctx, ns, "link del x\n") // may not be there
		_ = ip(ctx, ns, "link del p\n")
	}
	return inNamespace(ns, func() error {
		g.Spreads = spreads()
		_, err := os.Stat(sysctl{name: "net.ipv6.conf.all.disable_ipv6"}.path())
		off, _ := os.ReadFile(sysctl{name: "net.ipv6.conf.all.disable_ipv6"}.path())
		g.IPv6 = err == nil && strings.TrimSpace(string(off)) == "0"
		g.MD5 = signs()
		if g.tools.nft != "" {
			_, err := run(ctx, silence("lo"), g.tools.nft, "-f", "-")
			g.Nft = err == nil
		}
		return nil
	})
}
