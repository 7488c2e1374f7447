package fabric

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGoodACIDesignsHaveNoProblem(t *testing.T) {
	for name, d := range goodACIDesigns() {
		t.Run(name, func(t *testing.T) { assert.Empty(t, d.Validate()) })
	}
}
