package aci

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// A jsonReader reads managed objects token by token, so that a key that stands
// twice is seen.
type jsonReader struct {
	dec *json.Decoder
}

const sourceForm = `APIC REST API: {"class":{"attributes":{},"children":[]}}, every value a string`

var (
	errTrailing = errors.New("there is more behind the end")
	errDeep     = fmt.Errorf("it nests deeper than %d levels", maxDepth)
	errEncoding = errors.New("it is not UTF-8")
)

// readJSON reads an object, a list of them, or an answer with its "imdata".
func readJSON(text []byte) ([]element, error) {
	if !utf8.Valid(text) {
		return nil, errEncoding
	}
	r := jsonReader{json.NewDecoder(bytes.NewReader(text))}
	var elements []element
	token, err := r.dec.Token()
	switch {
	case err != nil:
	case token == json.Delim('['):
		elements, err = r.list("", 0)
	case token == json.Delim('{'):
		elements, err = r.top()
	default:
		err = fmt.Errorf("%s stands where an object is wanted", kindOf(token))
	}
	if err == nil {
		if _, end := r.dec.Token(); !errors.Is(end, io.EOF) {
			err = errTrailing
		}
	}
	if err != nil {
		return nil, fmt.Errorf("at byte %d: %w", r.dec.InputOffset(), plain(err))
	}
	return elements, nil
}

// plain keeps the text that was read out of an error: it may hold a password.
func plain(err error) error {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return errors.New("it is not JSON")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("it ends too early")
	}
	return err
}

// top reads what is behind the first brace: an object, or an answer.
func (r *jsonReader) top() ([]element, error) {
	var elements []element
	seen := map[string]bool{}
	answer := false
	for r.dec.More() {
		key, err := r.key(seen)
		if err != nil {
			return nil, err
		}
		switch key {
		case "totalCount", "subscriptionId":
			err = r.skip(0)
		case "imdata":
			answer = true
			if err = r.open('[', key); err == nil {
				elements, err = r.list("imdata", 0)
			}
		default:
			if len(elements) > 0 || answer {
				return nil, fmt.Errorf("%q stands beside an object; a managed object has one key, its class", key)
			}
			var e element
			if e, err = r.body(key, "", 0); err == nil {
				elements = append(elements, e)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if !answer && len(elements) == 0 {
		return nil, errors.New("there is no managed object")
	}
	return elements, r.close()
}

// list reads the objects behind a bracket.
func (r *jsonReader) list(path string, depth int) ([]element, error) {
	var elements []element
	for i := 0; r.dec.More(); i++ {
		at := path + "[" + strconv.Itoa(i) + "]"
		if err := r.open('{', at); err != nil {
			return nil, err
		}
		class, err := r.key(map[string]bool{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		e, err := r.body(class, at+".", depth)
		if err != nil {
			return nil, err
		}
		if r.dec.More() {
			return nil, fmt.Errorf("%s: a managed object has one key, its class", at)
		}
		if err := r.close(); err != nil {
			return nil, err
		}
		elements = append(elements, e)
	}
	return elements, r.close()
}

// body reads what is behind a class.
func (r *jsonReader) body(class, prefix string, depth int) (element, error) {
	e := element{class: Class(class), path: prefix + class}
	if depth > maxDepth {
		return e, errDeep
	}
	if err := r.open('{', e.path); err != nil {
		return e, err
	}
	seen := map[string]bool{}
	for r.dec.More() {
		key, err := r.key(seen)
		if err == nil {
			switch key {
			case "attributes":
				if err = r.open('{', key); err == nil {
					e.attributes, err = r.attributes()
				}
			case "children":
				if err = r.open('[', key); err == nil {
					e.children, err = r.list(e.path+".children", depth+1)
				}
				if err != nil {
					return e, err
				}
			default:
				err = fmt.Errorf("the key %q is neither attributes nor children", key)
			}
		}
		if err != nil {
			return e, fmt.Errorf("%s: %w", e.path, err)
		}
	}
	return e, r.close()
}

func (r *jsonReader) attributes() ([]attribute, error) {
	var all []attribute
	seen := map[string]bool{}
	for r.dec.More() {
		name, err := r.key(seen)
		if err != nil {
			return nil, err
		}
		token, err := r.dec.Token()
		if err != nil {
			return nil, err
		}
		text, ok := token.(string)
		if !ok {
			return nil, fmt.Errorf("the value of %s is %s, and has to be a string", name, kindOf(token))
		}
		all = append(all, attribute{name, text})
	}
	return all, r.close()
}

func (r *jsonReader) key(seen map[string]bool) (string, error) {
	token, err := r.dec.Token()
	if err != nil {
		return "", err
	}
	key, ok := token.(string)
	if !ok {
		return "", errors.New("a key is missing")
	}
	if seen[key] {
		return "", fmt.Errorf("the key %q stands twice", key)
	}
	seen[key] = true
	return key, nil
}

func (r *jsonReader) open(delim json.Delim, what string) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	if token != delim {
		return fmt.Errorf("%s is %s, and has to begin with %s", what, kindOf(token), delim)
	}
	return nil
}

func (r *jsonReader) close() error {
	_, err := r.dec.Token()
	return err
}

// skip reads one value and forgets it.
func (r *jsonReader) skip(depth int) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('[') && token != json.Delim('{') {
		return nil
	}
	if depth > maxDepth {
		return errDeep
	}
	for r.dec.More() {
		if err := r.skip(depth + 1); err != nil {
			return err
		}
	}
	return r.close()
}

func kindOf(token json.Token) string {
	switch token.(type) {
	case string:
		return "a string"
	case float64, json.Number:
		return "a number"
	case bool:
		return "true or false"
	case nil:
		return "null"
	case json.Delim:
		return "a list or an object"
	}
	return "something else"
}
