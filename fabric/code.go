package fabric

// A Code names a kind of problem. Codes are stable: a program may switch on
// them. docs/problems.md lists the codes of every package, each with what it
// means, its severity and its source; a test keeps the list in step with the
// sources.
type Code string
