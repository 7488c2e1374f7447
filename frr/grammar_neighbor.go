package frr

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

var peerGroupTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(g *PeerGroup) *PeerSession { return &g.PeerSession }, sessionRows()...),
)

// The member's group comes behind its AS: FRR wants to know either the neighbor's
// or the group's first, and refuses the AS of a member whose group has one.
var neighborTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(n *Neighbor) *PeerSession { return &n.PeerSession }, remoteASRow()),
	cli.Rows(cli.Value("peer-group", func(n *Neighbor) *string { return &n.PeerGroup }, policyName())),
	cli.Embed(func(n *Neighbor) *PeerSession { return &n.PeerSession }, sessionRows()[1:]...),
)

var neighborAFTable = cli.NewTable( //nolint:gochecknoglobals // the grammar, never written
	cli.Embed(func(f *NeighborAF) *PeerPolicy { return &f.PeerPolicy }, policyRows()...),
)

// peerGroupHead is a name; the line that makes the group says "peer-group".
func peerGroupHead() cli.Head[PeerGroup] {
	h := cli.Named(func(g *PeerGroup) *string { return &g.Name }, groupName())
	h.Suffix = func(b []byte, _ *PeerGroup) []byte { return append(b, " peer-group"...) }
	return h
}

func declarePeerGroup(a *cli.Args, _ *PeerGroup) bool { return a.Take("peer-group") && a.Done() }

// groupName is a word that is not an address: FRR would take it for a neighbor.
func groupName() cli.Codec[string] {
	c := policyName()
	parse, check := c.Parse, c.Check
	c.Parse = func(a *cli.Args) (string, error) {
		if _, err := netip.ParseAddr(a.Peek()); err == nil {
			return "", cli.ErrNotModelled
		}
		return parse(a)
	}
	c.Check = func(v string) error {
		if _, err := netip.ParseAddr(v); err == nil {
			return fmt.Errorf("%q is an address and not the name of a peer-group", v)
		}
		return check(v)
	}
	return c
}

// neighborHead is an address; a name is that of a group or of an interface.
func neighborHead() cli.Head[Neighbor] {
	c := cli.Addr()
	c.Parse = func(a *cli.Args) (Addr, error) {
		v, err := netip.ParseAddr(a.Peek())
		if err != nil || v.Zone() != "" {
			return Addr{}, cli.ErrNotModelled
		}
		a.Next()
		return v, nil
	}
	return cli.Named(func(n *Neighbor) *Addr { return &n.Address }, c)
}

// neighborAFHead is an address, in its shortest form, or a name.
func neighborAFHead() cli.Head[NeighborAF] {
	c := policyName()
	parse := c.Parse
	c.Parse = func(a *cli.Args) (string, error) {
		word, err := parse(a)
		if addr, bad := netip.ParseAddr(word); bad == nil && err == nil {
			word = addr.String()
		}
		return word, err
	}
	return cli.Named(func(f *NeighborAF) *string { return &f.Neighbor }, c)
}

func remoteASRow() cli.Row[PeerSession] {
	return cli.Value("remote-as", func(s *PeerSession) *RemoteAS { return &s.RemoteAS }, remoteAS())
}

// sessionRows are the lines of a neighbor outside its address families, in the
// order in which vtysh prints them; the AS comes first.
func sessionRows() []cli.Row[PeerSession] {
	return cli.Rows(
		remoteASRow(),
		cli.Value("local-as", func(s *PeerSession) *LocalAS { return &s.LocalAS }, localAS()),
		cli.Value("description", func(s *PeerSession) *string { return &s.Description }, cli.Rest(limitLine)),
		cli.Flag("shutdown", func(s *PeerSession) *bool { return &s.Shutdown }),
		cli.Flag("bfd", func(s *PeerSession) *bool { return &s.BFD }),
		cli.Value("bfd profile", func(s *PeerSession) *string { return &s.BFDProfile }, cli.Word(64)),
		cli.Value("password", func(s *PeerSession) *fabric.Secret { return &s.Password }, secret()),
		cli.Flag("passive", func(s *PeerSession) *bool { return &s.Passive }),
		optionRow("ebgp-multihop", func(s *PeerSession) *uint8 { return &s.EBGPMultihop }, 255, cli.Uint[uint8](1, 255)),
		cli.Flag("disable-connected-check", func(s *PeerSession) *bool { return &s.DisableConnectedCheck }),
		cli.Toggle("enforce-first-as", func(s *PeerSession) *Switch { return &s.EnforceFirstAS }),
		cli.Value("update-source", func(s *PeerSession) *string { return &s.UpdateSource }, cli.Word(limitPolicy)),
		cli.Value("advertisement-interval", func(s *PeerSession) *Number { return &s.AdvertisementInterval }, number(600)),
		cli.Value("timers", func(s *PeerSession) *Timers { return &s.Timers }, sessionTimers()),
		cli.Value("timers connect", func(s *PeerSession) *Seconds { return &s.TimersConnect }, cli.Uint[Seconds](1, 65535)),
		cli.Flag("sender-as-path-loop-detection", func(s *PeerSession) *bool { return &s.SenderASPathLoopDetection }),
		gracefulRestartRow("graceful-restart", NeighborGracefulRestartOn),
		gracefulRestartRow("graceful-restart-helper", NeighborGracefulRestartHelper),
		gracefulRestartRow("graceful-restart-disable", NeighborGracefulRestartDisable),
	)
}

