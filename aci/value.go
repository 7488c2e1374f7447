package aci

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// A Value is what an attribute is set to. It is made from a typed value and read
// as one; its text is that of the APIC, which knows only strings. A password is a
// Value too: it prints, logs and marshals as a redaction, and is written out only
// in the body of a POST.
//
// Values are comparable. The zero value is the empty text, which clears an
// attribute.
type Value struct {
	text   string
	secret fabric.Secret
}

// Text is a name, a word of an enumeration, or a description.
func Text(text string) Value { return Value{text: text} }

// Number is a whole number.
func Number[T ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64](n T) Value {
	if n < 0 {
		return Value{text: strconv.FormatInt(int64(n), 10)}
	}
	return Value{text: strconv.FormatUint(uint64(n), 10)}
}

// Flags are words in any number, none of them included. They are kept sorted, as
// the APIC returns them.
func Flags(words ...string) Value {
	words = slices.Clone(words)
	slices.Sort(words)
	return Value{text: strings.Join(words, ",")}
}

// YesNo is "yes" or "no".
func YesNo(yes bool) Value {
	if yes {
		return Value{text: "yes"}
	}
	return Value{text: "no"}
}

// Enabled is "enabled" or "disabled".
func Enabled(on bool) Value {
	if on {
		return Value{text: "enabled"}
	}
	return Value{text: "disabled"}
}

// Addr is an address without a length.
func Addr(a netip.Addr) Value { return Value{text: textOf(a.IsValid(), a)} }

// Prefix is a prefix, or an interface's address with its length: bits behind the
// length are kept.
func Prefix(p netip.Prefix) Value { return Value{text: textOf(p.IsValid(), p)} }

// ASN is an AS number, written asplain.
func ASN(a fabric.ASN) Value { return Value{text: a.String()} }

// VLAN is an encapsulation, "vlan-2300".
func VLAN(v fabric.VLAN) Value { return Value{text: "vlan-" + strconv.Itoa(int(v))} }

// Ref refers to the object of a DN.
func Ref(dn DN) Value { return Value{text: dn.text} }

// Password is a secret: a BGP password, a BFD key.
func Password(s fabric.Secret) Value { return Value{secret: s} }

func textOf(valid bool, v fmt.Stringer) string {
	if !valid {
		return ""
	}
	return v.String()
}

// IsSecret reports whether v was made by [Password].
func (v Value) IsSecret() bool { return v.secret.IsSet() }

// Secret returns the password, or no secret when v is none.
func (v Value) Secret() fabric.Secret { return v.secret }

// String returns the text as the APIC has it, and a redaction for a password.
func (v Value) String() string {
	if v.secret.IsSet() {
		return v.secret.String()
	}
	return v.text
}

// Format redacts a password under every verb and flag.
func (v Value) Format(f fmt.State, verb rune) {
	switch {
	case verb == 'q' || verb == 'v' && f.Flag('#'):
		_, _ = f.Write(strconv.AppendQuote(nil, v.String()))
	default:
		_, _ = f.Write([]byte(v.String()))
	}
}

// MarshalText redacts a password, for encoding/json and every encoder built on
// it.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// wire is the text in the body of a POST.
func (v Value) wire() string {
	if v.secret.IsSet() {
		return v.secret.Reveal()
	}
	return v.text
}

// Number returns v as a whole number.
func (v Value) Number() (uint64, bool) {
	n, err := strconv.ParseUint(v.text, 10, 64)
	return n, err == nil
}

// Flags returns the words of v, sorted.
func (v Value) Flags() []string {
	words := strings.FieldsFunc(v.text, func(r rune) bool { return r == ',' || r == ' ' })
	slices.Sort(words)
	return slices.Compact(words)
}

// Has reports whether v has a flag.
func (v Value) Has(flag string) bool {
	for word := range strings.SplitSeq(v.text, ",") {
		if strings.TrimSpace(word) == flag {
			return true
		}
	}
	return false
}

// Addr returns the address in v, whose length, if it has one, is left out.
func (v Value) Addr() (netip.Addr, bool) {
	text, _, _ := strings.Cut(v.text, "/")
	a, err := netip.ParseAddr(text)
	return a, err == nil
}

// Prefix returns v as a prefix with the bits behind its length; an address
// without a length is its own prefix.
func (v Value) Prefix() (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(v.text); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(v.text)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// ASN returns the AS number in v.
func (v Value) ASN() (fabric.ASN, bool) {
	a, err := fabric.ParseASN(v.text)
	return a, err == nil && a != 0
}

// VLAN returns the VLAN of an encapsulation.
func (v Value) VLAN() (fabric.VLAN, bool) {
	text, found := strings.CutPrefix(v.text, "vlan-")
	n, err := strconv.ParseUint(text, 10, 12)
	return fabric.VLAN(n), found && err == nil && 0 < n && n < 4095
}

// DN returns the DN that v refers to.
func (v Value) DN() (DN, bool) {
	dn, err := ParseDN(v.text)
	return dn, err == nil
}
