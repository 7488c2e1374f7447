package fabric

import (
	"strconv"

	"github.com/podfabric/podfabric/internal/strict"
)

// Resolve looks up every secret of the design that has a name and no text yet,
// and fills in the text. A secret keeps its name. The design is changed in place,
// with whatever copies of it share its lists.
//
// The error is [Problems] with every secret that lookup does not know, or knows
// as empty; the others are filled in.
func (d *Design) Resolve(lookup func(name string) (text string, ok bool)) error {
	var missing Problems
	strict.Visit(format(), d, func(path string, s *Secret) {
		if s.name == "" || s.Resolved() {
			return
		}
		text, ok := lookup(s.name)
		switch {
		case !ok:
			missing = append(missing, d.missing(path, "there is no secret named "+strconv.Quote(s.name)))
		case text == "":
			missing = append(missing, d.missing(path, "the secret named "+strconv.Quote(s.name)+" is empty"))
		default:
			s.text = text
		}
	})
	return missing.Err()
}

func (d *Design) missing(path, detail string) Problem {
	return Problem{
		Code: CodeSecretMissing, Field: path, Line: d.line(path),
		Detail: detail, Fix: "store it, or correct the name",
	}
}
