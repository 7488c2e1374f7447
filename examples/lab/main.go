// Command lab runs a design for real: FRR on every switch and BIRD on every node,
// in network namespaces of this machine, from the very text that is emitted.
//
//	go run ./examples/lab DESIGN.yaml
//	go run ./examples/lab -fail leaf1 -fail silent:leaf1:spine2 DESIGN.yaml
//	go run ./examples/lab -keep DESIGN.yaml
//
// It waits until every table is the predicted one, sends packets along the
// predicted paths, breaks what it is told to break and compares again. It needs
// root, FRR, BIRD 1.6, iproute2, ping and traceroute, and says what is missing.
// Interrupted or not, it leaves nothing behind. See docs/lab.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/podfabric/podfabric/internal/lab"
	"github.com/podfabric/podfabric/internal/site"
)

func main() {
	var o lab.Options
	flags := flag.NewFlagSet("lab", flag.ExitOnError)
	flags.Func("fail", "what to break: NAME, crash:NAME, link:NAME:NAME, silent:NAME:NAME or session:NAME:NAME; may be repeated", func(s string) error {
		o.Failures = append(o.Failures, s)
		return nil
	})
	flags.BoolVar(&o.Keep, "keep", false, "keep the network running until interrupted")
	flags.DurationVar(&o.Patience, "wait", 0, "how long to wait for the tables (30s)")
	flags.StringVar(&o.BirdDir, "bird", os.Getenv("BIRD_DIR"), "the folder of bird and bird6")
	_ = flags.Parse(os.Args[1:]) // it exits by itself
	if flags.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: lab [-fail WHAT]... [-keep] [-wait TIME] [-bird DIR] DESIGN.yaml")
		os.Exit(2)
	}
	// The first signal ends the lab in order; later ones do not disturb that.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Stdout, o, flags.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, o lab.Options, path string) error {
	design, state, err := site.Load(path)
	if err != nil {
		return err
	}
	if err := lab.Run(ctx, w, design, state, o); err != nil {
		return fmt.Errorf("%s:\n%w", path, err)
	}
	return nil
}
