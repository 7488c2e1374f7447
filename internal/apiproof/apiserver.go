package apiproof

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"

	"github.com/podfabric/podfabric/internal/storeproof"
)

// An APIServer is a kube-apiserver on loopback.
type APIServer struct {
	host, certificate string
}

// The users of the server. The administrator may do everything, the planner what
// is granted to it.
const (
	Administrator = "administrator"
	Planner       = "planner"
)

// start starts a server in front of an etcd, and waits until it is ready. It ends
// with the test. A process can have only one, since Kubernetes keeps much of it in
// globals. What it logs is seen when the test fails.
func start(t testing.TB, etcd *storeproof.Etcd) *APIServer {
	t.Helper()
	folder := t.TempDir()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port
	server := options.NewServerRunOptions()
	server.SecureServing.Listener, server.SecureServing.BindPort = listener, port

	key := filepath.Join(folder, "service-account.key")
	tokens := filepath.Join(folder, "tokens.csv")
	write(t, key, serviceAccountKey(t))
	write(t, tokens, []byte(Administrator+",admin,1,system:masters\n"+Planner+",planner,2\n"))
	flags := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	sets := server.Flags()
	for _, set := range sets.FlagSets {
		flags.AddFlagSet(set)
	}
	require.NoError(t, flags.Parse([]string{
		"--bind-address=127.0.0.1",
		"--cert-dir=" + folder,
		"--etcd-servers=" + etcd.Endpoint,
		"--service-cluster-ip-range=10.96.0.0/24",
		"--service-account-key-file=" + key,
		"--service-account-signing-key-file=" + key,
		"--service-account-issuer=https://apiproof.invalid",
		"--authorization-mode=RBAC",
		"--token-auth-file=" + tokens,
		"--disable-admission-plugins=ServiceAccount", // no controller makes any
		"--endpoint-reconciler-type=none",
		"--shutdown-delay-duration=0s",
	}))
	ctx, cancel := context.WithCancel(context.Background())
	require.NoError(t, server.GenericServerRunOptions.ComponentGlobalsRegistry.Set())
	completed, err := server.Complete(ctx)
	require.NoError(t, err)
	require.Empty(t, completed.Validate())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx, completed) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			require.NoError(t, err)
		case <-time.After(time.Minute):
			require.Fail(t, "kube-apiserver does not end")
		}
	})
	s := &APIServer{host: "https://" + listener.Addr().String(), certificate: filepath.Join(folder, "apiserver.crt")}
	admin := s.Client(t, Administrator)
	require.Eventually(t, func() bool {
		text, err := admin.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil && string(text) == "ok"
	}, 2*time.Minute, 50*time.Millisecond)
	return s
}

// Client is a client of its own, with connections of its own.
func (s *APIServer) Client(t testing.TB, user string) *kubernetes.Clientset {
	t.Helper()
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host: s.host, BearerToken: user,
		TLSClientConfig: rest.TLSClientConfig{CAFile: s.certificate},
		QPS:             -1, // else it is the client that is measured
		UserAgent:       user + strings.ReplaceAll(t.Name(), "/", "-"),
	})
	require.NoError(t, err)
	return client
}

func serviceAccountKey(t testing.TB) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	text, err := keyutil.MarshalPrivateKeyToPEM(key)
	require.NoError(t, err)
	return text
}

func write(t testing.TB, name string, text []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(name, text, 0o600))
}
