package junos

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/internal/stanza"
)

// A ParseError is a statement that is not of the form, or whose value the device
// would refuse.
type ParseError struct {
	// Line counts from 1.
	Line int
	// Text are the words of the statement from the top; what follows a secret's
	// keyword is redacted. It is empty when the form itself is broken.
	Text string
	// Err says what is wrong with it.
	Err error
}

func (e ParseError) Error() string {
	if e.Text == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d: %q: %v", e.Line, e.Text, e.Err)
}

func (e ParseError) Unwrap() error { return e.Err }

// ParseErrors are all statements of a text that could not be read, in their order.
type ParseErrors []ParseError

// Error returns one error a line.
func (es ParseErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors, for errors.Is and errors.As.
func (es ParseErrors) Unwrap() []error {
	errs := make([]error, len(es))
	for i, e := range es {
		errs[i] = e
	}
	return errs
}

// Parse reads a configuration in either form, which it tells apart by itself: what
// `show configuration` prints, with braces, and what `show configuration | display
// set` prints, a `set` command a leaf. Comments and the device's remarks ("##
// SECRET-DATA") are skipped.
//
// A text in set form is carried out on an empty configuration: `delete` takes out
// what was set before, `deactivate` and `activate` put statements out of force and
// back. Other commands (insert, rename, edit) are errors.
//
// A statement that the model has no field for is kept in [Config.Unmodelled], as is
// every statement that is inactive, whether the model knows it or not: it is not in
// force. A statement that the model has a field for, with a value that the device
// would refuse, is an error: Parse then returns [ParseErrors] with all of them and no
// Config.
func Parse(text []byte) (Config, error) {
	var c Config
	paths, broken := stanza.Parse(text)
	var errs ParseErrors
	for _, e := range broken {
		errs = append(errs, ParseError{Line: e.Line, Err: e.Err})
	}
	for _, p := range paths {
		err := errNotModelled
		if p.Inactive == 0 {
			err = configTable.read(&c, p.Words)
		}
		switch {
		case err == nil:
		case errors.Is(err, errNotModelled):
			c.Unmodelled = append(c.Unmodelled, Statement(p))
		default:
			text, secret := redact(p.Words)
			if secret {
				err = errSecret
			}
			errs = append(errs, ParseError{p.Line, text, err})
		}
	}
	if len(errs) > 0 {
		slices.SortStableFunc(errs, func(a, b ParseError) int { return a.Line - b.Line })
		return Config{}, errs
	}
	return c, nil
}

// secretWords are those that a secret follows.
func secretWords() []string {
	return []string{
		"authentication-key", "encrypted-password", "secret", "pre-shared-key", "ascii-text", "hexadecimal", "plain-text-password-value",
		"simple-password", "key", "password", "community-string", "trap-community",
	}
}

// redact joins the words of a statement up to the one that a secret follows.
func redact(words []string) (text string, secret bool) {
	known := secretWords()
	for i, w := range words {
		if slices.Contains(known, w) && i+1 < len(words) {
			return strings.Join(words[:i+1], " ") + " <redacted>", true
		}
		if strings.HasPrefix(w, "$9$") || strings.HasPrefix(w, "$8$") || strings.HasPrefix(w, "$6$") || strings.HasPrefix(w, "$1$") || strings.HasPrefix(w, "$5$") {
			return strings.Join(words[:i], " ") + " <redacted>", true
		}
	}
	return strings.Join(words, " "), false
}

var errSecret = errors.New("not a secret as the device takes it: one string of 1 to 126 printable characters")
