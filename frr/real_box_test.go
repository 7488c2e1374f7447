package frr_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/frr"
)

// The daemons of FRR as Debian and the project package them.
const daemonFolder = "/usr/lib/frr"

// needFRR skips a test where the real FRR cannot run, and says what is missing.
func needFRR(t testing.TB) {
	t.Helper()
	for _, name := range []string{"zebra", "bgpd", "bfdd", "staticd", "vrrpd"} {
		if _, err := os.Stat(filepath.Join(daemonFolder, name)); err != nil {
			t.Skipf("the real FRR is not here: %v", err)
		}
	}
	for _, name := range []string{"vtysh", "ip", "unshare", "sysctl"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("a command is missing: %v", err)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("FRR in a network namespace needs root")
	}
	name := fmt.Sprintf("frrprobe%d", os.Getpid())
	if out, err := exec.Command("ip", "netns", "add", name).CombinedOutput(); err != nil {
		t.Skipf("there are no network namespaces: %v: %s", err, out)
	}
	_ = exec.Command("ip", "netns", "del", name).Run()
}

// A box is one FRR in a network namespace of its own.
type box struct {
	t         testing.TB
	namespace string
	hostname  string
	dir       string
}

var boxes atomic.Int32

// newBox makes a namespace with a loopback. It and its processes are gone when the
// test ends.
func newBox(t testing.TB) *box {
	t.Helper()
	b := &box{t: t, namespace: fmt.Sprintf("frrtest%d-%d", os.Getpid(), boxes.Add(1))}
	dir, err := os.MkdirTemp("", "frr")
	require.NoError(t, err)
	b.dir = dir
	t.Cleanup(b.stop)
	b.run("ip", "netns", "add", b.namespace)
	b.run("ip", "-n", b.namespace, "link", "set", "lo", "up")
	b.run("ip", "netns", "exec", b.namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
	b.run("chown", "frr:frrvty", dir)
	require.NoError(t, os.Chmod(dir, 0o755)) //nolint:gosec // the daemons run as another user
	return b
}

func (b *box) run(command ...string) string {
	b.t.Helper()
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	require.NoError(b.t, err, "%v: %s", command, out)
	return string(out)
}

// start runs the daemons under a hostname of their own, without a configuration.
func (b *box) start(hostname string) {
	b.t.Helper()
	b.hostname = hostname
	empty := filepath.Join(b.dir, "empty.conf")
	require.NoError(b.t, os.WriteFile(empty, nil, 0o644)) //nolint:gosec // the daemons run as another user
	for _, d := range [][]string{
		{"zebra", "-s", "4194304"}, {"staticd"}, {"bgpd"}, {"bfdd", "--bfdctl", filepath.Join(b.dir, "bfdd.sock")}, {"vrrpd"},
	} {
		name := d[0]
		args := []string{
			filepath.Join(daemonFolder, name), "-d", "-u", "frr", "-g", "frr", "-z", filepath.Join(b.dir, "zserv.api"),
			"-i", b.pidFile(name), "-f", empty, "--vty_socket", b.dir, "-P", "0", "--log", "file:" + b.logFile(name),
		}
		out, err := b.command(append(args, d[1:]...)...).CombinedOutput()
		require.NoError(b.t, err, "%s: %s", name, out)
		if name == "zebra" {
			b.wait("zebra's socket", func() bool { _, err := os.Stat(filepath.Join(b.dir, "zserv.api")); return err == nil })
		}
	}
}

// command runs in the box's namespace and under its hostname, which vtysh shows.
func (b *box) command(command ...string) *exec.Cmd {
	return exec.Command("ip", append([]string{
		"netns", "exec", b.namespace, "unshare", "--uts", "sh", "-c", `hostname "$1"; shift; exec "$@"`, "sh", b.hostname,
	}, command...)...)
}

func (b *box) vtysh(args ...string) (string, error) {
	out, err := b.command(append([]string{"vtysh", "--vty_socket", b.dir}, args...)...).CombinedOutput()
	return string(out), err
}

func (b *box) pidFile(daemon string) string { return filepath.Join(b.dir, daemon+".pid") }
func (b *box) logFile(daemon string) string { return filepath.Join(b.dir, daemon+".log") }

// wait polls for at most 20 s.
func (b *box) wait(what string, done func() bool) {
	b.t.Helper()
	for range 400 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("%s: %s did not come in 20 s", b.namespace, what)
}

// stop ends the daemons that this box started, then its namespace and folder.
func (b *box) stop() {
	pids, _ := filepath.Glob(filepath.Join(b.dir, "*.pid"))
	for _, file := range pids {
		text, err := os.ReadFile(file) //nolint:gosec // in the folder of the test
		if err != nil {
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil || pid < 2 || !b.owns(pid) {
			continue
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
		for range 100 {
			if !b.owns(pid) {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	_ = exec.Command("ip", "netns", "del", b.namespace).Run()
	_ = os.RemoveAll(b.dir)
}

// owns reports whether a process was started for this box.
func (b *box) owns(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)) //nolint:gosec // of a process of the test
	return err == nil && bytes.Contains(line, []byte(b.dir))
}

// load reads a text as the service does at boot and returns what vtysh says of it.
func (b *box) load(text []byte) []string {
	b.t.Helper()
	file := filepath.Join(b.dir, "frr.conf")
	require.NoError(b.t, os.WriteFile(file, text, 0o644)) //nolint:gosec // the daemons run as another user
	out, err := b.vtysh("-f", file)
	said := complaints(out)
	if err != nil {
		said = append(said, err.Error())
	}
	return said
}

// complaints are the lines of vtysh that are no mere information.
func complaints(out string) (said []string) {
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(line)
		// Said of every change of graceful restart, at boot as well.
		if line != "" && line != "Graceful restart configuration changed, reset all peers to take effect" {
			said = append(said, line)
		}
	}
	return said
}

// show runs a command of vtysh.
func (b *box) show(command string) string {
	b.t.Helper()
	out, err := b.vtysh("-c", command)
	require.NoError(b.t, err, "%s: %s", command, out)
	return out
}

// running is the configuration that FRR shows.
func (b *box) running() frr.Config {
	b.t.Helper()
	text := b.show("show running-config")
	c, err := frr.Parse([]byte(text))
	require.NoError(b.t, err, "%s", text)
	return c
}

// errors are the errors in the daemons' logs.
func (b *box) errors() (found []string) {
	b.t.Helper()
	logs, err := filepath.Glob(filepath.Join(b.dir, "*.log"))
	require.NoError(b.t, err)
	for _, file := range logs {
		text, err := os.ReadFile(file) //nolint:gosec // in the folder of the test
		require.NoError(b.t, err)
		for line := range strings.Lines(string(text)) {
			// FRR numbers what it logs as an error. A kernel without MPLS and a neighbor
			// that no interface leads to are the namespace's, not the configuration's.
			if strings.Contains(line, "[EC ") && !strings.Contains(line, "MPLS support") && !strings.Contains(line, "[FSM]") {
				found = append(found, strings.TrimSpace(line))
			}
		}
	}
	return found
}
