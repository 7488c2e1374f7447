package aci

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// A refusal says what is wrong with a value, and what would work instead. The
// zero value refuses nothing.
type refusal struct{ detail, fix string }

func reject(fix, detail string, args ...any) refusal {
	return refusal{fmt.Sprintf(detail, args...), fix}
}

// check says what the APIC would refuse of a value, or store as another text: a
// naming attribute that is stored otherwise names another object.
func (a *Attribute) check(v Value) refusal {
	if a.Kind == KindSecret {
		return checkSecret(v)
	}
	if v.IsSecret() {
		return reject("take a plain value; only passwords and keys are secrets", "a secret stands in an attribute that the APIC shows to everybody")
	}
	if v.text == "" && !a.Naming && a.Min == 0 && a.Kind != KindEnum {
		return refusal{} // cleared
	}
	switch a.Kind {
	case KindText:
		return a.checkText(v.text)
	case KindEnum:
		if !slices.Contains(a.Words, v.text) {
			return reject("take "+oneOf(a.Words), "%q is none of the words", v.text)
		}
	case KindFlags:
		return a.checkFlags(v.text)
	case KindNumber, KindPort, KindEncap:
		if v.text == "" && !a.Naming || slices.Contains(a.Words, v.text) {
			return refusal{}
		}
		return a.checkNumber(v.text)
	case KindRef:
		return a.checkRef(v)
	case KindASN:
		if as, err := fabric.ParseASN(v.text); err != nil || as == 0 {
			return reject("take an AS number from 1 to 4294967295", "%q is not an AS number (AS 0 is reserved, RFC 7607)", v.text)
		}
	case KindMAC:
		return checkMAC(v.text)
	case KindRouterID, KindAddr, KindLinkLocal, KindInterface, KindPrefix, KindNeighbor:
		return a.checkAddress(v.text)
	default:
	}
	return refusal{}
}

func checkSecret(v Value) refusal {
	switch s := v.secret; {
	case !s.IsSet():
		return reject("give it by Password, or leave it out", "the password is empty or a plain text")
	case !s.Resolved():
		return reject("resolve the secret before the tree is written", "the secret is not resolved")
	case strings.ContainsFunc(s.Reveal(), func(r rune) bool { return r < ' ' || r > '~' }):
		return reject("take printable ASCII characters", "the password has a character that no device takes")
	}
	return refusal{}
}

func (a *Attribute) checkText(text string) refusal {
	switch n := uint64(len(text)); {
	case n < a.Min:
		return reject("give it a name", "it is empty")
	case n > a.Max:
		return reject(fmt.Sprintf("shorten it to %d characters", a.Max), "%q is longer than %d characters", text, a.Max)
	}
	for _, r := range text {
		if a.chars == printableCharacters && (r < ' ' || r == 0x7f || r == '\uFFFD') || a.chars != printableCharacters && !strings.ContainsRune(string(a.chars), r) {
			return reject("take "+a.chars.describe(), "%q has the character %q", text, r)
		}
	}
	if a.Naming && strings.ContainsAny(text, "[]") {
		return reject("take a name without brackets", "%q has a bracket, which would end the RN", text)
	}
	return refusal{}
}

func (c characters) describe() string {
	if c == printableCharacters {
		return "printable characters"
	}
	rest := strings.TrimPrefix(string(c), alphanumeric)
	return fmt.Sprintf("letters, digits and %q", rest)
}

func (a *Attribute) checkFlags(text string) refusal {
	seen := map[string]bool{}
	for word := range strings.SplitSeq(text, ",") {
		switch {
		case !slices.Contains(a.Words, word):
			return reject("take any of "+strings.Join(a.Words, ", "), "%q is none of the flags", word)
		case seen[word]:
			return reject("keep one of them", "the flag %q stands twice", word)
		}
		seen[word] = true
	}
	return refusal{}
}

