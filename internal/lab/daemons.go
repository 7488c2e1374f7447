package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/bird"
)

// FRR's user and the group of its sockets, as in Debian's package.
const (
	frrUser  = "frr"
	frrGroup = "frrvty"
)

// frrDir makes the folder of one switch, which belongs to the user that FRR's
// daemons become.
func (l *Lab) frrDir(device string) (string, error) {
	dir := l.dir(device)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	uid, gid, err := frrIDs()
	if err != nil {
		return "", err
	}
	return dir, os.Chown(dir, uid, gid)
}

func frrIDs() (uid, gid int, err error) {
	u, err := user.Lookup(frrUser)
	if err != nil {
		return 0, 0, err
	}
	g, err := user.LookupGroup(frrGroup)
	if err != nil {
		return 0, 0, err
	}
	uid, err = strconv.Atoi(u.Uid)
	if err != nil {
		return 0, 0, err
	}
	gid, err = strconv.Atoi(g.Gid)
	return uid, gid, err
}

// startSwitch starts the daemons of FRR in a switch's namespace and has vtysh
// load the configuration, as Debian's frrinit does at boot. zebra comes first;
// the others want its socket.
func (l *Lab) startSwitch(ctx context.Context, s *Switch) error {
	dir, err := l.frrDir(s.Name)
	if err != nil {
		return err
	}
	zapi := filepath.Join(dir, "zserv.api")
	for _, name := range daemonsFor(s.Config) {
		if l.runs(s.Name, name) {
			continue
		}
		// Sockets that a killed daemon left are not its successor's.
		for _, file := range [...]string{name + ".vty", name + ".pid"} {
			if err := os.Remove(filepath.Join(dir, file)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		args := []string{
			"-u", frrUser, "-g", frrUser, "-z", zapi, "-i", filepath.Join(dir, name+".pid"), "-f", os.DevNull,
			"--vty_socket", dir, "-P", "0", "--log", "file:" + filepath.Join(dir, name+".log"),
		}
		switch name {
		case "zebra":
			if err := os.Remove(zapi); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
			args = append(args, "-s", "4194304") // the netlink buffer
		case "bfdd":
			args = append(args, "--bfdctl", filepath.Join(dir, "bfdd.sock"))
		}
		p, err := spawn(l.namespace(s.Name), s.Name, filepath.Join(dir, name+".out"), l.tools.frr(name), args...)
		if err != nil {
			return err
		}
		l.add(p)
		if name == "zebra" {
			if err := awaitSocket(ctx, p, zapi); err != nil {
				return err
			}
		}
		if err := awaitSocket(ctx, p, filepath.Join(dir, name+".vty")); err != nil {
			return err
		}
	}
	return l.loadFRR(ctx, s, dir)
}

// loadFRR has vtysh apply frr.conf. A line that the daemons complain about is an
// error.
func (l *Lab) loadFRR(ctx context.Context, s *Switch, dir string) error {
	file := filepath.Join(dir, "frr.conf")
	if err := os.WriteFile(file, s.Config, 0o640); err != nil { //nolint:gosec // the daemons' group reads it
		return err
	}
	// vtysh looks for a file of its own there and complains when there is none.
	if err := os.WriteFile(filepath.Join(dir, "vtysh.conf"), nil, 0o640); err != nil { //nolint:gosec // as above
		return err
	}
	out, err := run(ctx, "", l.tools.vtysh, "--vty_socket", dir, "--config_dir", dir, "-f", file)
	if err != nil {
		return fmt.Errorf("%s: FRR does not take its configuration: %w: %s", s.Name, err, bytes.TrimSpace(out))
	}
	if said := complaints(string(out)); said != "" {
		return fmt.Errorf("%s: FRR complains about its configuration: %s", s.Name, said)
	}
	return nil
}

// complaints are the lines of vtysh that say that something was not taken.
func complaints(out string) string {
	var lines []string
	for line := range strings.Lines(out) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "%") || strings.HasPrefix(line, "line ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

// daemonsFor are the daemons that a configuration needs, in the order of their
// start.
func daemonsFor(config []byte) []string {
	all := []string{"zebra"}
	if hasLine(config, "ip route ") || hasLine(config, "ipv6 route ") {
		all = append(all, "staticd")
	}
	if hasLine(config, "bfd") || bytes.Contains(config, []byte(" bfd\n")) || bytes.Contains(config, []byte(" bfd ")) {
		all = append(all, "bfdd")
	}
	if bytes.Contains(config, []byte("\n vrrp ")) {
		// For its lines to be taken. Without a macvlan device it shares no address;
		// see giveGateways.
		all = append(all, "vrrpd")
	}
	return append(all, "bgpd")
}

func hasLine(config []byte, prefix string) bool {
	return bytes.HasPrefix(config, []byte(prefix)) || bytes.Contains(config, []byte("\n"+prefix))
}

// startNode starts BIRD in a node's namespace, one for each family that it
// peers in.
func (l *Lab) startNode(ctx context.Context, n *Node) error {
	dir := l.dir(n.Host.Name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, f := range families {
		text, err := bird.Config(*l.net.router(n.Host.Name), f, n.Unprogrammed, n.Passwords)
		if err != nil {
			return err
		}
		if text == "" {
			continue
		}
		program := birdProgram(f)
		if l.runs(n.Host.Name, program) {
			continue
		}
		file := filepath.Join(dir, program+".conf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
		socket := filepath.Join(dir, program+".ctl")
		if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		p, err := spawn(l.namespace(n.Host.Name), n.Host.Name, filepath.Join(dir, program+".out"),
			l.tools.bird[f], "-f", "-c", file, "-s", socket, "-P", filepath.Join(dir, program+".pid"))
		if err != nil {
			return err
		}
		l.add(p)
		if err := awaitSocket(ctx, p, socket); err != nil {
			return err
		}
	}
	return nil
}

var families = [...]routing.Family{routing.IPv4, routing.IPv6} //nolint:gochecknoglobals // a constant that Go cannot express

// birdProgram is the daemon of a family: BIRD 1.6 has one for each.
func birdProgram(f routing.Family) string {
	if f == routing.IPv6 {
		return "bird6"
	}
	return "bird"
}

// awaitSocket waits until a daemon has made its socket, and fails at once when
// it has ended instead.
func awaitSocket(ctx context.Context, p *process, socket string) error {
	const patience = 15 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := p.alive(); err != nil {
			return err
		}
		if _, err := os.Stat(socket); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%s: %s does not open %s", p.device, p.name(), socket), ctx.Err())
		case <-tick.C:
		}
	}
}
