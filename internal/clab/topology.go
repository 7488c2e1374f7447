package clab

import (
	"bytes"
	"net/netip"

	"go.yaml.in/yaml/v3"
)

// A Topology is a topology definition of containerlab. It is written by
// [Topology.YAML]; the fields are those of the file.
type Topology struct {
	// Name is the lab's; containers are called clab-NAME-NODE.
	Name string `yaml:"name"`
	// Management is the network of the containers' eth0, nil for Docker's choice.
	Management *Management `yaml:"mgmt,omitempty"`
	Topology   Definition  `yaml:"topology"`
}

// A Management is the management network.
type Management struct {
	Network    string       `yaml:"network"`
	IPv4Subnet netip.Prefix `yaml:"ipv4-subnet"`
	// IPv4Gateway is the host's address in it.
	IPv4Gateway netip.Addr `yaml:"ipv4-gw"`
}

// A Definition is what is built.
type Definition struct {
	// Kinds hold what all containers of a kind have in common, so that an image is
	// changed in one place.
	Kinds map[Kind]Node   `yaml:"kinds,omitempty"`
	Nodes map[string]Node `yaml:"nodes"`
	Links []Link          `yaml:"links,omitempty"`
}

// A Kind is what containerlab calls the type of a container.
type Kind string

// The kinds.
const (
	N9kv         Kind = "cisco_n9kv"
	VJunosSwitch Kind = "juniper_vjunosswitch"
	Linux        Kind = "linux"
)

// A Node is one container, or what the containers of a kind have in common.
type Node struct {
	Kind  Kind   `yaml:"kind,omitempty"`
	Image string `yaml:"image,omitempty"`
	// Group sorts the containers in a graph.
	Group string `yaml:"group,omitempty"`
	// StartupConfig is a path relative to the topology's file.
	StartupConfig string            `yaml:"startup-config,omitempty"`
	MgmtIPv4      Addr              `yaml:"mgmt-ipv4,omitempty"`
	Env           map[string]string `yaml:"env,omitempty"`
	// Binds are files mounted into the container, "PATH:AT".
	Binds []string `yaml:"binds,omitempty"`
	// Exec are commands run once the container is up, without a shell.
	Exec []string `yaml:"exec,omitempty"`
}

// An Addr is an address that is left out of the file when it is not set.
type Addr struct{ netip.Addr }

// IsZero reports whether the address is not set.
func (a Addr) IsZero() bool { return !a.IsValid() }

// A Link connects two ports.
type Link struct {
	Endpoints [2]Endpoint `yaml:"endpoints,flow"`
}

// An Endpoint is a port of a container.
type Endpoint struct{ Node, Port string }

// MarshalText writes "NODE:PORT".
func (e Endpoint) MarshalText() ([]byte, error) { return []byte(e.Node + ":" + e.Port), nil }

// YAML returns the text of NAME.clab.yml. Equal topologies have equal texts.
func (t Topology) YAML() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(t); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}
