package site

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go4.org/netipx"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/nxos"
)

const growthQuarantine = 24 * time.Hour

// TestGrowthChangesNothingElse grows, shrinks, pins and reorders designs on one
// ledger that goes through its text between the runs. What a step does not touch
// keeps every value and every byte.
func TestGrowthChangesNothingElse(t *testing.T) {
	const steps = 40
	back, reused := 0, 0
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			run := &growthRun{growing: newGrowing(seed), now: time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC), freed: map[ipam.Key]freed{}}
			for step := range steps {
				run.TB = t
				run.at = fmt.Sprintf("seed %d, step %d", seed, step)
				run.step()
			}
			t.Logf("%d leases, %d reused after their quarantine, %d kept back from others, %d had again", run.made, run.reused, run.keptBack, run.back)
			back, reused = back+run.back, reused+run.reused
		})
	}
	require.Positive(t, back, "no owner came back in time")
	require.Positive(t, reused, "no value was given out again")
}

// A growthRun is one sequence of designs.
type growthRun struct {
	testing.TB
	*growing
	at     string
	now    time.Time
	ledger []byte // its text
	before *planned
	freed  map[ipam.Key]freed

	made, reused, keptBack, back int
}

// A freed is a value whose owner has gone.
type freed struct {
	space string
	value ipam.Value
	at    time.Time
}

// A planned is one design with everything that was made of it.
type planned struct {
	design   fabric.Design
	leases   map[ipam.Key]ipam.Lease // live ones
	devices  map[string]string
	clusters map[string]map[string]string // documents by kind and name
}

func (r *growthRun) step() {
	if r.before == nil {
		r.now = r.now.Add(time.Hour)
	} else {
		r.now = r.now.Add(time.Duration(1+r.IntN(9)) * time.Hour)
	}
	r.isFree = func(owner, kind string, v ipam.Value) bool {
		return !slices.ContainsFunc(r.parsed(r.ledger).Leases(), func(l ipam.Lease) bool {
			if l.Owner == owner && l.Kind == kind {
				return l.Value != v
			}
			return l.Value.Overlaps(v) && l.Space == fabric.SpaceOf(ipam.Key{Owner: owner, Kind: kind})
		})
	}
	pinning := r.before != nil && r.IntN(5) == 0
	if pinning {
		r.pin(r.parsed(r.ledger))
	} else {
		for range 1 + r.IntN(2) {
			for steps := r.steps(); !steps[r.IntN(len(steps))](); {
			}
		}
	}
	after, ledger := r.plan(r.d, r.ledger)
	r.leases(after, ledger)
	text := r.text(ledger)
	r.again(after, text)
	if r.before != nil {
		r.untouched(after)
		if pinning {
			require.Equal(r, r.before.devices, after.devices, "%s: pinning what something has changes no device", r.at)
			require.Equal(r, r.before.clusters, after.clusters, r.at)
		}
	}
	r.renames(after, text)
	r.before, r.ledger = after, text
	if r.IntN(12) == 0 {
		s, err := Build(cloned(r.d), fabric.State{}, r.parsed(text))
		require.NoError(r, err, r.at)
		require.NoError(r, s.Failures.Err(), r.at)
	}
}

// parsed reads a ledger's text; none is an empty ledger.
func (r *growthRun) parsed(text []byte) *ipam.Ledger {
	ledger := &ipam.Ledger{Quarantine: growthQuarantine}
	if text != nil {
		var err error
		ledger, err = ipam.Parse(text)
		require.NoError(r, err, r.at)
	}
	ledger.Now = r.now
	return ledger
}

func (r *growthRun) text(ledger *ipam.Ledger) []byte {
	text, err := ledger.MarshalText()
	require.NoError(r, err, r.at)
	return text
}

// plan plans and emits a design with the ledger of a text.
func (r *growthRun) plan(d fabric.Design, text []byte) (*planned, *ipam.Ledger) {
	r.Helper()
	ledger := r.parsed(text)
	plan, err := d.Plan(ledger)
	require.NoError(r, err, r.at)
	p := &planned{design: cloned(d), leases: map[ipam.Key]ipam.Lease{}, devices: map[string]string{}, clusters: map[string]map[string]string{}}
	for _, l := range ledger.Leases() {
		if !l.Quarantined {
			p.leases[l.Key] = l
		}
	}
	configs, err := nxos.Emit(plan)
	require.NoError(r, err, r.at)
	for _, c := range configs {
		p.devices[c.Hostname] = string(nxos.Text(c))
	}
	for _, c := range plan.Clusters {
		objects, err := calico.Emit(plan, c.Name)
		require.NoError(r, err, r.at)
		text, err := objects.YAML()
		require.NoError(r, err, r.at)
		p.clusters[c.Name] = r.documents(string(text))
	}
	return p, ledger
}

