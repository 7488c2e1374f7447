package main

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/lab"
)

// TestRun runs the program on a design, or says what is missing; its output has
// times and is not the same twice.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("a lab takes seconds")
	}
	var out bytes.Buffer
	options := lab.Options{BirdDir: os.Getenv("BIRD_DIR"), Failures: []string{"link:leaf1:spine2"}}
	err := run(t.Context(), &out, options, "../designs/growing.yaml")
	t.Log(out.String())
	if missing := (*lab.Missing)(nil); errors.As(err, &missing) {
		assert.Contains(t, out.String(), "without a lab, this much is proven")
		t.Skip(err)
	}
	require.NoError(t, err)
	for _, line := range []string{
		"FRR stands for NX-OS 10.3(4) on spine1, spine2, leaf1, leaf2, leaf3, leaf4",
		"9 devices, 28 ends of sessions and", "routes are as predicted", "predicted paths",
		"link:leaf1:spine2: after", "everything is torn down",
	} {
		assert.Contains(t, out.String(), line)
	}
}

func TestRunRefuses(t *testing.T) {
	err := run(t.Context(), &bytes.Buffer{}, lab.Options{}, "nowhere.yaml")
	require.ErrorIs(t, err, os.ErrNotExist)
}
