package ipam

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Parse reads what [Ledger.AppendText] writes, also after it was edited by hand:
// lines may stand in any order within their space, empty lines and lines that
// begin with "#" are left out, and without a line "quarantine" it is that of
// [DefaultQuarantine]. The error is of type [Problems] and names
// everything that is wrong, with its line; there is no ledger then.
func Parse(text []byte) (*Ledger, error) {
	p := &parser{ledger: &Ledger{Quarantine: DefaultQuarantine}, space: -1}
	p.ledger.Grow(bytes.Count(text, []byte{'\n'}))
	p.read(text)
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, p.problems
	}
	return p.ledger, nil
}

// A parser reads one text. It goes on behind what is wrong.
type parser struct {
	ledger   *Ledger
	space    int32 // -1 before the first
	line     int
	ended    bool
	merging  bool
	problems Problems
}

func (p *parser) refuse(code Code, owner, detail, fix, source string) {
	p.problems = append(p.problems, Problem{Code: code, Line: max(p.line, 1), Owner: owner, Detail: detail, Fix: fix, Source: source})
}

func (p *parser) read(text []byte) {
	for raw := range bytes.Lines(text) {
		p.line++
		line := strings.TrimRight(string(raw), "\r\n")
		if p.line == 1 {
			if !p.header(line) {
				return
			}
			continue
		}
		if raw[len(raw)-1] != '\n' && line != endWord {
			break // whatever was cut off here is not to be guessed at
		}
		p.readLine(line)
	}
	switch {
	case p.line == 0:
		p.refuse(CodeLedgerHeader, "", "the text is empty", "restore the last version, or remove the file to begin anew", sourceForm)
	case !p.ended:
		p.refuse(CodeLedgerTruncated, "", fmt.Sprintf("the text ends without the line %q", endWord),
			"restore the last version: leases may be missing", sourceForm)
	}
}

// header reads the first line, and reports whether to go on.
func (p *parser) header(line string) bool {
	word, version, _ := strings.Cut(line, " ")
	n, err := strconv.ParseUint(version, 10, 31)
	switch {
	case word != headerWord || err != nil || n == 0:
		p.refuse(CodeLedgerHeader, "", fmt.Sprintf("the first line is %s and not %q", quote(line), headerWord+" 1"),
			"check that the file is a ledger", sourceForm)
		return false
	case n > formatVersion:
		p.refuse(CodeLedgerNewer, "", fmt.Sprintf("the ledger is of version %d, and %d is the newest that is known here", n, formatVersion),
			"use the release that wrote it, or a newer one", sourceForm)
		return false
	}
	return true
}

func (p *parser) readLine(line string) {
	if p.merge(line) {
		return
	}
	text := strings.TrimSpace(line)
	switch {
	case text == "" || text[0] == '#':
	case p.ended:
		p.refuse(CodeLedgerLine, "", fmt.Sprintf("%s stands behind the line %q", quote(text), endWord), "move it before that line", sourceForm)
	case text == endWord:
		p.ended = true
	case text[0] == '[':
		name, ok := strings.CutSuffix(text[1:], "]")
		id, err := p.ledger.spaceOf(name)
		p.space = id
		if !ok || err != nil {
			p.space = -1
			p.refuse(CodeLedgerLine, "", quote(text)+" is not a space in brackets", `write "[NAME]"`, sourceForm)
		}
	case p.space < 0 && strings.HasPrefix(text, quarantineWord+" "):
		d, err := time.ParseDuration(strings.TrimSpace(text[len(quarantineWord):]))
		if err != nil || d < 0 {
			p.refuse(CodeLedgerLine, "", quote(text)+" is not a duration from 0 on", `write one like "24h0m0s"`, sourceForm)
			return
		}
		p.ledger.Quarantine = d
	default:
		p.readLease(text)
	}
}

// merge notes the marks of a merge that nobody finished, once for each.
func (p *parser) merge(line string) bool {
	for _, mark := range [...]string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"} {
		if strings.HasPrefix(line, mark) {
			if !p.merging {
				p.refuse(CodeLedgerMerge, "", "a merge was not finished here: "+quote(line),
					"keep the leases of both sides, and give one of two owners of a value another one", sourceForm)
			}
			p.merging = mark != ">>>>>>>"
			return true
		}
	}
	return false
}

const leaseForm = `write "OWNER KIND VALUE", and then "from POOL" or "pinned", and "freed TIME" if its owner is gone`

func (p *parser) readLease(text string) {
	words := strings.Fields(text)
	if len(words) < 3 {
		p.refuse(CodeLedgerLine, "", quote(text)+" is not a lease", leaseForm, sourceForm)
		return
	}
	s := slot{key: Key{words[0], words[1]}, space: p.space, line: int32(p.line), state: stated}
	owner := s.key.String()
	if !utf8.ValidString(text) {
		owner = strconv.QuoteToASCII(owner)
	}
	if err := s.key.check(); err != nil {
		p.refuse(CodeLedgerLine, owner, err.Error(), leaseForm, sourceForm)
		return
	}
	if p.space < 0 {
		p.refuse(CodeLedgerLine, owner, "the lease stands before any space", `put a line "[SPACE]" before it`, sourceForm)
		return
	}
	value, err := ParseValue(words[2])
	if err != nil {
		p.refuse(CodeLedgerLine, owner, err.Error(), "write a prefix, an address or a number", sourceForm)
		return
	}
	s.value = value
	if err := p.rest(&s, words[3:]); err != nil {
		p.refuse(CodeLedgerLine, owner, err.Error(), leaseForm, sourceForm)
		return
	}
	p.add(s, owner)
}

// rest reads what follows the value.
func (p *parser) rest(s *slot, words []string) error {
	freed := false
	for len(words) > 0 {
		switch {
		case words[0] == pinnedWord && s.state == stated && !freed:
			s.state = pinned
			words = words[1:]
		case words[0] == fromWord && len(words) > 1 && s.state == stated && !freed:
			if err := checkName(words[1]); err != nil {
				return err
			}
			s.state, s.pool = drawn, p.ledger.poolOf(words[1])
			words = words[2:]
		case words[0] == freedWord && len(words) > 1 && !freed && s.state != pinned:
			freed = true
			if words[1] != unknownWord {
				at, err := time.Parse(time.RFC3339, words[1])
				if err != nil || at.Unix() <= 0 {
					return fmt.Errorf("%s is not a time like 2026-11-21T05:00:00Z", quote(words[1]))
				}
				s.freed = at.Unix()
			}
			words = words[2:]
		default:
			return fmt.Errorf("%s does not belong there", quote(words[0]))
		}
	}
	if freed {
		if s.state == drawn {
			s.state = quarantinedDrawn
		} else {
			s.state = quarantined
		}
	}
	return nil
}

// add enters a lease that collides with none before it.
func (p *parser) add(s slot, owner string) {
	if i, twice := p.ledger.slotOf(s.key); twice {
		other := &p.ledger.slots[i]
		p.refuse(CodeLedgerTwice, owner, fmt.Sprintf("the lease stands in line %d already, with %s", other.line, other.value), "remove one of the two", sourceOwner)
		return
	}
	for _, i := range p.ledger.overlapping(s.space, s.value) {
		other := &p.ledger.slots[i]
		p.refuse(CodeLedgerOverlap, owner, fmt.Sprintf("%s overlaps %s, which line %d gives to %s", s.value, other.value, other.line, other.key),
			"give one of the two another value", sourceOwner)
		return
	}
	p.ledger.add(s, nil)
}

// quote shows a piece of text that may be anything.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		s = s[:most]
	}
	return strconv.QuoteToASCII(s)
}
