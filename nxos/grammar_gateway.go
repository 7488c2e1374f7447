package nxos

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

var hsrpTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("authentication", func(g *HSRPGroup) *HSRPAuthentication { return &g.Authentication }, hsrpAuthentication()),
	cli.Value("name", func(g *HSRPGroup) *string { return &g.Name }, cli.Word(limitWord)),
	hsrpPreemptRow(),
	cli.Value("priority", func(g *HSRPGroup) *uint8 { return &g.Priority }, cli.Uint[uint8](1, 255)),
	cli.Value("timers", func(g *HSRPGroup) *HSRPTimers { return &g.Timers }, hsrpTimers()),
	cli.Flag("ip autoconfig", func(g *HSRPGroup) *bool { return &g.IPAutoconfig }),
	addressRow("ip", "", false, func(g *HSRPGroup) *Addr { return &g.IP }, func(g *HSRPGroup) *[]Addr { return &g.IPSecondary }),
))

var vrrpTable = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("priority", func(g *VRRPGroup) *uint8 { return &g.Priority }, cli.Uint[uint8](1, 254)),
	cli.Value("advertisement-interval", func(g *VRRPGroup) *Seconds { return &g.AdvertisementInterval }, cli.Uint[Seconds](1, 255)),
	cli.Value("authentication text", func(g *VRRPGroup) *fabric.Secret { return &g.AuthenticationText }, secret()),
	cli.Flag("no preempt", func(g *VRRPGroup) *bool { return &g.NoPreempt }),
	addressRow("address", "", true, func(g *VRRPGroup) *Addr { return &g.Address }, func(g *VRRPGroup) *[]Addr { return &g.AddressSecondary }),
	cli.Toggle("shutdown", func(g *VRRPGroup) *Switch { return &g.Shutdown }),
))

var vrrpv3Table = cli.NewTable(cli.Rows( //nolint:gochecknoglobals // the grammar, never written
	cli.Value("description", func(g *VRRPv3Group) *string { return &g.Description }, cli.Rest(80)),
	cli.Value("priority", func(g *VRRPv3Group) *uint8 { return &g.Priority }, cli.Uint[uint8](1, 254)),
	cli.Flag("no preempt", func(g *VRRPv3Group) *bool { return &g.NoPreempt }),
	cli.Value("preempt delay minimum", func(g *VRRPv3Group) *Seconds { return &g.PreemptDelayMinimum }, cli.Uint[Seconds](1, 3600)),
	cli.Value("timers advertise", func(g *VRRPv3Group) *time.Duration { return &g.TimersAdvertise }, milliseconds(100, 40950)),
	cli.Flag("vrrpv2", func(g *VRRPv3Group) *bool { return &g.VRRPv2 }),
	addressRow("address", "primary", false, func(g *VRRPv3Group) *Addr { return &g.Address },
		func(g *VRRPv3Group) *[]Addr { return &g.AddressSecondary }),
	cli.Flag("shutdown", func(g *VRRPv3Group) *bool { return &g.Shutdown }),
))

func hsrpHead() cli.Head[HSRPGroup] {
	return cli.Head[HSRPGroup]{
		Append: func(b []byte, g *HSRPGroup) []byte {
			b = strconv.AppendUint(append(b, ' '), uint64(g.Group), 10)
			if g.IPv6 {
				b = append(b, " ipv6"...)
			}
			return b
		},
		Parse: func(a *cli.Args, g *HSRPGroup) (err error) {
			if w := a.Peek(); w == "delay" || w == "bfd" || w == "mac-refresh" || w == "use-bia" {
				return cli.ErrNotModelled
			}
			if g.Group, err = cli.ParseUint[uint16](a.Next(), 0, 4095); err != nil {
				return err
			}
			if g.IPv6 = a.Take("ipv6"); !g.IPv6 {
				a.Take("ipv4")
			}
			return nil
		},
		Check: func(g *HSRPGroup) error { return cli.CheckUint(g.Group, 0, 4095) },
	}
}

