package crdproof_test

import (
	"fmt"
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strings"
)

// This file reads as much of BIRD 1.6's configuration as confd renders: the
// sessions, and the filters, which it runs.

// A birdConfig is bird.cfg with what it includes.
type birdConfig struct {
	routerID, localAS string
	static            []string // blackholes
	functions         map[string][]string
	sessions          []birdSession
}

// A birdSession is one "protocol bgp".
type birdSession struct {
	neighbor, as, source        string
	passive, client, keep       bool
	allowOwn, restart, password string
	imports, exports            []string // statements
}

// A birdRoute is what the filters can see of a route.
type birdRoute struct {
	net      netip.Prefix
	learned  bool   // source is RTS_BGP
	ifname   string // "" is not defined
	internal bool   // the argument of calico_export_to_bgp_peers
}

func readBird(text string) birdConfig {
	c := birdConfig{functions: map[string][]string{}}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i], _, _ = strings.Cut(lines[i], "#")
	}
	rest := tokens(strings.Join(lines, "\n"))
	for len(rest) > 0 {
		statement := rest[0]
		rest = rest[1:]
		var body []string
		if strings.HasSuffix(statement, "{") {
			body, rest = block(rest)
		}
		fields := strings.Fields(statement)
		switch {
		case strings.HasPrefix(statement, "router id"):
			c.routerID = fields[2]
		case fields[0] == "function":
			name, _, _ := strings.Cut(strings.TrimPrefix(statement, "function "), "(")
			c.functions[strings.TrimSpace(name)] = body
		case strings.HasPrefix(statement, "template bgp"):
			for _, s := range body {
				if as, ok := strings.CutPrefix(s, "local as "); ok {
					c.localAS = as
				}
			}
		case strings.HasPrefix(statement, "protocol static"):
			for _, s := range body {
				if f := strings.Fields(s); len(f) == 3 && f[2] == "blackhole" {
					c.static = append(c.static, f[1])
				}
			}
		case strings.HasPrefix(statement, "protocol bgp"):
			c.sessions = append(c.sessions, readSession(body))
		}
	}
	return c
}

func readSession(body []string) birdSession {
	s := birdSession{}
	for len(body) > 0 {
		statement := body[0]
		body = body[1:]
		f := strings.Fields(statement)
		switch {
		case f[0] == "neighbor":
			s.neighbor, s.as = f[1], f[len(f)-1]
		case strings.HasPrefix(statement, "source address"):
			s.source = f[2]
		case statement == "passive on":
			s.passive = true
		case statement == "rr client":
			s.client = true
		case statement == "next hop keep":
			s.keep = true
		case strings.HasPrefix(statement, "allow local as"):
			s.allowOwn = f[3]
		case strings.HasPrefix(statement, "graceful restart time"):
			s.restart = f[3]
		case f[0] == "password":
			s.password = strings.Trim(f[1], `"`)
		case statement == "import all":
			s.imports = []string{"accept"}
		case statement == "import filter {":
			s.imports, body = block(body)
		case statement == "export filter {":
			s.exports, body = block(body)
		}
	}
	return s
}

// tokens cuts a text into statements: up to ";", up to and with "{", and "}".
func tokens(text string) []string {
	var all []string
	start := 0
	add := func(end int, keep string) {
		if s := strings.Join(strings.Fields(text[start:end]), " ") + keep; strings.TrimSpace(s) != "" {
			all = append(all, strings.TrimSpace(s))
		}
		start = end + 1
	}
	for i := range len(text) {
		switch text[i] {
		case ';':
			add(i, "")
		case '{':
			add(i, " {")
		case '}':
			add(i, "")
			all = append(all, "}")
		}
	}
	return all
}

// block returns the statements up to the brace that closes them, and the rest.
func block(all []string) (body, rest []string) {
	depth := 1
	for i, s := range all {
		if strings.HasSuffix(s, "{") {
			depth++
		}
		if s == "}" {
			if depth--; depth == 0 {
				return all[:i], all[i+1:]
			}
		}
	}
	return all, nil
}

// run runs statements on a route; the verdict is "accept", "reject" or "" when
// none was reached. Communities are added on the way.
func (c birdConfig) run(body []string, r birdRoute, communities *[]string) string {
	for len(body) > 0 {
		s := body[0]
		body = body[1:]
		switch {
		case s == "accept" || s == "reject":
			return s
		case strings.HasPrefix(s, "if "):
			var inner []string
			inner, body = block(body)
			condition := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(s, "if "), "{"), "then ")
			if holds(strings.TrimSpace(condition), r) {
				if verdict := c.run(inner, r, communities); verdict != "" {
					return verdict
				}
			}
		case strings.HasPrefix(s, "bgp_community.add("):
			*communities = append(*communities, strings.NewReplacer("bgp_community.add((", "", "))", "", ", ", ":").Replace(s))
		case strings.HasPrefix(s, "bgp_large_community.add("):
		default:
			name, argument, _ := strings.Cut(strings.TrimSuffix(s, ")"), "(")
			called, ok := c.functions[name]
			if !ok {
				panic(fmt.Sprintf("unknown statement %q", s))
			}
			if name == "calico_export_to_bgp_peers" {
				r.internal = argument == "true"
			}
			if verdict := c.run(called, r, communities); verdict != "" {
				return verdict
			}
		}
	}
	return ""
}

var comparison = regexp.MustCompile(`^(\w+)\s*(!?[~=])\s*(.+)$`)

// holds evaluates a condition.
func holds(s string, r birdRoute) bool {
	s = strings.TrimSpace(s)
	for _, operator := range [...]string{"||", "&&"} {
		if parts := topLevel(s, operator); len(parts) > 1 {
			or := operator == "||"
			return slices.ContainsFunc(parts, func(p string) bool { return holds(p, r) == or }) == or
		}
	}
	if strings.HasPrefix(s, "(") {
		return holds(s[1:len(s)-1], r)
	}
	switch s {
	case "internal_peer":
		return r.internal
	case "defined(ifname)":
		return r.ifname != ""
	case "defined(source)":
		return true
	}
	m := comparison.FindStringSubmatch(s)
	if m == nil {
		panic(fmt.Sprintf("unknown condition %q", s))
	}
	var is bool
	switch operator := strings.TrimPrefix(m[2], "!"); m[1] {
	case "net":
		p := netip.MustParsePrefix(m[3]).Masked()
		is = p == r.net || operator == "~" && p.Bits() <= r.net.Bits() && p.Contains(r.net.Addr())
	case "source":
		is = r.learned == (m[3] == "[ RTS_BGP ]")
	case "ifname":
		is, _ = path.Match(strings.Trim(m[3], `"`), r.ifname)
	default:
		panic(fmt.Sprintf("unknown condition %q", s))
	}
	return is != (m[2][0] == '!')
}

// topLevel splits at an operator outside parentheses and quotes.
func topLevel(s, operator string) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		case depth == 0 && strings.HasPrefix(s[i:], operator):
			parts = append(parts, s[start:i])
			start = i + len(operator)
			i = start - 1
		}
	}
	return append(parts, s[start:])
}
