package planned_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

func TestLongNamesAreCutAndStayApart(t *testing.T) {
	assert.Equal(t, "k8s-IN", planned.ObjectName("k8s", "IN"))
	long := strings.Repeat("x", 70)
	a, b := planned.ObjectName(long, "IN"), planned.ObjectName(long, "OUT")
	assert.Len(t, a, 63)
	assert.NotEqual(t, a, b)
}

func TestSessionsAreOrderedByPortsNotByTheDesign(t *testing.T) {
	sw := &fabric.Switch{Name: "leaf1", Ports: []fabric.Port{{Name: "swp49"}, {Name: "swp50"}}}
	link := func(port string) *fabric.Session {
		return &fabric.Session{A: fabric.End{Device: "spine"}, B: fabric.End{Device: "leaf1", Interface: port}}
	}
	node := &fabric.Session{Kind: fabric.SessionNode, A: fabric.End{Device: "leaf1"}}
	second, first := link("swp50"), link("swp49")
	assert.Equal(t, []*fabric.Session{first, second, node}, planned.Ordered(sw, []*fabric.Session{node, second, first}))
}
