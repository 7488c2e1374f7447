package lab

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Passage is a pair between which packets have to pass.
type Passage struct {
	// Kind is "pod to pod", "pod to service", "outside to pod" or "outside to
	// service".
	Kind string
	// From is the sender's namespace, and Source its address.
	From   string
	Source netip.Addr
	// Enters is the device that the sender hands its packets to, which is the
	// first hop of a trace: a pod's node; "" for the outside host.
	Enters string
	To     netip.Addr
	// Holder has the address, for messages.
	Holder string
}

func (p Passage) String() string {
	return fmt.Sprintf("%s, %s to %s of %s", p.Kind, p.Source, p.To, p.Holder)
}

// start is the first device that routes the packets.
func (p Passage) start() string {
	if p.Enters != "" {
		return p.Enters
	}
	return p.From
}

// passages are the pairs that are tried: every pod with its neighbor in the list
// and with the pod half the list away, every pod with every service, and the
// outside host with every pod and every service.
func (l *Lab) passages() []Passage {
	type source struct {
		pod  Pod
		node *Node
	}
	var pods []source
	for i := range l.net.Nodes {
		n := &l.net.Nodes[i]
		if l.alive(n.Host.Name) {
			for _, p := range n.Pods {
				pods = append(pods, source{p, n})
			}
		}
	}
	var all []Passage
	for i, from := range pods {
		for _, a := range from.pod.Addresses {
			for _, j := range [...]int{(i + 1) % len(pods), (i + len(pods)/2) % len(pods)} {
				if to := addressOf(pods[j].pod.Addresses, a); j != i && to.IsValid() {
					p := Passage{"pod to pod", from.pod.Name, a, from.node.Host.Name, to, pods[j].pod.Name}
					if !slices.Contains(all, p) {
						all = append(all, p)
					}
				}
			}
			for _, to := range l.services() {
				if to.Is4() == a.Is4() {
					all = append(all, Passage{"pod to service", from.pod.Name, a, from.node.Host.Name, to, "the service"})
				}
			}
		}
	}
	if o := l.net.Outside; o != nil {
		for _, prefix := range o.Addresses {
			a := prefix.Addr()
			for _, to := range pods {
				if b := addressOf(to.pod.Addresses, a); b.IsValid() {
					all = append(all, Passage{"outside to pod", o.Name, a, "", b, to.pod.Name})
				}
			}
			for _, to := range l.services() {
				if to.Is4() == a.Is4() {
					all = append(all, Passage{"outside to service", o.Name, a, "", to, "the service"})
				}
			}
		}
	}
	return all
}

