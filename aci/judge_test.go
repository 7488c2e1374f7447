package aci_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
)

var judge = flag.String("mocheck", os.Getenv("PODFABRIC_MOCHECK"),
	"path of mocheck.py, a judge of managed-object trees that knows another schema")

// program runs the judge over a tree a line and prints a verdict a line. It is
// given the judge's path and its options.
const program = `
import contextlib, importlib.util, io, json, sys
spec = importlib.util.spec_from_file_location("mocheck", sys.argv[1])
judge = importlib.util.module_from_spec(spec)
spec.loader.exec_module(judge)
for line in sys.stdin.buffer:
    sys.stdin, out = io.StringIO(line.decode()), io.StringIO()
    with contextlib.redirect_stdout(out):
        code = judge.main(sys.argv[2:])
    print(json.dumps({"code": code, "text": out.getvalue()}))
`

// A verdict is what the judge says of a tree.
type verdict struct {
	Code int    `json:"code"` // 0 clean, 1 refused
	Text string `json:"text"`
}

// judged asks the judge, or skips the test when there is none.
func judged(t *testing.T, bodies [][]byte, options ...string) []verdict {
	t.Helper()
	python, err := exec.LookPath("python3")
	if *judge == "" || err != nil {
		t.Skip("no judge: give python3 and -mocheck or PODFABRIC_MOCHECK")
	}
	path, err := filepath.Abs(*judge)
	require.NoError(t, err)
	cmd := exec.Command(python, append([]string{"-c", program, path}, options...)...)
	cmd.Stdin = bytes.NewReader(append(bytes.Join(bodies, []byte("\n")), '\n'))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	var all []verdict
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var v verdict
		require.NoError(t, json.Unmarshal(lines.Bytes(), &v))
		all = append(all, v)
	}
	require.Len(t, all, len(bodies))
	return all
}

// line is a tree on one line, as a list of its roots.
func line(t *testing.T, tree aci.Tree) []byte {
	t.Helper()
	var roots []json.RawMessage
	for _, o := range tree.Roots {
		roots = append(roots, aci.Post{Object: o}.JSON())
	}
	text, err := json.Marshal(roots)
	require.NoError(t, err)
	return text
}

// judgeSamples are the samples without the one class that the judge does not know:
// rtctrlSetPref, what a set rule sets.
func judgeSamples() map[string]aci.Tree {
	all := samples()
	for _, s := range all {
		for n := range s.All() {
			if n.Class == aci.RtctrlAttrP {
				n.Children = nil
			}
		}
	}
	return all
}

// TestJudgeOnSamples holds the samples to the judge, each root as it is posted.
func TestJudgeOnSamples(t *testing.T) {
	var bodies [][]byte
	for _, s := range judgeSamples() {
		bodies = append(bodies, line(t, s))
		posts, err := s.Posts()
		require.NoError(t, err)
		for _, p := range posts {
			bodies = append(bodies, bytes.ReplaceAll(p.JSON(), []byte("\n"), nil))
		}
	}
	for _, v := range judged(t, bodies, "--lint", "--strict") {
		assert.Zero(t, v.Code, v.Text)
	}
}

// stricter are the mutants, by the start of their names, that we refuse and the
// judge does not, with who is right.
func stricter() map[string]string {
	const (
		target   = "the judge does not follow this reference; class metadata names the class of its target (infraRsVlanNs: toMo fvns:VlanInstP)"
		empty    = "the judge has no rule for it; an object without it does nothing, whatever a controller says to it"
		domains  = "the judge knows the pattern of userdom only for the classes of the official metadata; it is the same on every class"
		local    = "llAddr overrides the link-local address that the leaf makes itself (Cisco's Terraform provider), so it is of fe80::/10"
		gateways = "the judge compares the secondary addresses of a vPC's members, and not those of anchors"
		bfd      = "the judge does not hold the key against its type"
	)
	all := map[string]string{}
	for reason, whats := range map[string]string{
		target: `remove ndIfPol|remove rtctrlAttrP|remove infraInfra|remove fvnsVlanInstP|remove fvnsVlanInstP.allocMode|remove infraAttEntityP|
			infraRsDomP.tDn: the DN of another class|infraRsVlanNs.tDn: the DN of another class|remove physDomP|remove l3extDomP`,
		empty: `remove vzEntry|remove vzSubj|remove vzRsSubjFiltAtt|remove vzRsSubjGraphAtt.tnVnsAbsGraphName|remove l3extRsEctx.tnFvCtxName|
			remove l3extRsL3DomAtt.tDn|remove rtctrlRsScopeToAttrP|remove rtctrlRsScopeToAttrP.tnRtctrlAttrPName|remove l3extVirtualLIfP.addr|
			remove bgpAsP.asn|remove fvnsEncapBlk|remove infraRsDomP|remove infraRsAttEntP|remove infraRsAttEntP.tDn|remove infraRsVlanNs|
			remove infraRsVlanNs.tDn|remove l3extRsPathL3OutAtt.encap|remove l3extRsPathL3OutAtt.ifInstT|remove l3extMember.addr|
			remove bgpLocalAsnP.localAsn`,
		local:    `l3extVirtualLIfP.llAddr: not as it is stored|l3extRsPathL3OutAtt.llAddr: not as it is stored|l3extMember.llAddr: not as it is stored`,
		gateways: "remove l3extIp",
		bfd:      "remove bfdIfP.type|remove bfdIfP.key",
	} {
		for what := range strings.SplitSeq(whats, "|") {
			all[strings.TrimSpace(what)] = reason
		}
	}
	all["userdom"] = domains
	return all
}

