package fabric

import "time"

// SessionTerms are what both ends of a BGP session agree on besides addresses
// and AS numbers. The zero value is a plain session with the platforms' timers.
type SessionTerms struct {
	// Keepalive and Hold are the BGP timers (RFC 4271 4.2, 4.4): whole seconds,
	// hold at least 3 s and three times the keepalive. Zero means the switch's
	// own, 60 s and 180 s. Both or none.
	Keepalive time.Duration `yaml:"keepalive,omitempty"`
	Hold      time.Duration `yaml:"hold,omitempty"`
	// BFD detects a dead neighbor fast, where both ends have it.
	BFD BFD `yaml:"bfd,omitempty"`
	// Password is the TCP MD5 password (RFC 2385).
	Password Secret `yaml:"password,omitempty"`
	// GracefulRestart is how long the routes of a restarting neighbor are kept
	// (RFC 4724), 1 to 3600 whole seconds. Zero leaves the platforms' defaults.
	GracefulRestart time.Duration `yaml:"gracefulRestart,omitempty"`
	// MaxPrefixes is how many prefixes a neighbor may send before its session is
	// torn down. Zero means no limit.
	MaxPrefixes int `yaml:"maxPrefixes,omitempty"`
	// MaxASLength is the longest AS path accepted, 1 to 512. Zero means no limit.
	MaxASLength int `yaml:"maxASLength,omitempty"`
}

// A BFD is Bidirectional Forwarding Detection (RFC 5880). The zero value is off.
type BFD struct {
	// Interval of transmission and reception, 50 ms to 999 ms.
	Interval time.Duration `yaml:"interval"`
	// Multiplier is how many packets may be missed, 1 to 50; zero means 3.
	Multiplier int `yaml:"multiplier,omitempty"`
}

// On reports whether BFD is asked for.
func (b BFD) On() bool { return b != BFD{} }
