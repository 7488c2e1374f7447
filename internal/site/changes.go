package site

import (
	"bytes"
	"slices"
	"strings"
)

// Files are the configurations of the site under the names that Write gives
// them: of the switches, and of the clusters for kubectl.
func (s *Site) Files() []Text {
	var all []Text
	for _, sw := range s.Switches {
		for _, file := range sw.Files {
			all = append(all, Text{sw.Folder + "/" + file.Name, file.Text})
		}
	}
	for _, post := range s.Posts {
		all = append(all, Text{aciFolder + "/" + post.Name, post.Text})
	}
	for _, c := range s.Clusters {
		all = append(all, Text{calicoFolder + "/" + c.Name + ".yaml", c.Kubectl})
	}
	return all
}

// Changes returns the lines that a file has and that the one of its name among
// before has not, the other way round, and whether there was one.
func Changes(before []Text, file Text) (added, removed []string, was bool) {
	var old []byte
	if i := slices.IndexFunc(before, func(t Text) bool { return t.Name == file.Name }); i >= 0 {
		old, was = before[i].Text, true
	}
	a, b := lines(old), lines(file.Text)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	// The longest common subsequence of what is left; longest[i][j] is that of
	// a[i:] and b[j:].
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i, left := range slices.Backward(a) {
		for j, right := range slices.Backward(b) {
			if left == right {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case j < len(b) && (i == len(a) || longest[i][j+1] >= longest[i+1][j]):
			added = append(added, b[j])
			j++
		default:
			removed = append(removed, a[i])
			i++
		}
	}
	return added, removed, was
}

func lines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(string(bytes.TrimSuffix(text, []byte("\n"))), "\n")
}
