module github.com/podfabric/podfabric

go 1.26

require (
	github.com/google/jsonschema-go v0.4.3 // indirect
	github.com/projectcalico/api v0.0.0-20250916150628-d4009e4d7c50 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	go.yaml.in/yaml/v2 v2.4.2 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb // indirect
	sigs.k8s.io/yaml v1.6.0 // indirect
)
