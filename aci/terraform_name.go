package aci

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// terraformName is the name of the resource of a DN. It depends on the DN alone.
// Names of two DNs differ: where characters were replaced, a hash of the DN tells
// them apart.
func terraformName(dn DN) string {
	var b strings.Builder
	lost := false
	for rn := range dn.RNs() {
		if rn == "uni" && b.Len() == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('_')
		}
		before := byte('-')
		for i := range len(rn) {
			c := rn[i]
			if !letterOrDigit(c) && c != '-' {
				lost, c = true, '-'
			}
			if c == '-' && before == '-' && i > 0 {
				continue // one dash for "]-["
			}
			before = c
			b.WriteByte(c)
		}
	}
	name := strings.TrimSuffix(b.String(), "-")
	if !lost {
		return b.String()
	}
	sum := sha256.Sum256([]byte(dn.text))
	return name + "_" + hex.EncodeToString(sum[:4])
}

func letterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
