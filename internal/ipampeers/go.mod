module github.com/podfabric/podfabric/internal/ipampeers

go 1.26.0

require (
	github.com/cilium/cilium v1.20.2
	github.com/podfabric/podfabric v0.0.0
	github.com/stretchr/testify v1.12.1
	go4.org/netipx v0.0.0-20260823151212-3075585bcbeb
)

require (
	github.com/gaissmai/bart v0.30.0 // indirect
	github.com/petermattis/goid v0.0.0-20250813065127-a731cc31b4fe // indirect
	github.com/sasha-s/go-deadlock v0.3.9 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/sync v0.21.0 // indirect
)

replace github.com/podfabric/podfabric => ../..
