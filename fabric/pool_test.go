package fabric_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric"
)

func TestPoolsSelectByLabelsThatAreThere(t *testing.T) {
	pool := fabric.PodPool{Nodes: map[string]string{"gpu": "", "zone": "a"}}
	assert.True(t, pool.Selects(map[string]string{"gpu": "", "zone": "a", "more": "x"}))
	assert.False(t, pool.Selects(map[string]string{"zone": "a"}), "a missing label is not an empty one")
	assert.False(t, pool.Selects(map[string]string{"gpu": "", "zone": "b"}))
	assert.True(t, fabric.PodPool{}.Selects(nil))
}

// TestPoolThatNoNodeDrawsFrom is reported whatever the label's value is.
func TestPoolThatNoNodeDrawsFrom(t *testing.T) {
	d := loadDesign(t, "seed000-as-per-server.yaml")
	d.Clusters[0].Pods[0].Nodes = map[string]string{"gpu": ""}
	var codes []fabric.Code
	for _, p := range d.Validate() {
		codes = append(codes, p.Code)
	}
	assert.Contains(t, codes, fabric.CodePoolUnused)
	assert.Contains(t, codes, fabric.CodeNodeWithoutPool)
}
