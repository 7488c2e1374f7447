package fabric

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// String returns the advice as a table for a terminal, followed by what there is
// to say about each row that does not simply fit.
func (a Advice) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "L3Out %s of tenant %s, cluster %s\n", plain(a.L3Out), plain(a.Tenant), plain(a.Cluster))
	designed := "which the design has"
	if a.Designed != a.Recommend {
		designed = "the design has " + a.Designed.String()
	}
	fmt.Fprintf(&b, "recommended: %s (%s)\n  %s\n\n", a.Recommend, designed, a.Because)
	a.table(&b)
	for _, row := range a.Rows {
		if max(row.Floating, row.Standard) == Fits {
			continue
		}
		fmt.Fprintf(&b, "\n%s: %s\n", row.Topic, row.Reason)
		if row.Change != "" {
			fmt.Fprintf(&b, "  to change: %s\n", row.Change)
		}
		fmt.Fprintf(&b, "  source: %s\n", row.Source)
	}
	return b.String()
}

func (a Advice) table(b *strings.Builder) {
	cells := [][4]string{{"", "need", "floating", "standard"}}
	for _, row := range a.Rows {
		cells = append(cells, [4]string{row.Topic, plain(row.Need), row.Floating.String(), row.Standard.String()})
	}
	var width [4]int
	for _, row := range cells {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range cells {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// plain is a name of the design, quoted when it would not stand in one line.
func plain(name string) string {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' && r != ' ' || r == 0x7f || r == utf8.RuneError }) {
		return quoted(name)
	}
	return name
}
