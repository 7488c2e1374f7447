package podfabric

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeShowsRealOutput looks every block of the README that names a file up
// in that file. A block's lines stand there one after the other, as they are or
// as comments; a line "..." stands for any number of lines.
func TestReadmeShowsRealOutput(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)<!-- from (\\S+) -->\n```\\w*\n(.*?)```").FindAllSubmatch(readme, -1)
	require.GreaterOrEqual(t, len(blocks), 3, "the README must show output")
	for _, block := range blocks {
		file, err := os.ReadFile(string(block[1]))
		require.NoError(t, err)
		assert.True(t, stands(plain(string(file)), plain(string(block[2]))), "%s has no such lines:\n%s", block[1], block[2])
	}
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
