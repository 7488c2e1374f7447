package ipam

import (
	"time"
)

// The words of the text form.
const (
	headerWord     = "podfabric-ledger"
	formatVersion  = 1
	quarantineWord = "quarantine"
	pinnedWord     = "pinned"
	fromWord       = "from"
	freedWord      = "freed"
	unknownWord    = "unknown"
	endWord        = "end"
)

// AppendText appends the ledger's text: one lease a line, by space, owner and
// kind, so that two versions differ in the lines of what changed. [Parse] reads
// it. The error is always nil.
//
//	podfabric-ledger 1
//	quarantine 24h0m0s
//
//	[subnet]
//	switch/leaf1/switch/spine1 link-ipv4 10.4.0.0/31 from pools.links
//
//	[as]
//	rack/bb1 as 65001 pinned
//	rack/bb9 as 65009 from pools.rackAS freed 2026-11-21T05:00:00Z
//
//	end
//
// A lease that was drawn names its pool; one that was stated, by a design or by
// an adoption, names none.
func (l *Ledger) AppendText(b []byte) ([]byte, error) {
	b = append(b, headerWord+" 1\n"...)
	b = append(b, quarantineWord+" "...)
	b = append(b, max(l.Quarantine, 0).String()...)
	b = append(b, '\n')
	space := int32(-1)
	for _, i := range l.sorted() {
		s := &l.slots[i]
		if s.space != space {
			space = s.space
			b = append(b, "\n["...)
			b = append(b, l.spaces[space].name...)
			b = append(b, "]\n"...)
		}
		b = append(b, s.key.Owner...)
		b = append(b, ' ')
		b = append(b, s.key.Kind...)
		b = append(b, ' ')
		b = s.value.append(b)
		if s.pool != 0 {
			b = append(b, " "+fromWord+" "...)
			b = append(b, l.pools[s.pool]...)
		}
		if s.state == pinned {
			b = append(b, " "+pinnedWord...)
		}
		if s.state.isQuarantined() {
			b = append(b, " "+freedWord+" "...)
			if s.freed == 0 {
				b = append(b, unknownWord...)
			} else {
				b = time.Unix(s.freed, 0).UTC().AppendFormat(b, time.RFC3339)
			}
		}
		b = append(b, '\n')
	}
	return append(b, "\n"+endWord+"\n"...), nil
}

// MarshalText returns what [Ledger.AppendText] appends.
func (l *Ledger) MarshalText() ([]byte, error) { return l.AppendText(nil) }