func vrrpv3Head() cli.Head[VRRPv3Group] {
	families := cli.Enum[Family]("ipv4", "ipv6")
	return cli.Head[VRRPv3Group]{
		Append: func(b []byte, g *VRRPv3Group) []byte {
			b = strconv.AppendUint(append(b, ' '), uint64(g.Group), 10)
			b = append(b, " address-family "...)
			return families.Append(b, familyOf(g.IPv6))
		},
		Parse: func(a *cli.Args, g *VRRPv3Group) (err error) {
			if g.Group, err = cli.ParseUint[uint8](a.Next(), 1, 255); err != nil {
				return err
			}
			if !a.Take("address-family") {
				return errors.New("address-family is missing")
			}
			f, err := families.Parse(a)
			g.IPv6 = f == IPv6Unicast
			return err
		},
		Check: func(g *VRRPv3Group) error { return cli.CheckUint(g.Group, 1, 255) },
	}
}

func familyOf(v6 bool) Family {
	if v6 {
		return IPv6Unicast
	}
	return IPv4Unicast
}

// addressRow is the shared addresses of a group: "ip A" and "ip A secondary".
// primary is the word behind the first one.
func addressRow[G any](keyword, primary string, only4 bool, first func(*G) *Addr, others func(*G) *[]Addr) cli.Row[G] {
	codec := cli.Addr()
	if only4 {
		codec = cli.Addr4()
	}
	return cli.Row[G]{
		Keyword: keyword,
		Append: func(w *cli.Writer, g *G) {
			if a := *first(g); a.IsValid() {
				w.Begin(keyword)
				w.Word(a.String())
				if primary != "" {
					w.Word(primary)
				}
				w.End()
			}
			for _, a := range *others(g) {
				w.Begin(keyword)
				w.Word(a.String())
				w.Word("secondary")
				w.End()
			}
		},
		Read: func(g *G, a *cli.Args) error {
			if a.No() || a.Done() {
				return cli.ErrNotModelled
			}
			v, err := codec.Parse(a)
			if err != nil {
				return err
			}
			secondary := a.Take("secondary")
			if !secondary && primary != "" {
				a.Take(primary)
			}
			if !a.Done() {
				return cli.ErrNotModelled
			}
			if secondary {
				*others(g) = append(*others(g), v)
			} else {
				*first(g) = v
			}
			return nil
		},
		Check: func(c *cli.Checker, g *G) {
			if a := *first(g); a != (Addr{}) {
				c.Report(keyword, codec.Check(a))
			}
			for _, a := range *others(g) {
				c.Report(keyword, codec.Check(a))
			}
		},
	}
}

// hsrpPreemptRow is "preempt [delay [minimum S] [reload S]]".
func hsrpPreemptRow() cli.Row[HSRPGroup] {
	return cli.Row[HSRPGroup]{
		Keyword: "preempt",
		Append: func(w *cli.Writer, g *HSRPGroup) {
			if !g.Preempt {
				return
			}
			w.Begin("preempt")
			if g.PreemptDelayMinimum != 0 || g.PreemptDelayReload != 0 {
				w.Word("delay")
			}
			appendSeconds(w, "minimum", g.PreemptDelayMinimum)
			appendSeconds(w, "reload", g.PreemptDelayReload)
			w.End()
		},
		Read: func(g *HSRPGroup, a *cli.Args) (err error) {
			var minimum, reload Seconds
			if a.Take("delay") {
				if a.Take("minimum") {
					if minimum, err = cli.ParseUint[Seconds](a.Next(), 0, 3600); err != nil {
						return err
					}
				}
				if a.Take("reload") {
					if reload, err = cli.ParseUint[Seconds](a.Next(), 0, 3600); err != nil {
						return err
					}
				}
			}
			if !a.Done() {
				return cli.ErrNotModelled
			}
			g.Preempt, g.PreemptDelayMinimum, g.PreemptDelayReload = !a.No(), minimum, reload
			if a.No() {
				g.PreemptDelayMinimum, g.PreemptDelayReload = 0, 0
			}
			return nil
		},
		Check: func(c *cli.Checker, g *HSRPGroup) {
			c.Report("preempt", cli.CheckUint(g.PreemptDelayMinimum, 0, 3600))
			c.Report("preempt", cli.CheckUint(g.PreemptDelayReload, 0, 3600))
			if !g.Preempt && (g.PreemptDelayMinimum != 0 || g.PreemptDelayReload != 0) {
				c.Report("preempt", errors.New("a delay without preempt"))
			}
		},
	}
}

