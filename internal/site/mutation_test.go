package site

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/frr"
	"github.com/podfabric/podfabric/nxos"
)

// The guards, in the order in which they are asked.
const (
	guardRead  = "read-back" // the text no longer parses, or what it says contradicts itself
	guardCheck = "check"     // a promise of the design breaks
	guardNone  = "none"
)

// TestEveryLineIsGuarded removes and damages every line of an NX-OS leaf, a spine
// and the Calico objects of every bundled design, one at a time, and asks who
// notices. A line that nobody notices must be in the list of exemptions, and
// every exemption must be needed.
//
// With -v it prints which line is caught by what.
func TestEveryLineIsGuarded(t *testing.T) {
	used := map[string]bool{}
	for _, design := range bundled(t) {
		t.Run(filepath.Base(design), func(t *testing.T) {
			m := newMutator(t, build(t, filepath.Base(design)))
			m.firstSwitches(t, used)
			for i := range m.site.Clusters {
				m.clusterLines(t, i, used)
			}
		})
		t.Run(filepath.Base(design)+" on FRR", func(t *testing.T) {
			newMutator(t, buildOnFRR(t, design)).firstSwitches(t, used)
		})
	}
	for _, e := range exemptions() {
		assert.True(t, used[e.line.String()], "exemption %q is not needed by any line", e.line)
	}
}

// bundled are the designs of the examples that have switches to configure; those of
// ACI fabrics are [bundledACI].
func bundled(t testing.TB) []string {
	t.Helper()
	return slices.DeleteFunc(examples(t), isACI)
}

func bundledACI(t testing.TB) []string {
	t.Helper()
	return slices.DeleteFunc(examples(t), func(path string) bool { return !isACI(path) })
}

func isACI(path string) bool { return strings.Contains(filepath.Base(path), "aci") }

// examples are all designs of the examples.
func examples(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "examples", "designs", "*.yaml"))
	require.NoError(t, err)
	paths = slices.DeleteFunc(paths, func(p string) bool { return strings.HasSuffix(p, ".state.yaml") })
	require.NotEmpty(t, paths)
	return paths
}

// first reports whether a switch is the first leaf or the first spine of a folder.
func first(s *Site, folder string, i int) bool {
	role := func(name string) fabric.Role {
		return s.Plan.Switches()[s.places()[name]].Role
	}
	for j := range s.Switches {
		if s.Switches[j].Folder == folder && role(s.Switches[j].Name) == role(s.Switches[i].Name) {
			return i == j
		}
	}
	return false
}

// onePlatform takes the platforms of their own from racks and spines.
func onePlatform(d *fabric.Design) {
	ip := d.Fabric.(fabric.IPFabric)
	ip.Spines = slices.Clone(ip.Spines)
	for i := range ip.Spines {
		ip.Spines[i].Switches = nil
	}
	d.Fabric, d.Racks = ip, slices.Clone(d.Racks)
	for i := range d.Racks {
		d.Racks[i].Switches = nil
	}
}

// A mutator holds a correct site and the routers lifted from it.
type mutator struct {
	site     *Site
	switches []routing.Router
	nodes    [][]routing.Router // by cluster
	// exemptions are the lines that nobody needs to notice.
	exemptions []exemption
}

func newMutator(t *testing.T, s *Site) *mutator {
	t.Helper()
	require.Empty(t, s.Failures)
	m := &mutator{site: s, exemptions: exemptions()}
	var err error
	m.switches, err = s.SwitchRouters()
	require.NoError(t, err)
	for i := range s.Clusters {
		c := &s.Clusters[i]
		routers, err := calico.Routers(c.Objects, c.Hosts, s.State.Clusters[i])
		require.NoError(t, err)
		m.nodes = append(m.nodes, routers)
	}
	return m
}

// readers are the packages of the platforms by their folders: what lifts a text, and
// reports whether anything is wrong with it or has no field.
func readers() map[string]struct {
	routers func(texts ...[]byte) ([]routing.Router, error)
	isWrong func(text []byte) bool
} {
	return map[string]struct {
		routers func(texts ...[]byte) ([]routing.Router, error)
		isWrong func(text []byte) bool
	}{
		"nxos": {nxos.Routers, func(text []byte) bool {
			c, err := nxos.Parse(text)
			return err != nil || c.Validate().Err() != nil || len(c.Unmodelled) > 0
		}},
		"frr": {frr.Routers, func(text []byte) bool {
			c, err := frr.Parse(text)
			return err != nil || c.Validate().Err() != nil || len(c.Unmodelled) > 0
		}},
	}
}

// firstSwitches are the first leaf and the first spine of each platform whose text
// is lines; the statements of Junos have a test of their own.
func (m *mutator) firstSwitches(t *testing.T, used map[string]bool) {
	t.Helper()
	for i := range m.site.Switches {
		if _, isLines := readers()[m.site.Switches[i].Folder]; isLines && first(m.site, m.site.Switches[i].Folder, i) {
			m.switchLines(t, i, used)
		}
	}
}

func (m *mutator) switchLines(t *testing.T, i int, used map[string]bool) {
	t.Helper()
	text := m.site.Switches[i]
	read := readers()[text.Folder]
	m.lines(t, text.Name, text.Text, used, func(mutant []byte) string {
		if read.isWrong(mutant) {
			return guardRead
		}
		routers, err := read.routers(mutant)
		if err != nil {
			return guardRead
		}
		all := slices.Clone(m.switches)
		all[i] = routers[0]
		for _, nodes := range m.nodes {
			all = append(all, nodes...)
		}
		return m.verdict(all)
	})
}

