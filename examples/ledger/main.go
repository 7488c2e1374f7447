// Command ledger shows and changes the ledger that render keeps:
//
//	go run ./examples/ledger adopt FILE DESIGN.yaml CLAIMS.csv      take in what a site uses already
//	go run ./examples/ledger rename FILE switch/leaf1 switch/leaf9  give leases to another name
//	go run ./examples/ledger release FILE OWNER KIND                give a value up: the next plan draws anew
//	go run ./examples/ledger diff FILE OTHER-FILE                   list what was added, freed, moved, renamed
//	go run ./examples/ledger capacity FILE DESIGN.yaml              say how far the pools reach
//
// CLAIMS is a table with the columns owner, kind and value, or the same as a YAML
// list. Whatever is wrong is said at once, and FILE stays as it is.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/podfabric/podfabric/internal/site"
	"github.com/podfabric/podfabric/ipam"
)

func main() {
	args := os.Args[1:]
	verbs := map[string]struct {
		words int
		do    func(*site.Ledger, []string) error
	}{
		"adopt": {4, adopt}, "rename": {4, rename}, "release": {4, release}, "diff": {3, diff}, "capacity": {3, capacity},
	}
	if len(args) == 0 || len(args) != verbs[args[0]].words {
		fmt.Fprint(os.Stderr, "usage:\n  ledger adopt FILE DESIGN.yaml CLAIMS.csv\n  ledger rename FILE switch/OLD switch/NEW\n"+
			"  ledger release FILE OWNER KIND\n  ledger diff FILE OTHER-FILE\n  ledger capacity FILE DESIGN.yaml\n")
		os.Exit(2)
	}
	ledger, err := site.OpenLedger(args[1], time.Now())
	if err == nil {
		err = verbs[args[0]].do(ledger, args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func adopt(ledger *site.Ledger, args []string) error {
	design, _, err := site.Load(args[0])
	if err != nil {
		return err
	}
	file, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	read := ipam.ReadCSV
	if ext := filepath.Ext(args[1]); ext == ".yaml" || ext == ".yml" {
		read = ipam.ReadYAML
	}
	claims, err := read(file)
	if err == nil {
		err = design.Adopt(ledger.Ledger, claims)
	}
	if err != nil {
		return fmt.Errorf("%s:\n%w", args[1], err)
	}
	return keep(ledger)
}

func rename(ledger *site.Ledger, args []string) error {
	if _, err := ledger.Rename(args[0], args[1]); err != nil {
		return err
	}
	// A node is also what its cables are plugged in for.
	from, of, _ := strings.Cut(args[0], "/node/")
	to, is, node := strings.Cut(args[1], "/node/")
	if node && from == to && of != "" {
		if _, err := ledger.Rename("host/"+of, "host/"+is); err != nil && !errors.As(err, new(*ipam.RenameError)) {
			return err
		}
	}
	return keep(ledger)
}

func release(ledger *site.Ledger, args []string) error {
	if key := (ipam.Key{Owner: args[0], Kind: args[1]}); !ledger.Release(key) {
		return fmt.Errorf("there is no lease %s", key)
	}
	return keep(ledger)
}

func diff(ledger *site.Ledger, args []string) error {
	other, err := site.OpenLedger(args[0], time.Now())
	if err == nil {
		fmt.Print(ipam.Diff(ledger.Ledger, other.Ledger))
	}
	return err
}

func capacity(ledger *site.Ledger, args []string) error {
	design, state, err := site.Load(args[0])
	if err != nil {
		return err
	}
	c, err := design.Capacity(ledger.Ledger, state)
	if err != nil {
		return err
	}
	return site.Capacity(os.Stdout, c)
}

func keep(ledger *site.Ledger) error {
	fmt.Print(ledger.Changes())
	return ledger.Save()
}
