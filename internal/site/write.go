package site

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric/routing"
)

// The files beside those of the devices and clusters.
const (
	planFile   = "plan.json"
	tablesFile = "tables.json"
)

// Write replaces the folder dir by the site's files, as a whole or not at all:
// the folder of each platform with its switches (nxos/SWITCH.cfg), or the requests to
// the controller of an ACI fabric in push order (aci/NN-ROOT.json) with main.tf.json and
// apic.nac.yaml, calico/CLUSTER.yaml for kubectl, calico/CLUSTER.calicoctl.yaml for
// calicoctl, calico/CLUSTER.nodes.yaml for the nodes' operating systems,
// lab/NAME.clab.yml for containerlab with the nodes' BIRD, plan.json and tables.json.
//
// It refuses a folder that holds something else than an earlier output. The
// files hold passwords and are readable by the owner only.
func (s *Site) Write(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	// The folder behind a link is replaced, not the link.
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target
	}
	if err := replaceable(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(filepath.Dir(dir), ".render-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft) //nolint:errcheck // it is gone when all went well
	if err := s.writeFiles(draft); err != nil {
		return err
	}
	return swap(draft, dir)
}

// replaceable reports why a folder may not be replaced: it may when it is new,
// empty, or holds what Write makes and nothing else.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || name == "." || ours(filepath.ToSlash(name), e) {
			return err
		}
		return fmt.Errorf("%s holds %s, which is of somebody else: name an empty folder, a new one, or one that was rendered before", dir, name)
	})
}

// ours reports whether a file or folder is one that Write makes.
func ours(name string, e fs.DirEntry) bool {
	if e.IsDir() {
		return slices.Contains(folders(), name)
	}
	folder, file := filepath.Split(name)
	switch folder {
	case "":
		return e.Type().IsRegular() && (file == planFile || file == tablesFile)
	case labFolder + "/":
		return e.Type().IsRegular() && (strings.HasSuffix(file, ".clab.yml") || strings.HasSuffix(file, ".conf"))
	case aciFolder + "/":
		return e.Type().IsRegular() && (strings.HasSuffix(file, ".json") || strings.HasSuffix(file, ".nac.yaml"))
	case calicoFolder + "/":
		return e.Type().IsRegular() && strings.HasSuffix(file, ".yaml")
	}
	for _, t := range targets() {
		if folder == t.folder+"/" {
			return e.Type().IsRegular() && slices.ContainsFunc(t.suffixes, func(s string) bool { return strings.HasSuffix(file, s) })
		}
	}
	return false
}

const calicoFolder = "calico"

// folders are those that Write may make.
func folders() []string {
	names := []string{aciFolder, calicoFolder, labFolder}
	for _, t := range targets() {
		names = append(names, t.folder)
	}
	return names
}

// swap puts the draft in the folder's place. What stood there is moved aside
// first and back again when the second step goes wrong.
func swap(draft, dir string) error {
	aside := draft + ".old"
	err := os.Rename(dir, aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	had := err == nil
	if err := os.Rename(draft, dir); err != nil {
		if had {
			err = errors.Join(err, os.Rename(aside, dir))
		}
		return err
	}
	return os.RemoveAll(aside)
}

func (s *Site) writeFiles(dir string) error {
	files := s.Files()
	for _, c := range s.Clusters {
		files = append(files, Text{calicoFolder + "/" + c.Name + ".calicoctl.yaml", c.Calicoctl},
			Text{calicoFolder + "/" + c.Name + ".nodes.yaml", c.Nodes})
	}
	for _, file := range s.Exports {
		files = append(files, Text{aciFolder + "/" + file.Name, file.Text})
	}
	for _, file := range s.Lab {
		files = append(files, Text{labFolder + "/" + file.Name, file.Text})
	}
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, file.Text, 0o600); err != nil {
			return err
		}
	}
	var plan bytes.Buffer
	encoder := json.NewEncoder(&plan)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s.Plan); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, planFile), plan.Bytes(), 0o600); err != nil {
		return err
	}
	return s.writeTables(filepath.Join(dir, tablesFile))
}

// writeTables writes one route a line, so that two predictions can be compared
// by diff.
func (s *Site) writeTables(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	return errors.Join(encodeTables(w, s.Tables), w.Flush(), file.Close())
}

// encodeTables writes a JSON array of routes.
func encodeTables(w io.Writer, t *routing.Tables) error {
	separator := "[\n"
	for _, router := range t.Routers() {
		for _, vrf := range t.VRFs(router) {
			for r := range t.Routes(router, vrf) {
				if aci.IsOverlay(r) {
					continue
				}
				line, err := json.Marshal(row(router, vrf, r))
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintf(w, "%s%s", separator, line); err != nil {
					return err
				}
				separator = ",\n"
			}
		}
	}
	if separator == "[\n" {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}
