package fabric_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/podfabric/podfabric/fabric"
)

func ExampleDesign_Validate() {
	design := fabric.Design{
		Name:   "wrong",
		Fabric: fabric.IPFabric{SpineAS: 65535, Spines: []fabric.Spine{{Name: "spine1"}}},
		Pools: fabric.Pools{
			Links:     fabric.Prefixes{V4: netip.MustParsePrefix("10.4.0.0/24")},
			RouterIDs: netip.MustParsePrefix("10.2.0.0/24"),
		},
		Racks: []fabric.Rack{{
			Name: "r1", AS: 65001, Leaves: []fabric.Leaf{{Name: "leaf1"}},
			Network: fabric.Network{VLAN: 2300, NodeSubnet: fabric.Prefixes{V4: netip.MustParsePrefix("10.13.0.0/24")}},
		}},
		Clusters: []fabric.Cluster{{
			Name: "k8s", AS: fabric.ASPerRack{},
			CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
			Kubernetes: fabric.Version{Major: 1, Minor: 34},
			Pods:       []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.13.0.0/20"), Block: 24}},
			Nodes:      []fabric.Node{{Name: "node1", Rack: "r1"}},
		}},
	}
	for _, p := range design.Validate() {
		fmt.Println(p.Code, p.Field)
	}
	// Output:
	// pool-overlap clusters[0].pods[0].prefix
	// as-reserved fabric.ipFabric.spineAS
}

func ExamplePlan_State() {
	plan := fabric.Plan{Clusters: []fabric.PlannedCluster{{
		Name:  "k8s",
		Pods:  []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.244.0.0/16"), Block: 26}},
		Nodes: []fabric.PlannedNode{{Name: "node1"}, {Name: "node2"}},
	}}}
	state, err := plan.State(fabric.State{}) // nothing is known
	fmt.Println(state.Clusters[0].Blocks, err)
	// Output:
	// [{node1 10.244.0.0/26} {node2 10.244.0.64/26}] <nil>
}

func ExampleSecret() {
	s := fabric.NewSecret("correct-horse")
	text, err := json.Marshal(map[string]any{"password": s})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(s, strings.Contains(string(text), "horse"), s.Reveal())
	// Output:
	// <redacted> false correct-horse
}

// FuzzWords reads arbitrary text as each of the small values. What is read is
// written and read back as the same.
func FuzzWords(f *testing.F) {
	for _, text := range []string{"65001", "64086.59904", "65101-65164", "64512:100", "3.31", "v1.36.3", "-", ".", ":"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if as, err := fabric.ParseASN(text); err == nil {
			if again, err := fabric.ParseASN(as.String()); err != nil || again != as {
				t.Errorf("AS %q: %v, %v, %v", text, as, again, err)
			}
		}
		if c, err := fabric.ParseCommunity(text); err == nil {
			if again, err := fabric.ParseCommunity(c.String()); err != nil || again != c {
				t.Errorf("community %q: %v, %v, %v", text, c, again, err)
			}
		}
		var r, sameRange fabric.ASNRange
		if r.UnmarshalText([]byte(text)) == nil {
			if err := sameRange.UnmarshalText([]byte(r.String())); err != nil || sameRange != r {
				t.Errorf("range %q: %v, %v, %v", text, r, sameRange, err)
			}
		}
		var v, sameVersion fabric.Version
		if v.UnmarshalText([]byte(text)) == nil {
			if err := sameVersion.UnmarshalText([]byte(v.String())); err != nil || sameVersion != v {
				t.Errorf("version %q: %v, %v, %v", text, v, sameVersion, err)
			}
		}
	})
}
