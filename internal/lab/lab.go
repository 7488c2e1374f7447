package lab

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A Lab is a network that runs. [Lab.Close] ends it; until then it holds a lock,
// and what a killed program leaves behind is removed by the next [Sweep].
type Lab struct {
	net    *Network
	ground Ground
	tools  tools
	space  *workspace
	// linkLocal says which device has a link-local address on which of its
	// interfaces.
	linkLocal map[linkLocalKey]Port

	mu        sync.Mutex
	processes []*process
	// dead are the devices that a failure has taken.
	dead map[string]bool
	// owners are the ports that have the gateway addresses.
	owners map[gatewayKey]Port
}

// Start builds a network and starts its daemons. It does not wait for them to
// converge, see [Lab.Converge]. When it fails, or ctx ends on the way, nothing is
// left behind; otherwise the caller closes the lab.
func Start(ctx context.Context, n *Network, g Ground, progress Progress) (lab *Lab, err error) {
	swept, err := Sweep(ctx)
	if err != nil {
		return nil, fmt.Errorf("removing what an earlier lab left: %w", err)
	}
	if len(swept) > 0 {
		progress.say("removed what %d earlier labs left behind", len(swept))
	}
	l := &Lab{
		net: n, ground: g, tools: g.tools,
		dead: map[string]bool{}, owners: map[gatewayKey]Port{},
	}
	if l.space, err = newWorkspace(); err != nil {
		return nil, err
	}
	// Also when something panics: the lab must not outlive the program.
	defer func() {
		if lab == nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if err := l.build(ctx); err != nil {
		return nil, fmt.Errorf("building the network: %w", err)
	}
	progress.say("%d devices, %d cables, %d segments", len(n.DeviceNames()), len(n.Cables), len(n.Segments))
	if err := l.startDaemons(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// Close ends all daemons, deletes all namespaces and removes all files. It does
// so whatever has happened before, and waits until the daemons are gone.
func (l *Lab) Close() error {
	// A caller's context has often ended by now, and the cleaning must not.
	const patience = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	l.mu.Lock()
	processes := l.processes
	l.processes = nil
	l.mu.Unlock()
	var problems []error
	for _, p := range processes {
		_ = p.cmd.Process.Kill() // it may have ended
	}
	for _, p := range processes {
		problems = append(problems, p.kill())
	}
	return errors.Join(append(problems, l.space.demolish(ctx))...)
}

// dir is the folder of one device.
func (l *Lab) dir(device string) string { return filepath.Join(l.space.dir, device) }

func (l *Lab) namespace(device string) string { return l.space.namespace(device) }

func (l *Lab) add(p *process) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.processes = append(l.processes, p)
}

// alive reports whether a failure has spared a device.
func (l *Lab) alive(device string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.dead[device]
}

// build makes namespaces, wires, settings and the addresses that are not of FRR.
func (l *Lab) build(ctx context.Context) error {
	n := l.net
	if err := ip(ctx, "", n.links(l.namespace)); err != nil {
		return err
	}
	seeds := map[string]int{}
	for i, device := range n.namespaces() {
		seeds[device] = i + 1
	}
	if err := ip(ctx, l.namespace(wireNamespace), n.bridges()); err != nil {
		return err
	}
	if err := each(ctx, n.DeviceNames(), func(device string) error {
		return l.prepare(ctx, device, seeds[device])
	}); err != nil {
		return err
	}
	var pods []Pod
	for i := range n.Nodes {
		pods = append(pods, n.Nodes[i].Pods...)
	}
	if err := each(ctx, pods, func(p Pod) error {
		// The settings of a router, for the sake of the limits of ICMP: a pod ends
		// every trace.
		if err := l.prepare(ctx, p.Name, seeds[p.Name]); err != nil {
			return err
		}
		return ip(ctx, l.namespace(p.Name), p.inside())
	}); err != nil {
		return err
	}
	if o := n.Outside; o != nil {
		if err := l.prepare(ctx, o.Name, seeds[o.Name]); err != nil {
			return err
		}
		if err := ip(ctx, l.namespace(o.Name), o.addresses()+o.defaults(l.alive)); err != nil {
			return err
		}
	}
	return nil
}

// prepare sets the sysctls of a namespace and brings its interfaces up, with the
// addresses of a node.
func (l *Lab) prepare(ctx context.Context, device string, seed int) error {
	if err := inNamespace(l.namespace(device), func() error {
		for _, s := range sysctls(seed) {
			if err := s.write(); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return fmt.Errorf("%s: %w", device, err)
	}
	batch := l.net.up(device)
	node := l.net.node(device)
	if node != nil {
		batch += node.host(l.ground.Dummy)
	}
	if err := ip(ctx, l.namespace(device), batch); err != nil {
		return fmt.Errorf("%s: %w", device, err)
	}
	if node == nil || len(node.Pods) == 0 {
		return nil
	}
	return inNamespace(l.namespace(device), func() error {
		for _, p := range node.Pods {
			for _, s := range p.sysctls() {
				if err := s.write(); err != nil {
					return fmt.Errorf("%s: %w", device, err)
				}
			}
		}
		return nil
	})
}

// sysctls are those of the node's end of a pod's link: the node answers for
// every address that the pod asks for.
func (p Pod) sysctls() []sysctl {
	i := p.hostInterface()
	return []sysctl{
		{"net.ipv4.conf." + i + ".proxy_arp", "1", false},
		{"net.ipv4.neigh." + i + ".proxy_delay", "0", false},
		{"net.ipv6.conf." + i + ".proxy_ndp", "1", true},
	}
}

// startDaemons starts FRR on the switches, then BIRD on the nodes.
func (l *Lab) startDaemons(ctx context.Context) error {
	n := l.net
	if err := each(ctx, n.Switches, func(s Switch) error { return l.startSwitch(ctx, &s) }); err != nil {
		return err
	}
	if err := l.giveGateways(ctx); err != nil {
		return err
	}
	if err := each(ctx, n.Nodes, func(nd Node) error { return l.startNode(ctx, &nd) }); err != nil {
		return err
	}
	return l.learnLinkLocal(ctx)
}

// each calls f for all, a few at a time, and returns all errors. A panic of f
// becomes one of the caller, whose deferred calls clean up.
func each[T any](ctx context.Context, all []T, f func(T) error) error {
	var wg sync.WaitGroup
	errs := make([]error, len(all))
	panics := make([]any, len(all))
	slots := make(chan struct{}, 2*runtime.NumCPU())
	for i := range all {
		slots <- struct{}{}
		if ctx.Err() != nil {
			errs[i] = context.Cause(ctx)
			<-slots
			break
		}
		wg.Go(func() {
			defer func() { <-slots }()
			defer func() { panics[i] = recover() }()
			errs[i] = f(all[i])
		})
	}
	wg.Wait()
	if i := slices.IndexFunc(panics, func(p any) bool { return p != nil }); i >= 0 {
		panic(panics[i])
	}
	return errors.Join(errs...)
}

// switchNamed returns the switch of that name, or nil.
func (n *Network) switchNamed(name string) *Switch {
	i := slices.IndexFunc(n.Switches, func(s Switch) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &n.Switches[i]
}
