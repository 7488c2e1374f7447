package fabric

import (
	"fmt"
)

// services checks the service ranges of every cluster.
func (a *audit) services() {
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)+".services"
		a.clusterIPs(c, field+".clusterIPs")
		a.serviceFamilies(c, field+".clusterIPs", c.Services.ClusterIPs)
		a.serviceFamilies(c, field+".externalIPs", c.Services.ExternalIPs)
		a.serviceFamilies(c, field+".loadBalancerIPs", c.Services.LoadBalancerIPs)
		if _, ok := c.CNI.(Calico); !ok {
			continue
		}
		for j, p := range c.Services.LoadBalancerIPs {
			if p.IsValid() && p.IsSingleIP() {
				a.warn(CodeServiceHost, at(field+".loadBalancerIPs", j),
					fmt.Sprintf("%s is a single address: it is announced while its service exists, not by every node", p),
					"write the range that it is taken from", "Calico: load balancer entries of one address are announced with their service")
			}
		}
	}
}

func (a *audit) clusterIPs(c *Cluster, field string) {
	var seen [2]bool
	for j, p := range c.Services.ClusterIPs {
		if !p.IsValid() {
			continue
		}
		f := FamilyOf(p.Addr())
		if seen[f] {
			a.refuse(CodeServiceRanges, at(field, j), fmt.Sprintf("%s is the second %s range of cluster IPs", p, f),
				"write the API server's range, at most one of each family", "kube-apiserver: service-cluster-ip-range")
		}
		seen[f] = true
	}
}

func (a *audit) serviceFamilies(c *Cluster, field string, ranges []Prefix) {
	var has [2]bool
	for _, f := range c.families() {
		has[f] = true
	}
	for j, p := range ranges {
		if p.IsValid() && len(c.Pods) > 0 && !has[FamilyOf(p.Addr())] {
			f := FamilyOf(p.Addr())
			a.refuse(CodeFamilyMissing, at(field, j), fmt.Sprintf("cluster %s has the %s service range %s and no %s pods", c.Name, f, p, f),
				"add a pod pool of that family, or leave the range out", "Kubernetes: dual-stack services need dual-stack pods")
		}
	}
}
