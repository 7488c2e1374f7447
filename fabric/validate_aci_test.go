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

// TestTermsWrittenOutAreTheDefaults: clusters of one VRF may differ in what they
// leave out, as long as the leaves get the same.
func TestTermsWrittenOutAreTheDefaults(t *testing.T) {
	d := floatingDesign()
	secondL3Out(func(c *Cluster, _ *L3Out) {
		c.Session.Keepalive, c.Session.Hold = 2*time.Second, 6*time.Second
		c.Session.GracefulRestart, c.Session.MaxASLength = 6*time.Second, 1
	})(d)
	assert.Empty(t, d.Validate())
	p, err := d.Plan(nil)
	require.NoError(t, err)
	a, b := p.ACI.L3Outs[0].Terms, p.ACI.L3Outs[1].Terms
	a.Password, b.Password = Secret{}, Secret{}
	assert.Equal(t, a, b)
}

// TestGoodACIDesignsPlan holds the rules to the plan: what passes them is planned,
// with as many leaves, anchors and sessions as they counted.
func TestGoodACIDesignsPlan(t *testing.T) {
	for name, d := range goodACIDesigns() {
		t.Run(name, func(t *testing.T) {
			p, err := d.Plan(nil)
			require.NoError(t, err)
			a := newAudit(d)
			counted, planned := 0, 0
			for _, n := range a.leafSessions() {
				counted += n
			}
			for i := range p.ACI.L3Outs {
				o := a.aci.outs[i] // by name, as the design has them
				assert.Len(t, p.ACI.L3Outs[i].Leaves, len(o.leaves))
				terms, leaf := p.ACI.L3Outs[i].Terms, d.Clusters[o.cluster].leafTerms()
				assert.Equal(t, leaf, leafTerms{terms.Keepalive, terms.Hold, terms.GracefulRestart, terms.MaxASLength})
			}
			for _, s := range p.Sessions {
				if s.Kind == SessionNode {
					planned++
				}
			}
			assert.Equal(t, planned, counted)
		})
	}
}
