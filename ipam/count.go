package ipam

import (
	"math"
	"math/big"
	"math/bits"
)

// A Count is a number of addresses, 0 to 2^128-1. It has 128 bits so that what is
// taken, reserved and free adds up to the size in IPv6 as well; only the 2^128
// addresses of ::/0 are counted as one fewer. Counts can be compared with ==.
type Count struct{ Hi, Lo uint64 }

// Uint64 returns the count, or the largest uint64 when it is larger than that.
func (c Count) Uint64() uint64 {
	if c.Hi != 0 {
		return math.MaxUint64
	}
	return c.Lo
}

// IsZero reports whether the count is 0.
func (c Count) IsZero() bool { return c == Count{} }

// Compare returns -1, 0 or 1 when c is smaller than, equal to or larger than d.
func (c Count) Compare(d Count) int {
	switch {
	case c == d:
		return 0
	case c.Hi < d.Hi || c.Hi == d.Hi && c.Lo < d.Lo:
		return -1
	}
	return 1
}

// String writes the count in decimal.
func (c Count) String() string {
	n := new(big.Int).SetUint64(c.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(c.Lo)).String()
}

func (c Count) plus(d Count) Count {
	lo, carry := bits.Add64(c.Lo, d.Lo, 0)
	hi, over := bits.Add64(c.Hi, d.Hi, carry)
	if over != 0 {
		return Count{math.MaxUint64, math.MaxUint64}
	}
	return Count{hi, lo}
}

// shifted is n<<by, or the largest count.
func shifted(n uint64, by uint) Count {
	if n != 0 && uint(bits.Len64(n))+by > 128 {
		return Count{math.MaxUint64, math.MaxUint64}
	}
	x := index{0, n}.shl(by)
	return Count{x.hi, x.lo}
}
