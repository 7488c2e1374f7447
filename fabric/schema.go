package fabric

import (
	"bytes"
	_ "embed"
)

// The schemas are generated from the types of this package and their comments:
//
//	go test ./fabric -run TestSchema -update

//go:embed design.schema.json
var designSchema []byte

//go:embed state.schema.json
var stateSchema []byte

// DesignSchema returns the JSON Schema (draft 2020-12) of the files that [Load]
// reads. It holds the fields with their descriptions, types, choices and, where
// they are fixed, bounds; it refuses what Load refuses, except for what a schema
// cannot say: keys given twice, YAML's anchors, aliases and tags, and addresses
// that merely look like some. An editor uses it when the first line of a file is
//
//	# yaml-language-server: $schema=https://raw.githubusercontent.com/podfabric/podfabric/main/fabric/design.schema.json
//
// or names a copy of it by its path.
func DesignSchema() []byte { return bytes.Clone(designSchema) }

// StateSchema returns the JSON Schema of the files that [LoadState] reads.
func StateSchema() []byte { return bytes.Clone(stateSchema) }
