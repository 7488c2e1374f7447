package filestore

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/storetest"
)

func TestContract(t *testing.T) {
	storetest.Test(t, func(t *testing.T) ipam.Store {
		return File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	})
}

// TestContractOfTwo has every other call made by another value, whose path goes
// through a link, as two programs would.
func TestContractOfTwo(t *testing.T) {
	storetest.Test(t, func(t *testing.T) ipam.Store {
		folder := t.TempDir()
		require.NoError(t, os.Symlink("ledger.txt", filepath.Join(folder, "link")))
		two := make(chan File, 2)
		two <- File{Path: filepath.Join(folder, "ledger.txt")}
		two <- File{Path: filepath.Join(folder, "link")}
		return turns(two)
	})
}

type turns chan File

func (c turns) next() File { f := <-c; c <- f; return f }

func (c turns) Load(ctx context.Context) ([]byte, ipam.Revision, error) { return c.next().Load(ctx) }

func (c turns) Save(ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
	return c.next().Save(ctx, text, at)
}

func TestACheckoutIsAnotherRevision(t *testing.T) {
	s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	first, err := s.Save(t.Context(), []byte("of one commit\n"), "")
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(s.Path, []byte("of another commit\n"), 0o644))
	_, err = s.Save(t.Context(), []byte("mine\n"), first)
	require.ErrorIs(t, err, ipam.ErrStale)
	assert.EqualError(t, err, "save "+s.Path+": the store holds another revision")
	text, second, err := s.Load(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "of another commit\n", string(text))
	assert.NotEqual(t, first, second)

	require.NoError(t, os.WriteFile(s.Path, []byte("of one commit\n"), 0o644))
	_, back, err := s.Load(t.Context())
	require.NoError(t, err)
	assert.Equal(t, first, back, "the same text is the same revision")

	require.NoError(t, os.Remove(s.Path))
	_, err = s.Save(t.Context(), []byte("mine\n"), first)
	require.ErrorIs(t, err, ipam.ErrStale)
	text, at, err := s.Load(t.Context())
	require.NoError(t, err)
	assert.Nil(t, text)
	assert.Empty(t, at)
	assert.Empty(t, names(t, filepath.Dir(s.Path)))
}

// names returns what is in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}
