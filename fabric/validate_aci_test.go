package fabric

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGoodACIDesignsHaveNoProblem(t *testing.T) {
	for name, d := range goodACIDesigns() {
		t.Run(name, func(t *testing.T) { assert.Empty(t, d.Validate()) })
	}
}

// TestCapabilities holds terms to plugins that lack what no plugin of the design
// language lacks yet.
func TestCapabilities(t *testing.T) {
	for _, row := range capabilityRows() {
		t.Run(row.name, func(t *testing.T) {
			d := floatingDesign()
			c := &d.Clusters[0]
			c.Session.Keepalive, c.Session.Hold, c.Session.BFD = 2*time.Second, 6*time.Second, BFD{Interval: 300 * time.Millisecond}
			a := newAudit(d)
			a.nodeTerms(c, row.has, "clusters[0].session")
			require.Len(t, a.problems, 1)
			assert.Equal(t, row.code, a.problems[0].Code)
			complete(t, a.problems[0])
		})
	}
}
