package storeproof

import (
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// An Etcd is a server of one member on loopback. It ends with the test.
type Etcd struct {
	Endpoint string // http://127.0.0.1:port

	config *embed.Config
	server *embed.Etcd
}

// StartEtcd starts a server that keeps its data with the test, and waits until it
// answers.
func StartEtcd(t testing.TB) *Etcd {
	t.Helper()
	client, peer := freeURL(t), freeURL(t)
	config := embed.NewConfig()
	config.Dir = t.TempDir()
	config.UnsafeNoFsync = true // the data outlives the server here, not the machine
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.ZapLoggerBuilder = embed.NewZapLoggerBuilder(silent())
	e := &Etcd{Endpoint: client.String(), config: config}
	e.start(t)
	t.Cleanup(func() { e.server.Close() })
	return e
}

// Restart ends the server and starts it again, on the same port and data.
func (e *Etcd) Restart(t testing.TB) {
	t.Helper()
	e.server.Close()
	e.start(t)
}

// Client is a new connection to the server. It ends with the test.
func (e *Etcd) Client(t testing.TB) *clientv3.Client {
	t.Helper()
	client, err := Dial(e.Endpoint)
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

// Dial connects as quietly as the server runs.
func Dial(endpoint string) (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, Logger: silent(), DialTimeout: 5 * time.Second})
}

func (e *Etcd) start(t testing.TB) {
	t.Helper()
	server, err := embed.StartEtcd(e.config)
	require.NoError(t, err)
	e.server = server
	select {
	case <-server.Server.ReadyNotify():
	case err := <-server.Err():
		require.NoError(t, err)
	case <-time.After(30 * time.Second):
		require.Fail(t, "etcd is not ready")
	}
}

// silent is a log that nobody sees, and that does not end the process as etcd's
// fatal messages would.
func silent() *zap.Logger {
	return zap.New(zapcore.NewNopCore(), zap.WithFatalHook(zapcore.WriteThenPanic))
}

// freeURL is on a port that was free a moment ago; etcd has to be told one, since
// it must come back on it.
func freeURL(t testing.TB) url.URL {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return url.URL{Scheme: "http", Host: listener.Addr().String()}
}
