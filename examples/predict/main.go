// Command predict prints the routing table that a device of a design will have,
// in the form in which the device shows it:
//
//	go run ./examples/predict -device leaf1 DESIGN.yaml
//	go run ./examples/predict -device leaf1 -explain 10.233.73.0/24 DESIGN.yaml
//
// The second says why the device has the route, or why not. The running state of
// the clusters is taken from DESIGN.state.yaml, when there is one.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/podfabric/podfabric/internal/site"
)

func main() {
	flags := flag.NewFlagSet("predict", flag.ExitOnError)
	device := flags.String("device", "", "the switch or node whose table is wanted")
	explain := flags.String("explain", "", "a prefix or address: say why its route is what it is")
	_ = flags.Parse(os.Args[1:]) // it exits by itself
	if flags.NArg() != 1 || *device == "" {
		fmt.Fprintln(os.Stderr, "usage: predict -device NAME [-explain PREFIX] DESIGN.yaml")
		os.Exit(2)
	}
	if err := run(*device, *explain, flags.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(device, explain, path string) error {
	design, state, err := site.Load(path)
	if err != nil {
		return err
	}
	s, err := site.Build(design, state, nil)
	if err != nil {
		return fmt.Errorf("%s:\n%w", path, err)
	}
	if explain != "" {
		chain, err := s.Explain(device, explain)
		if err != nil {
			return err
		}
		fmt.Println(chain)
		return nil
	}
	table, err := s.Table(device)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(table)
	return err
}
