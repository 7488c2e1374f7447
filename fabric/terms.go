package fabric

import (
	"encoding/json"
	"time"
)

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

// MarshalJSON writes what is set, durations as text ("10s"), the password
// redacted.
func (t SessionTerms) MarshalJSON() ([]byte, error) {
	text := func(d time.Duration) string {
		if d == 0 {
			return ""
		}
		return d.String()
	}
	var bfd any
	if t.BFD.On() {
		bfd = map[string]any{"interval": text(t.BFD.Interval), "multiplier": t.BFD.Multiplier}
	}
	return json.Marshal(struct {
		Keepalive       string `json:"keepalive,omitempty"`
		Hold            string `json:"hold,omitempty"`
		BFD             any    `json:"bfd,omitempty"`
		Password        string `json:"password,omitempty"`
		GracefulRestart string `json:"gracefulRestart,omitempty"`
		MaxPrefixes     int    `json:"maxPrefixes,omitempty"`
		MaxASLength     int    `json:"maxASLength,omitempty"`
	}{
		text(t.Keepalive), text(t.Hold), bfd, t.Password.String(),
		text(t.GracefulRestart), t.MaxPrefixes, t.MaxASLength,
	})
}
