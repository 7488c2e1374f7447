package ipam

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Claim is a number or an address that a site uses already.
type Claim struct {
	Key
	// Space is where the lease belongs; see [Lease].
	Space string
	// Value is what is used.
	Value Value
	// Line is where the claim stands in the text it was read from, or 0.
	Line int
}

// Adopt takes what a site uses already into the ledger, as leases that no pool
// bounds: planning then renumbers nothing. A claim of what the ledger holds
// already is no problem. The error is of type [Problems], names every claim that
// contradicts another one or the ledger, and leaves the ledger unchanged.
func (l *Ledger) Adopt(claims []Claim) error {
	var problems Problems
	refuse := func(c Claim, code Code, detail, fix string) {
		problems = append(problems, Problem{Code: code, Line: c.Line, Owner: c.String(), Detail: detail, Fix: fix, Source: sourceOwner})
	}
	draft := l.Clone()
	draft.run++
	for _, c := range claims {
		if had, ok := draft.Lookup(c.Key); ok && (had.Value != c.Value || had.Space != c.Space) {
			refuse(c, CodeLedgerTwice, fmt.Sprintf("%s is claimed, and the lease is of %s already", c.Value, had.Value),
				"remove the claim, or release the lease first")
			continue
		}
		if id, err := draft.spaceOf(c.Space); err != nil {
			refuse(c, CodeLedgerLine, err.Error(), "use names without spaces")
			continue
		} else if others := draft.overlapping(id, c.Value); slices.ContainsFunc(others, func(i int32) bool { return draft.slots[i].key != c.Key }) {
			other := draft.lease(others[0])
			refuse(c, CodeLedgerOverlap, fmt.Sprintf("%s overlaps %s of %s", c.Value, other.Value, other.Key), "give one of the two another value")
			continue
		}
		if err := draft.state(c.Space, c.Key, c.Value, stated); err != nil {
			refuse(c, CodeLedgerLine, err.Error(), "write owner, kind and value")
		}
	}
	if err := problems.err(); err != nil {
		return err
	}
	l.Replace(draft)
	return nil
}

// ReadCSV reads claims from a table of comma-separated values (RFC 4180) whose
// first row names the columns: owner, kind and value, in any order, among others
// that are left out. The spaces are for the caller to fill in. The error is of
// type [Problems].
func ReadCSV(r io.Reader) ([]Claim, error) {
	table := csv.NewReader(r)
	table.FieldsPerRecord = -1
	table.TrimLeadingSpace = true
	c := &claimReader{source: sourceCSV}
	columns := map[string]int{}
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 1
			if syntax, ok := errors.AsType[*csv.ParseError](err); ok {
				line, err = syntax.Line, syntax.Err
			}
			c.refuse(line, "", err.Error(), "write a table of comma-separated values")
			break
		}
		line, _ := table.FieldPos(0)
		if len(columns) == 0 {
			for i, name := range row {
				columns[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
			}
			for _, name := range [...]string{"owner", "kind", "value"} {
				if _, ok := columns[name]; !ok {
					c.refuse(line, "", fmt.Sprintf("the first row names no column %q", name), "begin with the row owner,kind,value")
				}
			}
			if len(c.problems) > 0 {
				break
			}
			continue
		}
		field := func(name string) string {
			if i := columns[name]; i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		c.claim(line, field("owner"), field("kind"), field("value"))
	}
	return c.claims, c.problems.err()
}

// ReadYAML reads claims from a YAML list of mappings with the keys owner, kind
// and value. The rules of [ReadCSV] hold, but for other keys, which are refused.
func ReadYAML(r io.Reader) ([]Claim, error) {
	c := &claimReader{source: sourceYAML}
	var document yaml.Node
	switch err := yaml.NewDecoder(r).Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		c.refuse(1, "", strings.TrimPrefix(err.Error(), "yaml: "), "write a list of owner, kind and value")
		return nil, c.problems
	}
	list := &document
	if list.Kind == yaml.DocumentNode && len(list.Content) == 1 {
		list = list.Content[0]
	}
	if list.Kind != yaml.SequenceNode {
		c.refuse(max(list.Line, 1), "", "the document is not a list", "write a list of owner, kind and value")
		return nil, c.problems
	}
	for _, item := range list.Content {
		if item.Kind != yaml.MappingNode {
			c.refuse(item.Line, "", "the item is not a mapping", "write {owner: OWNER, kind: KIND, value: VALUE}")
			continue
		}
		fields := map[string]string{}
		whole := true
		for i := 0; i+1 < len(item.Content); i += 2 {
			key, value := item.Content[i], item.Content[i+1]
			_, twice := fields[key.Value]
			if known := key.Value == "owner" || key.Value == "kind" || key.Value == "value"; !known || twice || value.Kind != yaml.ScalarNode {
				c.refuse(key.Line, "", fmt.Sprintf("%s is not one of owner, kind and value, once each, with text behind it", quote(key.Value)),
					"write {owner: OWNER, kind: KIND, value: VALUE}")
				whole = false
				continue
			}
			fields[key.Value] = value.Value
		}
		if whole {
			c.claim(item.Line, fields["owner"], fields["kind"], fields["value"])
		}
	}
	return c.claims, c.problems.err()
}

// A claimReader gathers claims and what is wrong with them.
type claimReader struct {
	claims   []Claim
	problems Problems
	source   string
}

func (c *claimReader) refuse(line int, owner, detail, fix string) {
	c.problems = append(c.problems, Problem{Code: CodeLedgerLine, Line: line, Owner: owner, Detail: detail, Fix: fix, Source: c.source})
}

func (c *claimReader) claim(line int, owner, kind, text string) {
	claim := Claim{Key: Key{owner, kind}, Line: line}
	if err := claim.check(); err != nil {
		c.refuse(line, "", err.Error(), "write owner, kind and value")
		return
	}
	value, err := ParseValue(text)
	if err != nil {
		c.refuse(line, claim.String(), err.Error(), "write a prefix, an address or a number")
		return
	}
	claim.Value = value
	c.claims = append(c.claims, claim)
}
