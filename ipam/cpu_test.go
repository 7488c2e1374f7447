//go:build unix

package ipam_test

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is what this process has computed so far, in user and in system mode:
// on a busy machine, the time that has passed says little.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
