// Package aci speaks to Cisco ACI the way its controller does: in managed
// objects.
//
// Everything that an APIC is configured with is a tree of objects below "uni". An
// object has a class ("l3extOut", an L3Out), attributes that are texts, and
// children. Where it stands is its distinguished name, the DN:
//
//	uni/tn-k8s/out-floating/lnodep-anchors/lifp-ipv4/vlifp-[topology/pod-1/node-101]-[vlan-310]
//
// Each step is a relative name, the RN, made of the object's naming attributes by
// its class's format: "vlifp-[{nodeDn}]-[{encap}]". So the place of an object and
// its attributes say the same thing twice, and most mistakes are about that.
//
// # A tree
//
// A [Tree] holds the objects below "uni", an [Object] one of them. Values are
// made from typed ones, [Prefix], [VLAN], [ASN], [Ref], and become text only in a
// request. A [Password] is a value too: it prints, logs and marshals as
// "<redacted>", and is in clear only in what [Post.JSON] and [Post.XML] return.
//
// A tenant or a VRF that somebody else made stands in the tree with the status
// [Modified]: the request fails when it is not there.
//
// # The schema
//
// The schema ([Classes], [Define]) says of each class that a Kubernetes L3Out
// needs how it is named, what may contain it, and of each attribute its type,
// its words or range, its default and since which release it exists.
// [Tree.Validate] holds a tree to it, and to the rules across objects that a
// controller does not enforce, because it takes what does nothing: a peer outside
// the interface's subnet, a vPC without its second member, an anchor without the
// others' gateway address, a route map that acts only with import enforced.
// Everything wrong is reported at once, each with the DN.
//
// # From a plan
//
// [Emit] makes the tree of a plan (fabric.PlannedACI); the plan decides, and this
// is how it is said. What is ours is annotated with [Owner], so that [Diff] knows
// it again.
//
//   - uni/infra and the domains: a static VLAN pool, a physical and a routed domain
//     on it, the AAEP with both, a policy group for each vPC. With existing access
//     policies nothing of it: it is referred to.
//   - The VRF's tenant: what all L3Outs of the VRF share, timers, relaxed AS path,
//     ECMP for each family. Two policies of one kind on one leaf and VRF conflict
//     (Cisco bug CSCwt78235), so that L3Outs of other tenants find these in common.
//   - The L3Out's tenant: the L3Out, its match rules (those of another tenant are
//     not supported), its limit of prefixes, BFD, contracts and filters.
//   - The L3Out: one node profile, "nodes", with each leaf's router ID, and an
//     interface profile for each family, "ipv4" and "ipv6". A floating SVI stands on
//     each anchor, a standard one on each vPC with its members A and B; all have the
//     nodes' gateway as secondary address, in IPv6 without duplicate address
//     detection, because leaves share it. Neighbours stand below the interface.
//   - Routes: default-import and default-export by the plan's rules, entry by entry
//     as the first that matches decides. External EPGs classify only, or leak.
//
// Needs become knobs here: nodes of one AS learn each other's routes by as-override
// and dis-peer-as-check; graceful restart is grCtrl helper with staleIntvl; the
// longest path of one AS is maxAsLimit; a subnet as neighbour is a dynamic one, a
// host prefix one that the leaf dials too.
//
// Names that no plan gives are the L3Out's, VRF's or contract's with a suffix
// ("calico-import-match"). The order of a plan's lists changes no byte. What the
// release of the controllers lacks is refused, and so is what ACI cannot express.
//
// # To the controller
//
// [Tree.Posts] makes one request of each context root, the parts of the tree that
// an APIC changes in one step or not at all: first VLAN pools and the AAEP
// (uni/infra), then the domains, then tenant common, then the other tenants. The
// same tree gives the same bytes, an object a line, so that a change in a design
// is a readable change in the file.
//
// # Back from it
//
// [ParseAnswer] reads what a query returns and leaves out what is not
// configuration. [Diff] compares that with a wanted tree, in the form in which
// the controller keeps values ("443" is "https", flags are sorted, defaults are
// filled in), and says what to create, modify and delete, in order. It deletes
// only what carries our annotation and has nobody else's objects below it, and
// it says so where a password cannot be compared.
//
// # What it means
//
// [Routers] turns a tree, with [Facts] of the fabric that no object says, into the
// leaves as routers of the simulator; [AppendRoutes] prints what they are
// predicted to have as a leaf prints it. Every attribute of the schema either
// changes the routers or is known not to route, and a test holds it to that.
//
// A leaf has a VRF where an L3Out names the leaf, and where a node of a floating
// SVI is cabled: there it gets the floating address. Secondary addresses are
// gateways that leaves share. All leaves with a VRF have each other's best routes
// by MP-BGP, with the TEP of the leaf that learned a route as next hop; between
// leaves nothing is filtered. Connected subnets of L3Outs are among these routes.
//
// What comes from a node passes import route control where the L3Out enforces it,
// and what goes to a node always needs a permit: by default-export, or by a subnet
// with export-rtctrl. A route map of the peer's own takes the place of both. So
// nodes hear of each other only by as-override, without the check of the peer's
// AS, and by an export policy that has their prefixes; a node in the same subnet
// stays the next hop (third party, RFC 4271 section 5.1.3), one of another rack is
// reached by the leaf.
//
// An anchor prefers the nodes that are cabled to it, and a leaf that is no anchor
// goes by the anchors' TEPs also to a node of its own (seeds/002 and seeds/001,
// Figure 3 of each).
//
// What is not followed is refused, with [CodeNotPredicted]: peers that may use
// either of two AS numbers, private AS numbers that are replaced, distances that
// differ between families, match rules without a prefix. What is simpler than in a
// fabric: a prefix limit with action "reject" counts as one that ends the session;
// routes do not leak between VRFs; BFD with a key is none, since no node has it;
// and nodes of two VRFs that have one address cannot be told apart.
//
// # Cisco's own Go client
//
// github.com/ciscoecosystem/aci-go-client/v2 has structs for many of these
// classes. They read what this package posts as it is meant, attribute by
// attribute: the module internal/clientproof shows it. They do not write it:
// at v2.32.2 eighteen of the classes have no model, among them the floating
// address (l3extRsDynPathAtt) and most relations that bind a policy to BGP; an
// empty attribute is dropped, so that nothing can be cleared; and values are
// untyped texts without words, ranges or containment. Its package client logs
// passwords and brings in a Terraform SDK. So nothing of it is built into a
// user's program; a user's own client takes the bodies of [Post.JSON] as they
// are.
//
// # Terraform and Network as Code
//
// [Tree.Terraform] writes a tree for Terraform's provider CiscoDevNet/aci, object
// by object; the module internal/terraformproof reads it with Terraform's own
// parser. [Tree.NetworkAsCode] writes it in the data model of Cisco's Network as
// Code, and refuses what that has no key for. Passwords stay out of both: they name
// a variable for each.
package aci
