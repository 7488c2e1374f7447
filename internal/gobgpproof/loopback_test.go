package gobgpproof

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoopbacks(t *testing.T) {
	var addresses []netip.Addr
	for _, a := range []string{"10.13.0.2", "10.13.0.115", "10.4.0.1", "10.13.0.220", "2001:db8::2", "2001:db8::1", "192.168.1.1", "10.13.1.1"} {
		addresses = append(addresses, netip.MustParseAddr(a))
	}
	var ranges []netip.Prefix
	for _, p := range []string{"10.13.0.0/24", "10.13.0.0/16", "2001:db8::/64", "172.16.0.0/24", "192.168.1.1/32"} {
		ranges = append(ranges, netip.MustParsePrefix(p))
	}
	l, err := planLoopbacks(addresses, ranges)
	require.NoError(t, err)

	slices.SortFunc(addresses, netip.Addr.Compare)
	for i, a := range addresses {
		at := l.image[a]
		assert.True(t, netip.MustParsePrefix("127.1.0.0/16").Contains(at), "%s at %s", a, at)
		assert.Equal(t, a, l.origin[at])
		if i > 0 {
			assert.True(t, l.image[addresses[i-1]].Less(at), "%s comes after %s", a, addresses[i-1])
		}
		for _, r := range ranges {
			assert.Equal(t, r.Contains(a), l.covered[r].Contains(at), "%s in %s", a, r)
		}
	}
}

func TestLoopbacksEnd(t *testing.T) {
	addresses := make([]netip.Addr, 0, 1<<16+1)
	a := netip.MustParseAddr("10.0.0.0")
	for range 1<<16 + 1 {
		addresses = append(addresses, a)
		a = a.Next()
	}
	_, err := planLoopbacks(addresses, nil)
	require.ErrorIs(t, err, errTooManyAddresses)
	_, err = planLoopbacks(addresses[1:], nil)
	require.NoError(t, err)
}
