// Command advise says of every L3Out of a design for Cisco ACI whether a floating or
// a standard SVI suits it, and why:
//
//	go run ./examples/advise DESIGN.yaml
//
// It goes through the table of the published designs with the numbers of this one:
// racks, leaves, nodes, virtual machines, what the fabric holds already. A design need
// not be right to be advised on.
package main

import (
	"fmt"
	"os"

	"github.com/podfabric/podfabric/internal/site"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: advise DESIGN.yaml")
		os.Exit(2)
	}
	design, _, err := site.Load(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	advice := design.Advise()
	if len(advice) == 0 {
		fmt.Fprintln(os.Stderr, "the design has no L3Outs: it is none of an ACI fabric")
		os.Exit(1)
	}
	for _, a := range advice {
		fmt.Println(a)
	}
}
