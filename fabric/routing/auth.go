package routing

import (
	"crypto/sha256"
)

// An Auth is a TCP MD5 password as a simulator may know it: two of them can be
// compared, the text cannot be read back. The zero value means "no password".
type Auth struct {
	kind byte // 0 none, 1 digest of the clear text, 2 unknown (stored encrypted)
	sum  [sha256.Size]byte
}

// NewAuth returns the Auth of a clear-text password; the empty one is "none".
func NewAuth(text string) Auth {
	if text == "" {
		return Auth{}
	}
	return Auth{kind: 1, sum: sha256.Sum256([]byte(text))}
}

// UnknownAuth stands for a password that is set and cannot be known, because
// the device stores it encrypted. It is taken to match any other password.
func UnknownAuth() Auth { return Auth{kind: 2} }

// IsSet reports whether there is a password.
func (a Auth) IsSet() bool { return a.kind != 0 }

// Agrees reports whether two ends with these passwords can talk.
func (a Auth) Agrees(b Auth) bool {
	if a.kind == 2 || b.kind == 2 {
		return a.IsSet() == b.IsSet()
	}
	return a == b
}