// documents splits a stream of objects, and leaves out the comments before it.
func (r *growthRun) documents(text string) map[string]string {
	all := map[string]string{}
	for document := range strings.SplitSeq(text, "---\n") {
		var lines strings.Builder
		kind, name, within := "", "", ""
		for line := range strings.Lines(document) {
			switch word, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": "); {
			case line[0] == '#':
				continue
			case word == "kind":
				kind = value
			case line[0] != ' ':
				within = word
			case word == "  name" && within == "metadata:":
				name = value
			}
			lines.WriteString(line)
		}
		key := kind + "/" + name
		require.False(r, name == "" || all[key] != "", "%s: %s", r.at, key)
		all[key] = lines.String()
	}
	return all
}

// leases holds the ledger to the design, and to what it was before.
func (r *growthRun) leases(after *planned, ledger *ipam.Ledger) {
	want := ownersOf(after.design)
	was := map[string]bool{}
	if r.before != nil {
		networks := networksOf(&after.design)
		for key := range r.before.leases {
			was[key.String()] = true
			if networks[key.Owner] && key.Kind != "as" && key.Kind != "side" && key.Kind != "channel" && key.Kind != "vpc-domain" &&
				!strings.HasPrefix(key.Kind, "backup") {
				want[key.String()] = true // a network stays while its rack does, also when its last node goes
			}
		}
	}
	var got []string
	for key := range after.leases {
		got = append(got, key.String())
	}
	require.Equal(r, slices.Sorted(maps.Keys(want)), slices.Sorted(slices.Values(got)), "%s: who has a lease", r.at)

	if r.before != nil {
		changes := ipam.Diff(r.parsed(r.ledger), ledger)
		require.Empty(r, changes.Moved, "%s: %s", r.at, changes)
		require.Empty(r, changes.Renamed, "%s: %s", r.at, changes)
		for _, l := range changes.Freed {
			require.False(r, want[l.Key.String()], "%s: %s is freed and its owner is there", r.at, l)
		}
		for _, l := range changes.Added {
			require.False(r, was[l.Key.String()], "%s: %s is added and its owner was there", r.at, l)
		}
	}
	requireDisjoint(r, r.at, ledger.Leases())
	for _, l := range ledger.Leases() {
		if l.Quarantined {
			continue
		}
		key := l.Key
		if key.Kind == "side" { // a rack has two, and a new leaf takes the one that is left
			delete(r.freed, key)
			continue
		}
		if old, ok := r.freed[key]; ok && r.now.Before(old.at.Add(growthQuarantine)) {
			require.Equal(r, old.value, l.Value, "%s: %s is back in time", r.at, key)
			r.back++
		}
		if r.before != nil && !was[key.String()] {
			r.made++
			for other, old := range r.freed {
				if other == key || old.space != l.Space || !old.value.Overlaps(l.Value) {
					continue
				}
				require.False(r, r.now.Before(old.at.Add(growthQuarantine)), "%s: %s was %s until %s", r.at, l, other, old.at)
				r.reused++
			}
		}
		delete(r.freed, key)
	}
	if r.before == nil {
		return
	}
	for key, l := range r.before.leases {
		if _, ok := after.leases[key]; !ok {
			r.freed[key] = freed{l.Space, l.Value, r.now}
		}
	}
	for _, l := range ledger.Leases() {
		if l.Quarantined {
			r.keptBack++
			require.Equal(r, freed{l.Space, l.Value, l.Freed}, r.freed[l.Key], "%s: %s", r.at, l)
		}
	}
}

// requireDisjoint holds leases to sharing no value in a space, by means of the
// ranges of netipx and of plain sets of numbers.
func requireDisjoint(t testing.TB, at string, leases []ipam.Lease) {
	t.Helper()
	type numberIn struct {
		space string
		n     uint32
	}
	numbers, ranges := map[numberIn]ipam.Key{}, map[string][]netipx.IPRange{}
	for _, l := range leases {
		if l.Value.IsNumber() {
			n := numberIn{l.Space, l.Value.Number()}
			require.NotContains(t, numbers, n, "%s: %s", at, l)
			numbers[n] = l.Key
			continue
		}
		ranges[l.Space] = append(ranges[l.Space], netipx.RangeOfPrefix(l.Value.Prefix()))
	}
	for space, of := range ranges {
		slices.SortFunc(of, func(a, b netipx.IPRange) int { return a.From().Compare(b.From()) })
		for i := range len(of) - 1 {
			require.False(t, of[i].Overlaps(of[i+1]), "%s: %s: %s and %s", at, space, of[i], of[i+1])
		}
	}
}

