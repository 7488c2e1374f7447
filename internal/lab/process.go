package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// daemonNames are all programs that a lab leaves running.
var daemonNames = [...]string{"zebra", "bgpd", "staticd", "bfdd", "vrrpd", "bird", "bird6"} //nolint:gochecknoglobals // a constant that Go cannot express

// A process is a daemon that the lab runs in a namespace, in the foreground and
// as its child.
type process struct {
	device string
	cmd    *exec.Cmd
	output string
	ended  chan struct{}
	// meant: the lab itself has ended it.
	meant bool
}

// spawn starts a daemon in a network namespace. What it prints goes to a file.
func spawn(namespace, device, output, program string, args ...string) (*process, error) {
	file, err := os.Create(output)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // the daemon has its own descriptor
	p := &process{device: device, output: output, ended: make(chan struct{})}
	p.cmd = exec.Command(program, args...) //nolint:noctx // it outlives every call; the lab kills it
	p.cmd.Stdout, p.cmd.Stderr = file, file
	p.cmd.Dir = filepath.Dir(output)
	// Out of the terminal's process group: an interrupt is for the lab, which
	// then ends its daemons in order.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := inNamespace(namespace, p.cmd.Start); err != nil {
		return nil, fmt.Errorf("%s: starting %s: %w", device, program, err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is seen where it matters
		close(p.ended)
	}()
	return p, nil
}

// name is the program's.
func (p *process) name() string { return filepath.Base(p.cmd.Path) }

// alive is nil while the process runs.
func (p *process) alive() error {
	select {
	case <-p.ended:
		said, _ := os.ReadFile(p.output)
		const enough = 2000
		return fmt.Errorf("%s: %s has ended: %v: %s", p.device, p.name(), p.cmd.ProcessState, said[:min(len(said), enough)])
	default:
		return nil
	}
}

// kill ends the process at once, as a crash would, and waits until it is gone.
func (p *process) kill() error {
	_ = p.cmd.Process.Kill() // it may have ended
	select {
	case <-p.ended:
		return nil
	case <-time.After(5 * time.Second):
		return errors.New(p.device + ": " + p.name() + " does not die")
	}
}
