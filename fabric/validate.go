package fabric

// Validate reports everything that is wrong with the design by itself, before
// anything is planned. [Design.Plan] does it first.
func (d *Design) Validate() Problems {
	r := &report{design: d}
	return r.sorted()
}
