package fabric

import (
	"errors"
	"strconv"
	"strings"
)

// An ASN is a BGP autonomous system number, 1 to 4294967295 (RFC 6793). Its
// zero value means "not set": AS 0 is reserved (RFC 7607).
//
// Text is written asplain ("4200000001") and read asplain or asdot
// ("64086.59905", RFC 5396).
type ASN uint32

// The ranges that a private fabric draws from (RFC 6996). 65535 and 4294967295
// close the two AS number spaces and are reserved (RFC 7300).
const (
	PrivateASNFirst     ASN = 64512
	PrivateASNLast      ASN = 65534
	PrivateASN4First    ASN = 4200000000
	PrivateASN4Last     ASN = 4294967294
	asTrans             ASN = 23456 // RFC 6793
	lastASN16           ASN = 65535
	lastASN             ASN = 4294967295
	documentationFirst  ASN = 64496 // RFC 5398
	documentationLast   ASN = 64511
	documentation4First ASN = 65536
	documentation4Last  ASN = 65551
)

// IsPrivate reports whether a lies in one of RFC 6996's two private ranges.
func (a ASN) IsPrivate() bool {
	return PrivateASNFirst <= a && a <= PrivateASNLast || PrivateASN4First <= a && a <= PrivateASN4Last
}

// Reserved says why a may never be used as somebody's own AS, with the RFC
// that reserves it, or "" when it may.
func (a ASN) Reserved() string {
	switch {
	case a == 0:
		return "AS 0 is reserved (RFC 7607)"
	case a == asTrans:
		return "AS 23456 is AS_TRANS (RFC 6793)"
	case a == lastASN16, a == lastASN:
		return "the last AS number is reserved (RFC 7300)"
	case documentationFirst <= a && a <= documentationLast, documentation4First <= a && a <= documentation4Last:
		return "reserved for documentation (RFC 5398)"
	}
	return ""
}

func (a ASN) String() string { return strconv.FormatUint(uint64(a), 10) }

// MarshalJSON writes a number.
func (a ASN) MarshalJSON() ([]byte, error) { return a.AppendText(nil) }

// MarshalText writes the asplain form.
func (a ASN) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// AppendText appends the asplain form.
func (a ASN) AppendText(b []byte) ([]byte, error) {
	return strconv.AppendUint(b, uint64(a), 10), nil
}

// UnmarshalText reads asplain or asdot.
func (a *ASN) UnmarshalText(text []byte) error {
	v, err := ParseASN(string(text))
	if err == nil {
		*a = v
	}
	return err
}

var errASN = errors.New("not an AS number (1 to 4294967295, or asdot like 64086.59905)")

// ParseASN reads asplain or asdot. AS 0 parses: that it may not be used is the
// design's to report.
func ParseASN(s string) (ASN, error) {
	if high, low, dotted := strings.Cut(s, "."); dotted {
		h, err := strconv.ParseUint(high, 10, 16)
		if err != nil {
			return 0, errASN
		}
		l, err := strconv.ParseUint(low, 10, 16)
		if err != nil {
			return 0, errASN
		}
		return ASN(h<<16 | l), nil
	}
	v, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return 0, errASN
	}
	return ASN(v), nil
}
