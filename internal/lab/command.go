package lab

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// ip runs a batch of iproute2 commands, in a namespace unless it is "".
func ip(ctx context.Context, namespace, batch string) error {
	args := []string{"-batch", "-"}
	if namespace != "" {
		args = append([]string{"-n", namespace}, args...)
	}
	_, err := run(ctx, batch, "ip", args...)
	return err
}

// run runs a command to its end and returns what it printed. The error has what
// it complained about.
func run(ctx context.Context, input, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = strings.NewReader(input)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return out.Bytes(), fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, bytes.TrimSpace(complaints.Bytes()))
	}
	return out.Bytes(), nil
}