// sessionTimers leaves "timers connect" and "timers delayopen" to other rows.
func sessionTimers() cli.Codec[Timers] {
	c := timers()
	parse := c.Parse
	c.Parse = func(a *cli.Args) (Timers, error) {
		if w := a.Peek(); w == "connect" || w == "delayopen" {
			return Timers{}, cli.ErrNotModelled
		}
		return parse(a)
	}
	return c
}

// gracefulRestartRow is one of three commands of which a neighbor has one.
func gracefulRestartRow(keyword string, mode NeighborGracefulRestart) cli.Row[PeerSession] {
	return cli.Row[PeerSession]{
		Keyword: keyword,
		Append: func(w *cli.Writer, s *PeerSession) {
			if s.GracefulRestart == mode {
				w.Line(keyword)
			}
		},
		Read: func(s *PeerSession, a *cli.Args) error {
			if !a.Done() {
				return cli.ErrNotModelled
			}
			switch {
			case !a.No():
				s.GracefulRestart = mode
			case s.GracefulRestart == mode:
				s.GracefulRestart = 0
			}
			return nil
		},
		Check: func(c *cli.Checker, s *PeerSession) {
			if mode == NeighborGracefulRestartDisable && s.GracefulRestart > mode {
				c.Report(keyword, fmt.Errorf("%d is none of the %d values", s.GracefulRestart, mode+1))
			}
		},
	}
}

func remoteAS() cli.Codec[RemoteAS] {
	return cli.Codec[RemoteAS]{
		Append: func(b []byte, v RemoteAS) []byte {
			switch {
			case v.Internal:
				return append(b, "internal"...)
			case v.External:
				return append(b, "external"...)
			}
			return appendASN(b, v.AS)
		},
		Parse: func(a *cli.Args) (v RemoteAS, err error) {
			switch {
			case a.Take("internal"):
				v.Internal = true
			case a.Take("external"):
				v.External = true
			case a.Peek() == "auto": // from 10.2
				return v, cli.ErrNotModelled
			default:
				v.AS, err = parseASN(a)
			}
			return v, err
		},
		Check: func(v RemoteAS) error {
			if count(v.AS != 0, v.Internal, v.External) > 1 {
				return errors.New("a number, internal and external exclude one another")
			}
			return nil
		},
	}
}

func localAS() cli.Codec[LocalAS] {
	return cli.Codec[LocalAS]{
		Append: func(b []byte, v LocalAS) []byte {
			b = appendASN(b, v.AS)
			if v.NoPrepend || v.ReplaceAS {
				b = append(b, " no-prepend"...)
			}
			if v.ReplaceAS {
				b = append(b, " replace-as"...)
			}
			return b
		},
		Parse: func(a *cli.Args) (v LocalAS, err error) {
			if v.AS, err = parseASN(a); err != nil {
				return v, err
			}
			v.NoPrepend = a.Take("no-prepend")
			v.ReplaceAS = v.NoPrepend && a.Take("replace-as")
			return v, nil
		},
		Check: func(v LocalAS) error {
			if v.ReplaceAS && !v.NoPrepend {
				return errors.New("replace-as wants no-prepend")
			}
			return checkASN(v.AS)
		},
	}
}

func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}
