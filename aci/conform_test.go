package aci_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// TestEmittedConforms holds what is made of every plan to that plan. What is broken
// of it is the matter of the mutation test of internal/site.
func TestEmittedConforms(t *testing.T) {
	all := map[string]*fabric.Plan{}
	for name, plan := range plans() {
		all[name] = plan()
	}
	for name, d := range aciDesigns(t) {
		all[name] = planned(t, d)
	}
	for name, p := range all {
		assert.NoError(t, emitted(t, p).Check(p).Err(), name)
	}
	assert.Empty(t, aci.Tree{}.Check(&fabric.Plan{}))
}

// TestConformance breaks, in designs with what the bundled ones do not have, one
// thing that no route shows.
func TestConformance(t *testing.T) {
	broken := map[string]int{}
	for name, d := range aciDesigns(t) {
		p := planned(t, d)
		tree := emitted(t, p)
		i := 0
		for n := range tree.All() {
			for what, change := range map[string]func(*aci.Object) bool{
				"annotation of somebody else": func(o *aci.Object) bool {
					o.Attributes = maps.Clone(o.Attributes)
					if o.Attributes == nil {
						o.Attributes = attributes{}
					}
					o.Attributes["annotation"] = aci.Text("orchestrator:terraform")
					return true
				},
				"deleted":           func(o *aci.Object) bool { o.Status = aci.Deleted; return true },
				"an alias":          setAttribute("nameAlias", "x"),
				"a tag":             withChild(aci.Object{Class: aci.TagAnnotation, Attributes: attributes{"key": aci.Text("k")}}),
				"somebody's tenant": withChild(aci.Object{Class: aci.FvTenant, Attributes: attributes{"name": aci.Text("x")}}),
			} {
				def, _ := aci.Define(n.Class)
				if _, has := def.Attribute("nameAlias"); what == "an alias" && !has {
					continue
				}
				broken[what]++
				problems := edit(tree, i, change).Check(p)
				if !assert.NotEmpty(t, problems, "%s: %s: %s", name, n.DN, what) {
					continue
				}
				assert.Equal(t, aci.CodeNotAsPlanned, problems[0].Code)
				assert.True(t, strings.HasPrefix(problems[0].Field, n.DN.String()), problems[0].Field)
			}
			i++
		}
	}
	assert.Len(t, broken, 5)
}

func setAttribute(name, value string) func(*aci.Object) bool {
	return func(o *aci.Object) bool {
		if o.Attributes == nil {
			o.Attributes = attributes{}
		}
		o.Attributes[name] = aci.Text(value)
		return true
	}
}

func withChild(child aci.Object) func(*aci.Object) bool {
	return func(o *aci.Object) bool {
		o.Children = append(o.Children, child)
		return true
	}
}

// TestConformanceShowsNoPassword keeps the secret out of what is said of another one.
func TestConformanceShowsNoPassword(t *testing.T) {
	p := planned(t, aciDesigns(t)["floating.yaml"])
	tree := emitted(t, p)
	i, checked := 0, 0
	for n := range tree.All() {
		if n.Class == aci.BgpPeerP {
			problems := edit(tree, i, func(o *aci.Object) bool {
				o.Attributes["password"] = aci.Password(fabric.NewSecret("4n0ther"))
				return true
			}).Check(p)
			require.Len(t, problems, 1)
			assert.NotContains(t, problems[0].Error(), "4n0ther")
			assert.NotContains(t, problems[0].Error(), planSecret)
			checked++
		}
		i++
	}
	assert.NotZero(t, checked)
}

// What somebody changed in a request is found.
func ExampleTree_Check() {
	plan, err := examplePlan()
	if err != nil {
		fmt.Println(err)
		return
	}
	tree, err := aci.Emit(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(tree.Check(plan)), "problems")
	for n := range tree.All() {
		if n.Class == aci.L3extVirtualLIfP {
			n.Attributes["mtu"] = aci.Text("inherit")
			break
		}
	}
	fmt.Println(tree.Check(plan))
	// Output:
	// 0 problems
	// error: uni/tn-common/out-calico/lnodep-nodes/lifp-ipv4/vlifp-[topology/pod-1/node-201]-[vlan-310]: mtu: value: the plan has "9000", the tree "inherit"; emit the tree anew from the plan [aci-not-as-planned: the plan]
}
