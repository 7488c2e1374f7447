package kubestore

import (
	"errors"
	"fmt"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"

	"github.com/podfabric/podfabric/internal/squeeze"
)

const (
	// key is where the text is.
	key = "ledger"

	// plainUpTo is the longest text that is stored as it is. It leaves others on
	// the same ConfigMap a little of what the API server takes.
	plainUpTo = 900 << 10

	// limit is how much the values of a ConfigMap may hold together
	// (MaxSecretSize in k8s.io/api/core/v1, which binds ConfigMaps too).
	limit = corev1.MaxSecretSize
)

// A TooLargeError says that a ConfigMap does not take a text, even packed.
// Nothing was written.
type TooLargeError struct {
	Name string
	// Text and Stored are the sizes in bytes before and after packing; Stored is
	// 0 when the text is longer than the 64 MiB that are ever unpacked.
	Text, Stored int
	// Others is what further keys of the ConfigMap hold, in bytes.
	Others int
	// Limit is how many bytes are taken: of all keys of the ConfigMap together,
	// or of a text.
	Limit int
}

func (e *TooLargeError) Error() string {
	if e.Stored == 0 {
		return fmt.Sprintf("configmap %q: text of %d bytes is longer than the %d that a store keeps", e.Name, e.Text, e.Limit)
	}
	return fmt.Sprintf("configmap %q: text of %d bytes, %d as stored, does not fit the %d bytes of a ConfigMap of which other keys hold %d",
		e.Name, e.Text, e.Stored, e.Limit, e.Others)
}

// holds reports whether there is a text.
func holds(cm *corev1.ConfigMap) bool {
	_, plain := cm.Data[key]
	_, packed := cm.BinaryData[key]
	return plain || packed
}

// read returns the text, never nil. The API server lets no key be in both.
func read(cm *corev1.ConfigMap) ([]byte, error) {
	plain, isPlain := cm.Data[key]
	packed, isPacked := cm.BinaryData[key]
	switch {
	case isPlain && isPacked:
		return nil, errors.New("ledger is in data and in binaryData")
	case isPlain:
		return []byte(plain), nil
	}
	return squeeze.Unpack(packed)
}

// write puts the text into one of the two places and out of the other.
func (s Store) write(cm *corev1.ConfigMap, text []byte) error {
	if len(text) > squeeze.MaxText {
		return &TooLargeError{Name: s.Name, Text: len(text), Limit: squeeze.MaxText}
	}
	others := others(cm)
	delete(cm.Data, key)
	delete(cm.BinaryData, key)
	// What is under data travels as a JSON string, which has to be UTF-8.
	if len(text) <= min(plainUpTo, limit-others) && utf8.Valid(text) {
		if cm.Data == nil {
			cm.Data = map[string]string{}
		}
		cm.Data[key] = string(text)
		return nil
	}
	packed := squeeze.Pack(text)
	if len(packed) > limit-others {
		return &TooLargeError{Name: s.Name, Text: len(text), Stored: len(packed), Others: others, Limit: limit}
	}
	if cm.BinaryData == nil {
		cm.BinaryData = map[string][]byte{}
	}
	cm.BinaryData[key] = packed
	return nil
}

// others is what the values of all keys but ours hold.
func others(cm *corev1.ConfigMap) int {
	n := 0
	for name, value := range cm.Data {
		if name != key {
			n += len(value)
		}
	}
	for name, value := range cm.BinaryData {
		if name != key {
			n += len(value)
		}
	}
	return n
}