// again plans the same design once more, as it is and in another order.
func (r *growthRun) again(first *planned, text []byte) {
	for name, d := range map[string]fabric.Design{"as it is": cloned(r.d), "in another order": r.shuffled()} {
		p, ledger := r.plan(d, text)
		require.Equal(r, string(text), string(r.text(ledger)), "%s: the ledger of the same design %s", r.at, name)
		for device, was := range first.devices {
			require.Equal(r, was, p.devices[device], "%s: %s of the same design %s", r.at, device, name)
		}
		require.Equal(r, first.clusters, p.clusters, "%s: the same design %s", r.at, name)
	}
}

// untouched holds every text to changing only where its own facts have changed.
func (r *growthRun) untouched(after *planned) {
	was, is := factsOf(r.before.design), factsOf(after.design)
	for device, facts := range is.devices {
		if was.devices[device] == facts {
			require.Equal(r, r.before.devices[device], after.devices[device], "%s: %s has nothing to do with it", r.at, device)
		} else if was.terms[device] != "" && was.terms[device] == is.terms[device] {
			r.onlyCables(device, is.hosts[device], was.hosts[device], after)
		}
	}
	for cluster, terms := range is.clusters {
		old, had := r.before.clusters[cluster]
		if !had || was.clusters[cluster] != terms || was.racks[cluster] == "" || is.racks[cluster] == "" {
			continue // without nodes there are neither peers nor filters
		}
		for key, document := range after.clusters[cluster] {
			if before, ok := old[key]; ok {
				if !strings.HasPrefix(key, "Installation/") || was.racks[cluster] == is.racks[cluster] {
					require.Equal(r, before, document, "%s: %s %s", r.at, cluster, key)
				}
				continue
			}
			require.Contains(r, is.objects[cluster], key, "%s: %s has %s for nothing that was added", r.at, cluster, key)
			require.NotContains(r, was.objects[cluster], key, "%s: %s", r.at, cluster)
		}
		for key := range old {
			if _, ok := after.clusters[cluster][key]; !ok {
				require.NotContains(r, is.objects[cluster], key, "%s: %s lost %s", r.at, cluster, key)
			}
		}
	}
}

// onlyCables holds a leaf of which only the nodes differ, and their clusters'
// terms do not, to changing in the ports and channels of these nodes alone.
func (r *growthRun) onlyCables(device string, is, was map[string]string, after *planned) {
	old, now := blocks(r.before.devices[device]), blocks(after.devices[device])
	for header := range merged(old, now) {
		if old[header] == now[header] {
			continue
		}
		cable := false
		for host := range merged(is, was) {
			cable = cable || is[host] != was[host] && strings.Contains(old[header]+now[header], "  description to "+host+"\n")
		}
		require.True(r, cable && strings.HasPrefix(header, "interface "), "%s: %s of %s changes from\n%s\nto\n%s", r.at, header, device, old[header], now[header])
	}
}

