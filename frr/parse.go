package frr

import (
	"errors"
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/internal/cli"
)

// A ParseError is a line whose command is known and whose value is not one.
type ParseError struct {
	// Line counts from 1.
	Line int
	// Text is the line; what follows a password's keyword is redacted.
	Text string
	// Err says what is wrong with it.
	Err error
}

func (e ParseError) Error() string { return fmt.Sprintf("line %d: %q: %v", e.Line, e.Text, e.Err) }

func (e ParseError) Unwrap() error { return e.Err }

// ParseErrors are all lines of a text that could not be read, in their order.
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

// Parse reads a configuration as vtysh prints and saves it, or as an engineer
// types it: lines may end in CR LF, be indented as one likes and stand in any order;
// comments ("!") and empty lines are skipped. A line belongs to the innermost mode
// that knows it, whatever its indentation; "exit", "exit-address-family" and their
// like close one.
//
// What FRR stores differently is read as it is stored: `continue N` as `on-match
// goto N`, list entries without a number with the next one, `send-community both`.
//
// A command that the model has no field for is kept in [Config.Unmodelled]. A
// command that it has a field for, with a value that FRR would refuse, is an error:
// Parse then returns [ParseErrors] with every such line and no Config.
func Parse(text []byte) (Config, error) {
	var c Config
	kept, errs := cli.Parse(text, &c, configTable, dialect())
	if len(errs) > 0 {
		all := make(ParseErrors, len(errs))
		for i, e := range errs {
			all[i] = ParseError{e.Number, redact(e.Text), redactError(e)}
		}
		return Config{}, all
	}
	for _, l := range kept {
		c.Unmodelled = append(c.Unmodelled, Line(l))
	}
	return c, nil
}

// secretWords are those that a password follows.
func secretWords() []string {
	return []string{"password", "key-string", "authentication-key", "message-digest-key", "md5"}
}

// redact cuts a line after the first word that a password follows.
func redact(text string) string {
	for _, word := range secretWords() {
		if before, _, found := strings.Cut(text, word+" "); found {
			return before + word + " <redacted>"
		}
	}
	return text
}

var errSecret = errors.New("not a password: one word")

// redactError drops an error that may quote a password.
func redactError(e cli.Error) error {
	if redact(e.Text) != e.Text {
		return errSecret
	}
	return e.Err
}
