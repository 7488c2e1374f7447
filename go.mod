module github.com/podfabric/podfabric

go 1.26
