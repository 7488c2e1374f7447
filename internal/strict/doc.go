// Package strict reads YAML documents into Go structs, and writes them back,
// without forgiving anything: a field that does not exist, a value of the wrong
// type, a key that stands twice, a field that is missing are errors, all of them
// are reported at once, and each says where it stands and what was expected.
//
// Structs are described by tags, `yaml:"NAME,OPTION,..."`, with the options
//
//	omitempty  the field may be left out, and is left out when it is empty
//	scalar     the struct may be written as this field's value alone; with an
//	           empty NAME the field can be written in no other way
//	inline     the fields of an embedded struct stand among those of its parent
//
// A field without "omitempty" has to be there. What tags cannot say, a [Codec]
// does: which structs implement a sealed interface ([Union]), which types are one
// item or a list ([List]), and which are written as another type ([Proxy]).
//
// Scalars are strings, booleans, integers, [time.Duration] and everything that
// implements [encoding.TextMarshaler] and [encoding.TextUnmarshaler]; a value is
// never converted into another type: a string that looks like a number has to be
// quoted, and a quoted number is not a number. YAML's anchors, aliases, merge
// keys and tags are refused, so that a document cannot grow while it is read.
package strict
