package lab

import (
	"os/exec"
	"path/filepath"

	"github.com/podfabric/podfabric/fabric/routing"
)

// tools are the programs of other packages that a lab runs.
type tools struct {
	frrDir, vtysh, ping, traceroute, nft string
	bird                                 map[routing.Family]string
}

// frr is the path of one of FRR's daemons.
func (t tools) frr(daemon string) string { return filepath.Join(t.frrDir, daemon) }

// frrDirs are where distributions put FRR's daemons.
var frrDirs = [...]string{"/usr/lib/frr", "/usr/libexec/frr", "/usr/local/sbin"} //nolint:gochecknoglobals // a constant that Go cannot express

// sbin are searched besides PATH, which leaves them out for many users.
var sbin = [...]string{"/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin"} //nolint:gochecknoglobals // a constant that Go cannot express

// find looks a program up in the folders first, then in PATH and sbin; "" when
// it is nowhere.
func find(program string, dirs ...string) string {
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if path, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			return path
		}
	}
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	for _, dir := range sbin {
		if path, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			return path
		}
	}
	return ""
}
