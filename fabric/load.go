package fabric

import (
	"fmt"
	"io"

	"github.com/podfabric/podfabric/internal/strict"
)

// Load reads a design from a YAML file of at most 8 MiB. The fields are those of
// [Design] and the types in it, under the names of their yaml tags:
//
//   - A choice is a mapping with one key, the chosen variant, and its fields:
//     cni: {calico: {version: "3.31"}}. A variant without fields is its name alone:
//     as: perRack.
//   - Where there may be one address or prefix of each family, it is one, or a list
//     of two: nodeSubnet: [10.13.0.0/24, 2001:db8:13::/64].
//   - A leaf or spine of which only the name is given is its name: leaves: [leaf1,
//     leaf2].
//   - A duration is a number with its unit: hold: 30s, interval: 300ms.
//   - A password is its text, or the name that [Design.Resolve] looks it up under:
//     password: {from: fabric/bgp}. {redacted: true} stands for a text that [Text]
//     kept back; a design with one loads, and cannot be planned.
//   - An AS number is written asplain, or asdot.
//
// Reading is strict. Fields that do not exist, are missing or are given twice,
// values of another type and everything of YAML that is more than data (anchors,
// aliases, merge keys, tags, further documents) are refused; nothing is
// converted, so that a name that looks like a number has to be quoted. The error
// is [Problems] with everything wrong and its line, or what r returned.
//
// Load does not judge what a design says: that is the plan's to do. Problems of a
// loaded design have the lines of its fields.
//
// An editor that knows the YAML language server completes and checks a file with
// this as its first line (see [DesignSchema]):
//
//	# yaml-language-server: $schema=https://raw.githubusercontent.com/podfabric/podfabric/main/fabric/design.schema.json
func Load(r io.Reader) (Design, error) {
	var d Design
	places, err := load(r, &d)
	if err != nil {
		return Design{}, err
	}
	d.source = &source{places}
	return d, nil
}

// LoadState reads the state of a running cluster from a YAML file, by the rules
// of [Load].
func LoadState(r io.Reader) (State, error) {
	var s State
	if _, err := load(r, &s); err != nil {
		return State{}, err
	}
	return s, nil
}

func load(r io.Reader, into any) (map[string]strict.Position, error) {
	text, err := io.ReadAll(io.LimitReader(r, strict.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read design file: %w", err)
	}
	places, faults := format().Decode(text, into)
	return places, problemsOf(faults).Err()
}

// problemsOf turns the faults of a file into problems.
func problemsOf(faults []strict.Fault) Problems {
	var all Problems
	for _, f := range faults {
		all = append(all, Problem{
			Code: codeOf(f.Kind), Field: f.Path, Line: f.Line, Detail: f.Detail, Fix: f.Fix,
			Source: "the published schema",
		})
	}
	return all
}

func codeOf(k strict.Kind) Code {
	switch k {
	case strict.Syntax:
		return CodeFileSyntax
	case strict.TooLarge:
		return CodeFileTooLarge
	case strict.Empty:
		return CodeFileEmpty
	case strict.Documents:
		return CodeFileDocuments
	case strict.Reference:
		return CodeFileReference
	case strict.UnknownField:
		return CodeFileUnknownField
	case strict.DuplicateKey:
		return CodeFileDuplicateKey
	case strict.MissingField:
		return CodeFileMissingField
	case strict.NoValue:
		return CodeFileNoValue
	case strict.WrongType:
		return CodeFileWrongType
	case strict.WrongValue:
		return CodeFileWrongValue
	case strict.WrongVariant:
		return CodeFileWrongVariant
	case strict.WrongLength:
		return CodeFileWrongLength
	case strict.Unwritable:
		return CodeFileUnwritable
	case strict.TooMany:
		return CodeFileMore
	}
	return CodeFileSyntax
}
