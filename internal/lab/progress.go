package lab

import (
	"fmt"
	"io"
	"time"
)

// A Progress is told what a lab does, one line at a time. Its zero value tells
// nobody.
type Progress struct {
	// W gets the lines.
	W io.Writer
	// Start is what the times in front of the lines count from.
	Start time.Time
}

// NewProgress writes to w and counts from now.
func NewProgress(w io.Writer) Progress { return Progress{w, time.Now()} }

func (p Progress) say(format string, args ...any) {
	if p.W != nil {
		fmt.Fprintf(p.W, "[%5.1fs] %s\n", time.Since(p.Start).Seconds(), fmt.Sprintf(format, args...)) //nolint:errcheck // progress is no result
	}
}
