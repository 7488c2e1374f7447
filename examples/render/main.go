// Command render turns a design into the configuration of both ends:
//
//	go run ./examples/render -out DIR [-ledger FILE] [-double] DESIGN.yaml
//
// It writes the configuration of every switch into the folder of its platform
// (DIR/nxos/SWITCH.cfg, DIR/frr/SWITCH.conf, DIR/junos/SWITCH.conf and .set), or the
// requests to the controller of an ACI fabric (DIR/aci/NN-ROOT.json) with what
// Terraform and Network as Code take,
// DIR/calico/CLUSTER.yaml (with the form that calicoctl takes, and what the nodes are
// to be configured with), a topology for containerlab (DIR/lab/NAME.clab.yml), DIR/plan.json and DIR/tables.json, and
// replaces DIR as a whole; when something is wrong with the design it says all of it, writes
// nothing and exits with 1. The running state of the clusters is taken from
// DESIGN.state.yaml, when there is one.
//
// The promises are also held under the failure of every single device and link, and
// with -double under that of every two links.
//
// With -ledger it keeps every address and number in FILE, by name: the next run
// changes only what it must, and says what that is. Without -out it shows what
// would happen, and FILE stays as it is.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/internal/site"
	"github.com/podfabric/podfabric/ipam"
)

func main() {
	flags := flag.NewFlagSet("render", flag.ExitOnError)
	out := flags.String("out", "", "the folder to write; without it nothing is written")
	ledger := flags.String("ledger", "", "the file that keeps addresses and numbers from run to run")
	double := flags.Bool("double", false, "also try every two links that fail at once")
	_ = flags.Parse(os.Args[1:]) // it exits by itself
	if flags.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: render [-out DIR] [-ledger FILE] [-double] DESIGN.yaml")
		os.Exit(2)
	}
	extent := verify.Singles
	if *double {
		extent = verify.DoubleLinks
	}
	if err := run(*out, *ledger, extent, flags.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out, ledger string, extent verify.Extent, path string) error {
	design, state, err := site.Load(path)
	if err != nil {
		return err
	}
	kept := &site.Ledger{Ledger: &ipam.Ledger{}}
	if ledger != "" {
		if kept, err = site.OpenLedger(ledger, time.Now()); err != nil {
			return err
		}
	}
	s, err := site.Build(design, state, kept.Ledger)
	if err != nil {
		return fmt.Errorf("%s:\n%w", path, err)
	}
	if err := s.Break(extent); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := s.Summary(os.Stdout); err != nil {
		return err
	}
	if ledger != "" {
		if changes := kept.Changes(); changes.IsEmpty() {
			fmt.Println("ledger: unchanged")
		} else {
			fmt.Printf("ledger:\n%s", changes)
		}
	}
	if len(s.Failures) > 0 {
		return fmt.Errorf("%s: the emitted configuration breaks the design's promises; nothing was written", path)
	}
	if s.Resilience.Err() != nil {
		return fmt.Errorf("%s: promises break when something fails; nothing was written", path)
	}
	if out == "" {
		return nil
	}
	if ledger != "" { // first: what is in the folder is leased
		if err := kept.Save(); err != nil {
			return err
		}
	}
	return s.Write(out)
}
