package junos

import "strings"

// The alphabet of Juniper's type 9, which hides a secret from a glance and nothing
// more: four families, of which the first character's says how many characters of
// filling follow it.
func families9() [4]string {
	return [4]string{"QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx", "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T"}
}

// weights9 are what the distances between neighboring characters are worth in one
// byte of the secret, in turn.
func weights9() [7][]int {
	return [7][]int{{1, 4, 32}, {1, 16, 32}, {1, 8, 32}, {1, 64}, {1, 32}, {1, 4, 16, 128}, {1, 32, 64}}
}

const magic9 = "$9$"

// isObfuscated reports whether a secret is as the device stores it.
func isObfuscated(s string) bool { return strings.HasPrefix(s, magic9) }

// decode9 returns the text of a type 9 secret, when it is one of printable ASCII.
func decode9(s string) (text string, ok bool) {
	families := families9()
	alphabet := strings.Join(families[:], "")
	rest, ok := strings.CutPrefix(s, magic9)
	if !ok || rest == "" {
		return "", false
	}
	filling := -1
	for i, f := range families {
		if strings.IndexByte(f, rest[0]) >= 0 {
			filling = len(families) - 1 - i
		}
	}
	if filling < 0 || len(rest) < 1+filling {
		return "", false
	}
	previous := strings.IndexByte(alphabet, rest[0])
	rest = rest[1+filling:]
	var b strings.Builder
	weights := weights9()
	for n := 0; rest != ""; n++ {
		turn := weights[n%len(weights)]
		if len(rest) < len(turn) {
			return "", false
		}
		value := 0
		for i, w := range turn {
			at := strings.IndexByte(alphabet, rest[i])
			if at < 0 {
				return "", false
			}
			// The distance is counted around the alphabet, from one.
			distance := at - previous
			if distance < 0 {
				distance += len(alphabet)
			}
			value += w * (distance - 1)
			previous = at
		}
		c := byte(value)
		if c < ' ' || c > '~' {
			return "", false
		}
		b.WriteByte(c)
		rest = rest[len(turn):]
	}
	return b.String(), b.Len() > 0
}
