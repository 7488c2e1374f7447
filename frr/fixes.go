package frr

import (
	"errors"
	"strings"
)

// fixInvalid is the fix of a value that the command line does not take, where
// fixes has none that is more to the point.
const fixInvalid = "give it a value that the command takes, or leave it unset"

// A fix is what would work instead of a value that the grammar refuses. It goes
// with what the refusal says, because one check serves many fields.
type fix struct{ refusal, instead string }

// fixes are tried in order; the first whose refusal is part of the text counts.
func fixes() []fix {
	return []fix{
		{"the value is missing", "set it, or leave out what it belongs to"},
		{"it is not set itself", "set it, or leave out what stands below it"},
		{"stands twice", "keep one of them, with the lines of both"},
		{"order of their sequence numbers", "sort the entries by Seq, each number once"},
		{"has no lines", "set a field of it, or leave it out"},
		{"has no entries", "add an entry, or leave it out"},
		{"is longer than an address", "take ge and le from the prefix's own length to 32 in IPv4, to 128 in IPv6"},
		{"is shorter than that of", "take ge and le no shorter than the prefix"},
		{"le is less than ge", "take ge up to le"},
		{"is not the name of an interface", "take the kernel's name, such as swp1, vlan100, bond1 or lo"},
		{"is an address and not", "give the peer-group a name, or make it a neighbor"},
		{"not a POSIX regular expression", "take a regular expression of POSIX, such as those of PathsUpTo"},
		{"is longer than", "shorten it to that length"},
		{"is not resolved", "resolve the secret before the configuration is checked and written"},
		{"the password is not one word", "take a password of at most 80 letters, digits and other printable ASCII characters, without those named"},
		{"is not one word", "take letters, digits, hyphens, dots and underscores"},
		{"holds what a line cannot", "take plain printable ASCII text without these"},
		{"bits behind its length", "give the masked prefix"},
		{"the prefix is not set", "give it a prefix"},
		{"wrong address family", "move it to the list of its own family, or take an address of this one"},
		{"goes nowhere else", "leave out Discard, or the interface and the next hop"},
		{"wants a next hop", "set NextHop, Interface or Discard"},
		{"exclude one another", "keep one of them"},
		{"excludes restart", "keep one of them"},
		{"none excludes", "keep CommunityNone alone, or the communities"},
		{"AS 0 is reserved", "take an AS number from 1 to 4294967295"},
		{"is not from", "take a number of that range, or leave it unset"},
		{"neither unset nor yes nor no", "set it to Yes or No, or leave it unset"},
		{"is none of the", "take one of the constants of its type"},
		{"without a zone", "take an address without a zone"},
	}
}

// fixOf is what would work instead of what the grammar refuses in these words. A
// value that the refusal quotes has no say in it.
func fixOf(refusal string) string {
	refusal = refusal[strings.LastIndexByte(refusal, '"')+1:]
	for _, f := range fixes() {
		if strings.Contains(refusal, f.refusal) {
			return f.instead
		}
	}
	return fixInvalid
}

// separate returns the errors that were joined into err, or err.
func separate(err error) []error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()
	}
	return []error{err}
}
