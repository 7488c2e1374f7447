package aci

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// Normal returns the tree as an APIC would give it back, as far as it can be
// foreseen: flags sorted, yes and no for true and false, IPv6 addresses in their
// short form, ports and protocols by their names; attributes that say the
// default left out; objects in the order in which they are written. Two trees
// that configure the same have the same normal form.
func (t Tree) Normal() Tree {
	return Tree{Version: t.Version, Roots: normalObjects(t.Roots)}
}

func normalObjects(objects []Object) []Object {
	if len(objects) == 0 {
		return nil
	}
	all := make([]Object, len(objects))
	for i := range objects {
		o := &objects[i]
		all[i] = Object{Class: o.Class, Status: o.Status, Attributes: normalAttributes(o), Children: normalObjects(o.Children)}
	}
	return ordered(all)
}

func normalAttributes(o *Object) Attributes {
	def, ok := schema.byClass[o.Class]
	if !ok {
		return o.Attributes
	}
	var all Attributes
	for name, v := range o.Attributes {
		if a, ok := def.attribute(name); ok {
			v = a.normal(v)
			if !a.Naming && v == Text(a.Default) {
				continue
			}
		}
		if all == nil {
			all = make(Attributes, len(o.Attributes))
		}
		all[name] = v
	}
	for i := range def.Attributes {
		a := &def.Attributes[i]
		if _, ok := all[a.Name]; a.Naming && !ok && a.Default != "" {
			if all == nil {
				all = Attributes{}
			}
			all[a.Name] = Text(a.Default)
		}
	}
	return all
}

// normal is the text that the APIC keeps of a value. What it would refuse stays.
func (a *Attribute) normal(v Value) Value {
	if v.IsSecret() {
		return v
	}
	text := v.text
	switch a.Kind {
	case KindEnum:
		switch {
		case text == "" && !a.Naming:
			text = a.Default
		case text == "true" && a.Words[0] == "yes":
			text = "yes"
		case text == "false" && a.Words[0] == "yes":
			text = "no"
		}
	case KindFlags:
		return Flags(v.Flags()...)
	case KindRouterID, KindAddr, KindLinkLocal, KindInterface, KindPrefix, KindNeighbor:
		text = normalAddress(a, text)
	case KindMAC:
		text = strings.ToUpper(text)
	case KindASN:
		if as, err := fabric.ParseASN(text); err == nil {
			text = as.String()
		}
	case KindNumber, KindPort, KindEncap:
		text = normalNumber(a, text)
	default:
	}
	return Text(text)
}

func normalAddress(a *Attribute, text string) string {
	if addr, err := netip.ParseAddr(text); err == nil {
		if a.Kind == KindInterface && addr.IsUnspecified() {
			return "0.0.0.0" // none, in either family
		}
		return addr.String()
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.String()
	}
	if text == "" {
		return a.Default
	}
	return text
}

// normalNumber gives a number the word that the APIC has for it.
func normalNumber(a *Attribute, text string) string {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		if text == "" {
			return a.Default
		}
		return text
	}
	word := ""
	switch {
	case a.Kind == KindPort:
		word = portNames()[n]
	case a.Name == "prot":
		word = protocolNames()[n]
	case a.Name == "staleIntvl" && n == 300:
		word = "default"
	}
	if word != "" {
		return word
	}
	return strconv.FormatUint(n, 10)
}

// portNames are the ports that the APIC shows by name.
func portNames() map[uint64]string {
	return map[uint64]string{0: "unspecified", 20: "ftpData", 22: "ssh", 25: "smtp", 53: "dns", 80: "http", 110: "pop3", 443: "https", 554: "rtsp"}
}

// protocolNames are the protocols that the APIC shows by name (numbers of IANA).
func protocolNames() map[uint64]string {
	return map[uint64]string{0: "unspecified", 1: "icmp", 2: "igmp", 6: "tcp", 8: "egp", 9: "igp", 17: "udp", 58: "icmpv6",
		88: "eigrp", 89: "ospfigp", 103: "pim", 115: "l2tp"}
}
