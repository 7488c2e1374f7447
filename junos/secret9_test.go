package junos

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestDecode9 has the vectors that are published with the algorithm (Crypt::Juniper).
func TestDecode9(t *testing.T) {
	for secret, want := range map[string]string{
		"$9$LbHX-wg4Z":                    "lc",
		"$9$41JDk5T3CpBFnCuB1rl8X7-VYq.5": "netscreen",
	} {
		got, ok := decode9(secret)
		assert.True(t, ok)
		assert.Equal(t, want, got)
	}
	for _, bad := range []string{"", "$9$", "$9$ ", "plain", "$9$L", "$9$LbHX-wg4", "$9$LbHX-wg4~", "$9$Qa"} {
		got, ok := decode9(bad)
		assert.False(t, ok, "%q is %q", bad, got)
	}
}

// encode9 obfuscates a text as the device does.
func encode9(r *rand.Rand, text string) string {
	families := families9()
	alphabet := strings.Join(families[:], "")
	at := r.IntN(len(alphabet))
	b := []byte(magic9 + alphabet[at:at+1])
	for i, f := range families {
		if strings.IndexByte(f, alphabet[at]) >= 0 {
			for range len(families) - 1 - i {
				b = append(b, alphabet[r.IntN(len(alphabet))])
			}
		}
	}
	weights := weights9()
	for i := range len(text) {
		turn, rest := weights[i%len(weights)], int(text[i])
		gaps := make([]int, len(turn))
		for j := len(turn) - 1; j >= 0; j-- {
			gaps[j], rest = rest/turn[j], rest%turn[j]
		}
		for _, gap := range gaps {
			at = (at + gap + 1) % len(alphabet)
			b = append(b, alphabet[at])
		}
	}
	return string(b)
}

func TestDecode9UndoesEveryObfuscation(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 0))
	for range 2000 {
		text := make([]byte, 1+r.IntN(30))
		for i := range text {
			text[i] = byte(' ' + r.IntN('~'-' '+1))
		}
		got, ok := decode9(encode9(r, string(text)))
		assert.True(t, ok)
		assert.Equal(t, string(text), got)
	}
}
