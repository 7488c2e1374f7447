module github.com/podfabric/podfabric/aci/internal/terraformproof

go 1.26.0

require (
	github.com/hashicorp/hcl/v2 v2.24.0
	github.com/podfabric/podfabric v0.0.0
	github.com/stretchr/testify v1.12.1
	github.com/zclconf/go-cty v1.16.3
)

require (
	github.com/agext/levenshtein v1.2.1 // indirect
	github.com/apparentlymart/go-textseg/v15 v15.0.0 // indirect
	github.com/gaissmai/bart v0.30.0 // indirect
	github.com/mitchellh/go-wordwrap v1.0.1 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb // indirect
	golang.org/x/mod v0.41.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
)

replace github.com/podfabric/podfabric => ../../..
