package aci

import "strings"

// The provider, and the release that aci_rest_managed got escape_html with: Cisco's
// own module of L3Out interfaces, which sets it for passwords, asks for it
// (netascode/terraform-aci-nac-aci@d1930ae, modules/terraform-aci-l3out-interface-profile).
const (
	terraformSource  = "CiscoDevNet/aci"
	terraformVersion = ">= 2.15.0"
	terraformType    = "aci_rest_managed"
)

// A terraformFile is the JSON syntax of Terraform's configuration language. The
// keys of maps are written sorted.
type terraformFile struct {
	Terraform terraformSettings                       `json:"terraform"`
	Variables map[string]terraformInput               `json:"variable,omitempty"`
	Data      map[string]map[string]terraformObject   `json:"data,omitempty"`
	Resources map[string]map[string]terraformResource `json:"resource,omitempty"`
}

type terraformSettings struct {
	Providers map[string]terraformProvider `json:"required_providers"`
}

type terraformProvider struct {
	Source  string `json:"source"`
	Version string `json:"version"`
}

// A terraformInput has no default: a plan without the password fails.
type terraformInput struct {
	Description string `json:"description"`
	Type        string `json:"type"`
	Sensitive   bool   `json:"sensitive"`
}

// A terraformObject names an object.
type terraformObject struct {
	DN    string `json:"dn"`
	Class Class  `json:"class_name"`
}

type terraformResource struct {
	terraformObject
	Annotation string `json:"annotation,omitempty"`
	// EscapeHTML is false where the provider would send "<", ">" or "&" as "\u003c"
	// and the like, which an APIC takes for six characters.
	EscapeHTML *bool               `json:"escape_html,omitempty"`
	Content    map[string]string   `json:"content"`
	DependsOn  []string            `json:"depends_on,omitempty"`
	Lifecycle  *terraformLifecycle `json:"lifecycle,omitempty"`
}

type terraformLifecycle struct {
	IgnoreChanges []string `json:"ignore_changes"`
}

// terraformText is a text that Terraform reads as it is: in its JSON syntax every
// string is a template.
func terraformText(text string) string {
	text = strings.ReplaceAll(text, "${", "$${")
	return strings.ReplaceAll(text, "%{", "%%{")
}