func merged[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// blocks splits a configuration at its top level.
func blocks(text string) map[string]string {
	all, header := map[string]string{}, ""
	for line := range strings.Lines(text) {
		if line != "\n" && !strings.HasPrefix(line, " ") {
			header = strings.TrimSpace(line)
		}
		all[header] += line
	}
	return all
}

// renames gives a leaf, a rack or a node another name, in the design and in the
// ledger.
func (r *growthRun) renames(now *planned, text []byte) {
	rack := &r.d.Racks[r.IntN(len(r.d.Racks))]
	nodes := r.d.Clusters[r.IntN(len(r.d.Clusters))].Nodes
	switch what := r.IntN(3); {
	case what == 0:
		r.rename(now, text, rack.Leaves[r.IntN(len(rack.Leaves))].Name, "switch")
	case what == 1 || len(nodes) == 0:
		r.rename(now, text, rack.Name, "rack")
	default:
		// A node's cables are its host's, which a virtual machine has not.
		n := nodes[r.IntN(len(nodes))]
		types := []string{"node", "host"}
		if _, machine := n.Attach.(fabric.VM); machine {
			types = types[:1]
		}
		r.rename(now, text, n.Name, types...)
	}
}

func (r *growthRun) rename(now *planned, text []byte, from string, types ...string) {
	const to = "zz-other"
	ledger := r.parsed(text)
	for _, of := range types {
		_, err := ledger.Rename(of+"/"+from, of+"/"+to)
		require.NoError(r, err, "%s: %s", r.at, from)
	}
	d := cloned(r.d)
	change := func(name *string) {
		if *name == from {
			*name = to
		}
	}
	for i := range d.Racks {
		change(&d.Racks[i].Name)
		for j := range d.Racks[i].Leaves {
			change(&d.Racks[i].Leaves[j].Name)
		}
	}
	for i := range d.Clusters {
		for j := range d.Clusters[i].Networks {
			change(&d.Clusters[i].Networks[j].Rack)
		}
		for j := range d.Clusters[i].Nodes {
			n := &d.Clusters[i].Nodes[j]
			change(&n.Name)
			change(&n.Rack)
			if single, ok := n.Attach.(fabric.SingleHomed); ok {
				change(&single.Leaf)
				n.Attach = single
			}
		}
	}
	p, _ := r.plan(d, r.text(ledger))
	words := strings.NewReplacer(to, from)
	for device, text := range p.devices {
		require.Equal(r, now.devices[words.Replace(device)], words.Replace(text), "%s: %s after %s was renamed", r.at, device, from)
	}
	for cluster, documents := range p.clusters {
		renamed := map[string]string{}
		for key, document := range documents {
			renamed[words.Replace(key)] = words.Replace(document)
		}
		require.Equal(r, now.clusters[cluster], renamed, "%s: %s after %s was renamed", r.at, cluster, from)
	}
}

// TestDrawnRangesReachBothEnds follows the pods and services that the ledger has
// into pools, announcements and filters of both ends, also after a cluster before
// them has gone.
func TestDrawnRangesReachBothEnds(t *testing.T) {
	g := newGrowing(1)
	g.d.Clusters = nil
	for len(g.d.Clusters) < mostClusters {
		g.addCluster()
	}
	ledger := &ipam.Ledger{}
	for len(g.d.Clusters) > 1 {
		s, err := Build(cloned(g.d), fabric.State{}, ledger)
		require.NoError(t, err)
		require.NoError(t, s.Failures.Err())
		for i := range s.Clusters {
			c := &s.Clusters[i]
			drawn := drawnBy(ledger, c.Name)
			require.Equal(t, clusterNumber(&fabric.Cluster{Name: c.Name}) < 3, len(drawn) > 0, "the clusters from 3 on are given theirs")
			var pools, services, switches []string
			for _, p := range c.Objects.Pools {
				pools = append(pools, p.Spec.CIDR)
			}
			for _, b := range c.Objects.Configurations {
				for _, r := range b.Spec.ServiceClusterIPs {
					services = append(services, r.CIDR)
				}
				for _, r := range b.Spec.ServiceLoadBalancerIPs {
					services = append(services, r.CIDR)
				}
			}
			for _, leaf := range s.Switches {
				if text := string(leaf.Text); strings.Contains(text, c.Name+"-ANNOUNCED") {
					switches = append(switches, text)
				}
			}
			for _, l := range drawn {
				if strings.HasPrefix(l.Kind, "pods-") {
					require.Contains(t, pools, l.Value.String(), l)
				} else {
					require.Contains(t, services, l.Value.String(), l)
				}
				for _, text := range switches {
					require.Regexp(t, "prefix-list "+c.Name+"-ANNOUNCED seq [0-9]+ permit "+l.Value.String()+" ", text, l)
				}
			}
		}
		was := map[string][]ipam.Lease{}
		for _, c := range g.d.Clusters[1:] {
			was[c.Name] = drawnBy(ledger, c.Name)
		}
		g.d.Clusters = g.d.Clusters[1:]
		_, err = Build(cloned(g.d), fabric.State{}, ledger)
		require.NoError(t, err)
		for _, c := range g.d.Clusters {
			require.Equal(t, was[c.Name], drawnBy(ledger, c.Name))
		}
	}
}

// drawnBy are the leases of a cluster's ranges that were drawn.
func drawnBy(ledger *ipam.Ledger, cluster string) []ipam.Lease {
	return slices.DeleteFunc(ledger.Leases(), func(l ipam.Lease) bool {
		return l.Space != "range" || l.Pool == "" || l.Quarantined || !strings.HasPrefix(l.Owner+"/", "cluster/"+cluster+"/")
	})
}