// TestJudgeOnMutants compares the judge's verdict on every mutant with ours: what
// it refuses, we refuse; what it lets pass and we refuse is listed with a reason.
func TestJudgeOnMutants(t *testing.T) {
	var all []mutant
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(judgeSamples())) {
		for _, m := range mutants(name, judgeSamples()[name]) {
			if _, what, _ := strings.Cut(m.what, ": "); !seen[what] {
				seen[what] = true
				all = append(all, m)
			}
		}
	}
	bodies := make([][]byte, len(all))
	for i, m := range all {
		bodies[i] = line(t, m.tree())
	}
	reasons, used := stricter(), map[string]bool{}
	refused, agreed := 0, 0
	for i, v := range judged(t, bodies, "--lint", "--strict") {
		ours := all[i].tree().Validate()
		if v.Code != 0 {
			refused++
		}
		if (v.Code != 0) == (len(ours) > 0) {
			agreed++
			continue
		}
		_, what, _ := strings.Cut(all[i].what, ": ")
		if strings.Contains(what, ".userdom: ") {
			what = "userdom"
		}
		assert.Zero(t, v.Code, "the judge refuses %s, and we do not: %s", all[i].what, v.Text)
		assert.NotEmpty(t, reasons[what], "we refuse %s, and the judge does not: %s", all[i].what, ours)
		used[what] = true
	}
	for what := range reasons {
		assert.True(t, used[what], "the judge agrees on %s after all", what)
	}
	t.Logf("%d mutants, %d refused by the judge, %d verdicts alike", len(all), refused, agreed)
}

// TestJudgeOnValues holds every word and bound of the schema to the judge: what we
// let pass, it lets pass, without its rules across objects.
func TestJudgeOnValues(t *testing.T) {
	// An attribute that we are right about.
	disagreed := map[string]string{
		"bgpPeerP.ctrlExt": "the judge holds it for read-only, and send-domain-path for a word of ctrl; Cisco's Ansible module aci_l3out_bgp_peer sends ctrlExt",
	}
	type probe struct {
		what  string
		value aci.Value
	}
	var probes []probe
	var bodies [][]byte
	done := map[string]bool{}
	for _, s := range judgeSamples() {
		i := 0
		for n := range s.All() {
			def, _ := aci.Define(n.Class)
			for _, a := range def.Attributes {
				what := string(n.Class) + "." + a.Name
				if a.Naming || done[what] {
					continue
				}
				done[what] = true
				for _, v := range bounds(a) {
					probes = append(probes, probe{what, v})
					bodies = append(bodies, line(t, edit(s, i, func(o *aci.Object) bool {
						if o.Attributes == nil {
							o.Attributes = attributes{}
						}
						o.Attributes[a.Name] = v
						return true
					})))
				}
			}
			i++
		}
	}
	used := map[string]bool{}
	for i, v := range judged(t, bodies) {
		if disagreed[probes[i].what] != "" && v.Code != 0 {
			used[probes[i].what] = true
			continue
		}
		assert.Zero(t, v.Code, "%s = %s: %s", probes[i].what, probes[i].value, v.Text)
	}
	assert.Len(t, used, len(disagreed))
	t.Logf("%d values", len(probes))
}

// bounds are values at the edges of what an attribute takes.
func bounds(a aci.Attribute) []aci.Value {
	var all []aci.Value
	switch a.Kind {
	case aci.KindEnum, aci.KindFlags:
		for _, w := range a.Words {
			all = append(all, aci.Text(w))
		}
		if a.Kind == aci.KindFlags {
			all = append(all, aci.Flags(a.Words...))
		}
	case aci.KindNumber, aci.KindPort, aci.KindEncap:
		for _, w := range a.Words {
			all = append(all, aci.Text(w))
		}
		if a.Kind == aci.KindNumber {
			all = append(all, aci.Number(a.Min), aci.Number(a.Max))
		}
	case aci.KindText:
		if a.Max <= 128 {
			all = append(all, aci.Text(strings.Repeat("x", int(a.Max))))
		}
	default:
		if a.Default != "" {
			all = append(all, aci.Text(a.Default))
		}
	}
	return all
}
