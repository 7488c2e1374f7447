package nxos

import (
	"encoding/hex"
	"strconv"
)

// key7 is the public key of Cisco's type 7, which hides a password from a glance
// and nothing more.
const key7 = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

// decode7 returns the text of a type 7 password: two decimal digits say where in
// the key to begin, then follow the bytes, each combined with one of the key.
func decode7(s string) (text string, ok bool) {
	if len(s) < 4 {
		return "", false
	}
	start, err := strconv.ParseUint(s[:2], 10, 8)
	if err != nil || start >= uint64(len(key7)) {
		return "", false
	}
	b, err := hex.DecodeString(s[2:])
	if err != nil {
		return "", false
	}
	for i := range b {
		b[i] ^= key7[(int(start)+i)%len(key7)]
		if b[i] <= ' ' || b[i] > '~' {
			return "", false
		}
	}
	return string(b), true
}
