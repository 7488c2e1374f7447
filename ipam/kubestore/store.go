package kubestore

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/podfabric/podfabric/ipam"
)

// manager is who the API server notes as owner of the key, in
// metadata.managedFields.
const manager = "podfabric"

// ConfigMaps is what a [Store] needs of the ConfigMaps of a namespace. The
// ConfigMapInterface of client-go has it, and is no dependency of this library
// for that.
type ConfigMaps interface {
	Get(ctx context.Context, name string, opts metav1.GetOptions) (*corev1.ConfigMap, error)
	Create(ctx context.Context, cm *corev1.ConfigMap, opts metav1.CreateOptions) (*corev1.ConfigMap, error)
	Update(ctx context.Context, cm *corev1.ConfigMap, opts metav1.UpdateOptions) (*corev1.ConfigMap, error)
}

var _ ipam.Store = Store{}

// A Store is an [ipam.Store] in one ConfigMap. It may be copied, and used by
// several goroutines at once.
type Store struct {
	ConfigMaps ConfigMaps
	// Name is that of the ConfigMap, which need not exist.
	Name string
}

// Load returns the text and the resourceVersion of the ConfigMap; nil and ""
// when there is no ConfigMap, or none with the key. It asks the API server for
// the latest, not for what a cache holds, and so sees every Save that succeeded
// before.
func (s Store) Load(ctx context.Context) ([]byte, ipam.Revision, error) {
	cm, err := s.ConfigMaps.Get(ctx, s.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", s.failed(err)
	}
	at, err := revision(cm)
	if err != nil || at == "" {
		return nil, "", s.failed(err)
	}
	text, err := read(cm)
	if err != nil {
		return nil, "", s.failed(err)
	}
	return text, at, nil
}

// Save stores the text if the ConfigMap is still at that revision, and returns
// the new one. Otherwise the error is [ipam.ErrStale]. A text that does not fit
// is a [*TooLargeError].
//
// After any other error, as when an answer did not come in time, it is not known
// whether the text was stored. Nothing is lost by that. Load again and go on
// from what is there; a request that still arrives was made for a revision that
// is then gone, or takes that revision away from the next Save, which is then
// stale. To repeat the same Save instead is safe too, but ErrStale may then mean
// that the first one succeeded, as it may when the client repeats a request by
// itself: Load, as always after ErrStale.
func (s Store) Save(ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
	cm, err := s.ConfigMaps.Get(ctx, s.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err) && at == "":
		return s.create(ctx, text)
	case apierrors.IsNotFound(err):
		return "", s.failed(ipam.ErrStale)
	case err != nil:
		return "", s.failed(err)
	}
	found, err := revision(cm)
	if err == nil && found != at {
		err = ipam.ErrStale
	}
	if err != nil {
		return "", s.failed(err)
	}
	// The ConfigMap carries the resourceVersion that it was read with, and
	// everything that others put on it.
	cm = cm.DeepCopy() // whoever hands it out may keep it
	if err := s.write(cm, text); err != nil {
		return "", err
	}
	cm, err = s.ConfigMaps.Update(ctx, cm, metav1.UpdateOptions{FieldManager: manager})
	if apierrors.IsConflict(err) || apierrors.IsNotFound(err) {
		err = ipam.ErrStale
	}
	return s.saved(cm, err)
}

func (s Store) create(ctx context.Context, text []byte) (ipam.Revision, error) {
	cm := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: s.Name}}
	if err := s.write(cm, text); err != nil {
		return "", err
	}
	cm, err := s.ConfigMaps.Create(ctx, cm, metav1.CreateOptions{FieldManager: manager})
	if apierrors.IsAlreadyExists(err) {
		err = ipam.ErrStale
	}
	return s.saved(cm, err)
}

// saved is what Save returns after a request.
func (s Store) saved(cm *corev1.ConfigMap, err error) (ipam.Revision, error) {
	if err != nil {
		return "", s.failed(err)
	}
	return ipam.Revision(cm.ResourceVersion), nil
}

// revision is what Load returns with a ConfigMap. Without a resourceVersion the
// API server would write whatever is there, and so would what stands in for it.
func revision(cm *corev1.ConfigMap) (ipam.Revision, error) {
	if cm.ResourceVersion == "" {
		return "", errors.New("has no resourceVersion, without which no write is safe")
	}
	if !holds(cm) {
		return "", nil
	}
	return ipam.Revision(cm.ResourceVersion), nil
}

// failed names the ConfigMap in an error, if there is one.
func (s Store) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("configmap %q: %w", s.Name, err)
}