func appendSeconds(w *cli.Writer, word string, s Seconds) {
	if s != 0 {
		w.Word(word)
		w.Word(strconv.Itoa(int(s)))
	}
}

// hsrpTimers is "[msec] HELLO [msec] HOLD".
func hsrpTimers() cli.Codec[HSRPTimers] {
	hello, hold := interval{1, 254, 250, 999}, interval{3, 255, 750, 3000}
	return cli.Codec[HSRPTimers]{
		Append: func(b []byte, v HSRPTimers) []byte {
			b = hello.append(b, v.Hello)
			return hold.append(append(b, ' '), v.Hold)
		},
		Parse: func(a *cli.Args) (v HSRPTimers, err error) {
			if v.Hello, err = hello.parse(a); err != nil {
				return v, fmt.Errorf("hello: %w", err)
			}
			if v.Hold, err = hold.parse(a); err != nil {
				return v, fmt.Errorf("hold: %w", err)
			}
			return v, nil
		},
		Check: func(v HSRPTimers) error { return errors.Join(hello.check(v.Hello), hold.check(v.Hold)) },
	}
}

// An interval bounds a time in seconds and in milliseconds.
type interval struct{ seconds, lastSeconds, ms, lastMS uint16 }

// append writes seconds where the device takes that many of them.
func (i interval) append(b []byte, d time.Duration) []byte {
	if d%time.Second == 0 && d >= time.Duration(i.seconds)*time.Second {
		return strconv.AppendInt(b, int64(d/time.Second), 10)
	}
	return strconv.AppendInt(append(b, "msec "...), d.Milliseconds(), 10)
}

func (i interval) check(d time.Duration) error {
	if d%time.Second == 0 && d >= time.Duration(i.seconds)*time.Second && d <= time.Duration(i.lastSeconds)*time.Second {
		return nil
	}
	return milliseconds(i.ms, i.lastMS).Check(d)
}

func (i interval) parse(a *cli.Args) (time.Duration, error) {
	if a.Take("msec") {
		v, err := cli.ParseUint(a.Next(), i.ms, i.lastMS)
		return time.Duration(v) * time.Millisecond, err
	}
	v, err := cli.ParseUint(a.Next(), i.seconds, i.lastSeconds)
	return time.Duration(v) * time.Second, err
}

// hsrpAuthentication is "text T", "md5 key-string [0|7] K" or "md5 key-chain C".
func hsrpAuthentication() cli.Codec[HSRPAuthentication] {
	return cli.Codec[HSRPAuthentication]{
		Append: func(b []byte, v HSRPAuthentication) []byte {
			switch {
			case v.MD5KeyChain != "":
				return append(append(b, "md5 key-chain "...), v.MD5KeyChain...)
			case v.MD5KeyString.IsSet():
				return password().Append(append(b, "md5 key-string "...), v.MD5KeyString)
			}
			return append(append(b, "text "...), v.Text.Reveal()...)
		},
		Parse: func(a *cli.Args) (v HSRPAuthentication, err error) {
			switch {
			case a.Take("md5 key-chain"):
				v.MD5KeyChain, err = cli.ParseWord(a, limitPolicy)
			case a.Take("md5 key-string"):
				v.MD5KeyString, err = password().Parse(a)
			case a.Take("md5"):
				err = cli.ErrNotModelled
			default:
				a.Take("text")
				v.Text, err = secret().Parse(a)
			}
			return v, err
		},
		Check: checkHSRPAuthentication,
	}
}

func checkHSRPAuthentication(v HSRPAuthentication) error {
	var errs []error
	if v.MD5KeyChain != "" {
		errs = append(errs, cli.CheckWord(v.MD5KeyChain, limitPolicy))
	}
	if v.MD5KeyString != (Password{}) {
		errs = append(errs, checkPassword(v.MD5KeyString))
	}
	if v.Text.IsSet() {
		errs = append(errs, checkSecret(v.Text))
	}
	if len(errs) > 1 {
		errs = append(errs, errors.New("text, key-string and key-chain exclude one another"))
	}
	return errors.Join(errs...)
}
