package fabric

import (
	"fmt"
	"strconv"
	"strings"
)

// Sources of the rules for names of the controllers' objects, which know case.
const (
	sourceACITenant = "Cisco APIC: a tenant's name has 1 to 63 characters of a-z, A-Z, 0-9, _, . and -"
	sourceACIVRF    = "Cisco APIC: a VRF's name has 1 to 64 characters of a-z, A-Z, 0-9, _, . and -"
	sourceACIName   = "Cisco APIC: names have 1 to 64 characters of a-z, A-Z, 0-9, _, ., : and -"
)

// isACIName reports whether the controllers take a name.
func isACIName(s string, most int, colon bool) bool {
	inner := func(c byte) bool { return isAlnum(c) || strings.IndexByte("_.-", c) >= 0 || colon && c == ':' }
	return isWord(s, most, inner, inner)
}

// aciName checks the name of an object that takes colons too.
func (a *audit) aciName(field, what, name string) {
	a.controllerName(field, what, name, isACIName(name, 64, true), "1 to 64 letters, digits, and _ . : -", sourceACIName)
}

func (a *audit) controllerName(field, what, name string, good bool, want, source string) {
	switch {
	case name == "":
		a.missing(field, "the name of the "+what, "give it a name")
	case !good:
		a.refuse(CodeBadName, field, fmt.Sprintf("%s name %s is not made of %s", what, quoted(name), want), "use "+want, source)
	}
}

// aciUnique refuses a second object of one name in a tenant.
func (a *audit) aciUnique(names map[string]holder, field, what, tenant, name, source string) {
	if name == "" {
		return
	}
	key := tenant + "\x00" + name
	if first, taken := names[key]; taken {
		a.refuse(CodeDuplicateName, field, fmt.Sprintf("%s name %s is also that of the %s at %s", what, quoted(name), first.what, first.field),
			"give one of them another name", source)
		return
	}
	names[key] = holder{field, what}
}

// tenants checks the names of tenants and of what is in them, and those of access
// policies.
func (a *audit) tenants() {
	const field, source = "fabric.aci", "Cisco APIC: objects of one kind below one parent have different names"
	for _, n := range []struct{ field, what, name string }{
		{".access.vlanPool", "VLAN pool", a.aci.Access.VLANPool}, {".access.physicalDomain", "physical domain", a.aci.Access.PhysicalDomain},
		{".access.routedDomain", "routed domain", a.aci.Access.RoutedDomain}, {".access.aaep", "AAEP", a.aci.Access.AAEP},
	} {
		if n.name != "" {
			a.aciName(field+n.field, n.what, n.name)
		}
	}
	tenants := map[string]holder{}
	for i := range a.aci.Tenants {
		t, field := &a.aci.Tenants[i], at(field+".tenants", i)
		a.controllerName(field+".name", "tenant", t.Name, isACIName(t.Name, 63, false), "1 to 63 letters, digits, and _ . -", sourceACITenant)
		a.aciUnique(tenants, field+".name", "tenant", "", t.Name, source)
		if t.Create && t.Name == tenantCommon {
			a.refuse(CodeOtherFabric, field+".create", "tenant common is to be made, and every fabric has it: who makes it owns it, and deletes it with everybody's objects", "leave it out", "Cisco APIC: tenant common")
		}
		vrfs, contracts, filters := map[string]holder{}, map[string]holder{}, map[string]holder{}
		for j := range t.VRFs {
			v, field := &t.VRFs[j], at(field+".vrfs", j)+".name"
			a.controllerName(field, "VRF", v.Name, isACIName(v.Name, 64, false), "1 to 64 letters, digits, and _ . -", sourceACIVRF)
			a.aciUnique(vrfs, field, "VRF", "", v.Name, source)
		}
		for j := range t.Contracts {
			field := at(field+".contracts", j)
			a.contract(&t.Contracts[j], field, filters)
			a.aciUnique(contracts, field+".name", "contract", "", t.Contracts[j].Name, source)
		}
	}
}

func (a *audit) contract(c *Contract, field string, filters map[string]holder) {
	a.aciName(field+".name", "contract", c.Name)
	a.choice(field+".scope", int(c.Scope), scopeNames())
	if c.Graph != "" {
		a.aciName(field+".graph", "service graph template", c.Graph)
	}
	for i := range c.Filters {
		f, field := &c.Filters[i], at(field+".filters", i)
		a.aciName(field+".name", "filter", f.Name)
		a.aciUnique(filters, field+".name", "filter", "", f.Name, "Cisco APIC: a filter is an object of the tenant")
		a.contractFilter(f, field)
	}
}

func (a *audit) contractFilter(f *ContractFilter, field string) {
	const source = "Cisco APIC: prot and port range of a filter entry; IANA protocol numbers"
	number, err := strconv.ParseUint(f.Protocol, 10, 8)
	ports := f.Protocol == "tcp" || f.Protocol == "udp" || err == nil && (number == 6 || number == 17)
	switch {
	case f.Protocol == "":
		a.missing(field+".protocol", "the protocol", "write tcp, udp, icmp, icmpv6, or a number")
	case !ports && f.Protocol != "icmp" && f.Protocol != "icmpv6" && (err != nil || number == 0 || f.Protocol[0] == '0'):
		a.refuse(CodeContractFilter, field+".protocol", quoted(f.Protocol)+" is no protocol", "write tcp, udp, icmp, icmpv6, or a number from 1 to 255", source)
	case f.Ports != "" && !ports:
		a.refuse(CodeContractFilter, field+".ports", fmt.Sprintf("ports %s are given for %s, which has none", quoted(f.Ports), f.Protocol), "leave them out, or use tcp or udp", source)
	case f.Ports != "" && !isPortRange(f.Ports):
		a.refuse(CodeContractFilter, field+".ports", quoted(f.Ports)+" is no range of ports", "write a port from 1 to 65535, or FIRST-LAST", source)
	}
}

// isPortRange reports whether s is a port, or two in ascending order.
func isPortRange(s string) bool {
	first, last, cut := strings.Cut(s, "-")
	low, err := strconv.ParseUint(first, 10, 16)
	if err != nil || low == 0 {
		return false
	}
	if !cut {
		return true
	}
	high, err := strconv.ParseUint(last, 10, 16)
	return err == nil && low <= high
}
