package calico

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	rbacv1 "k8s.io/api/rbac/v1"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/fabric"
)

// Parse reads YAML documents of the kinds in [Objects], also in lists as kubectl
// and calicoctl print them. Nodes may be in the form of either. Comments are
// ignored.
//
// It is as strict as an API server that is asked to be: a field that the kind
// does not have, a key given twice, a kind that is not read here, or an object
// given twice is an error. The error is a [fabric.Problems] with all of them;
// where a field is known to be a common mistake it says what to do instead.
// What is well formed and still wrong is found by [Objects.Validate].
func Parse(text []byte) (Objects, error) {
	p := parser{seen: map[string]int{}}
	for i, document := range split(text) {
		p.document(i+1, document)
	}
	if err := p.problems.Err(); err != nil {
		return Objects{}, err
	}
	return p.out, nil
}

// split cuts a stream at its "---" lines.
func split(text []byte) [][]byte {
	var documents [][]byte
	start := 0
	for at := 0; at < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := text[at:end]
		if rest, ok := bytes.CutPrefix(line, []byte("---")); ok && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0) {
			documents = append(documents, text[start:at])
			start = at + len("---")
		}
		at = end
	}
	documents = append(documents, text[start:])
	return slices.DeleteFunc(documents, func(d []byte) bool { return len(bytes.TrimSpace(d)) == 0 })
}

// A parser collects objects and problems.
type parser struct {
	out      Objects
	problems fabric.Problems
	seen     map[string]int // document by kind, namespace and name
}

// A header is what every object starts with.
type header struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Items []json.RawMessage `json:"items"`
}

func (p *parser) refuse(code fabric.Code, where, detail, fix, source string) {
	p.problems = append(p.problems, fabric.Problem{Code: code, Field: where, Detail: detail, Fix: fix, Source: source})
}

func (p *parser) document(number int, text []byte) {
	where := fmt.Sprintf("document %d", number)
	object, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		p.refuse(CodeDecode, where, strings.ReplaceAll(err.Error(), "\n", " "),
			"correct the YAML: a document is one mapping that gives each key once", "YAML 1.2")
		return
	}
	if string(object) == "null" {
		return // only comments
	}
	p.object(number, where, object, true)
}

func (p *parser) object(number int, where string, object []byte, listed bool) {
	var h header
	if err := json.Unmarshal(object, &h); err != nil {
		p.refuse(CodeDecode, where, err.Error(), "write a mapping with apiVersion, kind, metadata and spec, and in quotes a name that YAML takes for a number or for true or false", sourceObjects)
		return
	}
	if item, ok := strings.CutSuffix(h.Kind, "List"); ok && listed {
		for i, each := range h.Items {
			p.object(number, fmt.Sprintf("%s, item %d of %sList", where, i+1, item), each, false)
		}
		return
	}
	name := h.Metadata.Name
	if h.Metadata.Namespace != "" {
		name = h.Metadata.Namespace + "/" + name
	}
	where = fmt.Sprintf("%s: %s/%s", where, h.Kind, name)
	if h.Metadata.Name == "" {
		p.refuse(CodeDecode, where, "an object without a name", "give metadata.name", sourceObjects)
		return
	}
	switch key := h.Kind + "/" + name; {
	case !p.decode(h, where, object):
		return
	case p.seen[key] != 0:
		p.refuse(CodeDuplicate, where, fmt.Sprintf("the object is in document %d already", p.seen[key]), "keep one of them", sourceObjects)
	default:
		p.seen[key] = number
	}
}

