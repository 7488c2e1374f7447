package ipam

import (
	"fmt"
	"strings"
)

// A Code names a kind of problem of a ledger's text. Codes are stable; those of
// all packages are listed in docs/problems.md.
type Code string

// Problems of a ledger's text, and of what is adopted.
const (
	// CodeLedgerHeader: a text does not begin like a ledger's.
	CodeLedgerHeader Code = "ledger-header"
	// CodeLedgerNewer: a ledger was written in a newer form than is known here.
	CodeLedgerNewer Code = "ledger-newer"
	// CodeLedgerTruncated: a ledger does not end with its last line.
	CodeLedgerTruncated Code = "ledger-truncated"
	// CodeLedgerLine: a line of a ledger or of an adoption is not one of its form.
	CodeLedgerLine Code = "ledger-line"
	// CodeLedgerMerge: a ledger has the marks of an unfinished merge in it.
	CodeLedgerMerge Code = "ledger-merge"
	// CodeLedgerTwice: an owner has two leases of one kind.
	CodeLedgerTwice Code = "ledger-twice"
	// CodeLedgerOverlap: two owners have one value, or values that overlap.
	CodeLedgerOverlap Code = "ledger-overlap"
)

// The rules that a text may break.
const (
	sourceForm  = "the form of a ledger's text, version 1"
	sourceOwner = "the ledger: every value of a space has one owner, who has one lease of a kind"
	sourceCSV   = "RFC 4180, with the columns owner, kind and value"
	sourceYAML  = "YAML 1.2: a list of owner, kind and value"
)

// A Problem is one thing wrong with a ledger's text or with an adoption.
type Problem struct {
	// Code is stable, such as "ledger-overlap".
	Code Code `json:"code"`
	// Line is where it stands, from 1.
	Line int `json:"line"`
	// Owner is whose lease it is about, if it is about one.
	Owner string `json:"owner,omitempty"`
	// Detail names the value and what it breaks.
	Detail string `json:"detail"`
	// Fix says what to do about it.
	Fix string `json:"fix"`
	// Source is the rule that is broken.
	Source string `json:"source"`
}

// Error returns the problem on one line.
func (p Problem) Error() string {
	owner := ""
	if p.Owner != "" {
		owner = p.Owner + ": "
	}
	return fmt.Sprintf("line %d: %s%s; %s [%s: %s]", p.Line, owner, p.Detail, p.Fix, p.Code, p.Source)
}

// Problems is everything wrong with a text, by line.
type Problems []Problem

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// err returns ps as an error, or nil.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}
