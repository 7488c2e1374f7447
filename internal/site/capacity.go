package site

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/podfabric/podfabric/fabric"
)

// Capacity writes how far the pools of a design reach.
func Capacity(w io.Writer, c fabric.Capacity) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cells ...any) {
		text := make([]string, len(cells))
		for i, cell := range cells {
			text[i] = fmt.Sprint(cell)
		}
		fmt.Fprintln(t, strings.Join(text, "\t")) //nolint:errcheck // Flush reports it
	}
	line("pool", "of", "used", "free", "largest free", "more", "unit")
	for _, p := range c.Pools {
		largest := "-"
		if p.Largest.IsValid() {
			largest = p.Largest.String()
		}
		line(p.Name, p.Ranges, p.Used, p.Free, largest, p.More, p.Unit)
	}
	line()
	line("pods of", "pool", "blocks", "used", "free", "enough for nodes, with blocks each")
	for _, b := range c.Blocks {
		line(b.Cluster, b.Prefix, b.Blocks, b.Used, b.Blocks-min(b.Used, b.Blocks), fmt.Sprintf("%d, %d", b.Nodes, b.PerNode))
	}
	line()
	line("leaf", "blocks", "services", "fabric", "prefixes", "with every block")
	for _, r := range c.Routes {
		line(r.Leaf, r.Blocks, r.Services, r.Fabric, r.Total(), r.Most)
	}
	line()
	line("room for", "more")
	nodes := slices.Clone(c.Nodes)
	slices.SortStableFunc(nodes, func(a, b fabric.Room) int { return cmp.Compare(a.More, b.More) })
	for _, n := range nodes {
		line("nodes in "+n.Of, n)
	}
	line("racks", c.Racks)
	line("clusters", c.Clusters)
	if err := t.Flush(); err != nil {
		return err
	}
	for _, warning := range c.Warnings() {
		if _, err := fmt.Fprintf(w, "warning: %s\n", warning.Error()); err != nil {
			return err
		}
	}
	return nil
}
