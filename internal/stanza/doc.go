// Package stanza reads and writes configuration that is a hierarchy of
// statements, as Junos has it, in both of its forms: with braces, and as one `set`
// command for every leaf.
//
// Where one statement ends and the next begins only the grammar of the device
// knows: `neighbor 10.0.0.1` is one statement of two words. What both forms agree
// in are the words on the way from the top to a leaf, so that is what [Parse]
// returns: one [Path] a leaf, lists in brackets taken apart. A [Tree] is built from
// statements again, by whoever knows their bounds, and is written in either form.
package stanza
