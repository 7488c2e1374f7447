package fabric

import "github.com/podfabric/podfabric/internal/strict"

// source is where the fields of a design stand in the file it was read from. It
// is never changed after the file is read, so copies of a design share it.
type source struct {
	places map[string]strict.Position // by field path
}

// line returns the line of the field at a path such as
// "clusters[0].pods[1].prefix", or that of the nearest field around it which
// stands in the file; 0 for a design that comes from no file.
func (d *Design) line(path string) int {
	if d.source == nil {
		return 0
	}
	for ; path != ""; path = strict.Enclosing(path) {
		if place, ok := d.source.places[path]; ok {
			return place.Line
		}
	}
	return d.source.places[""].Line
}
