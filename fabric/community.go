package fabric

import (
	"errors"
	"strconv"
	"strings"
)

// A Community is a standard BGP community (RFC 1997): two 16-bit halves, by
// convention an AS number and a value of its own, written "64512:100". The zero
// value, 0:0, means "not set".
type Community uint32

// NewCommunity joins the two halves.
func NewCommunity(as, value uint16) Community { return Community(as)<<16 | Community(value) }

func (c Community) String() string {
	b, _ := c.AppendText(nil)
	return string(b)
}

// AppendText appends "AS:VALUE".
func (c Community) AppendText(b []byte) ([]byte, error) {
	b = strconv.AppendUint(b, uint64(c>>16), 10)
	b = append(b, ':')
	return strconv.AppendUint(b, uint64(c&0xffff), 10), nil
}

// MarshalText writes "AS:VALUE".
func (c Community) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText reads "AS:VALUE".
func (c *Community) UnmarshalText(text []byte) error {
	v, err := ParseCommunity(string(text))
	if err == nil {
		*c = v
	}
	return err
}

var errCommunity = errors.New("not a standard community (AS:VALUE, both 0 to 65535)")

// ParseCommunity reads "AS:VALUE".
func ParseCommunity(s string) (Community, error) {
	high, low, ok := strings.Cut(s, ":")
	if !ok {
		return 0, errCommunity
	}
	h, err := strconv.ParseUint(high, 10, 16)
	if err != nil {
		return 0, errCommunity
	}
	l, err := strconv.ParseUint(low, 10, 16)
	if err != nil {
		return 0, errCommunity
	}
	return NewCommunity(uint16(h), uint16(l)), nil
}
