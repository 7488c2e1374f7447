// Command grow shows what a third rack does to a fabric of two: which leases the
// ledger gains, and which lines the devices' configurations gain. Nothing that was
// there changes.
//
//	go run ./examples/grow examples/designs/growing.yaml
package main

import (
	"fmt"
	"os"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/site"
	"github.com/podfabric/podfabric/ipam"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: grow DESIGN.yaml")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	design, state, err := site.Load(path)
	if err != nil {
		return err
	}
	var ledger ipam.Ledger
	before, err := site.Build(design, state, &ledger)
	if err != nil {
		return err
	}
	leases := ledger.Clone()

	third := fabric.Rack{Name: "bb3", Leaves: []fabric.Leaf{{Name: "leaf5"}, {Name: "leaf6"}}}
	design.Racks = append([]fabric.Rack{third}, design.Racks...) // the place in the design means nothing
	cluster := &design.Clusters[0]
	cluster.Nodes = append(cluster.Nodes, fabric.Node{Name: "node4", Rack: "bb3"})

	after, err := site.Build(design, state, &ledger)
	if err != nil {
		return err
	}
	fmt.Printf("ledger:\n%s", ipam.Diff(leases, &ledger))
	for _, file := range after.Files() {
		added, removed, was := site.Changes(before.Files(), file)
		switch {
		case !was:
			fmt.Printf("%s: new, %d lines\n", file.Name, len(added))
		case len(added)+len(removed) == 0:
			fmt.Printf("%s: unchanged\n", file.Name)
		default:
			fmt.Printf("%s: %d lines added, %d removed\n", file.Name, len(added), len(removed))
		}
		if file.Name == "nxos/spine1.cfg" {
			for _, line := range added {
				if line != "" {
					fmt.Println("  +", line)
				}
			}
		}
	}
	return nil
}
