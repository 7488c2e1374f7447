package lab

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"
)

// The shape of a measurement: flows from ports of their own, so that they use
// all equal paths, each a packet every interval.
const (
	probeFlows    = 32
	probeInterval = 10 * time.Millisecond
	probePort     = 33333
)

// A probe sends flows from one pod to another, which sends them back, and knows
// when each flow last came back.
type probe struct {
	echo    *net.UDPConn
	flows   []*flow
	stop    context.CancelFunc
	running sync.WaitGroup
}

// A flow is one of them.
type flow struct {
	conn *net.UDPConn
	mu   sync.Mutex
	last time.Time
	gap  time.Duration
}

// startProbe starts the flows of a passage from pod to pod.
func (l *Lab) startProbe(ctx context.Context, p Passage) (*probe, error) {
	ctx, cancel := context.WithCancel(ctx)
	pr := &probe{stop: cancel}
	err := inNamespace(l.namespace(p.Holder), func() (err error) {
		pr.echo, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.To, probePort)))
		return err
	})
	if err == nil {
		err = inNamespace(l.namespace(p.From), func() error {
			for range probeFlows {
				conn, err := net.DialUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.Source, 0)), net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.To, probePort)))
				if err != nil {
					return err
				}
				pr.flows = append(pr.flows, &flow{conn: conn})
			}
			return nil
		})
	}
	if err != nil {
		pr.close()
		return nil, err
	}
	pr.running.Go(pr.answer)
	for _, f := range pr.flows {
		pr.running.Go(f.receive)
	}
	pr.running.Go(func() { pr.send(ctx) })
	return pr, nil
}

// answer sends every packet back, until the socket is closed.
func (p *probe) answer() {
	buffer := make([]byte, 64)
	for {
		n, from, err := p.echo.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			_, _ = p.echo.WriteToUDPAddrPort(buffer[:n], from) // what is lost is what is measured
		}
	}
}

// send sends a packet of every flow in every interval.
func (p *probe) send(ctx context.Context) {
	tick := time.NewTicker(probeInterval)
	defer tick.Stop()
	var packet [8]byte
	for sequence := uint64(0); ; sequence++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		binary.BigEndian.PutUint64(packet[:], sequence)
		for _, f := range p.flows {
			_, _ = f.conn.Write(packet[:]) // an ICMP error of the packet before is no error here
		}
	}
}

// receive notes when packets come back, until the socket is closed.
func (f *flow) receive() {
	buffer := make([]byte, 64)
	for {
		_, err := f.conn.Read(buffer)
		if errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		if err != nil {
			continue // an ICMP error
		}
		f.mu.Lock()
		now := time.Now()
		if !f.last.IsZero() {
			f.gap = max(f.gap, now.Sub(f.last))
		}
		f.last = now
		f.mu.Unlock()
	}
}

// forget begins the measurement anew.
func (p *probe) forget() {
	for _, f := range p.flows {
		f.mu.Lock()
		f.gap = 0
		f.mu.Unlock()
	}
}

// An Outage is what flows saw of a failure.
type Outage struct {
	// Longest is the longest time in which a flow got no answer, beyond the
	// interval of its packets.
	Longest time.Duration
	// Hit is how many of Flows noticed.
	Hit, Flows int
	// Lost is how many have had no answer since.
	Lost int
}

// end ends the flows and returns what they saw. A flow that has not come back
// yet counts until now.
func (p *probe) end() Outage {
	o := Outage{Flows: len(p.flows)}
	now := time.Now()
	// A busy machine delays packets by this much without a failure.
	const noise = 5 * probeInterval
	for _, f := range p.flows {
		f.mu.Lock()
		gap := f.gap
		if since := now.Sub(f.last); since > gap {
			gap = since
			if since > time.Second {
				o.Lost++
			}
		}
		f.mu.Unlock()
		if gap > noise {
			o.Hit++
		}
		o.Longest = max(o.Longest, gap-probeInterval)
	}
	p.close()
	return o
}

// close ends everything and waits for it.
func (p *probe) close() {
	p.stop()
	if p.echo != nil {
		p.echo.Close() //nolint:errcheck // it only ends a goroutine
	}
	for _, f := range p.flows {
		f.conn.Close() //nolint:errcheck // as above
	}
	p.running.Wait()
}

// probed chooses the passage that is measured through a failure: one from pod to
// pod whose packets, or their answers, may take what fails, between racks when
// there are such.
func (l *Lab) probed(f *forwarding, failure Failure) (Passage, bool) {
	var through []Passage
	for _, p := range l.passages() {
		if p.Kind != "pod to pod" || p.Enters == failure.A {
			continue
		}
		back := Passage{From: p.Holder, Source: p.To, Enters: l.nodeOf(p.Holder), To: p.Source}
		if back.Enters == failure.A {
			continue
		}
		if f.mayTake(p, failure) || f.mayTake(back, failure) {
			through = append(through, p)
		}
	}
	if len(through) == 0 {
		return Passage{}, false
	}
	slices.SortStableFunc(through, func(a, b Passage) int { return f.length(b) - f.length(a) })
	return through[0], true
}

// nodeOf is the node of a pod.
func (l *Lab) nodeOf(pod string) string {
	for i := range l.net.Nodes {
		for _, p := range l.net.Nodes[i].Pods {
			if p.Name == pod {
				return l.net.Nodes[i].Host.Name
			}
		}
	}
	return ""
}

// edges calls visit for every step that packets of a passage may take.
func (f *forwarding) edges(p Passage, visit func(from, to string)) {
	seen := map[string]bool{}
	queue := []string{p.start()}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		for _, next := range f.next(at, p.To) {
			if next != at {
				visit(at, next)
				queue = append(queue, next)
			}
		}
	}
}

func (f *forwarding) mayTake(p Passage, failure Failure) bool {
	takes := false
	f.edges(p, func(from, to string) {
		if failure.B == "" {
			takes = takes || from == failure.A || to == failure.A
		} else {
			takes = takes || from == failure.A && to == failure.B || from == failure.B && to == failure.A
		}
	})
	return takes
}

// length is how many steps there are on all ways of a passage.
func (f *forwarding) length(p Passage) int {
	n := 0
	f.edges(p, func(string, string) { n++ })
	return n
}
