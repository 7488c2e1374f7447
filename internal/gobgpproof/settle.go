package gobgpproof

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/osrg/gobgp/v4/api"
	"github.com/osrg/gobgp/v4/pkg/apiutil"
	"github.com/osrg/gobgp/v4/pkg/packet/bgp"
	"github.com/osrg/gobgp/v4/pkg/server"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Session names one end of a session: who has it, and the address of the other
// end.
type Session struct {
	Speaker Speaker
	Remote  netip.Addr
}

// events are what the servers of a lab report: the sessions that are established,
// and that anything happened at all.
type events struct {
	happened chan struct{}
	mu       sync.Mutex
	up       map[Session]bool
}

func newEvents() *events {
	return &events{happened: make(chan struct{}, 1), up: map[Session]bool{}}
}

// watch follows the sessions and the routes of a server until the context ends.
func (v *events) watch(ctx context.Context, d *daemon, loop *loopbacks) error {
	return d.server.WatchEvent(ctx, server.WatchEventMessageCallbacks{
		OnPeerUpdate: func(e *apiutil.WatchEventMessage_PeerEvent, _ time.Time) {
			remote, known := loop.origin[e.Peer.State.NeighborAddress]
			if !known {
				return
			}
			v.mu.Lock()
			defer v.mu.Unlock()
			if e.Peer.State.SessionState == bgp.BGP_FSM_ESTABLISHED {
				v.up[Session{d.speaker, remote}] = true
			} else {
				delete(v.up, Session{d.speaker, remote})
			}
			v.tell()
		},
		OnPathUpdate: func([]*apiutil.Path, time.Time) { v.tell() },
		OnBestPath:   func([]*apiutil.Path, time.Time) { v.tell() },
	}, server.WatchPeer(), server.WatchPostUpdate(false, "", ""), server.WatchBestPath(false))
}

func (v *events) tell() {
	select {
	case v.happened <- struct{}{}:
	default: // somebody is told already
	}
}

// forget drops the sessions of a server that has ended.
func (v *events) forget(s Speaker) {
	v.mu.Lock()
	defer v.mu.Unlock()
	maps.DeleteFunc(v.up, func(at Session, _ bool) bool { return at.Speaker == s })
}

func (v *events) established() map[Session]bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.up)
}

// How long nothing must happen before a lab is settled. Servers send what is new
// at once, so that silence means that there is nothing left to say. A session
// that must not come up has another attempt in that time.
const (
	silence      = 700 * time.Millisecond
	anotherRound = (connectRetry + 1) * time.Second
)

// Settle waits until just the predicted sessions are established, no server has
// reported anything for a while, and every server has from its neighbors what
// they have for it. The context bounds the wait; the error then
// says which sessions differ.
func (l *Lab) Settle(ctx context.Context, predicted []routing.Session) error {
	wanted, quiet := map[Session]bool{}, silence
	for _, s := range predicted {
		if s.State == routing.Up {
			wanted[Session{Speaker{s.Router, s.VRF}, s.Remote}] = true
		} else if s.State != routing.Listening {
			quiet = anotherRound
		}
	}
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	// What seems to be lost may be on its way on a busy host: it is lost when it is
	// still missing after another silence.
	var suspected map[gap]bool
	for {
		select {
		case <-l.events.happened:
			suspected = nil
			timer.Reset(quiet)
		case <-timer.C:
			timer.Reset(quiet)
			if !maps.Equal(wanted, l.events.established()) {
				continue
			}
			gaps, err := l.gaps()
			if err != nil || len(gaps) == 0 {
				return err
			}
			if maps.Equal(gaps, suspected) {
				err = l.repair(ctx, gaps)
			}
			if suspected = gaps; err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("not settled: %s: %w", difference(wanted, l.events.established()), ctx.Err())
		}
	}
}

// difference says which sessions are missing and which are there against the
// prediction.
func difference(wanted, got map[Session]bool) string {
	var lines []string
	for s := range wanted {
		if !got[s] {
			lines = append(lines, fmt.Sprintf("%s has no session with %s", s.Speaker, s.Remote))
		}
	}
	for s := range got {
		if !wanted[s] {
			lines = append(lines, fmt.Sprintf("%s has a session with %s", s.Speaker, s.Remote))
		}
	}
	if len(lines) == 0 {
		return "the servers keep talking"
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

// Holds returns the hold time that the servers negotiated in each session that is
// established.
func (l *Lab) Holds(ctx context.Context) (map[Session]time.Duration, error) {
	holds := map[Session]time.Duration{}
	for _, d := range l.daemons {
		err := d.server.ListPeer(ctx, &api.ListPeerRequest{}, func(p *api.Peer) {
			remote, err := netip.ParseAddr(p.GetState().GetNeighborAddress())
			if err == nil && p.GetState().GetSessionState() == api.PeerState_SESSION_STATE_ESTABLISHED {
				hold := time.Duration(p.GetTimers().GetState().GetNegotiatedHoldTime()) * time.Second
				holds[Session{d.speaker, l.network.loop.origin[remote]}] = hold
			}
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.speaker, err)
		}
	}
	return holds, nil
}