func (m *mutator) clusterLines(t *testing.T, i int, used map[string]bool) {
	t.Helper()
	c := &m.site.Clusters[i]
	m.lines(t, c.Name, c.Kubectl, used, func(mutant []byte) string {
		objects, err := calico.Parse(mutant)
		if err != nil || objects.Validate().Err() != nil {
			return guardRead
		}
		if objects.Check(&m.site.Plan.Clusters[i]).Err() != nil {
			return guardCheck + " (objects)"
		}
		nodes, err := calico.Routers(objects, c.Hosts, m.site.State.Clusters[i])
		if err != nil {
			return guardRead
		}
		all := slices.Clone(m.switches)
		for j := range m.nodes {
			if j == i {
				all = append(all, nodes...)
			} else {
				all = append(all, m.nodes[j]...)
			}
		}
		return m.verdict(all)
	})
}

func (m *mutator) verdict(routers []routing.Router) string {
	tables, err := routing.Simulate(routers)
	if err != nil {
		return guardRead
	}
	if failures := verify.Check(m.site.Plan, m.site.State, tables); len(failures) > 0 {
		return guardCheck + " (" + failures[0].Promise.String() + ")"
	}
	return guardNone
}

// lines removes and damages every line of a text, and asks the judge.
func (m *mutator) lines(t *testing.T, name string, text []byte, used map[string]bool, judge func([]byte) string) {
	t.Helper()
	lines := strings.Split(string(text), "\n")
	counts := map[string]int{}
	for i, line := range lines {
		if text := strings.TrimSpace(line); text == "" || text == "!" {
			continue
		}
		for how, mutant := range mutants(lines, i) {
			verdict := judge([]byte(strings.Join(mutant, "\n")))
			counts[verdict]++
			if testing.Verbose() {
				t.Logf("%s:%d %s %q: %s", name, i+1, how, line, verdict)
			}
			if verdict != guardNone {
				continue
			}
			key := path(lines, i)
			at := slices.IndexFunc(m.exemptions, func(e exemption) bool { return e.line.MatchString(key + " # " + how) })
			if at < 0 {
				t.Errorf("%s:%d %s: nobody notices: %s", name, i+1, how, key)
				continue
			}
			used[m.exemptions[at].line.String()] = true
		}
	}
	t.Logf("%s: %v", name, counts)
}

// mutants are the text without line i, and with line i damaged.
func mutants(lines []string, i int) map[string][]string {
	out := map[string][]string{"removed": slices.Delete(slices.Clone(lines), i, i+1)}
	if damaged := damage(lines[i]); damaged != lines[i] {
		changed := slices.Clone(lines)
		changed[i] = damaged
		out["damaged"] = changed
	}
	return out
}

var (
	number = regexp.MustCompile(`\d+`)
	word   = regexp.MustCompile(`[A-Za-z]{2,}`)
)

// damage changes the last number of a line to another one, or the last word
// where there is no number.
func damage(line string) string {
	if all := number.FindAllStringIndex(line, -1); len(all) > 0 {
		last := all[len(all)-1]
		digits := line[last[0]:last[1]]
		changed := fmt.Sprint(len(digits)) // of another length, or at least another digit
		if changed == digits || len(digits) == 1 {
			changed = string('0' + (digits[len(digits)-1]-'0'+1)%10)
		}
		return line[:last[0]] + changed + line[last[1]:]
	}
	if all := word.FindAllStringIndex(line, -1); len(all) > 0 {
		last := all[len(all)-1]
		return line[:last[0]] + line[last[0]:last[1]] + "x" + line[last[1]:]
	}
	return line
}

// path joins a line with the lines it stands under, by indentation.
func path(lines []string, i int) string {
	key := strings.TrimSpace(lines[i])
	depth := indent(lines[i])
	for j := i - 1; j >= 0 && depth > 0; j-- {
		if strings.TrimSpace(lines[j]) == "" {
			continue
		}
		if d := indent(lines[j]); d < depth {
			key = strings.TrimSpace(lines[j]) + " / " + key
			depth = d
		}
	}
	return key
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " -")) }

// TestGoldens holds the files of the first leaf and the first spine of each platform
// and of the clusters of every bundled design against the reviewed files in testdata.
func TestGoldens(t *testing.T) {
	for _, design := range bundled(t) {
		d, state, err := Load(design)
		require.NoError(t, err)
		s, err := Build(d, state, nil)
		require.NoError(t, err)
		texts := map[string][]byte{}
		for i, sw := range s.Switches {
			if !first(s, sw.Folder, i) {
				continue
			}
			for _, file := range sw.Files {
				texts[file.Name] = file.Text
			}
		}
		for _, c := range s.Clusters {
			texts[c.Name+".yaml"] = c.Kubectl
			texts[c.Name+".calicoctl.yaml"] = c.Calicoctl
		}
		folder := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(design), ".yaml"))
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			path := filepath.Join(folder, name)
			if *update {
				require.NoError(t, os.MkdirAll(folder, 0o755))
				require.NoError(t, os.WriteFile(path, texts[name], 0o644))
			}
			golden, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(golden, texts[name]),
				"%s changed: review it, then run go test ./internal/site -run TestGoldens -update", path)
		}
	}
}
