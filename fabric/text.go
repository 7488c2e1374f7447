package fabric

// Text writes a design as a file that [Load] reads as an equal one. The fields
// stand in the order of their declaration; what is not set is left out, also
// where it is required, so that a design may be written before it is complete.
//
// No password is written: one with a name becomes {from: NAME}, also after
// [Design.Resolve]; one without becomes {redacted: true}.
//
// The error is [Problems] and names every value that a file cannot hold, such as
// an address with a zone or a text that is not UTF-8.
func Text(d Design) ([]byte, error) { return text(d) }

// StateText writes a state as a file that [LoadState] reads as an equal one.
func StateText(s State) ([]byte, error) { return text(s) }

func text(v any) ([]byte, error) {
	b, faults := format().Encode(v)
	return b, problemsOf(faults).Err()
}
