package site

import (
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/bird"
	"github.com/podfabric/podfabric/internal/clab"
)

const labFolder = "lab"

// containerlab writes the topology for containerlab, with the configuration of BIRD
// for every node. A design that containerlab has no room for is none the worse for it:
// the first reason becomes a warning, and there is no topology.
func (s *Site) containerlab() error {
	files := clab.Files{Switches: map[string][]string{}, Nodes: map[string]clab.Payload{}}
	for _, sw := range s.Switches {
		for _, file := range sw.Files {
			files.Switches[sw.Name] = append(files.Switches[sw.Name], "../"+sw.Folder+"/"+file.Name)
		}
	}
	var written []Text
	for i := range s.Plan.Clusters {
		texts, err := s.birdFiles(&s.Plan.Clusters[i], &files)
		if err != nil {
			return err
		}
		written = append(written, texts...)
	}
	topology, err := clab.Export(s.Plan, files)
	if s.unwritten(err, "containerlab", "no topology is written") {
		return nil
	}
	if err != nil {
		return err
	}
	yaml, err := topology.YAML()
	if err != nil {
		return err
	}
	s.Lab = append(written, Text{s.Plan.Name + ".clab.yml", yaml})
	return nil
}

// birdFiles are BIRD's configurations for the nodes of a cluster, and what the nodes'
// containers do with them.
func (s *Site) birdFiles(c *fabric.PlannedCluster, files *clab.Files) ([]Text, error) {
	var texts []Text
	for i := range c.Nodes {
		name := c.Nodes[i].Name
		var payload clab.Payload
		for f, daemon := range [...]string{routing.IPv4: "bird", routing.IPv6: "bird6"} {
			config, err := bird.Config(*s.Tables.Config(name), routing.Family(f), c.Services.All(), []string{c.Terms.Password.Reveal()})
			if err != nil {
				return nil, err
			}
			if config == "" {
				continue
			}
			file := name + "." + daemon + ".conf"
			texts = append(texts, Text{file, []byte(config)})
			payload.Mounts = append(payload.Mounts, clab.Mount{Path: file, At: "/etc/" + daemon + ".conf"})
			payload.Exec = append(payload.Exec, daemon+" -c /etc/"+daemon+".conf")
		}
		files.Nodes[name] = payload
	}
	return texts, nil
}
