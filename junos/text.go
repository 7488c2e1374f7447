package junos

import "github.com/podfabric/podfabric/internal/stanza"

// Text returns c as `show configuration` prints it, with braces. It reveals the
// authentication keys. It writes what c says; [Config.Validate] says whether a
// device would take it.
//
// A kept statement that was read from `set` form is written below the statements
// that the model knows as one statement of all its other words, because nothing
// says where they end; load it in `set` form.
func Text(c Config) []byte { return AppendText(nil, &c) }

// AppendText appends the text of c to b.
func AppendText(b []byte, c *Config) []byte { return tree(c).AppendBraces(b) }

// SetText returns c as `show configuration | display set` prints it, to be loaded by
// `load set`. It reveals the authentication keys.
func SetText(c Config) []byte { return AppendSetText(nil, &c) }

// AppendSetText appends the text of c in set form to b.
func AppendSetText(b []byte, c *Config) []byte { return tree(c).AppendSet(b) }

func tree(c *Config) *stanza.Tree {
	var t stanza.Tree
	configTable.write(c, t.Root())
	for _, s := range c.Unmodelled {
		t.Root().Add(stanza.Path{Words: s.Words, Inactive: s.Inactive})
	}
	return &t
}
