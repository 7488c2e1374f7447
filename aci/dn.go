package aci

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// An RN is the relative name of an object below its parent, "out-k8s" or
// "peerP-[192.168.2.0/24]". A slash stands only inside its brackets.
type RN string

// A DN is the distinguished name of an object: the RNs from the top down, joined
// by slashes, "uni/tn-k8s/out-floating". It is comparable; its zero value means
// "not set" and is the parent of "uni" and "topology".
type DN struct{ text string }

var errDN = errors.New("not a DN: RNs joined by slashes, brackets in pairs, no blank RN")

// ParseDN reads a DN. It knows no class: [DN.Class] does.
func ParseDN(text string) (DN, error) {
	depth, start := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[':
			depth++
		case ']':
			depth--
		case '/':
			if depth == 0 {
				if i == start {
					return DN{}, errDN
				}
				start = i + 1
			}
		}
		if depth < 0 || text[i] < ' ' || text[i] == 0x7f {
			return DN{}, errDN
		}
	}
	if depth != 0 || start == len(text) {
		return DN{}, errDN
	}
	return DN{text}, nil
}

// UniDN is the DN of the policy universe, below which all configuration lies.
func UniDN() DN { return DN{"uni"} }

// NodeDN is the DN of a leaf as the fabric registered it: pod 1..255, node
// 1..4000.
func NodeDN(pod, node uint16) DN { return DN{fmt.Sprintf("topology/pod-%d/node-%d", pod, node)} }

// PathDN is the DN of a port of one leaf, "eth1/1".
func PathDN(pod, node uint16, port string) DN {
	return DN{fmt.Sprintf("topology/pod-%d/paths-%d/pathep-[%s]", pod, node, port)}
}

// VPCPathDN is the DN of a vPC of two leaves, by the name of its policy group.
// a is the node whose members are of side A.
func VPCPathDN(pod, a, b uint16, group string) DN {
	return DN{fmt.Sprintf("topology/pod-%d/protpaths-%d-%d/pathep-[%s]", pod, a, b, group)}
}

// IsSet reports whether there is a DN.
func (d DN) IsSet() bool { return d.text != "" }

func (d DN) String() string { return d.text }

// MarshalText writes the DN.
func (d DN) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads a DN.
func (d *DN) UnmarshalText(text []byte) error {
	parsed, err := ParseDN(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

// Child returns the DN of a child of d.
func (d DN) Child(rn RN) DN {
	if d.text == "" {
		return DN{string(rn)}
	}
	return DN{d.text + "/" + string(rn)}
}

// Parent returns the DN that d is a child of; that of a DN of one RN is not set.
func (d DN) Parent() DN {
	i := d.lastSlash()
	if i < 0 {
		return DN{}
	}
	return DN{d.text[:i]}
}

// RN returns the last RN of d.
func (d DN) RN() RN { return RN(d.text[d.lastSlash()+1:]) }

// Under reports whether d is a descendant of top.
func (d DN) Under(top DN) bool {
	return len(d.text) > len(top.text) && strings.HasPrefix(d.text, top.text) && (top.text == "" || d.text[len(top.text)] == '/')
}

// RNs returns the RNs of d from the top down.
func (d DN) RNs() iter.Seq[RN] {
	return func(yield func(RN) bool) {
		for rest := d.text; rest != ""; {
			end := slash(rest)
			if !yield(RN(rest[:end])) || end == len(rest) {
				return
			}
			rest = rest[end+1:]
		}
	}
}

// slash is where the first RN of text ends.
func slash(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[':
			depth++
		case ']':
			depth--
		case '/':
			if depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

// lastSlash is where the last RN of d begins, less one.
func (d DN) lastSlash() int {
	depth := 0
	for i := len(d.text) - 1; i >= 0; i-- {
		switch d.text[i] {
		case ']':
			depth++
		case '[':
			depth--
		case '/':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}
