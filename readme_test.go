package podfabric

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDocsShowRealOutput looks every block of the README and of docs that names a
// file up in that file. A block's lines stand there one after the other, as they
// are or as comments; a line "..." stands for any number of lines.
func TestDocsShowRealOutput(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	total := 0
	for _, page := range append(pages, "README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		blocks := regexp.MustCompile("(?s)<!-- from (\\S+) -->\n```\\w*\n(.*?)```").FindAllSubmatch(text, -1)
		total += len(blocks)
		for _, block := range blocks {
			file, err := os.ReadFile(string(block[1]))
			require.NoError(t, err, page)
			assert.True(t, stands(plain(string(file)), plain(string(block[2]))), "%s: %s has no such lines:\n%s", page, block[1], block[2])
		}
	}
	require.GreaterOrEqual(t, total, 6, "the README and the guides must show output")
}

// stands reports whether the lines stand in the text, in order, without a gap
// but for "...".
func stands(text, lines []string) bool {
	for start := range text {
		at, gap, ok := start, false, true
		for _, line := range lines {
			if line == "..." {
				gap = true
				continue
			}
			for gap && at < len(text) && text[at] != line {
				at++
			}
			if at >= len(text) || text[at] != line {
				ok = false
				break
			}
			at, gap = at+1, false
		}
		if ok {
			return true
		}
	}
	return false
}

// plain cuts a text into lines without comment marks and trailing space.
func plain(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		line = strings.TrimPrefix(strings.TrimPrefix(line, "\t"), "//")
		lines[i] = strings.TrimSpace(line)
	}
	return lines
}
