package aci

import (
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// Emit translates a plan into what the controller of its ACI fabric is told: access
// policies, domains and tenants with all below them, every object of ours annotated
// with [Owner]. The tree of a plan without ACI is empty.
//
// The error is of type [fabric.Problems]: what ACI, or the release of the
// controllers, cannot express, and what [Tree.Validate] says of the result. There
// is no tree then.
func Emit(p *fabric.Plan) (Tree, error) {
	tree, problems := emit(p)
	if err := problems.Err(); err != nil {
		return Tree{}, err
	}
	return tree, nil
}

// Warnings returns what of the tree works and should still be known: problems of
// severity Warning only. References to what [fabric.Plan.Preconditions] names by its
// DN are not among them: that is said already, and checked before a push.
func Warnings(p *fabric.Plan) fabric.Problems {
	tree, problems := emit(p)
	return unstated(p, tree, problems.Of(fabric.Warning))
}

func emit(p *fabric.Plan) (Tree, fabric.Problems) {
	if p.ACI == nil {
		return Tree{}, nil
	}
	e := emitter{plan: p, aci: p.ACI, communities: communities(p)}
	e.version()
	e.limits()
	e.access()
	e.tenants()
	e.tree.Roots = append(e.tree.Roots, e.tenantRoots()...)
	return e.tree, append(e.problems, e.tree.Validate()...)
}

// An emitter builds the tree of one plan.
type emitter struct {
	plan     *fabric.Plan
	aci      *fabric.PlannedACI
	tree     Tree
	problems fabric.Problems
	// communities says that routes carry communities that must reach every node.
	communities bool
	// perTenant are the tenants in the order in which they were first needed.
	perTenant []*tenant
	// timers are the names of the L3Outs' timer policies, by their index.
	timers []string
}

// communities reports whether the nodes attach communities to any routes.
func communities(p *fabric.Plan) bool {
	return slices.ContainsFunc(p.Clusters, func(c fabric.PlannedCluster) bool {
		return slices.ContainsFunc(c.Pods, func(pool fabric.PodPool) bool { return len(pool.Communities) > 0 })
	})
}

func (e *emitter) refuse(code fabric.Code, field, detail, fix, source string) {
	e.problems = append(e.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

func tenantDN(name string) DN { return UniDN().Child(RN("tn-" + name)) }

func outDN(o *fabric.PlannedL3Out) DN { return tenantDN(o.Tenant).Child(RN("out-" + o.Name)) }

// leafDN is the DN of a planned leaf, whose IDs the design's validation bounds.
func leafDN(pod, node int) DN { return NodeDN(uint16(pod), uint16(node)) }
