package fabric

// source is where the fields of a design stand in the file it was read from.
type source struct {
	lines map[string]int // by field path
}