// services are all service addresses of living nodes.
func (l *Lab) services() []netip.Addr {
	var all []netip.Addr
	for i := range l.net.Nodes {
		if !l.alive(l.net.Nodes[i].Host.Name) {
			continue
		}
		for _, a := range l.net.Nodes[i].Services {
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}

// addressOf is the address of the family of another one.
func addressOf(all []netip.Addr, like netip.Addr) netip.Addr {
	for _, a := range all {
		if a.Is4() == like.Is4() {
			return a
		}
	}
	return netip.Addr{}
}

// A Reached is what came of all passages.
type Reached struct {
	// Passages that answered, and Paths of them that were traced and are as
	// predicted.
	Passages, Paths int
	// Lost are the passages that are predicted to be lost, and are; Split those of
	// which some paths are predicted to be lost, which are not tried.
	Lost, Split []Passage
}

// Reach pings and traces every passage and holds each path against the predicted
// ways. What is predicted to be lost must not answer. The error is what came out
// otherwise.
func (l *Lab) Reach(ctx context.Context, t *routing.Tables) (Reached, error) {
	f := l.forwarding(t)
	all := l.passages()
	var r Reached
	for _, p := range all {
		switch f.passage(p) {
		case Lost:
			r.Lost = append(r.Lost, p)
		case Split:
			r.Split = append(r.Split, p)
		case Arrives:
			r.Passages++
			r.Paths += flows
		}
	}
	errs := make([]error, len(all))
	indexes := make([]int, len(all))
	for i := range indexes {
		indexes[i] = i
	}
	stopped := each(ctx, indexes, func(i int) error {
		var err error
		switch f.passage(all[i]) {
		case Lost:
			if l.ping(ctx, all[i], 1) == nil {
				err = errors.New("there is an answer, and it is predicted to be lost")
			}
		case Split:
		case Arrives:
			for range attempts {
				if err = l.pass(ctx, f, all[i], firstTracePort+i*flows); err == nil || ctx.Err() != nil {
					break
				}
			}
		}
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", all[i], err)
		}
		return nil
	})
	return r, errors.Join(append(errs, stopped)...)
}

// ping sends a few packets and returns an error when none is answered.
func (l *Lab) ping(ctx context.Context, p Passage, seconds int) error {
	if _, err := l.inside(ctx, p.From, l.tools.ping, "-n", "-q", "-c", "2", "-i", "0.05", "-W", strconv.Itoa(seconds), "-I", p.Source.String(), p.To.String()); err != nil {
		return fmt.Errorf("no answer to a ping: %w", err)
	}
	return nil
}

// attempts is how often a passage is tried before it counts as broken: a busy
// machine may let a packet expire.
const attempts = 3

// flows is how many flows are traced for a passage, each with a source port of
// its own.
const flows = 2

// firstTracePort is the source port of the first traced flow; no two flows share
// one.
const firstTracePort = 20000

// pass pings and traces one passage, with flows from a source port on.
func (l *Lab) pass(ctx context.Context, f *forwarding, p Passage, port int) error {
	if err := l.ping(ctx, p, 2); err != nil {
		return err
	}
	for flow := range flows {
		hops, err := l.trace(ctx, p, port+flow)
		if err != nil {
			return err
		}
		path := make([][]string, len(hops))
		for i, h := range hops {
			path[i] = f.named(h, p.To)
		}
		at := p.From
		if p.Enters != "" {
			if len(path) == 0 || !slices.Contains(path[0], p.Enters) {
				return fmt.Errorf("a trace does not begin at %s: %v", p.Enters, hops)
			}
			at, path = p.Enters, path[1:]
		}
		if len(path) == 0 { // the own node answers
			path = [][]string{}
		}
		if err := f.follow(at, p.To, path); err != nil {
			return fmt.Errorf("%w (%v)", err, hops)
		}
	}
	return nil
}

// named are the devices that an address of a trace may stand for. The address
// that is traced may be a service, which any of its nodes has.
func (f *forwarding) named(hop, to netip.Addr) []string {
	if hop != to || len(f.at[hop]) > 0 {
		return f.at[hop]
	}
	var nodes []string
	for i := range f.lab.net.Nodes {
		if n := &f.lab.net.Nodes[i]; slices.Contains(n.Services, to) {
			nodes = append(nodes, n.Host.Name)
		}
	}
	return nodes
}

// hopLine is a line of "traceroute -n -q 1": the number, the address, the time.
var hopLine = regexp.MustCompile(`^\s*\d+\s+(\S+)`)

// trace returns the addresses on the way of one flow, the destination last.
func (l *Lab) trace(ctx context.Context, p Passage, port int) ([]netip.Addr, error) {
	out, err := l.inside(ctx, p.From, l.tools.traceroute, "-n", "-q", "1", "-w", "2", "-m", "12", "-U", "-p", "33434",
		"--sport="+strconv.Itoa(port), "-s", p.Source.String(), p.To.String())
	if err != nil {
		return nil, err
	}
	return readTrace(string(out), p.To)
}

// readTrace reads what traceroute prints.
func readTrace(text string, to netip.Addr) ([]netip.Addr, error) {
	var hops []netip.Addr
	for line := range strings.Lines(text) {
		m := hopLine.FindStringSubmatch(line)
		if m == nil {
			continue // the heading
		}
		a, err := netip.ParseAddr(m[1])
		if err != nil {
			return nil, fmt.Errorf("hop %d of a trace does not answer: %v and then %q", len(hops)+1, hops, strings.TrimSpace(line))
		}
		hops = append(hops, a)
	}
	if len(hops) == 0 || hops[len(hops)-1] != to {
		return nil, fmt.Errorf("a trace does not arrive: %v", hops)
	}
	return hops, nil
}

// inside runs a command in a device's namespace.
func (l *Lab) inside(ctx context.Context, device, program string, args ...string) ([]byte, error) {
	var out []byte
	err := inNamespace(l.namespace(device), func() (err error) {
		out, err = run(ctx, "", program, args...)
		return err
	})
	return out, err
}
