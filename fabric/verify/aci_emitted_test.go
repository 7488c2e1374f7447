package verify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/internal/site"
)

// What is emitted for the controller and for Calico, read back, keeps the promises
// that the routers written by hand keep.
func TestACIEmittedKeepsItsPromises(t *testing.T) {
	for name, c := range aciCases() {
		t.Run(name, func(t *testing.T) {
			s, err := site.Build(c.design, c.state, nil)
			require.NoError(t, err)
			assert.NoError(t, verify.Check(s.Plan, s.State, s.Tables).Err())
			r, err := verify.CheckFailures(s.Plan, s.State, s.Tables, verify.DoubleLinks)
			require.NoError(t, err)
			assert.NoError(t, r.Err())
			t.Log(r)
		})
	}
}
