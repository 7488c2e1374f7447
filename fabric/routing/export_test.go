package routing

// Relaxations returns how often a route was sent over a session while the tables
// were computed.
func Relaxations(t *Tables) int { return t.s.relaxed }

// Classes returns how many classes the prefixes fall into.
func Classes(t *Tables) int { return len(t.s.classes) }
