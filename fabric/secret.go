package fabric

import "fmt"

// A Secret is a password: it prints, logs and marshals as a redaction, and
// gives its text away only through [Secret.Reveal], which the emitters call
// where a device or an API object needs it.
//
// A secret is either its text, or the name under which the caller keeps it
// (see [SecretFrom] and [Design.Resolve]). A third kind stands for a text that
// was kept out of a file (see [Secret.Redacted]). The zero value means "no
// password". Secrets are comparable: two are equal when both name and text are.
type Secret struct {
	name     string
	text     string
	redacted bool
}

// redacted stands for a secret's text wherever it is printed or marshalled.
const redacted = "<redacted>"

// NewSecret returns a secret with the given text.
func NewSecret(text string) Secret { return Secret{text: text} }

// SecretFrom returns a secret whose text is still to be looked up under name,
// by [Design.Resolve].
func SecretFrom(name string) Secret { return Secret{name: name} }

// IsSet reports whether there is a secret at all, resolved or not.
func (s Secret) IsSet() bool { return s != Secret{} }

// Name returns the name under which the caller keeps the secret, or "".
func (s Secret) Name() string { return s.name }

// Redacted reports whether the secret stands for a text that [Text] kept out of
// the file it was read from: there is a password, and nobody here knows it.
func (s Secret) Redacted() bool { return s.redacted }

// Resolved reports whether the text is known.
func (s Secret) Resolved() bool { return s.text != "" }

// Reveal returns the text. Call it only where text is written for a device or
// an API object.
func (s Secret) Reveal() string { return s.text }

// String returns a redaction, or "" when there is no secret.
func (s Secret) String() string {
	if !s.IsSet() {
		return ""
	}
	return redacted
}

// GoString redacts under %#v.
func (s Secret) GoString() string { return fmt.Sprintf("fabric.Secret(%q)", s.String()) }

// Format redacts under every verb and flag.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = f.Write([]byte(s.GoString()))
		return
	}
	_, _ = f.Write([]byte(s.String()))
}

// MarshalText redacts, for encoding/json and every encoder built on it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
