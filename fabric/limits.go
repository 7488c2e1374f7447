package fabric

// check reports what only the planned values show.
func (p *Plan) check(r *report) {}