func (a *Attribute) checkNumber(text string) refusal {
	from, to, digits := a.Min, a.Max, text
	switch a.Kind {
	case KindPort:
		from, to = 0, 65535
	case KindEncap:
		var found bool
		if digits, found = strings.CutPrefix(text, "vlan-"); !found {
			return reject("take a VLAN, such as vlan-2300", "%q is not an encapsulation", text)
		}
		from, to = 1, 4094
	default:
	}
	words := ""
	if len(a.Words) > 0 {
		words = ", or " + oneOf(a.Words)
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != digits {
		return reject(fmt.Sprintf("take a number from %d to %d%s", from, to, words), "%q is not a number", text)
	}
	if n < from || n > to {
		return reject(fmt.Sprintf("take a number from %d to %d%s", from, to, words), "%s is not from %d to %d", text, from, to)
	}
	if 0 < n && n <= a.Gap {
		return reject(fmt.Sprintf("take 0, or a number from %d", a.Gap+1), "%s is neither 0 nor at least %d", text, a.Gap+1)
	}
	return refusal{}
}

func (a *Attribute) checkRef(v Value) refusal {
	var targets []string
	for _, t := range a.Targets {
		targets = append(targets, string(t)+" ("+schema.byClass[t].RN+")")
	}
	fix := "give the DN of a " + strings.Join(targets, " or ")
	dn, ok := v.DN()
	if !ok {
		return reject(fix, "%q is not a DN", v.text)
	}
	def, _, err := schema.resolve(dn)
	if err != nil {
		return reject(fix, "%q leads nowhere: %v", v.text, err)
	}
	if !slices.Contains(a.Targets, def.Class) {
		return reject(fix, "%q is a %s", v.text, def.Class)
	}
	if r := schema.checkNames(dn); r != (refusal{}) {
		return reject(fix, "%q leads nowhere: %s", v.text, r.detail)
	}
	return refusal{}
}

// checkNames checks the naming attributes in a DN.
func (m *model) checkNames(dn DN) refusal {
	var parent Class
	for rn := range dn.RNs() {
		def, names, ok := m.child(parent, rn)
		if !ok {
			return refusal{}
		}
		for i := range def.Attributes {
			if a := &def.Attributes[i]; a.Naming {
				if r := a.check(names[a.Name]); r != (refusal{}) {
					return refusal{string(def.Class) + "." + a.Name + ": " + r.detail, r.fix}
				}
			}
		}
		parent = def.Class
	}
	return refusal{}
}

func checkMAC(text string) refusal {
	ok := len(text) == 17
	for i := 0; ok && i < len(text); i++ {
		if i%3 == 2 {
			ok = text[i] == ':'
		} else {
			ok = strings.IndexByte("0123456789ABCDEF", text[i]) >= 0
		}
	}
	if !ok {
		return reject("write it as the APIC stores it, such as 00:22:BD:F8:19:FF", "%q is not a MAC address in capitals", text)
	}
	return refusal{}
}

// checkAddress checks all kinds of addresses. The text has to be that which the
// APIC stores: IPv6 in its short form, in small letters (RFC 5952).
func (a *Attribute) checkAddress(text string) refusal {
	if (a.Kind == KindInterface || a.Kind == KindLinkLocal) && !a.Naming && (text == "0.0.0.0" && a.Kind == KindInterface || text == "::") {
		return refusal{}
	}
	host, _, hasLength := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(host)
	var stored string
	switch {
	case err != nil || addr.Zone() != "" || addr.Is4In6():
		return reject("give an IPv4 or IPv6 address", "%q is not an address", text)
	case a.Kind == KindInterface || a.Kind == KindPrefix || a.Kind == KindNeighbor && hasLength:
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return reject("give the address with its length, such as 192.168.2.7/24", "%q has no length that fits its address", text)
		}
		if a.Kind != KindInterface && p != p.Masked() {
			return reject("write "+p.Masked().String(), "%q has bits behind its length", text)
		}
		stored = p.String()
	case hasLength:
		return reject("leave the length out", "%q has a length, and an address is wanted", text)
	default:
		stored = addr.String()
	}
	switch {
	case a.Kind == KindRouterID && !addr.Is4():
		return reject("take an IPv4 address", "a router ID is an IPv4 address, and %q is none", text)
	case a.Kind == KindLinkLocal && !addr.IsLinkLocalUnicast():
		return reject("take an address of fe80::/10", "%q is not link-local", text)
	case a.Kind != KindPrefix && (addr.IsMulticast() || addr.IsUnspecified() && !hasLength || addr.IsLoopback()):
		return reject("take a unicast address", "%q is no address of a router", text)
	case stored != text:
		return reject("write "+stored+", as the APIC stores it", "%q is stored as %s", text, stored)
	}
	return refusal{}
}

func oneOf(words []string) string { return "one of " + strings.Join(words, ", ") }
