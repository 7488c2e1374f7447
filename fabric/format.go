package fabric

import (
	"errors"

	"github.com/podfabric/podfabric/internal/strict"
)

// format says of the file format what the tags of the types cannot: the variants
// of every choice, what is one item or a list, and how a secret is written.
func format() strict.Codec {
	return strict.Codec{
		Unions: []strict.Union{
			strict.UnionOf(
				strict.Variant[Kind]{Name: "ipFabric", Zero: IPFabric{}},
				strict.Variant[Kind]{Name: "aci", Zero: ACI{}},
			),
			strict.UnionOf(
				strict.Variant[SVI]{Name: "floating", Zero: FloatingSVI{}},
				strict.Variant[SVI]{Name: "standard", Zero: StandardSVI{}},
			),
			strict.UnionOf(
				strict.Variant[Platform]{Name: "nxos", Zero: NXOS{}},
				strict.Variant[Platform]{Name: "junos", Zero: Junos{}},
				strict.Variant[Platform]{Name: "frr", Zero: FRR{}},
			),
			strict.UnionOf(
				strict.Variant[ASScheme]{Name: "perRack", Zero: ASPerRack{}},
				strict.Variant[ASScheme]{Name: "perServer", Zero: ASPerServer{}},
				strict.Variant[ASScheme]{Name: "perCluster", Zero: ASPerCluster{}},
			),
			strict.UnionOf(
				strict.Variant[Attachment]{Name: "bond", Zero: Bond{}},
				strict.Variant[Attachment]{Name: "single", Zero: SingleHomed{}},
				strict.Variant[Attachment]{Name: "vm", Zero: VM{}},
			),
			strict.UnionOf(
				strict.Variant[CNI]{Name: "calico", Zero: Calico{}},
			),
		},
		Lists: []strict.List{
			strict.ListOf(oneOfEach, splitPrefixes, joinPrefixes),
			strict.ListOf(oneOfEach, splitAddrs, joinAddrs),
		},
		Proxies: []strict.Proxy{
			strict.As("the password as text, {from: NAME} with its name, or {redacted: true}", hideSecret, readSecret),
		},
	}
}

// oneOfEach is how many addresses or prefixes one field holds: one a family.
const oneOfEach = 2

var errOneFamily = errors.New("two of one family; want one of IPv4 and one of IPv6")

func splitPrefixes(p Prefixes) []Prefix {
	var items []Prefix
	for _, prefix := range p.All() {
		items = append(items, prefix)
	}
	return items
}

func joinPrefixes(items []Prefix) (Prefixes, error) {
	var p Prefixes
	for _, prefix := range items {
		if p.Of(FamilyOf(prefix.Addr())).IsValid() {
			return Prefixes{}, errOneFamily
		}
		p = p.With(prefix)
	}
	return p, nil
}

func splitAddrs(a Addrs) []Addr {
	var items []Addr
	for _, addr := range a.All() {
		items = append(items, addr)
	}
	return items
}

func joinAddrs(items []Addr) (Addrs, error) {
	var a Addrs
	for _, addr := range items {
		if a.Of(FamilyOf(addr)).IsValid() {
			return Addrs{}, errOneFamily
		}
		a = a.With(addr)
	}
	return a, nil
}

// secretFile is a secret as it stands in a file.
type secretFile struct {
	Text     string `yaml:",scalar"`
	From     string `yaml:"from,omitempty"`
	Redacted bool   `yaml:"redacted,omitempty"`
}

// hideSecret never gives the text away: a file is no place for it.
func hideSecret(s Secret) secretFile {
	if s.name != "" {
		return secretFile{From: s.name}
	}
	return secretFile{Redacted: true}
}

var errSecret = errors.New("not a secret")

func readSecret(f secretFile) (Secret, error) {
	switch f {
	case secretFile{Text: f.Text}:
		if f.Text != "" {
			return NewSecret(f.Text), nil
		}
	case secretFile{From: f.From}:
		return SecretFrom(f.From), nil
	case secretFile{Redacted: true}:
		return Secret{redacted: true}, nil
	}
	return Secret{}, errSecret
}
