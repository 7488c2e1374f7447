package fabric

// versions holds every version to those whose behaviour is known. A newer one is
// refused rather than treated like the newest known.
func (a *audit) versions() {
	a.release("fabric.ipFabric.switches", a.ip.Switches)
	for i := range a.ip.Spines {
		a.release(at("fabric.ipFabric.spines", i)+".switches", a.ip.Spines[i].Switches)
	}
	for i := range a.d.Racks {
		if a.aci != nil {
			break // the leaves have no platform of their own
		}
		a.release(at("racks", i)+".switches", a.d.Racks[i].Switches)
	}
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		if k, ok := c.CNI.(Calico); ok {
			a.calicoVersion(field+".cni.calico.version", k.Version)
		}
		if v := c.Kubernetes; v.IsSet() && v.Major != 1 {
			a.refuse(CodeVersionUnknown, field+".kubernetes", "there is no Kubernetes "+v.String(), "write the version of the API server, such as 1.34", "Kubernetes releases are 1.x")
		}
	}
}

func (a *audit) calicoVersion(field string, v Version) {
	const source = "the fields of Calico's objects from 3.26 (BGPFilter) to 3.32"
	switch {
	case !v.IsSet():
		a.missing(field, "the version of Calico", "write the version in use, 3.26 to 3.32")
	case !v.AtLeast(3, 26):
		a.refuse(CodeVersionUnsupported, field, "Calico "+v.String()+" is older than 3.26 and has no BGPFilter", "use 3.26 to 3.32", source)
	case v.AtLeast(3, 33):
		a.refuse(CodeVersionUnknown, field, "Calico "+v.String()+" is newer than 3.32, the newest that is known", "use 3.26 to 3.32", source)
	}
}
