package aci

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// readXML reads an object, or an answer with its "imdata". Attributes are those
// of the elements; comments are skipped; a document type is refused, and with it
// every entity that a text could define.
func readXML(text []byte) ([]element, error) {
	if !utf8.Valid(text) {
		return nil, errEncoding
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	r := xmlReader{dec}
	start, err := r.start()
	var elements []element
	if err == nil {
		if start.Name.Local == "imdata" {
			elements, err = r.children("imdata", 0)
		} else {
			var e element
			e, err = r.element(start, "", 0)
			elements = []element{e}
		}
	}
	if err == nil {
		if _, err = r.start(); errors.Is(err, io.EOF) {
			return elements, nil
		} else if err == nil {
			err = errTrailing
		}
	}
	line, column := dec.InputPos()
	return nil, fmt.Errorf("line %d, column %d: %w", line, column, plainXML(err))
}

type xmlReader struct{ dec *xml.Decoder }

func plainXML(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return errors.New("it is not XML")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends too early")
	}
	return err
}

var errEnd = errors.New("the element ends")

// start returns the next element's beginning, or errEnd at the end of the one
// around it.
func (r xmlReader) start() (xml.StartElement, error) {
	for {
		token, err := r.dec.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.EndElement:
			return xml.StartElement{}, errEnd
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return xml.StartElement{}, errors.New("there is text between the elements")
			}
		case xml.Directive:
			return xml.StartElement{}, errors.New("it has a document type")
		}
	}
}

func (r xmlReader) element(start xml.StartElement, prefix string, depth int) (element, error) {
	e := element{class: Class(start.Name.Local), path: prefix + start.Name.Local}
	if depth > maxDepth {
		return e, errDeep
	}
	for _, a := range start.Attr {
		if _, twice := e.attribute(a.Name.Local); twice {
			return e, fmt.Errorf("%s: the attribute %q stands twice", e.path, a.Name.Local)
		}
		e.attributes = append(e.attributes, attribute{a.Name.Local, a.Value})
	}
	var err error
	e.children, err = r.children(e.path, depth+1)
	return e, err
}

// children reads elements up to the end of the one around them.
func (r xmlReader) children(path string, depth int) ([]element, error) {
	var all []element
	for i := 0; ; i++ {
		start, err := r.start()
		if errors.Is(err, errEnd) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		e, err := r.element(start, path+"["+strconv.Itoa(i)+"].", depth)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
}
