package fabric

// A Code names a kind of problem. Codes are stable: a program may switch on
// them. docs/problems.md lists them all; a test keeps it in step with [Codes].
type Code string
