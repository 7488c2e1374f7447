package aci

import "slices"

// A Kind is the type of an attribute.
type Kind uint8

const (
	// KindText is a text of certain characters, Min to Max of them.
	KindText Kind = iota
	// KindEnum is one of Words.
	KindEnum
	// KindFlags is any number of Words, each once, joined by commas.
	KindFlags
	// KindNumber is a whole number from Min to Max, or one of Words.
	KindNumber
	// KindRouterID is an IPv4 address that can name a router.
	KindRouterID
	// KindAddr is an address.
	KindAddr
	// KindLinkLocal is an IPv6 link-local address, or "::" for the one the leaf
	// makes itself.
	KindLinkLocal
	// KindInterface is an address with its length; "0.0.0.0" and "::" stand for
	// none.
	KindInterface
	// KindPrefix is a prefix without bits behind its length.
	KindPrefix
	// KindNeighbor is an address, or a prefix without bits behind its length.
	KindNeighbor
	// KindMAC is a MAC address, six pairs of capital hexadecimal digits.
	KindMAC
	// KindEncap is "vlan-1" to "vlan-4094", or one of Words.
	KindEncap
	// KindRef is the DN of an object of one of Targets.
	KindRef
	// KindASN is an AS number, written asplain or asdot.
	KindASN
	// KindPort is a port of TCP or UDP: a number, or one of Words.
	KindPort
	// KindSecret is a password. The APIC never returns it.
	KindSecret
)

// Since is a word of an attribute that is newer than the attribute.
type Since struct {
	Word    string
	Version Version
}

// An Attribute is what the schema says of one attribute of a class.
type Attribute struct {
	Name string
	Kind Kind
	// Naming attributes make the RN; they cannot be changed, and must be given
	// when they have no default.
	Naming bool
	// Required attributes name no object, and one without them does nothing.
	Required bool
	// Words are those that KindEnum, KindFlags, KindNumber, KindEncap and KindPort
	// know.
	Words []string
	// Min and Max bound a number, or the length of a text.
	Min, Max uint64
	// Gap excludes the numbers from 1 to Gap: a hold time is 0, or 3 and more.
	Gap uint64
	// Default is what the APIC fills in, or "".
	Default string
	// Targets are the classes whose objects KindRef may name, by DN; those of a
	// reference by name are one.
	Targets []Class
	// Names is the class that the text names: the object of that name in the same
	// tenant, else in tenant common.
	Names Class
	// Since is the first release that has the attribute, where it is newer than
	// its class.
	Since Version
	// Newer are words that came later than the attribute.
	Newer []Since

	chars characters
}

// characters are those that a text may have.
type characters string

const (
	alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	// nameCharacters are those of most names.
	nameCharacters characters = alphanumeric + "_.:-"
	// plainCharacters are those of tenants, VRFs and aliases, which have no colon.
	plainCharacters characters = alphanumeric + "_.-"
	// proseCharacters are those of descriptions.
	proseCharacters characters = alphanumeric + `\!#$%()*,-./:;@ _{|}~?&+`
	// printableCharacters stand for every printable character of ASCII.
	printableCharacters characters = ""
)

// The rows of the schema are written with the functions below.

func text(name string, chars characters, shortest, longest uint64) Attribute {
	return Attribute{Name: name, Kind: KindText, chars: chars, Min: shortest, Max: longest}
}

func nameAttribute() Attribute { return text("name", nameCharacters, 1, 64).naming() }

func optionalName() Attribute { return text("name", nameCharacters, 0, 64) }

// named is a reference by name, tn<Class>Name.
func named(name string, class Class) Attribute {
	a := text(name, nameCharacters, 0, 64)
	a.Names = class
	return a
}

func enum(name, normal string, others ...string) Attribute {
	words := others
	if normal != "" {
		words = append([]string{normal}, others...)
	}
	return Attribute{Name: name, Kind: KindEnum, Default: normal, Words: words}
}

func yesNo(name, normal string) Attribute {
	return Attribute{Name: name, Kind: KindEnum, Default: normal, Words: []string{"yes", "no"}}
}

func onOff(name, normal string) Attribute {
	return Attribute{Name: name, Kind: KindEnum, Default: normal, Words: []string{"enabled", "disabled"}}
}

func flags(name, normal string, words ...string) Attribute {
	return Attribute{Name: name, Kind: KindFlags, Default: normal, Words: words}
}

func number(name string, from, to uint64, normal string, words ...string) Attribute {
	return Attribute{Name: name, Kind: KindNumber, Min: from, Max: to, Default: normal, Words: words}
}

func of(kind Kind, name, normal string, words ...string) Attribute {
	return Attribute{Name: name, Kind: kind, Default: normal, Words: words}
}

func ref(name string, targets ...Class) Attribute {
	return Attribute{Name: name, Kind: KindRef, Targets: targets}
}

func (a Attribute) naming() Attribute {
	a.Naming = true
	if a.Kind == KindText {
		a.Min = max(a.Min, 1)
	}
	return a
}

func (a Attribute) required() Attribute {
	a.Required = true
	if a.Kind == KindText {
		a.Min = max(a.Min, 1)
	}
	return a
}

func (a Attribute) since(version string) Attribute {
	a.Since = mustVersion(version)
	return a
}

func (a Attribute) newer(version string, words ...string) Attribute {
	a.Newer = slices.Clone(a.Newer)
	for _, w := range words {
		a.Newer = append(a.Newer, Since{w, mustVersion(version)})
	}
	return a
}

func (a Attribute) gap(upTo uint64) Attribute {
	a.Gap = upTo
	return a
}

// mustVersion is for the constants of the schema.
func mustVersion(text string) Version {
	v, err := ParseVersion(text)
	if err != nil {
		panic(err)
	}
	return v
}
