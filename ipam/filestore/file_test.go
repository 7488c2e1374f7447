//go:build linux || darwin

package filestore

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSymbolicLinksStay(t *testing.T) {
	for _, row := range []struct {
		behaviour string
		links     map[string]string // name in the folder: where it leads
		target    string            // where the text is, in the folder
	}{
		{"a link to a file beside it", map[string]string{"link": "ledger.txt"}, "ledger.txt"},
		{"a link into a folder", map[string]string{"link": "site/ledger.txt"}, "site/ledger.txt"},
		{"a link to a link", map[string]string{"link": "second", "second": "site/third", "site/third": "ledger.txt"}, "site/ledger.txt"},
		{"a link whose way back starts in another folder", map[string]string{"link": "short/../ledger.txt", "short": "site/deep"}, "site/ledger.txt"},
		{"a link by its full path", map[string]string{"link": "FOLDER/site/ledger.txt"}, "site/ledger.txt"},
	} {
		for _, existing := range []bool{false, true} {
			t.Run(row.behaviour, func(t *testing.T) {
				folder := t.TempDir()
				require.NoError(t, os.MkdirAll(filepath.Join(folder, "site", "deep"), 0o755))
				for name, to := range row.links {
					require.NoError(t, os.Symlink(strings.ReplaceAll(to, "FOLDER", folder), filepath.Join(folder, name)))
				}
				target := filepath.Join(folder, row.target)
				if existing {
					write(t, target, "old\n")
				}
				before := tree(t, folder)

				s := File{Path: filepath.Join(folder, "link")}
				_, at, err := s.Load(t.Context())
				require.NoError(t, err)
				assert.Equal(t, existing, at != "")
				_, err = s.Save(t.Context(), []byte("new\n"), at)
				require.NoError(t, err)

				before[target] = "-rw-r--r-- new\n"
				assert.Equal(t, before, tree(t, folder), "the text is where the link leads, and nothing else has changed")
			})
		}
	}
}

func TestARelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	s := File{Path: "ledger.txt"}
	_, err := s.Save(t.Context(), []byte("new\n"), "")
	require.NoError(t, err)
	assert.Equal(t, "new\n", contents(t, "ledger.txt"))
	assert.Equal(t, []string{"ledger.txt"}, names(t, "."))
}

func TestPermissionBitsStay(t *testing.T) {
	for _, bits := range []fs.FileMode{0o600, 0o640, 0o644, 0o664, 0o666, 0o755} {
		s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
		write(t, s.Path, "old\n")
		require.NoError(t, os.Chmod(s.Path, bits))
		_, at, err := s.Load(t.Context())
		require.NoError(t, err)
		_, err = s.Save(t.Context(), []byte("new\n"), at)
		require.NoError(t, err)
		info, err := os.Stat(s.Path)
		require.NoError(t, err)
		assert.Equal(t, bits, info.Mode())
	}
}

func TestANewFileIsMadeLikeAnyOther(t *testing.T) {
	folder := t.TempDir()
	s := File{Path: filepath.Join(folder, "ledger.txt")}
	_, err := s.Save(t.Context(), []byte("new\n"), "")
	require.NoError(t, err)
	write(t, filepath.Join(folder, "other"), "") // with 0644 less the umask
	got, err := os.Stat(s.Path)
	require.NoError(t, err)
	want, err := os.Stat(filepath.Join(folder, "other"))
	require.NoError(t, err)
	assert.Equal(t, want.Mode(), got.Mode())
}

func TestLeftoversAreRemovedAndNothingElse(t *testing.T) {
	folder := t.TempDir()
	random := "ABCDEFGHIJKLMNOPQRSTUVWX27"
	leftovers := []string{".ledger.txt.tmp-" + random, ".ledger.txt.tmp-" + strings.Repeat("A", 26)}
	others := []string{
		".ledger.txt.tmp-",
		".ledger.txt.tmp-" + random + "A",
		".ledger.txt.tmp-" + random[1:],
		".ledger.txt.tmp-" + strings.ToLower(random),
		".ledger.txt.tmp-" + random + ".tmp-" + random, // of another ledger
		".ledger.tmp-" + random,
		".other.txt.tmp-" + random,
		"ledger.txt.tmp-" + random,
		"ledger.txt.orig",
		"ledger.txt~",
	}
	for _, name := range append(leftovers, others...) {
		write(t, filepath.Join(folder, name), "x")
	}
	isFolder := ".ledger.txt.tmp-" + strings.Repeat("B", 26)
	require.NoError(t, os.Mkdir(filepath.Join(folder, isFolder), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, ".ledger.txt.lock"), nil, 0o600)) // of a killed save

	_, err := File{Path: filepath.Join(folder, "ledger.txt")}.Save(t.Context(), []byte("new\n"), "")
	require.NoError(t, err)
	assert.ElementsMatch(t, append(others, "ledger.txt", isFolder), names(t, folder))
}

func TestAStaleSaveRemovesLeftoversToo(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, ".ledger.txt.tmp-"+strings.Repeat("A", 26)), "x")
	_, err := File{Path: filepath.Join(folder, "ledger.txt")}.Save(t.Context(), []byte("new\n"), "other")
	require.Error(t, err)
	assert.Empty(t, names(t, folder))
}
