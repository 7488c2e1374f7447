package lab

import "fmt"

// silence is the rule set for "nft -f -" that drops everything on an interface
// while its carrier stays: what a broken line card or a blackholing media
// converter does, and what only a timer can see.
func silence(iface string) string {
	return fmt.Sprintf(`table inet podfabric {
  chain in { type filter hook prerouting priority -300; iifname %[1]q drop; }
  chain out { type filter hook postrouting priority -300; oifname %[1]q drop; }
}
`, iface)
}
