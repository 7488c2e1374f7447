package ipam

import (
	"hash/maphash"
	"math/bits"
	"slices"
)

// keyTable finds slots by their keys: open addressing with linear probing, at
// most half full. An entry is 8 bytes and holds no pointer, so that 100,000 keys
// fit into 2 MB of cache; the keys themselves are read only where 32 bits of
// their hashes agree. A built-in map asks for its memory twice for a new key, to
// find that it is not there and to put it in, and that is most of what a lease
// costs.
type keyTable struct {
	entries []keyEntry // a power of two, or none
	used    int
	seed    maphash.Seed
}

// A keyEntry is 1 + slot and the lower half of the key's hash; a zero slot is no
// entry.
type keyEntry struct{ slot, hash uint32 }

func (t *keyTable) hash(k Key) uint32 {
	return uint32(maphash.String(t.seed, k.Owner) + 31*maphash.String(t.seed, k.Kind))
}

// find returns the slot of a key, or -1, and where it stands or belongs.
func (t *keyTable) find(slots []slot, k Key) (slot int32, at int, hash uint32) {
	if len(t.entries) == 0 {
		return -1, 0, 0
	}
	hash = t.hash(k)
	mask := len(t.entries) - 1
	for at = int(hash) & mask; ; at = (at + 1) & mask {
		e := t.entries[at]
		if e.slot == 0 {
			return -1, at, hash
		}
		if e.hash == hash && slots[e.slot-1].key == k {
			return int32(e.slot - 1), at, hash
		}
	}
}

// grow makes room for n keys in all.
func (t *keyTable) grow(n int) {
	if 2*n <= len(t.entries) {
		return
	}
	if len(t.entries) == 0 {
		t.seed = maphash.MakeSeed()
	}
	old := t.entries
	t.entries = make([]keyEntry, max(16, 1<<bits.Len(uint(2*n-1))))
	mask := len(t.entries) - 1
	for _, e := range old {
		if e.slot == 0 {
			continue
		}
		at := int(e.hash) & mask
		for t.entries[at].slot != 0 {
			at = (at + 1) & mask
		}
		t.entries[at] = e
	}
}

// put enters a key that is not there.
func (t *keyTable) put(slots []slot, k Key, slot int32) {
	t.grow(t.used + 1)
	_, at, hash := t.find(slots, k)
	t.entries[at] = keyEntry{uint32(slot) + 1, hash}
	t.used++
}

// drop takes a key out, and closes the gap behind it.
func (t *keyTable) drop(slots []slot, k Key) {
	slot, gap, _ := t.find(slots, k)
	if slot < 0 {
		return
	}
	mask := len(t.entries) - 1
	for at := (gap + 1) & mask; ; at = (at + 1) & mask {
		e := t.entries[at]
		if e.slot == 0 {
			break
		}
		// An entry may move back to the gap when that is not before its own place.
		if home := int(e.hash) & mask; (at-home)&mask >= (at-gap)&mask {
			t.entries[gap] = e
			gap = at
		}
	}
	t.entries[gap] = keyEntry{}
	t.used--
}

func (t *keyTable) clone() keyTable {
	c := *t
	c.entries = slices.Clone(t.entries)
	return c
}
