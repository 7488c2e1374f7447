package kubestore_test

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// A server answers about ConfigMaps of one namespace as the API server does:
// resourceVersions, conflicts, sizes, and objects that travel as JSON. The zero
// value is empty. (The fake of client-go compares no resourceVersions.)
type server struct {
	mu      sync.Mutex
	objects map[string]*corev1.ConfigMap
	version int

	// before, if set, runs before a request is looked at; its error is the
	// answer. after runs when it is done, and its error replaces the answer.
	before, after func(verb string) error
	managers      []string // of every write
}

var resource = corev1.Resource("configmaps")

func (s *server) Get(ctx context.Context, name string, _ metav1.GetOptions) (*corev1.ConfigMap, error) {
	return s.answer(ctx, "get", func() (*corev1.ConfigMap, error) {
		if found := s.objects[name]; found != nil {
			return found, nil
		}
		return nil, apierrors.NewNotFound(resource, name)
	})
}

func (s *server) Create(ctx context.Context, cm *corev1.ConfigMap, opts metav1.CreateOptions) (*corev1.ConfigMap, error) {
	return s.answer(ctx, "create", func() (*corev1.ConfigMap, error) {
		if s.objects[cm.Name] != nil {
			return nil, apierrors.NewAlreadyExists(resource, cm.Name)
		}
		return s.put(cm, opts.FieldManager)
	})
}

func (s *server) Update(ctx context.Context, cm *corev1.ConfigMap, opts metav1.UpdateOptions) (*corev1.ConfigMap, error) {
	return s.answer(ctx, "update", func() (*corev1.ConfigMap, error) {
		found := s.objects[cm.Name]
		switch {
		case found == nil:
			return nil, apierrors.NewNotFound(resource, cm.Name)
		case cm.ResourceVersion != "" && cm.ResourceVersion != found.ResourceVersion:
			return nil, apierrors.NewConflict(resource, cm.Name, nil)
		case equality.Semantic.DeepEqual(travel(cm), found):
			return found, nil // writes nothing, and the resourceVersion stays
		}
		return s.put(cm, opts.FieldManager)
	})
}

// put stores what is valid.
func (s *server) put(cm *corev1.ConfigMap, manager string) (*corev1.ConfigMap, error) {
	size := 0
	var wrong field.ErrorList
	for name, value := range cm.Data {
		if _, twice := cm.BinaryData[name]; twice {
			wrong = append(wrong, field.Invalid(field.NewPath("data").Key(name), name, "duplicate of key present in binaryData"))
		}
		size += len(value)
	}
	for _, value := range cm.BinaryData {
		size += len(value)
	}
	if size > corev1.MaxSecretSize {
		wrong = append(wrong, field.TooLong(field.NewPath(""), "", corev1.MaxSecretSize))
	}
	if len(wrong) > 0 {
		return nil, apierrors.NewInvalid(corev1.SchemeGroupVersion.WithKind("ConfigMap").GroupKind(), cm.Name, wrong)
	}
	stored := travel(cm)
	s.version++
	stored.ResourceVersion = strconv.Itoa(s.version)
	if s.objects == nil {
		s.objects = map[string]*corev1.ConfigMap{}
	}
	s.objects[cm.Name] = stored
	s.managers = append(s.managers, manager)
	return stored, nil
}

func (s *server) answer(ctx context.Context, verb string, do func() (*corev1.ConfigMap, error)) (*corev1.ConfigMap, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.before != nil {
		if err := s.before(verb); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	cm, err := do()
	if err == nil {
		cm = travel(cm)
	}
	s.mu.Unlock()
	if s.after != nil {
		if lost := s.after(verb); lost != nil {
			return nil, lost
		}
	}
	if err != nil {
		return &corev1.ConfigMap{}, err // as client-go does
	}
	return cm, nil
}

// travel is what arrives of a ConfigMap that is sent.
func travel(cm *corev1.ConfigMap) *corev1.ConfigMap {
	sent, err := json.Marshal(cm)
	if err != nil {
		panic(err)
	}
	var arrived corev1.ConfigMap
	if err := json.Unmarshal(sent, &arrived); err != nil {
		panic(err)
	}
	return &arrived
}

// edit changes the ConfigMap as somebody else would.
func (s *server) edit(name string, change func(cm *corev1.ConfigMap)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cm := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}
	if found := s.objects[name]; found != nil {
		cm = found.DeepCopy()
	}
	change(cm)
	if _, err := s.put(cm, "kubectl"); err != nil {
		panic(err)
	}
}

func (s *server) remove(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, name)
	s.version++
}
