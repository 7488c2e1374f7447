package fabric

import (
	"fmt"
	"strings"
	"time"
)

// sessionTerms checks the terms of the links' sessions and of every cluster's.
func (a *audit) sessionTerms() {
	if _, ok := a.d.Fabric.(IPFabric); ok {
		const field = "fabric.ipFabric.session"
		a.terms(field, &a.ip.Session)
		a.bfd(field+".bfd", a.ip.Session.BFD)
		a.pathLength(field, &a.ip.Session)
	}
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)+".session"
		a.terms(field, &c.Session)
		if a.aci != nil {
			a.nodeTerms(c, CapabilityOf(c.CNI), field)
			a.blockLimit(c, field)
			continue
		}
		a.pathLength(field, &c.Session)
		if _, ok := c.CNI.(Calico); ok {
			a.calicoTerms(field, &c.Session)
		} else {
			a.bfd(field+".bfd", c.Session.BFD)
		}
		a.blockLimit(c, field)
	}
}

// terms checks what holds on any session.
func (a *audit) terms(field string, t *SessionTerms) {
	a.timers(field, t.Keepalive, t.Hold)
	if t.GracefulRestart != 0 && a.wholeSeconds(field+".gracefulRestart", "graceful restart time", t.GracefulRestart) {
		a.inRange(field+".gracefulRestart", "graceful restart time in seconds", seconds(t.GracefulRestart), 1, 3600, "RFC 4724; Cisco NX-OS: restart-time 1 to 3600")
	}
	a.optional(field+".maxPrefixes", "number of prefixes", t.MaxPrefixes, 1, 300000, "Cisco NX-OS: maximum-prefix")
	a.optional(field+".maxASLength", "AS path length", t.MaxASLength, 1, 512, "Cisco NX-OS: maxas-limit")
	a.password(field+".password", t.Password)
}

func (a *audit) timers(field string, keepalive, hold time.Duration) {
	switch {
	case keepalive == 0 && hold == 0:
		return
	case keepalive == 0:
		a.refuse(CodeTimerPair, field+".keepalive", fmt.Sprintf("hold is %s and keepalive is not set", hold),
			"set keepalive to a third of hold", "Cisco NX-OS: timers KEEPALIVE HOLD")
		return
	case hold == 0:
		a.refuse(CodeTimerPair, field+".hold", fmt.Sprintf("keepalive is %s and hold is not set", keepalive),
			"set hold to three times keepalive", "Cisco NX-OS: timers KEEPALIVE HOLD")
		return
	}
	wholeKeepalive := a.wholeSeconds(field+".keepalive", "keepalive", keepalive)
	wholeHold := a.wholeSeconds(field+".hold", "hold", hold)
	if !wholeKeepalive || !wholeHold {
		return
	}
	goodKeepalive := a.inRange(field+".keepalive", "keepalive in seconds", seconds(keepalive), 1, 3600, "Cisco NX-OS: keepalive 0 to 3600, of which 0 sends none")
	goodHold := a.inRange(field+".hold", "hold in seconds", seconds(hold), 3, 3600, "RFC 4271 4.2; Cisco NX-OS: hold 3 to 3600")
	if goodKeepalive && goodHold && hold < 3*keepalive {
		a.refuse(CodeTimerRatio, field+".hold", fmt.Sprintf("hold %s is less than three keepalives of %s", hold, keepalive),
			fmt.Sprintf("use a hold of at least %s", 3*keepalive), "RFC 4271 4.4: keepalive is at most a third of hold")
	}
}

func (a *audit) wholeSeconds(field, what string, d time.Duration) bool {
	if d%time.Second == 0 {
		return true
	}
	a.refuse(CodeTimerFraction, field, fmt.Sprintf("%s %s is not a whole number of seconds", what, d),
		"round it to seconds", "RFC 4271 4.2, RFC 4724 3: times are counted in seconds")
	return false
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func (a *audit) bfd(field string, b BFD) {
	if !b.On() {
		return
	}
	const (
		low, high = 50 * time.Millisecond, 999 * time.Millisecond
		source    = "Cisco NX-OS: bfd interval 50 to 999 ms, multiplier 1 to 50"
	)
	if b.Interval < low || b.Interval > high || b.Interval%time.Millisecond != 0 {
		a.refuse(CodeOutOfRange, field+".interval", fmt.Sprintf("BFD interval %s is outside %s to %s in whole milliseconds", b.Interval, low, high),
			"use a value between them, such as 300ms", source)
	}
	a.optional(field+".multiplier", "BFD multiplier", b.Multiplier, 1, 50, source)
}

// pathLength refuses a limit below the longest path that the fabric makes: spine,
// the other rack, and the node where that has an AS of its own.
func (a *audit) pathLength(field string, t *SessionTerms) {
	longest := 0
	if len(a.d.Racks) > 1 {
		longest = 2
	}
	for i := range a.d.Clusters {
		switch a.d.Clusters[i].AS.(type) {
		case ASPerRack: // the node is in the AS of its rack
		case ASPerServer, ASPerCluster:
			longest = max(longest, min(len(a.d.Racks), 2)+1)
		}
	}
	if t.MaxASLength > 0 && t.MaxASLength < longest {
		a.refuse(CodeMaxASLengthLow, field+".maxASLength",
			fmt.Sprintf("the limit is %d, and paths of %d AS numbers are made on this fabric", t.MaxASLength, longest),
			fmt.Sprintf("use at least %d", longest), "RFC 4271 5.1.2: each AS on the way adds itself")
	}
}

// password refuses what cannot be typed into a switch or written into BIRD's
// configuration. It never shows the text.
func (a *audit) password(field string, s Secret) {
	if !s.IsSet() {
		return
	}
	if !s.Resolved() {
		detail, fix := "the text of secret "+quoted(s.Name())+" is not known", "resolve the design's secrets before planning"
		if s.Redacted() {
			detail, fix = "the password was kept out of the file", "write the password, or the name it is kept under"
		}
		a.refuse(CodeSecretUnresolved, field, detail, fix, "RFC 2385: both ends have the password, or the session never comes up")
		return
	}
	const (
		most   = 80
		source = "Linux tcp(7): TCP_MD5SIG keys have at most 80 bytes; Cisco NX-OS: a password is one word; BIRD: a quoted string"
	)
	text := s.Reveal()
	switch {
	case text == redacted:
		a.refuse(CodeSecretUnusable, field, "the password is the word that stands for a hidden one", "give the password itself, or the name it is kept under", source)
	case len(text) > most:
		a.refuse(CodeSecretUnusable, field, fmt.Sprintf("the password has %d bytes, and at most %d are taken", len(text), most), "use a shorter one", source)
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"'\?`, r) }):
		a.refuse(CodeSecretUnusable, field, "the password has spaces, quotes, backslashes, question marks, or characters other than ASCII",
			"use letters, digits and other punctuation", source)
	case strings.HasPrefix(text, "!"), strings.HasPrefix(text, ";"), strings.HasPrefix(text, "$"):
		a.refuse(CodeSecretUnusable, field, "the password starts with !, ; or $: a comment, the end of a command, or the name of a variable that nobody replaces",
			"start it with a letter or digit; write {from: NAME} for one that is kept elsewhere", source)
	}
}