// decode reads one object into its place. It reports whether the kind is known.
func (p *parser) decode(h header, where string, object []byte) bool {
	switch h.APIVersion + " " + h.Kind {
	case operatorVersion + " " + kindInstallation:
		var i Installation
		if p.only(where, h) && p.strict(where, h, object, &i) {
			p.out.Installation = &i
		}
	case coreVersion + " " + kindSecret:
		var s plainSecret
		if p.strict(where, h, object, &s) {
			p.out.Secrets = append(p.out.Secrets, s.hidden())
		}
	case rbacVersion + " " + kindRole:
		into(p, &p.out.Roles, where, h, object)
	case rbacVersion + " " + kindRoleBinding:
		into(p, &p.out.RoleBindings, where, h, object)
	case calicoVersion + " " + v3.KindBGPFilter:
		into(p, &p.out.Filters, where, h, object)
	case calicoVersion + " " + v3.KindIPAMConfiguration:
		var i v3.IPAMConfiguration
		if p.only(where, h) && p.strict(where, h, object, &i) {
			p.out.IPAM = &i
		}
	case calicoVersion + " " + v3.KindIPPool:
		into(p, &p.out.Pools, where, h, object)
	case calicoVersion + " " + v3.KindBGPConfiguration:
		into(p, &p.out.Configurations, where, h, object)
	case calicoVersion + " " + v3.KindBGPPeer:
		into(p, &p.out.Peers, where, h, object)
	case coreVersion + " " + kindNode:
		into(p, &p.out.Nodes, where, h, withoutState(object))
	case calicoVersion + " " + kindNode:
		var n calicoNode
		if p.strict(where, h, object, &n) {
			p.out.Nodes = append(p.out.Nodes, n.core())
		}
	default:
		fix, source := "leave it out: "+kindsRead, sourceParse
		if strings.HasPrefix(h.APIVersion, "crd.projectcalico.org/") {
			fix = "use " + calicoVersion + ": Calico keeps its own copy of labels and annotations in the stored form and ignores changes to them"
			source = sourceClient
		}
		p.refuse(CodeKind, where, fmt.Sprintf("kind %q of %q is not read here", h.Kind, h.APIVersion), fix, source)
		return false
	}
	return true
}

// kindsRead names what decode knows.
const kindsRead = "Installation, Secret, Role, RoleBinding, Node and, of " + calicoVersion +
	", BGPFilter, IPAMConfiguration, IPPool, BGPConfiguration, BGPPeer and Node are read"

// sourceOf names what says which fields a kind has.
func sourceOf(h header) string {
	switch {
	case h.APIVersion == operatorVersion:
		return sourceOperator
	case h.APIVersion == calicoVersion && h.Kind == kindNode:
		return sourceClient
	case h.APIVersion == calicoVersion:
		return sourceCRD
	}
	return sourceObjects
}

// only refuses an object of a kind of which there is one.
func (p *parser) only(where string, h header) bool {
	if h.Metadata.Name == defaultName {
		return true
	}
	p.refuse(CodeValue, where, fmt.Sprintf("%s %q: only the one with the name %q is read", h.Kind, h.Metadata.Name, defaultName),
		`name it "default"`, sourceOf(h))
	return false
}

// into decodes one more object of a kind.
func into[T v3.BGPFilter | v3.IPPool | v3.BGPConfiguration | v3.BGPPeer | rbacv1.Role | rbacv1.RoleBinding | Node](
	p *parser, list *[]T, where string, h header, object []byte,
) {
	var t T
	if p.strict(where, h, object, &t) {
		*list = append(*list, t)
	}
}

// strict decodes an object and reports every field that does not belong there.
func (p *parser) strict(where string, h header, object []byte, into any) bool {
	before := len(p.problems)
	p.asText(where, h.Kind, object)
	unknown, err := kjson.UnmarshalStrict(object, into)
	if err != nil {
		p.refuse(CodeDecode, where, err.Error(),
			"give the field a value of its type: texts in quotes, AS numbers up to 4294967295 without quotes, durations with a unit, such as 90s", sourceOf(h))
		return false
	}
	for _, u := range unknown {
		fix, source := hint(h, u.Error())
		p.refuse(CodeField, where, u.Error(), fix, source)
	}
	return len(p.problems) == before
}

// asText refuses AS numbers that are written as text: the Go types take them,
// the API server does not.
func (p *parser) asText(where, kind string, object []byte) {
	if kind != v3.KindBGPPeer && kind != v3.KindBGPConfiguration {
		return
	}
	var o struct {
		Spec struct {
			AS    any `json:"asNumber"`
			Local any `json:"localASNumber"`
		} `json:"spec"`
	}
	if json.Unmarshal(object, &o) != nil {
		return // the real decoding says why
	}
	for _, as := range []any{o.Spec.AS, o.Spec.Local} {
		if text, ok := as.(string); ok {
			p.refuse(CodeValue, where, fmt.Sprintf("AS number %q is text", text), "write a plain number without quotes; only calicoctl's Node takes text", sourceCRD)
		}
	}
}

// withoutState takes away what a node has besides its configuration.
func withoutState(object []byte) []byte {
	var fields map[string]json.RawMessage
	if json.Unmarshal(object, &fields) != nil {
		return object // the real decoding says why
	}
	delete(fields, "spec")
	delete(fields, "status")
	rest, err := json.Marshal(fields)
	if err != nil {
		return object
	}
	return rest
}
