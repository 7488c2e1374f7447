// Command render turns a design into the configuration of both ends:
//
//	go run ./examples/render -out DIR DESIGN.yaml
//
// It writes DIR/nxos/SWITCH.cfg, DIR/calico/CLUSTER.yaml (and the form that
// calicoctl takes), DIR/plan.json and DIR/tables.json, and replaces DIR as a
// whole; when something is wrong with the design it says all of it, writes
// nothing and exits with 1. The running state of the clusters is taken from
// DESIGN.state.yaml, when there is one.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/podfabric/podfabric/internal/site"
)

func main() {
	flags := flag.NewFlagSet("render", flag.ExitOnError)
	out := flags.String("out", "", "the folder to write; without it nothing is written")
	_ = flags.Parse(os.Args[1:]) // it exits by itself
	if flags.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: render [-out DIR] DESIGN.yaml")
		os.Exit(2)
	}
	if err := run(*out, flags.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out, path string) error {
	design, state, err := site.Load(path)
	if err != nil {
		return err
	}
	s, err := site.Build(design, state, nil)
	if err != nil {
		return fmt.Errorf("%s:\n%w", path, err)
	}
	if err := s.Summary(os.Stdout); err != nil {
		return err
	}
	if len(s.Failures) > 0 {
		return fmt.Errorf("%s: the emitted configuration breaks the design's promises; nothing was written", path)
	}
	if out == "" {
		return nil
	}
	return s.Write(out)
}
