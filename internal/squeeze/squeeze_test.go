package squeeze

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPackAndUnpack(t *testing.T) {
	noise := make([]byte, 100_000)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	for name, text := range map[string][]byte{
		"nothing": {}, "a letter": []byte("a"), "noise": noise, "packed already": Pack([]byte("text")),
		"five megabytes": bytes.Repeat([]byte("10.0.0.0/31 link/leaf1/spine1\n"), 180_000),
	} {
		t.Run(name, func(t *testing.T) {
			packed := Pack(text)
			assert.True(t, IsPacked(packed))
			assert.Equal(t, packed, Pack(text), "the same bytes again")
			got, err := Unpack(packed)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(text, got))
		})
	}
}

func TestHeaderTellsNothing(t *testing.T) {
	// RFC 1952, 2.3: flags, time (4), extra flags, system 255 "unknown".
	assert.Equal(t, []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}, Pack([]byte("text"))[:10])
}

func TestIsPacked(t *testing.T) {
	for _, text := range []string{"", "\x1f", "\x1f\x8b", "\x1f\x8b\x07", "podfabric ledger", "{}"} {
		assert.False(t, IsPacked([]byte(text)), "%q", text)
	}
}

// TestUnpackIsBounded shows that memory is bounded by the limit, not by what a
// stored value claims.
func TestUnpackIsBounded(t *testing.T) {
	text := bytes.Repeat([]byte{0}, 1000)
	packed := Pack(text)
	got, err := unpack(packed, 1000)
	require.NoError(t, err)
	assert.Len(t, got, 1000)
	_, err = unpack(packed, 999)
	require.EqualError(t, err, "packed text unfolds to more than 999 bytes")

	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range MaxText/len(zeros) + 1 {
		_, err := w.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.Less(t, bomb.Len(), 100<<10, "else it is no bomb")
	_, err = Unpack(bomb.Bytes())
	require.ErrorContains(t, err, "unfolds to more than 67108864 bytes")
}

func TestUnpackRefuses(t *testing.T) {
	packed := Pack([]byte(strings.Repeat("10.0.0.0/31 link/leaf1/spine1\n", 100)))
	flipped := bytes.Clone(packed)
	flipped[len(flipped)-5] ^= 1 // in the check sum
	for name, b := range map[string][]byte{
		"nothing":                 nil,
		"text":                    []byte("10.0.0.0/31"),
		"the magic alone":         []byte(magic),
		"cut in the middle":       packed[:len(packed)/2],
		"cut in the check sum":    packed[:len(packed)-6],
		"another check sum":       flipped,
		"something after the end": append(bytes.Clone(packed), 'x'),
		"twice":                   append(bytes.Clone(packed), packed...),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Unpack(b)
			require.ErrorContains(t, err, "packed text is damaged")
			assert.NotErrorIs(t, err, io.EOF, "which callers take for an orderly end")
		})
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("10.0.0.0/31 link/leaf1/spine1\n"))
	f.Add(Pack([]byte("10.0.0.0/31 link/leaf1/spine1\n")))
	f.Add(Pack(bytes.Repeat([]byte{0}, 1<<17)))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) {
		const limit = 1 << 16
		if text, err := unpack(b, limit); err == nil {
			require.LessOrEqual(t, len(text), limit)
			require.True(t, IsPacked(b))
			again, err := unpack(Pack(text), limit)
			require.NoError(t, err)
			require.True(t, bytes.Equal(text, again))
		}
		// Read as text it comes back as it was.
		if text, err := Unpack(Pack(b)); assert.NoError(t, err) {
			require.True(t, bytes.Equal(b, text))
		}
	})
}
