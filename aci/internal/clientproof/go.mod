module github.com/podfabric/podfabric/aci/internal/clientproof

go 1.26.0

require (
	github.com/ciscoecosystem/aci-go-client/v2 v2.32.2
	github.com/podfabric/podfabric v0.0.0
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/gaissmai/bart v0.30.0 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb // indirect
)

replace github.com/podfabric/podfabric => ../../..
