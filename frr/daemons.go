package frr

import "strconv"

// Daemons returns /etc/frr/daemons for a configuration: the daemons that its
// commands belong to, bgpd, bfdd and vrrpd. zebra and staticd always run, and mgmtd
// from 10 on; they have no line.
//
// A process that restarts gracefully wants zebra to leave its routes in the kernel
// meanwhile (option -K).
func Daemons(c Config) []byte {
	vrrp := false
	for i := range c.Interface {
		vrrp = vrrp || len(c.Interface[i].VRRP) > 0
	}
	b := []byte("# Which daemons of FRR run; zebra and staticd always do.\n")
	for _, d := range []struct {
		name string
		runs bool
	}{
		{"bgpd", c.RouterBGP.AS != 0},
		{"bfdd", c.usesBFD()},
		{"vrrpd", vrrp},
	} {
		b = append(b, d.name...)
		if d.runs {
			b = append(b, "=yes\n"...)
		} else {
			b = append(b, "=no\n"...)
		}
	}
	b = append(b, "vtysh_enable=yes\n"...)
	zebra := "-A 127.0.0.1 -s 90000000"
	if r := &c.RouterBGP; r.GracefulRestart && r.GracefulRestartPreserveFWState {
		seconds := uint32(120) // FRR's own
		if t := r.GracefulRestartRestartTime; t.IsSet {
			seconds = t.Value
		}
		zebra += " -K " + strconv.FormatUint(uint64(seconds), 10)
	}
	b = append(b, "zebra_options=\""+zebra+"\"\n"...)
	for _, name := range []string{"staticd", "bgpd", "bfdd", "vrrpd"} {
		b = append(b, name+"_options=\"-A 127.0.0.1\"\n"...)
	}
	return b
}

// usesBFD reports whether there is anything that bfdd watches, or is told.
func (c *Config) usesBFD() bool {
	for i := range c.RouterBGP.PeerGroup {
		if s := &c.RouterBGP.PeerGroup[i].PeerSession; s.BFD || s.BFDProfile != "" {
			return true
		}
	}
	for i := range c.RouterBGP.Neighbor {
		if s := &c.RouterBGP.Neighbor[i].PeerSession; s.BFD || s.BFDProfile != "" {
			return true
		}
	}
	return c.BFD.On
}
